"""The ledger: numbered and chained by the database, closed to everyone, and exact about what was tampered with."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from core import clock, ledger
from core.errors import Conflict
from core.ledger import Anchor, Fault
from core.models import LedgerEntry, Organisation, User
from core.verifier import verify_ledger_export
from tests.engine.statements import counted

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain(county: Organisation, clerk: User) -> Organisation:
    """A chain of ten entries."""
    for number in range(1, 11):
        ledger.record(
            actor=clerk, action="plan.signed", chain=county, 项目=f"第{number}个", amount=Decimal("9314091.98")
        )
    return county


@contextmanager
def triggers_off() -> Iterator[None]:
    """What the tables' owner or a superuser can do and the application cannot."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE core_ledgerentry ENABLE TRIGGER USER")


def entry(chain: Organisation, seq: int) -> LedgerEntry:
    return LedgerEntry.objects.get(chain=chain, seq=seq)


class TestRecord:
    def test_an_entry_is_one_statement(
        self, county: Organisation, clerk: User, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            ledger.record(actor=clerk, action="plan.signed", chain=county, amount=Decimal("0.10"))

    def test_numbers_have_no_gap_and_start_at_one_in_each_chain(
        self, chain: Organisation, province: Organisation
    ) -> None:
        ledger.record(actor=None, action="calendar.loaded", chain=province)
        numbers = LedgerEntry.objects.order_by("seq").values_list("seq", flat=True)
        assert list(numbers.filter(chain=chain)) == list(range(1, 11))
        assert list(numbers.filter(chain=province)) == [1]

    def test_a_department_writes_into_its_countys_chain(self, county: Organisation) -> None:
        finance = Organisation(pk=999, county=county)
        ledger.record(actor=None, action="x", chain=finance)
        assert LedgerEntry.objects.get().chain_id == county.pk

    def test_the_real_time_is_the_databases_and_the_clock_stands_beside_it(self, county: Organisation) -> None:
        with clock.shifted(datetime.timedelta(days=30)):
            ledger.record(actor=None, action="x", chain=county)
            written = LedgerEntry.objects.get()
            assert abs(written.clock_at - clock.now()) < datetime.timedelta(seconds=5)
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            assert abs(cursor.fetchone()[0] - written.at) < datetime.timedelta(seconds=5)

    def test_what_the_writer_says_of_number_time_and_hash_is_ignored(self, chain: Organisation) -> None:
        LedgerEntry.objects.create(
            chain=chain, seq=3, at=clock.now(), clock_at=clock.now(), action="x", prev=b"p", hash=b"h"
        )
        assert LedgerEntry.objects.filter(chain=chain).count() == 11
        assert ledger.verify(chain).holds

    def test_many_rows_in_one_statement_are_chained_too(self, county: Organisation) -> None:
        LedgerEntry.objects.bulk_create(
            LedgerEntry(chain=county, action=f"a{n}", clock_at=clock.now()) for n in range(500)
        )
        assert ledger.verify(county).entries == 500

    def test_an_act_that_is_undone_leaves_no_entry_and_no_gap(self, chain: Organisation) -> None:
        with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
            ledger.record(actor=None, action="x", chain=chain)
            raise ZeroDivisionError
        ledger.record(actor=None, action="y", chain=chain)
        assert entry(chain, 11).action == "y"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_ledgerentry SET action = 'x' WHERE seq = 5",
        "DELETE FROM core_ledgerentry WHERE seq = 5",
        "TRUNCATE core_ledgerentry CASCADE",
        "DELETE FROM core_user",
        "TRUNCATE core_user CASCADE",
    ],
)
def test_the_database_refuses(statement: str, chain: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match=r"append-only|never deleted"), transaction.atomic():
            cursor.execute(statement)
    assert ledger.verify(chain).entries == 10


