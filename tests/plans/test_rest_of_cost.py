"""What a plan leaves of a project's cost is told with who bears it, or that nobody does."""

from __future__ import annotations

from decimal import Decimal

import pytest

from plans.rules.plan import rest_of


@pytest.mark.parametrize(("amount", "total"), [("100", "100"), ("0", "100"), ("0.00", "100"), ("101", "100")])
def test_nothing_is_left_of_what_is_paid_in_full_or_not_yet(amount: str, total: str) -> None:
    assert rest_of(Decimal(amount), Decimal(total), "群众自筹") is None


@pytest.mark.parametrize(
    ("method", "named"),
    [
        ("财政统筹整合资金，群众投工投劳", "财政统筹整合资金，群众投工投劳"),
        (" 企业自筹 ", "企业自筹"),
        ("财政统筹整合资金", ""),
        ("", ""),
    ],
)
def test_the_rest_names_who_bears_it(method: str, named: str) -> None:
    rest = rest_of(Decimal("60000.01"), Decimal("100000"), method)
    assert rest is not None
    assert (rest.left, rest.method) == (Decimal("39999.99"), named)
