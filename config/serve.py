"""`./run`: everything from an empty folder to the address to open; Ctrl-C stops all of it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from config import embedded
from config.children import Child, stop_all
from config.embedded import accounts, server
from config.run_options import BASE, parser

MANAGE = [sys.executable, str(BASE / "manage.py")]
HOST = "127.0.0.1"


def main() -> None:
    options = parser().parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also when started in the background
    try:
        with _sole_run(options.data, options.port), _database(options.data) as (places, environment):
            environment.setdefault("PUBLIC_URL", f"http://{HOST}:{options.port}")
            environment["DEMO"] = "1" if options.demo else "0"
            _set_up(environment)
            _serve(places, environment, options.port)
    except embedded.CannotProvide as refusal:
        sys.exit(str(refusal))
    except KeyboardInterrupt:
        print("Stopped.")


@contextlib.contextmanager
def _sole_run(data: Path, port: int) -> Iterator[None]:
    """One ./run to a folder and to a port; the second is told which of them is taken."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            sys.exit(f"The folder {data} is taken: ./run is at work there, {lock.read().strip()}. Choose --data DIR.")
        _refuse_taken_port(port)
        lock.truncate(0)
        lock.write(f"at http://{HOST}:{port}/ (process {os.getpid()})")
        lock.flush()
        yield


def _refuse_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as refusal:
            sys.exit(f"Port {port} is taken ({refusal.strerror}). Choose another: ./run --port {port + 1}")


@contextlib.contextmanager
def _database(data: Path) -> Iterator[tuple[embedded.Places | None, dict[str, str]]]:
    """The database and the owner's environment; no places when DATABASE_URL says where it is."""
    environment = {**os.environ, "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    if os.environ.get("DATABASE_URL"):
        yield None, environment
        return
    _say("Database")
    with embedded.running(data) as places:
        yield places, {**environment, "DATABASE_URL": embedded.address(places, accounts.OWNER)}


def _set_up(environment: Mapping[str, str]) -> None:
    if subprocess.run([*MANAGE, "set_up"], env=dict(environment), check=False).returncode != 0:
        sys.exit("The set-up failed; see above.")


def _serve(places: embedded.Places | None, environment: Mapping[str, str], port: int) -> None:
    mine = dict(environment)
    if places is not None:
        mine["DATABASE_URL"] = embedded.address(places, accounts.APP)
    children = [
        Child("web", gunicorn(port), mine),
        Child("worker", [*MANAGE, "worker"], mine),
    ]
    try:
        for child in children:
            child.start()
        _await_answer(children, port)
        print(f"\nTongchou is at http://{HOST}:{port}/   (Ctrl-C stops it)", flush=True)
        while True:
            time.sleep(0.5)
            if places is not None and not server.is_ready(places):
                print("database ended; starting it again", file=sys.stderr, flush=True)
                server.start(places)
            for child in children:
                child.look_after()
    finally:
        print("\nStopping", flush=True)
        stop_all(children)


def gunicorn(port: int) -> list[str]:
    """The command that serves the pages."""
    return [
        *(sys.executable, "-m", "gunicorn", "config.wsgi:application"),
        *("--chdir", str(BASE), "--bind", f"{HOST}:{port}", "--no-control-socket"),
        *("--worker-class", "gthread", "--workers", os.environ.get("WEB_WORKERS") or "2", "--threads", "4"),
        *("--timeout", "60", "--graceful-timeout", "10", "--log-level", "warning"),
        *("--limit-request-line", "8190"),  # the address of a long list carries every row that is ticked
    ]


def _await_answer(children: list[Child], port: int) -> None:
    """Wait until a page is answered, whatever the answer."""
    for _attempt in range(600):
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            try:
                urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=10).close()
            except urllib.error.HTTPError:
                return
            return
        for child in children:
            child.look_after()
        time.sleep(0.1)
    sys.exit("The web server does not answer; see above.")


def _say(line: str) -> None:
    print(f"· {line}", flush=True)


if __name__ == "__main__":
    main()