class TestVerify:
    def test_an_untouched_chain_holds_and_tells_its_head(self, chain: Organisation) -> None:
        verdict = ledger.verify(chain)
        assert (verdict.entries, verdict.broken) == (10, None)
        assert ledger.head(chain) == Anchor(seq=10, hash=verdict.head)

    def test_an_empty_chain_holds(self, county: Organisation) -> None:
        assert ledger.verify(county).entries == 0
        assert ledger.head(county) is None

    @pytest.mark.parametrize("seq", [1, 5, 10])
    @pytest.mark.parametrize(
        "change",
        [
            "action = 'evil'",
            'detail = detail || \'{"amount": "1"}\'',
            "detail = jsonb_set(detail, '{项目}', '\"第0个\"')",
            "actor_id = NULL",
            "at = at + interval '1 microsecond'",
            "clock_at = clock_at - interval '1 day'",
            "id = id + 1000000",
            "hash = sha256('x')",
            "prev = sha256('x')",
        ],
    )
    def test_a_change_is_found_at_the_exact_entry(self, change: str, seq: int, chain: Organisation) -> None:
        with triggers_off(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE core_ledgerentry SET {change} WHERE seq = %s", [seq])  # noqa: S608
            assert cursor.rowcount == 1
        assert ledger.verify(chain).broken == ledger.Break(seq=seq, fault=Fault.ALTERED)

    @pytest.mark.parametrize("seq", [1, 5, 9])
    def test_a_removed_entry_is_named(self, seq: int, chain: Organisation) -> None:
        with triggers_off():
            entry(chain, seq).delete()
        assert ledger.verify(chain).broken == ledger.Break(seq=seq, fault=Fault.MISSING)

    def test_a_changed_entry_hashed_anew_no_longer_meets_the_next(self, chain: Organisation) -> None:
        with triggers_off(), connection.cursor() as cursor:
            cursor.execute("UPDATE core_ledgerentry SET action = 'evil' WHERE seq = 5")
            cursor.execute("UPDATE core_ledgerentry SET hash = core_ledger_digest(core_ledgerentry) WHERE seq = 5")
        assert ledger.verify(chain).broken == ledger.Break(seq=5, fault=Fault.UNLINKED)

    def test_entries_cut_off_at_the_end_show_against_an_anchor(self, chain: Organisation) -> None:
        anchor = ledger.head(chain)
        with triggers_off():
            entry(chain, 10).delete()
        assert ledger.verify(chain).holds
        assert ledger.verify(chain, anchor=anchor).broken == ledger.Break(seq=10, fault=Fault.UNANCHORED)

    def test_a_chain_rewritten_whole_shows_against_an_anchor(self, chain: Organisation) -> None:
        anchor = Anchor(seq=7, hash="ab" * 32)
        assert ledger.verify(chain, anchor=anchor).broken == ledger.Break(seq=7, fault=Fault.UNANCHORED)


@pytest.mark.django_db(transaction=True)
def test_eight_writers_at_once_leave_one_chain_without_a_gap(county: Organisation, clerk: User) -> None:
    start = threading.Barrier(8)

    def write(writer: int) -> None:
        try:
            start.wait()
            for number in range(25):
                with transaction.atomic():
                    ledger.record(actor=clerk, action="x", chain=county, writer=writer, number=number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    verdict = ledger.verify(county)
    assert (verdict.entries, verdict.broken) == (200, None)


class TestWrittenLast:
    def test_entries_wait_for_the_end_of_the_outermost_block_and_keep_their_order(
        self, county: Organisation, clerk: User
    ) -> None:
        with ledger.written_last():
            ledger.record(actor=clerk, action="first", chain=county)
            with ledger.written_last():
                ledger.record(actor=clerk, action="second", chain=county)
            assert not LedgerEntry.objects.filter(chain=county).exists()
        written = LedgerEntry.objects.filter(chain=county).order_by("seq")
        assert list(written.values_list("action", flat=True)) == ["first", "second"]

    def test_all_of_them_are_one_statement_and_link(self, county: Organisation, clerk: User) -> None:
        with counted() as seen, ledger.written_last():
            for number in range(20):
                ledger.record(actor=clerk, action=f"act {number}", chain=county)
        assert len(seen) == 1
        verdict = ledger.verify(county)
        assert (verdict.entries, verdict.broken) == (20, None)
        written = LedgerEntry.objects.filter(chain=county).order_by("seq").values_list("action", flat=True)
        assert list(written) == [f"act {number}" for number in range(20)]

    @ledger.written_last()
    def fail(self, county: Organisation, clerk: User) -> None:
        ledger.record(actor=clerk, action="lost", chain=county)
        raise Conflict("不行")

    def test_an_act_that_fails_leaves_nothing_to_write(self, county: Organisation, clerk: User) -> None:
        with pytest.raises(Conflict):
            self.fail(county, clerk)
        with ledger.written_last():
            ledger.record(actor=clerk, action="kept", chain=county)
        written = LedgerEntry.objects.filter(chain=county).order_by("seq")
        assert list(written.values_list("action", flat=True)) == ["kept"]


class TestCommands:
    def test_verify_names_each_chain(self, chain: Organisation) -> None:
        out = StringIO()
        call_command("verify_ledger", stdout=out)
        assert "420323 竹山县: 完好 · 10" in out.getvalue()

    def test_verify_fails_on_a_broken_chain(self, chain: Organisation) -> None:
        with triggers_off():
            entry(chain, 4).delete()
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("verify_ledger", "420323", stdout=out)
        assert "第 4 条记录缺失" in out.getvalue()

    def test_verify_refuses_an_unknown_county(self, chain: Organisation) -> None:
        with pytest.raises(CommandError, match="999999"):
            call_command("verify_ledger", "999999")


class TestExport:
    @pytest.fixture
    def lines(self, chain: Organisation, tmp_path: Path) -> list[str]:
        call_command("export_ledger", "--out", str(tmp_path / "ledger.jsonl"))
        return (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines()

    def judge(self, lines: list[str], tmp_path: Path, *anchors: str) -> tuple[int, str]:
        """What the verifier, run by a bare Python, says."""
        (tmp_path / "given.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        script = str(verify_ledger_export.__file__)
        done = subprocess.run(
            [sys.executable, "-I", "-S", script, str(tmp_path / "given.jsonl"), *anchors],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def test_an_export_holds(self, lines: list[str], chain: Organisation, tmp_path: Path) -> None:
        head = ledger.head(chain)
        assert head is not None
        status, said = self.judge(lines, tmp_path, f"420323:10:{head.hash}")
        assert (status, said) == (0, f"420323: 10 entries hold, head {head.hash}\n")

    def test_the_text_is_readable(self, lines: list[str]) -> None:
        written = json.loads(json.loads(lines[3])["entry"])
        assert (written["seq"], written["detail"]["项目"], written["detail"]["amount"]) == (3, "第3个", "9314091.98")

    def test_an_altered_line_is_named(self, lines: list[str], tmp_path: Path) -> None:
        lines[5] = lines[5].replace("第5个", "第6个")
        status, said = self.judge(lines, tmp_path)
        assert status == 1
        assert "entry 5: altered" in said

    def test_a_removed_line_is_named(self, lines: list[str], tmp_path: Path) -> None:
        del lines[5]
        assert "entry 5: missing" in self.judge(lines, tmp_path)[1]

    def test_a_shortened_file_is_noticed(self, lines: list[str], tmp_path: Path) -> None:
        assert "its end is missing" in self.judge(lines[:-1], tmp_path)[1]

    def test_a_wrong_anchor_is_noticed(self, lines: list[str], tmp_path: Path) -> None:
        assert "not what was anchored" in self.judge(lines, tmp_path, "420323:9:" + "ab" * 32)[1]

    def test_another_file_is_unreadable(self, lines: list[str], tmp_path: Path) -> None:
        assert self.judge(["[]"], tmp_path)[0] == 2
        assert self.judge([], tmp_path)[0] == 2
        assert self.judge(lines[1:], tmp_path)[0] == 2

    def test_what_is_broken_is_told_by_line_and_code(self, lines: list[str], tmp_path: Path) -> None:
        altered = [line.replace("第5个", "第6个") for line in lines]
        assert re.search(
            r"BROKEN: 420323, chain \d+, entry 5: altered.*line 6 of the file", self.judge(altered, tmp_path)[1]
        )
        for damage in (lines[5].replace('"hash"', "hash"), lines[5].replace('"entry"', '"entri"'), "[]"):
            status, said = self.judge([*lines[:5], damage, *lines[6:]], tmp_path)
            assert (status, "line 6 of the file is damaged" in said) == (1, True)

    @pytest.mark.parametrize("typed", ["420323", "420323:10", "420323:ten:" + "ab" * 32, "420323:10:abc"])
    def test_a_head_typed_wrongly_is_not_called_a_broken_ledger(
        self, lines: list[str], tmp_path: Path, typed: str
    ) -> None:
        status, said = self.judge(lines, tmp_path, typed)
        assert (status, "typed as CODE:SEQ:HASH" in said) == (2, True)
