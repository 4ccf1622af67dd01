"""What a plan leaves of a project's cost is told with who bears it, or that nobody does."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

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


def test_the_plan_does_not_say_that_it_pays_what_it_leaves() -> None:
    """The registered method may name the pool beside others: it is quoted, and not said to bear the rest."""
    method = "财政统筹整合资金，群众投工投劳"
    project = SimpleNamespace(
        name="灌溉渠道", amount=Decimal(418000), funding_method=method, competent=SimpleNamespace(name="农业局")
    )
    item = SimpleNamespace(
        pk=1, project_id=1, project=project, amount=Decimal(400000), seq=1, responsible_unit="桃花村", schedule="三月",
        quantity=None, unit="", unit_standard=None, parts=[],
    )  # fmt: skip
    shown = {"items": [item], "may_draft": False}
    page = render_to_string("plans/item_table.html", shown)
    assert f"其余1.8万元不在本方案安排，筹资方式登记为“{method}”" in page
    project.funding_method = "财政统筹整合资金"
    assert "未落实来源" in render_to_string("plans/item_table.html", shown)
