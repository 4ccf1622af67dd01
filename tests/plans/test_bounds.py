"""Field by field: what no project and no meeting can have."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from plans.rules.bounds import meeting_misfits, project_misfits

YEAR = 2027
LARGEST, MOST = Decimal(1_000_000_000), 1_000_000
GOOD = {
    "amount": Decimal(1), "starts_on": datetime.date(2027, 3, 1), "ends_on": datetime.date(2027, 11, 30),
    "households": 5, "people": 20, "poor_households": 2, "poor_people": 7,
}  # fmt: skip


def fields(**changed: Any) -> list[str]:
    return [field for field, _refusal in project_misfits({**GOOD, **changed}, YEAR, largest=LARGEST, most=MOST)]


@pytest.mark.parametrize(
    ("changed", "marked"),
    [
        ({}, []),
        ({"amount": Decimal(0)}, ["amount"]),
        ({"amount": Decimal(9_999_999_990_000)}, ["amount"]),
        ({"amount": LARGEST}, []),
        ({"starts_on": datetime.date(1999, 1, 1)}, ["starts_on"]),
        ({"starts_on": datetime.date(2026, 1, 1)}, []),
        ({"ends_on": datetime.date(9999, 12, 31)}, ["ends_on"]),
        ({"ends_on": datetime.date(2027, 12, 31)}, []),
        ({"starts_on": datetime.date(2027, 12, 1)}, ["ends_on"]),
        ({"households": 500, "people": 3, "poor_households": 1, "poor_people": 3}, ["households"]),
        ({"households": 5, "people": 0, "poor_households": 0, "poor_people": 0}, []),
        ({"poor_households": 6, "poor_people": 20}, ["poor_households"]),
        ({"poor_people": 21}, ["poor_people"]),
        ({"people": 2**31}, ["people"]),
        ({"amount": None, "people": None, "ends_on": None}, []),
    ],
)
def test_what_no_project_can_have_is_marked_at_its_field(changed: dict[str, Any], marked: list[str]) -> None:
    assert fields(**changed) == marked


def test_the_lawful_range_is_said() -> None:
    [(_field, refusal)] = project_misfits(
        {"ends_on": datetime.date(9999, 12, 31)}, YEAR, largest=LARGEST, most=MOST
    )  # fmt: skip
    assert "2026年1月1日至2027年12月31日" in str(refusal)


@pytest.mark.parametrize(
    ("day", "is_lawful"),
    [("2025-12-31", False), ("2026-01-01", True), ("2026-11-24", True), ("2026-11-25", False)],
)
def test_a_meeting_was_held_and_not_long_ago(day: str, is_lawful: bool) -> None:
    found = meeting_misfits(datetime.date.fromisoformat(day), YEAR, datetime.date(2026, 11, 24))
    assert (not found) == is_lawful
    assert all("2026年1月1日至2026年11月24日" in str(refusal) for _field, refusal in found)
