"""Amounts are typed in 万元 and kept in yuan, to the fen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plans.forms.fields import WanField


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("48.500001", "485000.01"), ("1,234.5", "12345000"), ("１２", "120000"), ("485000.01元", "485000.01")],
)
def test_a_figure_without_unit_is_in_wan(typed: str, yuan: str) -> None:
    assert WanField().clean(typed) == Decimal(yuan)


@pytest.mark.parametrize("yuan", ["0.01", "485000.01", "120000.00"])
def test_what_is_shown_is_read_back(yuan: str) -> None:
    field = WanField()
    assert field.clean(field.prepare_value(Decimal(yuan))) == Decimal(yuan)
