"""The archive's parts and its manifest; whether it is whole is decided here, before anything is restored."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from config.recovery import files
from config.recovery.errors import CannotRestore
from config.recovery.state import State

FORMAT = "tongchou-backup-1"
DUMP, FILES, SUMS, MANIFEST = "database.dump", "files", "SHA256SUMS", "manifest.json"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the archive says of itself; times are ISO 8601, versions as their programs write them."""

    made_at: str
    versions: dict[str, str]
    server_version: int
    migrations: list[str]
    parts: int
    sums_sha256: str
    missing_files: list[str]
    state: State
    format: str = FORMAT


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest with its own digest, so that a changed figure in it shows too."""
    told = asdict(manifest)
    text = json.dumps({**told, "sha256": _own_digest(told)}, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", "utf-8")


def write_sums(folder: Path, sums: dict[str, str]) -> str:
    """Write every part's hash as sha256sum does, and return the list's own hash."""
    text = "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))
    (folder / SUMS).write_text(text, "utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def read(folder: Path) -> Manifest:
    """The manifest of a whole archive. Raises CannotRestore naming what is missing, damaged or of another version."""
    told = _told(folder)
    if told.get("format") != FORMAT:
        raise CannotRestore(f"{folder / MANIFEST} has the format {told.get('format')!r}; this program reads {FORMAT}")
    promised = told.pop("sha256", None)
    if promised != _own_digest(told):
        raise CannotRestore(f"{folder / MANIFEST} was changed: its digest is not that of its content")
    manifest = Manifest(**{**told, "state": State(**told["state"])})
    _refuse_damaged_parts(folder, manifest)
    return manifest


def sums(folder: Path) -> dict[str, str]:
    """Each part's name and hash, as SHA256SUMS lists them."""
    lines = (folder / SUMS).read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}


def _told(folder: Path) -> dict[str, Any]:
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
    except FileNotFoundError as missing:
        raise CannotRestore(f"{folder} is no archive: {MANIFEST} is missing") from missing
    except (ValueError, OSError) as unreadable:
        raise CannotRestore(f"{folder / MANIFEST} cannot be read: {unreadable}") from unreadable
    if not isinstance(told, dict):
        raise CannotRestore(f"{folder / MANIFEST} is no manifest")
    return told


def _refuse_damaged_parts(folder: Path, manifest: Manifest) -> None:
    if not (folder / SUMS).is_file() or files.digest(folder / SUMS) != manifest.sums_sha256:
        raise CannotRestore(f"{folder / SUMS} is missing or was changed")
    listed = sums(folder)
    damaged = [f"{name}: {fault}" for name, digest in listed.items() if (fault := _fault(folder / name, digest))]
    present = {path.relative_to(folder).as_posix() for path in files.stored(folder / FILES)} | {DUMP}
    damaged += [f"{name}: not listed in {SUMS}" for name in sorted(present - set(listed))]
    if damaged:
        shown = "\n  ".join(damaged[:20])
        raise CannotRestore(f"{len(damaged)} of {manifest.parts} parts are not as they were backed up:\n  {shown}")


def _fault(part: Path, digest: str) -> str:
    if not part.is_file():
        return "missing"
    return "" if files.digest(part) == digest else "its content is not what was backed up"


def _own_digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
