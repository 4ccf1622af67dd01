"""A season of one county, short form of the year: told exactly what an oracle counts by hand."""

from __future__ import annotations

import datetime
import secrets

import pytest

from core import working_days
from oversight import proofs
from oversight.year import oracle
from oversight.year.oracle import Lain
from workflows.engine import registry

SHANGHAI = oracle.SHANGHAI


@pytest.fixture(autouse=True)
def own_flows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    working_days.forget()


@pytest.mark.proof
@pytest.mark.django_db
def test_the_short_form_holds() -> None:
    seed = secrets.randbelow(2**31)
    print(f"simulated-year, seed {seed}")
    told = "\n".join(proofs.simulated_year(seed=seed, short=True))
    print(told)
    assert "ticks missed: 9" in told
    assert "each on its day" in told


def test_the_oracles_calendar_is_that_of_2026() -> None:
    calendar, day = working_days.Calendar(), datetime.date(2026, 1, 1)
    while day.year == 2026:
        assert oracle.is_working(day) == calendar.is_working(day), day
        day += oracle.DAY


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"2026-{text}:00+08:00")


def test_the_oracle_by_hand() -> None:
    """Three days from Wednesday 11 February: the 12th, the 13th and Saturday the 14th, which is worked."""
    item = Lain(1, "department_opines", at("02-11T10:00"), None, was_returned=False, in_county=True, stood=())
    assert oracle.last_day(item, at("02-14T12:00")) == datetime.date(2026, 2, 14)
    looked = [at(f"02-{day}T00:30") for day in range(11, 29)]
    assert {stage: str(day) for (_n, stage, _ahead), day in oracle.expected([item], looked).items()} == {
        "before": "2026-02-13", "due": "2026-02-14", "head": "2026-02-24", "office": "2026-02-26",
    }  # fmt: skip
    stood = ((at("02-12T09:00"), at("02-24T09:00")),)
    still = Lain(1, "department_opines", at("02-11T10:00"), None, was_returned=False, in_county=True, stood=stood)
    assert oracle.last_day(still, at("02-25T00:30")) == datetime.date(2026, 2, 27)
    assert oracle.expected([still], [at("02-20T00:30")]) == {}
    late = Lain(1, "department_opines", at("02-06T10:00"), None, was_returned=False, in_county=True, stood=stood)
    assert oracle.last_day(late, at("02-25T00:30")) == datetime.date(2026, 2, 11)
