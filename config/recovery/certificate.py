"""The certificate of a restore: each thing that was compared, and whether it is as it was backed up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.recovery import files, state
from config.recovery.archive import DUMP, FILES, Manifest
from config.recovery.state import State
from core import clock, ledger
from core.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One thing compared: how often, and where it differs."""

    what: str
    count: int
    differences: list[str]

    def __str__(self) -> str:
        verdict = f"{len(self.differences)} differ" if self.differences else "all equal"
        return f"{self.what}: {self.count} compared, {verdict}"


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """Everything that was compared after a restore."""

    manifest: Manifest
    at: str
    compared_at: str
    comparisons: list[Comparison]

    @property
    def holds(self) -> bool:
        return not any(comparison.differences for comparison in self.comparisons)

    def text(self) -> str:
        """The certificate as a person reads and keeps it."""
        held = self.manifest.state
        lines = [
            "Certificate of restore",
            f"archive made   {self.manifest.made_at}",
            f"compared       {self.compared_at}, database {self.at}",
            *(f"{name:<14} {version}" for name, version in self.manifest.versions.items()),
            f"verdict        {'everything is as it was backed up' if self.holds else 'DIFFERENCES, see below'}",
            "",
            *(str(comparison) for comparison in self.comparisons),
            *(f"  ! {difference}" for comparison in self.comparisons for difference in comparison.differences),
            "",
            "Ledger chains (verified from the first entry to the head)",
            *(f"  {code}:{chain['entries']}:{chain['head']}" for code, chain in held.chains.items()),
            "",
            "Tables (rows, digest)",
            *(f"  {name} {table['rows']} {table['sha256']}" for name, table in held.tables.items()),
        ]
        return "\n".join(lines) + "\n"

    def write(self) -> Path:
        """Keep it beside the files; returns where."""
        folder = Path(settings.DATA_DIR) / "certificates"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"restore-{self.compared_at.replace(':', '')}.txt"
        path.write_text(self.text(), "utf-8")
        return path


def compare(manifest: Manifest, listed: dict[str, str], *, at: str) -> Certificate:
    """Compare the restored database and files with what the archive says; reads everything once."""
    was, now = manifest.state, state.measure()
    grants, were_granted = set(now.grants), set(was.grants)
    guards, were_guards = set(now.guards), set(was.guards)
    stored = {name: digest for name, digest in listed.items() if name != DUMP}
    comparisons = [
        Comparison(what="tables, every row", count=len(was.tables), differences=_tables(was, now)),
        Comparison(what="ledger chains", count=len(was.chains), differences=_chains(was)),
        Comparison(what="files", count=len(stored), differences=_files(stored, manifest.missing_files)),
        Comparison(what="sequences, ahead of every id", count=len(was.sequences), differences=_sequences(was, now)),
        Comparison(what="triggers, constraints, indexes, functions", count=len(was.guards),
                   differences=_either(were_guards, guards)),
        Comparison(what="rights of the application's and the auditor's role", count=len(was.grants),
                   differences=_either(were_granted, grants)),
    ]  # fmt: skip
    moment = clock.real_now().isoformat(timespec="seconds")
    return Certificate(manifest=manifest, at=at, compared_at=moment, comparisons=comparisons)


def _tables(was: State, now: State) -> list[str]:
    names = sorted(set(was.tables) | set(now.tables))
    return [
        f"{name}: {was.tables.get(name)} then, {now.tables.get(name)} now"
        for name in names
        if was.tables.get(name) != now.tables.get(name)
    ]


def _chains(was: State) -> list[str]:
    found = []
    for code, chain in was.chains.items():
        organisation = Organisation.objects.filter(code=code).first()
        anchor = ledger.Anchor(seq=chain["entries"], hash=chain["head"])
        verdict = ledger.verify(organisation, anchor=anchor) if organisation else None
        if verdict is None or not verdict.holds or verdict.entries != chain["entries"]:
            found.append(f"{code}: {verdict.broken or verdict.entries if verdict else 'no such chain'}")
    return found


def _files(stored: dict[str, str], missing_then: list[str]) -> list[str]:
    root = Path(settings.MEDIA_ROOT)
    found = [name for name, digest in stored.items() if not _is_there(root / Path(name).relative_to(FILES), digest)]
    present = {files.named_hash(path) for path in files.stored(root)}
    owed = files.owed() - present - set(missing_then)
    return [*found, *(f"{digest}: the database speaks of it" for digest in sorted(owed))]


def _is_there(path: Path, digest: str) -> bool:
    return path.is_file() and files.digest(path) == digest


def _sequences(was: State, now: State) -> list[str]:
    return [*_either(set(was.sequences), set(now.sequences)), *state.sequences_behind()]


def _either(then: set[str], now: set[str]) -> list[str]:
    lost, gained = sorted(then - now), sorted(now - then)
    return [*(f"lost: {name}" for name in lost), *(f"new: {name}" for name in gained)]
