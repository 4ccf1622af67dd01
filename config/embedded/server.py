"""Starting, watching and stopping PostgreSQL. Whether it is up is what pg_isready says, nothing else."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from config.embedded import accounts
from config.embedded.places import SOCKET_NAME, CannotProvide, Places

SECONDS_TO_START = 120
SECONDS_TO_APPEAR = 1.0
SECONDS_TO_STOP = 60

CONFIGURATION = """
listen_addresses = ''
unix_socket_permissions = 0777
password_encryption = 'scram-sha-256'
max_connections = 100
shared_buffers = '128MB'
lock_timeout = '30s'
idle_in_transaction_session_timeout = '5min'
idle_session_timeout = '1d'
log_connections = ''
timezone = 'Asia/Shanghai'
"""


def is_ready(places: Places) -> bool:
    """Does the server answer on its socket?"""
    asked = [str(places.binaries / "pg_isready"), "-q", "-t", "3", "-h", str(places.sockets)]
    return subprocess.run(asked, check=False, env=_environment()).returncode == 0


def start(places: Places) -> None:
    """Have the server up, making the cluster on first use; returns at once if it is up already."""
    with _locked(places.lock("start")):
        if is_ready(places):
            return
        _refuse_other_version(places)
        if not places.credentials.exists():
            _make_cluster(places)
        _clear_stale(places)
        _spawn_until_ready(places)
        accounts.ensure(places.sockets, passwords(places))


def stop(places: Places) -> None:
    """Stop the server and wait for its end; nothing happens if it is down."""
    pid = _running_pid(places)
    if pid is None:
        return
    for sign, seconds in ((signal.SIGINT, SECONDS_TO_STOP), (signal.SIGQUIT, 10)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if _running_pid(places) is None:
                return
            time.sleep(0.05)


def passwords(places: Places) -> dict[str, str]:
    """Each role's password, as kept beside the cluster."""
    kept: dict[str, str] = json.loads(places.credentials.read_text())
    return kept


def _make_cluster(places: Places) -> None:
    fresh = {role: secrets.token_urlsafe(24) for role in accounts.ROLES}
    for left in places.cluster.iterdir():  # of a set-up that was cut short, which left no credentials
        _as_owner(places, ["rm", "-rf", str(left)])
    with tempfile.NamedTemporaryFile("w", dir=places.sockets) as file:
        file.write(fresh[accounts.SUPERUSER])
        file.flush()
        os.chown(file.name, *places.owner_ids())
        _as_owner(
            places,
            [
                *(str(places.binaries / "initdb"), "-D", str(places.cluster), "-U", accounts.SUPERUSER),
                *("--auth-local=scram-sha-256", "--auth-host=reject", "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
                f"--pwfile={file.name}",
            ],
        )
    _as_owner(
        places,
        ["sh", "-c", 'cat >> "$1"', "sh", str(places.cluster / "postgresql.conf")],
        CONFIGURATION,
    )
    half = places.credentials.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as handle:
        json.dump(fresh, handle)
    half.rename(places.credentials)


def _as_owner(places: Places, command: list[str], text: str = "") -> None:
    user, group, extra = _demotion(places)
    done = subprocess.run(
        command,
        input=text,
        text=True,
        capture_output=True,
        cwd="/",
        env=_environment(),
        check=False,
        user=user,
        group=group,
        extra_groups=extra,
    )
    if done.returncode != 0:
        raise CannotProvide(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def _spawn_until_ready(places: Places) -> None:
    """A server killed a moment ago may leave processes that still hold its memory: try again until they are gone."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        _spawn(places)
        patience = time.monotonic() + SECONDS_TO_APPEAR
        while time.monotonic() < patience or _running_pid(places) is not None:
            if is_ready(places):
                return
            time.sleep(0.1)
            if time.monotonic() > deadline:
                break
    raise CannotProvide(f"PostgreSQL does not start; its last words:\n{_last_words(places)}")


def _spawn(places: Places) -> None:
    """Start the server as nobody's child: it outlives whoever happened to start it."""
    user, group, extra = _demotion(places)
    with places.log.open("ab") as log:
        subprocess.run(
            [
                *("sh", "-c", '"$@" &', "sh"),
                *(str(places.binaries / "postgres"), "-D", str(places.cluster), "-k", str(places.sockets)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            check=True,
            user=user,
            group=group,
            extra_groups=extra,
        )


def _demotion(places: Places) -> tuple[int | None, int | None, list[int] | None]:
    """User, group and further groups to take on, for a process started by root; nothing for anyone else."""
    return (*places.owner_ids(), []) if places.account else (None, None, None)


def _last_words(places: Places) -> str:
    return "\n".join(places.log.read_text(errors="replace").splitlines()[-15:])


def _refuse_other_version(places: Places) -> None:
    found = version_of(places) or places.major
    if found != places.major:
        raise CannotProvide(
            f"{places.cluster} was written by PostgreSQL {found}, this program brings {places.major}. Nothing was "
            f"changed. To carry everything over and compare it, type:\n  DATA_DIR='{places.data_dir}' "
            f"'{sys.executable}' manage.py upgrade_database"
        )


def version_of(places: Places) -> str:
    """The major version that wrote the cluster; empty when there is none."""
    marker = places.cluster / "PG_VERSION"
    return marker.read_text().strip() if marker.exists() else ""


def _clear_stale(places: Places) -> None:
    """Remove what a killed server left behind, so that a stranger with its old process number is not taken for it."""
    if _running_pid(places) is None:
        for left in (places.cluster / "postmaster.pid", places.sockets / f"{SOCKET_NAME}.lock"):
            left.unlink(missing_ok=True)


def _running_pid(places: Places) -> int | None:
    """The process of this cluster's server, or None."""
    try:
        pid = int((places.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        return None
    described = Path(f"/proc/{pid}/cmdline")
    if described.exists() and os.fsencode(places.cluster) not in described.read_bytes():
        return None
    if _is_zombie(pid):
        return None
    return pid


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return False


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
