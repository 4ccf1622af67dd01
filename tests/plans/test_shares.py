"""One figure has one rounding, wherever it is shown."""

from __future__ import annotations

from decimal import Decimal

from core.money import percent
from plans.compliance.judges import money
from plans.papers.plan_tables import share


def test_a_share_reads_the_same_on_page_verdict_and_paper() -> None:
    part, whole = Decimal(12345), Decimal(100000)
    assert percent(part, whole) == Decimal("12.35")
    assert money.percent(part, whole) == "12.35"
    assert share(part, whole) == "12.35%"


def test_of_nothing_there_is_no_share() -> None:
    part, whole = Decimal(1), Decimal(0)
    assert (percent(part, whole), money.percent(part, whole), share(part, whole)) == (None, "0.00", "")
