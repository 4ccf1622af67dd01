"""The plan of the proof is as large as it says, and every sum is exact."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from workflows.flows.zigui import table
from workflows.flows.zigui.table import FULL, SHORT, Size


@pytest.mark.parametrize("size", [FULL, SHORT])
@pytest.mark.parametrize("seed", [1, 2])
def test_items_and_sources_come_to_the_same_to_the_fen(size: Size, seed: int) -> None:
    plan = table.plan(size, Random(seed))  # noqa: S311  chances, not secrets
    assert len(plan.items) == size.items
    assert sum((item.amount_yuan for item in plan.items), Decimal()) == size.total == plan.total_yuan
    assert sum(plan.source_totals.values(), Decimal()) == size.total
    assert all(table.FEWEST <= len(item.source_amounts) <= table.MOST for item in plan.items)
    assert all(amount > 0 for item in plan.items for amount in item.source_amounts.values())
    assert any(amount % Decimal("0.1") for amount in plan.items[0].source_amounts.values())


def test_every_township_and_village_of_the_county_has_an_item() -> None:
    places = {row.code for row in table.places(FULL) if row.level in ("township", "village")}
    named = {code for item in table.plan(FULL, Random(1)).items for code in item.places}  # noqa: S311
    assert named == places
    assert (FULL.items, FULL.total) == (311, Decimal("688000000.00"))
