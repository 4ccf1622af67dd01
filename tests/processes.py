"""Workers as processes of their own, which a test may kill."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
Start = Callable[..., "subprocess.Popen[bytes]"]
"""Starts one more process; keywords become its environment."""


@contextmanager
def processes(script: str, common: Mapping[str, str]) -> Iterator[Start]:
    """Run a script on the test's database, as often as asked; whatever still lives at the end is killed."""
    told = connection.get_connection_params()
    address = f"postgresql://{told['user']}:{told.get('password', '')}@/{told['dbname']}?host={told['host']}"
    if told.get("port"):
        address = address.replace("@/", f"@:{told['port']}/")
    started: list[subprocess.Popen[bytes]] = []

    def start(**own: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": address, **common, **own}
        process = subprocess.Popen([sys.executable, script], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        started.append(process)
        return process

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait(10)


def wait_for(what: Callable[[], bool], seconds: float = 30) -> None:
    """Until it is so; a test fails when it does not become so."""
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)
