"""An embedded PostgreSQL, for whoever has set no DATABASE_URL: there while someone uses it, gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from config.embedded import accounts, server
from config.embedded.places import SHORT_SOCKETS, SYSTEM_HOME, CannotProvide, Places, find

__all__ = ["CannotProvide", "Places", "address", "find", "is_ours", "running"]


@contextlib.contextmanager
def running(data_dir: Path) -> Iterator[Places]:
    """The database of DATA_DIR is up within the block; the last of its users to leave stops it.

    Each user holds a shared lock as long as he lives, so that one killed counts no more.
    """
    places = find(data_dir)
    with places.lock("users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start(places)
        try:
            yield places
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                server.stop(places)


@contextlib.contextmanager
def provided(data_dir: Path) -> Iterator[None]:
    """Within the block DATABASE_URL is set: as it was, or to the embedded database as its owner."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    with running(data_dir) as places:
        os.environ["DATABASE_URL"] = address(places, accounts.OWNER)
        try:
            yield
        finally:
            del os.environ["DATABASE_URL"]


def address(places: Places, role: str) -> str:
    """The DATABASE_URL under which `role` reaches the embedded database."""
    password = quote(server.passwords(places)[role], safe="")
    return f"postgresql://{role}:{password}@/{accounts.DATABASE}?host={quote(str(places.sockets), safe='')}"


def is_ours(host: str, data_dir: Path) -> bool:
    """Is this the socket folder of an embedded database, rather than a server that DATABASE_URL names?"""
    ours = (str(data_dir.absolute()), str(SYSTEM_HOME), str(SHORT_SOCKETS / "tongchou-"))
    return host.startswith(ours)
