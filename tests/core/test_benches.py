"""The registry of benches, their bars, the command and the page that keeps the figures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core import benches, measuring, proof_page
from core.benches import Asked, Bench, CannotMeasure, Figure, at_least, at_most
from core.management.commands.bench import sizes

FAST = Figure(
    case="4 clients", measure="steps a second", ours=1234.5, peer="bare", theirs=700.0, ratio=1.76, bar=at_least(1.5)
)
SLOW = Figure(case="1,000 rows", measure="s", ours=4.0, bar=at_most(3, "at most {} s"), reason="tables are slow")


def test_bars_hold_at_their_limit() -> None:
    assert (at_least(1.3).is_met(1.3), at_least(1.3).is_met(1.29)) == (True, False)
    assert (at_most(12).is_met(12), at_most(12).is_met(12.1)) == (True, False)
    assert at_most(12, "at most {} statements").text == "at most 12 statements"


def test_the_ratio_is_judged_where_there_is_one() -> None:
    assert FAST.is_met is True
    assert SLOW.is_met is False
    assert Figure(case="", measure="", ours=1).is_met is None


def test_the_table_says_what_is_not_met_and_why() -> None:
    assert proof_page.table([FAST, SLOW]).splitlines()[2:] == [
        "| 4 clients | steps a second | 1,234 | bare | 700 | 1.76 | at least 1.5 x | met |",
        "| 1,000 rows | s | 4 |  |  |  | at most 3 s | **not met** |",
        "",
        "- 1,000 rows: tables are slow",
    ]


def test_the_table_says_which_peer_is_missing() -> None:
    lone = Figure(case="a step", measure="seconds", ours=2, peer="Typst")
    assert proof_page.table([lone]).splitlines()[2] == "| a step | seconds | 2 | Typst | missing |  |  |  |"
    assert proof_page.sentence(lone) == "a step, seconds: 2; Typst missing"


@pytest.mark.django_db
def test_a_table_replaces_the_one_before_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "proof.md"
    page.write_text("# Proof\n<!-- figures of one -->\nold\n<!-- end of one -->\nafter\n")
    bench, asked = _bench("one"), Asked(sizes=(10, 20), runs=3, seconds=2)
    for _time in range(2):
        proof_page.write(bench, asked, [FAST], page)
    text = page.read_text()
    assert text.startswith(
        "# Proof\n<!-- figures of one -->\n\n`manage.py bench one --size 10,20 --runs 3 --seconds 2`"
    )
    assert text.endswith("| met |\n\n<!-- end of one -->\nafter\n")
    assert ("old" in text, text.count("| met |")) == (False, 1)
    with pytest.raises(CannotMeasure, match="no place"):
        proof_page.write(_bench("two"), asked, [], page)


def test_every_bench_has_its_place_in_the_page() -> None:
    benches.discover()
    text = proof_page.PAGE.read_text()
    assert [name for name in benches.benches if f"<!-- figures of {name} -->" not in text] == []


def test_sizes_are_written_short() -> None:
    assert sizes("10k,100K,1m,7") == (10_000, 100_000, 1_000_000, 7)
    for wrong in ("k", "1x", "0"):
        with pytest.raises(ValueError, match=wrong):
            sizes(wrong)


def test_acts_take_turns_and_the_warm_run_does_not_count() -> None:
    order: list[str] = []
    found = measuring.interleaved({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, runs=2)
    assert order == ["a", "b"] * 3
    assert {name: len(seconds) for name, seconds in found.items()} == {"a": 2, "b": 2}
    assert measuring.ratio([2.0, 9.0, 4.0], [1.0, 3.0, 4.0]) == 2.0
    assert measuring.percentile(list(range(100)), 0.95) == 95


@pytest.mark.django_db
def test_an_unknown_bench_is_refused_and_the_known_are_listed() -> None:
    with pytest.raises(CommandError, match=r"No bench nothing; there are: .*engine"):
        call_command("bench", "nothing")
    out = StringIO()
    call_command("bench", stdout=out)
    assert "engine: one full decision" in out.getvalue()


def test_a_bench_is_registered_once() -> None:
    benches.discover()
    with pytest.raises(ValueError, match="registered twice"):
        benches.register(benches.benches["engine"])


@pytest.mark.django_db(transaction=True)
def test_the_command_measures_in_a_database_of_its_own_and_drops_it(monkeypatch: pytest.MonkeyPatch) -> None:
    live, out, seen = connection.settings_dict["NAME"], StringIO(), []

    def measure(asked: Asked) -> Iterator[Figure | str]:
        seen.append(connection.settings_dict["NAME"])
        yield f"{asked.sizes}"
        yield FAST
        raise CannotMeasure("the peer is missing")

    monkeypatch.setitem(benches.benches, "one", _bench("one", measure))
    with pytest.raises(CommandError, match="one: the peer is missing"):
        call_command("bench", "one", "--size", "5", stdout=out)
    assert seen[0].startswith(f"{live}_bench_one_")
    assert connection.settings_dict["NAME"] == live
    assert "(5,)\n  4 clients, steps a second: 1,234; bare 700; 1.76 x; bar at least 1.5 x: met" in out.getvalue()
    assert seen[0] not in _databases()


@pytest.mark.django_db(transaction=True)
def test_all_of_them_go_on_where_one_cannot_be_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def measure(asked: Asked) -> Iterator[Figure | str]:
        yield f"{asked.sizes}"
        raise CannotMeasure("the server does not answer")

    page, out = tmp_path / "proof.md", StringIO()
    page.write_text("<!-- figures of one -->\nold\n<!-- end of one -->\n<!-- figures of two --><!-- end of two -->\n")
    known = {"one": _bench("one", measure), "two": _bench("two", lambda _asked: iter([FAST]))}
    monkeypatch.setattr(benches, "benches", known)
    monkeypatch.setattr(benches, "discover", lambda: None)
    monkeypatch.setattr(proof_page, "PAGE", page)
    monkeypatch.setattr("core.management.commands.bench.own_database", nullcontext)
    call_command("bench", "all", "--write", stdout=out)
    assert "one: not measured: the server does not answer\n" in out.getvalue()
    assert "two: 0 s" in out.getvalue()
    text = page.read_text()
    assert ("\nold\n" in text, "| 4 clients |" in text) == (True, True)


def _databases() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def _nothing(asked: Asked) -> Iterator[Figure | str]:
    return iter(())


def _bench(name: str, measure: benches.Measure = _nothing) -> Bench:
    return Bench(name=name, promise="a promise", measure=measure)
