"""pg_dump and pg_restore: whose, and how they are called."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from config.embedded.places import MAJOR, CannotProvide, wheel_binaries

DEBIAN = Path("/usr/lib/postgresql")
# From 17 on, pg_restore sets a parameter that older servers refuse.
FIRST_STRICT = 17


def folder_for(server_major: int, *, at_least: int = 0) -> Path | None:
    """The programs of the server's own major version, else of the next later one; None when there are none."""
    wanted = max(server_major, at_least)
    found = {major: folder for major, folder in _installed() if major >= wanted}
    if not found:
        return None
    nearest = min(found)
    return None if server_major < FIRST_STRICT <= nearest else found[nearest]


def advice(server_major: int) -> str:
    """What to install when there are no fitting programs."""
    return f"apt-get install postgresql-client-{server_major}"


def version(program: Path) -> str:
    """Such as `pg_dump (PostgreSQL) 18.1`."""
    return subprocess.run([program, "--version"], capture_output=True, check=True, text=True).stdout.strip()


def major(written: str) -> int:
    """18 of `pg_dump (PostgreSQL) 18.1`."""
    found = re.search(r"\) (\d+)", written)
    return int(found[1]) if found else 0


def run(program: Path, *arguments: str) -> str | None:
    """Run it against the configured database; None when it succeeded, else its last words."""
    done = subprocess.run(
        [program, "--no-password", *arguments], env=_environment(), capture_output=True, check=False, text=True
    )
    return (
        None if done.returncode == 0 else done.stderr.strip()[-2000:] or f"{program.name} ended with {done.returncode}"
    )


def _installed() -> Iterator[tuple[int, Path]]:
    """Debian's first: where both have a version, the wheel's replaces it in the caller's dictionary."""
    for folder in sorted(DEBIAN.glob("*/bin")):
        if (folder / "pg_restore").exists() and folder.parent.name.isdecimal():
            yield int(folder.parent.name), folder
    try:
        yield int(MAJOR), wheel_binaries()
    except CannotProvide:
        return


def _environment() -> dict[str, str]:
    settings: dict[str, Any] = connection.settings_dict
    asked = {name: str(settings[key] or "") for name, key in _VARIABLES.items()}
    others = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    options = {f"PG{name.upper()}": str(value) for name, value in settings["OPTIONS"].items() if name in _PASSED_ON}
    return {**others, **{name: value for name, value in asked.items() if value}, **options, "LC_ALL": "C"}


_VARIABLES = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
_PASSED_ON = {"sslmode", "sslrootcert", "sslcert", "sslkey"}
