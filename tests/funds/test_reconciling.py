"""Sources, pool, departments and items agree to the fen, and what does not is told with where and what."""

from __future__ import annotations

from copy import copy
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import Organisation
from funds import services as funds
from funds.enums import FundLevel, FundNature, MovementAct
from funds.models import ItemFunding
from funds.reconciling import reconciled
from plans.models import PlanItem
from tests.factories import flows as make
from tests.funds.money import drawing, enter, put_in_force, source, treasurer, yuan
from tests.plans.imports.tables import confirmed, sources_sent
from tests.plans.imports.test_real_tables import amounts
from tests.plans.tables.sheets import DATA

pytestmark = pytest.mark.django_db
STATEMENTS = 8


def told(county: Organisation) -> list[tuple[str, Decimal]]:
    return [(task.what, task.amount) for task in reconciled(county, make.YEAR).tasks]


def test_all_of_it_agrees_to_the_fen(county: Organisation) -> None:
    pot, other = source(county, "500000.01"), source(county, "0.99", "省级")
    enter(county, pot, MovementAct.TRANSFER, "0.01", to=other.pk)
    put_in_force(county, drawing(county, {pot.pk: yuan("100.10"), other.pk: yuan("1.00")}))
    with CaptureQueriesContext(connection) as seen:
        found = reconciled(county, make.YEAR)
    assert len(seen) <= STATEMENTS
    assert found.holds
    assert found.tasks == ()
    assert {one.stage for one in found.identities} == {"资金来源", "县资金池", "主管部门", "项目"}


def test_four_documents_close_with_four_uses(county: Organisation) -> None:
    """吴堡县 2020: 931.409198 万元 from source to use."""
    confirmed(sources_sent(county, (DATA / "fund_sources_wubu.csv").read_bytes()))
    found = reconciled(county, make.YEAR)
    assert found.holds
    assert found.pool.integrated == sum(amounts("fund_alloc_wubu.csv")) == Decimal("9314091.98")
    assert {one.left_sum for one in found.identities if one.stage == "资金来源"} == {Decimal("9314091.98"), Decimal(0)}


def test_what_does_not_agree_says_where_and_what(county: Organisation) -> None:
    pot = source(county, "500.00")
    old = source(county, "30.00", "结转", nature=FundNature.CARRYOVER, vintage=make.YEAR - 2)
    source(county, "20.00", "存量", nature=FundNature.STOCK)
    version = drawing(county, {pot.pk: yuan("400.00")})
    funds.close(version)
    put_in_force(county, version)
    enter(county, pot, MovementAct.ADD, "7.00")
    assert {(words[:4], amount) for words, amount in told(county)} == {
        ("结转结余", yuan("30.00")), ("结转结余", yuan("20.00")), ("印发的方", yuan("7.00"))
    }  # fmt: skip
    assert old.vintage == make.YEAR - 2


def test_items_and_sources_that_do_not_agree_are_told(county: Organisation) -> None:
    """No service leaves them so: the rows are spoilt by hand."""
    pot = source(county, "500.00")
    version = drawing(county, {pot.pk: yuan("400.00")})
    PlanItem.objects.filter(version=version).update(amount=yuan("400.01"))
    found = reconciled(county, make.YEAR)
    assert [one.difference for one in found.identities if not one.holds] == [yuan("0.01")]
    assert (found.tasks[0].amount, found.tasks[0].where) == (yuan("0.01"), PlanItem.objects.get().project.name)
    ItemFunding.objects.filter(item__version=version).update(amount=yuan("600.00"))
    assert ("已安排多于可整合金额，请核对资金变动，并由工作专班调整方案", yuan("100.00")) in told(county)


def test_money_beyond_the_countys_scope_is_told(county: Organisation) -> None:
    source(county, "10.00", level=FundLevel.CENTRAL)
    asked = copy(county)
    asked.poor_level = "provincial"
    assert [words for words, _amount in told(asked)] == ["本县不在该级资金整合范围内，请核对纳入整合的依据"]


def test_the_page_lists_both(county: Organisation, client: Client) -> None:
    source(county, "20.00", "存量", nature=FundNature.STOCK)
    client.force_login(treasurer(county))
    page = client.get(reverse("funds:reconciliation", args=[county.pk, make.YEAR])).content.decode()
    assert "各级相符" in page
    assert "未注明最初下达年度" in page
