"""The embedded database: there while someone uses it, in any folder, whatever was killed before."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest

from config import embedded
from config.embedded import CannotProvide, Places, accounts, server
from config.embedded.places import LONGEST_SOCKET_PATH, SOCKET_NAME


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter, with a blank and Chinese in its name, too deep for a socket."""
    base = Path(tempfile.mkdtemp(prefix="tongchou-test-"))
    base.chmod(0o755)
    deep = base / "统筹 资金" / ("很长的文件夹名" * 4)
    yield deep
    with embedded.running(deep) as places:  # whoever was left behind is stopped
        pass
    shutil.rmtree(base)
    shutil.rmtree(places.sockets, ignore_errors=True)


def ask(places: Places, statement: str, role: str = accounts.OWNER) -> object:
    connection = psycopg2.connect(embedded.address(places, role))
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            row = cursor.fetchone() if cursor.description else None
            return row[0] if row else None
    finally:
        connection.close()


def server_process(places: Places) -> int:
    return int((places.cluster / "postmaster.pid").read_text().split()[0])


def test_the_last_to_leave_stops_it(folder: Path) -> None:
    with embedded.running(folder) as places:
        with embedded.running(folder):
            assert str(ask(places, "SHOW server_version")).startswith("18")
        assert server.is_ready(places)
    assert not server.is_ready(places)


def test_the_path_of_the_socket_is_short(folder: Path) -> None:
    places = embedded.find(folder)
    assert len(os.fsencode(places.sockets / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
    assert embedded.find(folder).sockets == places.sockets


def test_a_password_is_asked_for(folder: Path) -> None:
    with embedded.running(folder) as places, pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(host=str(places.sockets), user=accounts.OWNER, dbname=accounts.DATABASE, password="guess")


def test_two_at_once_share_one_server(folder: Path) -> None:
    def use() -> int:
        with embedded.running(folder) as places:
            time.sleep(1)
            return server_process(places)

    with ThreadPoolExecutor(2) as pool:
        first, second = (pool.submit(use) for _ in range(2))
        assert first.result() == second.result()


def test_it_comes_back_after_a_kill_with_every_acknowledged_row(folder: Path) -> None:
    with embedded.running(folder) as places:
        ask(places, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        os.kill(server_process(places), signal.SIGKILL)
        server.start(places)
        assert ask(places, "SELECT count(*) FROM kept") == 1000


def test_a_killed_user_counts_no_more(folder: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from config import embedded\n"
        "with embedded.running(Path(sys.argv[1])): print('up', flush=True); time.sleep(600)"
    )
    user = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE)
    assert user.stdout is not None
    assert user.stdout.readline() == b"up\n"
    user.kill()
    user.wait()
    user.stdout.close()
    places = embedded.find(folder)
    assert server.is_ready(places)
    with embedded.running(folder):
        pass
    assert not server.is_ready(places)


def test_a_stranger_with_the_old_process_number_is_not_taken_for_the_server(folder: Path) -> None:
    with embedded.running(folder) as places:
        written = (places.cluster / "postmaster.pid").read_text().split("\n", 1)[1]
    (places.cluster / "postmaster.pid").write_text(f"{os.getpid()}\n{written}")
    with embedded.running(folder):
        assert server.is_ready(places)


def test_a_set_up_cut_short_is_done_again(folder: Path) -> None:
    places = embedded.find(folder)
    (places.cluster / "PG_VERSION").write_text("18\n")
    with embedded.running(folder):
        assert server.is_ready(places)


def test_another_major_version_is_refused_with_the_command(folder: Path) -> None:
    with embedded.running(folder) as places:
        pass
    marker = places.cluster / "PG_VERSION"
    marker.write_text("17\n")
    with pytest.raises(CannotProvide, match=r"manage\.py upgrade_database") as refusal, embedded.running(folder):
        pass
    assert "PostgreSQL 17" in str(refusal.value)
    marker.write_text("18\n")


def test_roles(folder: Path) -> None:
    with embedded.running(folder) as places:
        ask(places, "CREATE TABLE registers ()")
        for role in (accounts.APP, accounts.AUDITOR):
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                ask(places, "CREATE TABLE mine ()", role)
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                ask(places, "DROP TABLE registers", role)
        assert ask(places, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
