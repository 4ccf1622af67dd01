"""Backing up, while everyone works on: one snapshot for the dump and for every figure in the manifest."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from config.recovery import archive, files, programs, state
from config.recovery.archive import DUMP, FILES, Manifest
from config.recovery.errors import CannotBackUp
from config.recovery.state import State
from core import clock

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What was backed up, and which stored files were not there or no longer what their names promise."""

    manifest: Manifest
    bytes: int
    lost: list[str]


def back_up(target: Path, say: Say) -> Outcome:
    """Make an archive in a folder that must be new; it appears under its name when it is whole.

    Files of the store that are missing or damaged are named and left out: the rest is worth having.
    """
    if target.exists():
        raise CannotBackUp(f"{target} exists already; name a folder that does not, such as {target}-2")
    there = state.server_version()
    binaries = programs.folder_for(there // 10_000)
    if binaries is None:
        raise CannotBackUp(f"No pg_dump fits the server's version. Type:\n  {programs.advice(there // 10_000)}")
    half = target.with_name(f"{target.name}.part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(parents=True, mode=0o700)
    with transaction.atomic():
        held, owed, migrations = _database(half, binaries, say)
    say("files")
    sums, damaged = _files(half)
    missing = sorted(owed - {files.named_hash(Path(name)) for name in sums})
    sums[DUMP] = files.digest(half / DUMP)
    manifest = Manifest(
        made_at=clock.real_now().isoformat(timespec="seconds"), versions=_versions(binaries),
        server_version=there, migrations=migrations, parts=len(sums),
        sums_sha256=archive.write_sums(half, sums), missing_files=missing, state=held,
    )  # fmt: skip
    archive.write(half, manifest)
    half.rename(target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    return Outcome(manifest=manifest, bytes=size, lost=[*missing, *damaged])


def _database(folder: Path, binaries: Path, say: Say) -> tuple[State, set[str], list[str]]:
    """Dump and measure one snapshot; returns the figures, the files owed and the migrations."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    say("database")
    failure = programs.run(binaries / "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={folder / DUMP}")
    if failure:
        raise CannotBackUp(f"pg_dump failed; {folder} is incomplete and may be removed:\n{failure}")
    say("figures")
    return state.measure(), files.owed(), _applied_migrations()


def _applied_migrations() -> list[str]:
    """`app.name` of every migration the database has seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY app, name")
        return [name for (name,) in cursor.fetchall()]


def _files(folder: Path) -> tuple[dict[str, str], list[str]]:
    """Copy every stored file; returns the parts' hashes and the files whose content is not what the name says."""
    root, sums, damaged = Path(settings.MEDIA_ROOT), dict[str, str](), list[str]()
    for path in files.stored(root):
        name = f"{FILES}/{path.relative_to(root).as_posix()}"
        digest = files.copy(path, folder / name)
        if files.named_hash(path) in {"", digest}:
            sums[name] = digest
        else:
            damaged.append(str(path))
            (folder / name).unlink()
    return sums, damaged


def _versions(binaries: Path) -> dict[str, str]:
    return {
        "pg_dump": programs.version(binaries / "pg_dump"),
        "application": _own_version(),
        "python": platform.python_version(),
        "django": version("django"),
    }


def _own_version() -> str:
    declared = (Path(settings.BASE_DIR) / "pyproject.toml").read_text("utf-8")
    return next(line.split('"')[1] for line in declared.splitlines() if line.startswith("version ="))
