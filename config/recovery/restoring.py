"""Restoring: into an empty place alone, all of the database or nothing, and then compared figure by figure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from config import embedded
from config.recovery import archive, files, programs, state
from config.recovery.archive import DUMP, FILES, Manifest
from config.recovery.certificate import Certificate, compare
from config.recovery.errors import CannotRestore

Say = Callable[[str], None]


def restore(source: Path, say: Say) -> Certificate:
    """Restore an archive and compare what is there then with what its manifest says.

    Raises CannotRestore before anything is written when the archive is not whole, is of another version, or the
    place is not empty; a database that fails half-way is rolled back.
    """
    say("checking the archive")
    manifest = archive.read(source)
    listed = archive.sums(source)
    _refuse_other_version(manifest)
    _refuse_occupied_place(source, listed)
    binaries = _programs(manifest)
    say(f"files: {len(listed) - 1}")
    _restore_files(source, listed)
    say("database")
    _restore_database(source, binaries)
    say("comparing")
    return compared(manifest, listed)


def compared(manifest: Manifest, listed: dict[str, str]) -> Certificate:
    """What is there now beside what the archive says."""
    with transaction.atomic():
        _without_limits()
        return compare(manifest, listed, at=connection.settings_dict["NAME"])


def _refuse_other_version(manifest: Manifest) -> None:
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    unknown = [name for name in manifest.migrations if name not in known]
    if unknown:
        raise CannotRestore(
            f"The archive was made by another version of the program: {', '.join(unknown)} is unknown here. "
            f"Take the version that made it ({manifest.versions['application']}, {manifest.made_at}) or a later one."
        )
    there = state.server_version()
    if there // 10_000 < manifest.server_version // 10_000:
        raise CannotRestore(
            f"The archive is of PostgreSQL {manifest.server_version // 10_000}, the server here is "
            f"{there // 10_000}; restore into {manifest.server_version // 10_000} or later."
        )


def _refuse_occupied_place(source: Path, listed: dict[str, str]) -> None:
    """A file that is there already and is the archive's own, of an attempt cut short, is no obstacle."""
    root = Path(settings.MEDIA_ROOT)
    strangers = [path for path in files.stored(root) if f"{FILES}/{path.relative_to(root).as_posix()}" not in listed]
    is_empty = state.is_empty()
    if is_empty and not strangers:
        return
    what = f"the database {connection.settings_dict['NAME']}" if not is_empty else f"{root} ({len(strangers)} files)"
    raise CannotRestore(f"{what} is not empty, and nothing is ever overwritten. Type:\n  {_elsewhere(source)}")


def _elsewhere(source: Path) -> str:
    """The command that restores beside what is there."""
    data = Path(settings.DATA_DIR)
    fresh = data.with_name(f"{data.name}-restored")
    place = f"DATA_DIR='{fresh}'"
    host, user = connection.settings_dict["HOST"], connection.settings_dict["USER"]
    if not embedded.is_ours(host, data):
        name = f"{connection.settings_dict['NAME']}_restored"
        place = f"createdb -h '{host}' -U '{user}' {name} && DATABASE_URL='postgresql://{user}:…@{host}/{name}' {place}"
    return f"{place} .venv/bin/python manage.py restore --from '{source}'"


def _programs(manifest: Manifest) -> Path:
    there = state.server_version() // 10_000
    binaries = programs.folder_for(there, at_least=programs.major(manifest.versions["pg_dump"]))
    if binaries is None:
        raise CannotRestore(f"No pg_restore fits the server's version. Type:\n  {programs.advice(there)}")
    missing = state.missing_roles(manifest.state.grants)
    if missing:
        made = "".join(f"\n  CREATE ROLE {role} LOGIN PASSWORD '…';" for role in missing)
        raise CannotRestore(f"The server lacks roles that the archive gives rights to. As its superuser, type:{made}")
    return binaries


def _restore_files(source: Path, listed: dict[str, str]) -> None:
    root = Path(settings.MEDIA_ROOT)
    for name, digest in listed.items():
        target = root / Path(name).relative_to(FILES) if name != DUMP else None
        if target and not (target.is_file() and files.digest(target) == digest):
            files.copy(source / name, target)


def _restore_database(source: Path, binaries: Path) -> None:
    connection.close()
    failure = programs.run(
        binaries / "pg_restore", "--single-transaction", "--exit-on-error", "--no-owner",
        f"--dbname={connection.settings_dict['NAME']}", str(source / DUMP),
    )  # fmt: skip
    if failure:
        raise CannotRestore(f"pg_restore failed and left the database empty:\n{failure}")


def _without_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
