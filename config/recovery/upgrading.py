"""Another major version of PostgreSQL: the old cluster is backed up by its own programs and restored into a new one.

pg_upgrade is not used: it needs the old version's programs as well, refuses root, and leaves passwords and settings
to be carried over by hand. A back-up and a restore compare every row, and leave the old cluster as it was.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from config import embedded
from config.embedded import CannotProvide, Places, accounts, server
from config.embedded.places import MAJOR
from config.recovery.programs import DEBIAN

Say = Callable[[str], None]
MANAGE = Path(__file__).resolve().parents[2] / "manage.py"


def upgrade(data_dir: Path, say: Say) -> Path:
    """Carry the embedded database over to this program's PostgreSQL; returns where the old one is kept.

    Raises CannotProvide when there is nothing to do, when the old version's programs are missing, or when a step
    fails; the old cluster is put back then.
    """
    new = embedded.find(data_dir)
    found = server.version_of(new)
    if found in {"", MAJOR}:
        raise CannotProvide(f"{new.cluster} needs no upgrade: it is {'empty' if not found else f'of version {found}'}")
    old = replace(new, binaries=_binaries_of(found), major=found)
    archive = data_dir / f"upgrade-from-{found}"
    say(f"backing up PostgreSQL {found} into {archive}")
    server.start(old)
    try:
        _manage("back_up", "--to", str(archive), environment={"DATABASE_URL": embedded.address(old, accounts.OWNER)})
    finally:
        server.stop(old)
    kept = new.home.with_name(f"{new.home.name}-{found}")
    new.home.rename(kept)
    say(f"restoring into PostgreSQL {MAJOR}")
    try:
        _manage("restore", "--from", str(archive), environment={"DATA_DIR": str(data_dir)})
    except CannotProvide:
        _put_back(new, kept)
        raise
    return kept


def _binaries_of(major: str) -> Path:
    folder = DEBIAN / major / "bin"
    if not (folder / "postgres").exists():
        raise CannotProvide(
            f"The programs of PostgreSQL {major} are needed once more, to read what they wrote. Type:\n"
            f"  apt-get install postgresql-{major}\nand then this command again."
        )
    return folder


def _manage(*arguments: str, environment: dict[str, str]) -> None:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, str(MANAGE), *arguments]
    if subprocess.run(command, env={**kept, **environment}, check=False).returncode != 0:
        raise CannotProvide(f"{arguments[0]} failed, see above; the database is as it was")


def _put_back(new: Places, kept: Path) -> None:
    """The half-restored cluster is set aside, the old one takes its place again."""
    new.home.rename(new.home.with_name(f"{new.home.name}-failed"))
    kept.rename(new.home)
