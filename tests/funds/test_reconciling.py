"""Sources, pool, departments and items agree to the fen, and what does not is told with where and what."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import Organisation
from documents import services as documents
from funds import changing
from funds import services as funds
from funds.changing import Asked
from funds.drafting import money_of
from funds.enums import FundLevel, FundNature, MovementAct
from funds.models import FundMovement, FundSource, ItemFunding, ListedSource
from funds.reconciling import reconciled
from plans.drafting import plan_document
from plans.enums import VersionState
from plans.models import PlanItem, PlanVersion
from plans.services import plan_versions
from tests.factories import flows as make
from tests.funds.money import drawing, enter, put_in_force, source, treasurer, yuan
from tests.plans.imports.tables import confirmed, sources_sent
from tests.plans.imports.test_real_tables import amounts
from tests.plans.services.test_adjusting import issued
from tests.plans.services.test_numbers_of_items import beside
from tests.plans.services.test_refusals import drafter
from tests.plans.services.test_single_changes import GROUND, REASON, clerk, township
from tests.plans.tables.sheets import DATA

pytestmark = pytest.mark.django_db
STATEMENTS = 11


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
    assert {one.stage: one.difference for one in found.identities if not one.holds} == {
        "县资金池": yuan("-0.01"), "主管部门": yuan("0.01"), "项目": yuan("0.01")
    }  # fmt: skip
    assert (found.tasks[0].amount, found.tasks[0].where) == (yuan("0.01"), PlanItem.objects.get().project.name)
    ItemFunding.objects.filter(item__version=version).update(amount=yuan("600.00"))
    assert ("已安排多于可整合金额，请核对资金变动，并由工作专班调整方案", yuan("100.00")) in told(county)


def failing(county: Organisation) -> list[tuple[str, Decimal]]:
    return [(one.left, one.difference) for one in reconciled(county, make.YEAR).identities if not one.holds]


def test_what_a_source_has_beside_its_movements_does_not_agree(county: Organisation) -> None:
    """The database refuses it as the transaction ends: it is spoilt and forgotten within one."""
    pot = source(county, "500.00")
    with transaction.atomic():
        FundSource.objects.filter(pk=pot.pk).update(amount=yuan("501.00"), integrable=yuan("501.00"))
        assert failing(county) == [
            ("各笔资金变动之和", yuan("-1.00")), ("各笔变动纳入整合之和", yuan("-1.00")),
            ("各笔变动纳入整合之和", yuan("-1.00")),
        ]  # fmt: skip
        transaction.set_rollback(True)


@pytest.mark.parametrize(("amount", "left"), [("-3.00", "结转、调剂、失效转出"), ("3.00", "结转、调剂、收回入池转入")])
def test_one_side_of_a_transfer_does_not_agree(county: Organisation, amount: str, left: str) -> None:
    pot = source(county, "500.00")
    with transaction.atomic():
        FundMovement.objects.create(
            source=pot, kind="transferred", doc_no="1", dated=clock.today(), amount=yuan(amount), integrated=yuan(amount),
            reason="单边", entered_by=treasurer(county),
        )  # fmt: skip
        assert (left, yuan("3.00")) in failing(county)
        transaction.set_rollback(True)


def test_two_items_that_differ_by_one_sum_do_not_agree_together(county: Organisation) -> None:
    pot = source(county, "500.00")
    version = drawing(county, {pot.pk: yuan("100.00")})
    item = PlanItem.objects.get()
    other = beside(county, item.project, "二组蓄水池")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[other.pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts={pot.pk: yuan("100.00")})
    PlanItem.objects.filter(pk=item.pk).update(amount=yuan("101.00"))
    PlanItem.objects.filter(pk=row.pk).update(amount=yuan("99.00"))
    assert {one.difference for one in reconciled(county, make.YEAR).identities if one.stage == "项目"} == {
        yuan("1.00"), yuan("-1.00")
    }  # fmt: skip


@pytest.mark.parametrize(
    ("spoil", "left"),
    [
        (lambda: ListedSource.objects.update(amount=yuan("501.00")), "印发文件附表1所列下达金额"),
        (lambda: ListedSource.objects.update(integrable=yuan("499.00")), "印发文件附表1所列纳入整合金额"),
        (lambda: PlanItem.objects.update(amount=yuan("401.00")), "印发文件附表3所列项目资金"),
        (lambda: None, ""),
    ],
)
def test_what_the_issued_document_prints_is_what_is_kept(
    county: Organisation, spoil: Callable[[], Any], left: str
) -> None:
    pot = source(county, "500.00")
    version = drawing(county, {pot.pk: yuan("400.00")})
    funds.close(version)
    version = PlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=version.pk)
    version.document = documents.issue(
        actor=drafter(county), paper=plan_document(version, money_of(version)), dossier=version.dossier,
        issuer=version.plan.county, signatory=drafter(county), signed_on=clock.today(),
    )  # fmt: skip
    spoil()
    plan_versions.advance(version, VersionState.ISSUED)
    found = [one for one in reconciled(county, make.YEAR).identities if "印发文件" in one.left]
    assert len(found) == 3
    assert "".join(one.left for one in found if not one.holds) == left


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


def test_what_moved_since_the_plan_stays_a_task_beside_a_change(county: Organisation) -> None:
    """A single change issues no 附表1: what the plan printed is what the sources are held against."""
    pot = source(county, "500.00")
    version = drawing(county, {pot.pk: yuan("400.00")})
    funds.close(version)
    issued(version, county)
    PlanVersion.objects.filter(pk=version.pk).update(state=VersionState.FILED)
    enter(county, pot, MovementAct.ADD, "7.00")
    asked = Asked(words={"schedule": "2027年5月开工，9月完工"}, moves=(), reason=REASON, ground=GROUND)
    item = version.items.get().pk
    made = changing.apply(actor=clerk(), applicant=township(), asked=asked, item=item)
    issued(made, county)
    assert ListedSource.objects.get(version=made).integrable == yuan("500.00")
    found = reconciled(county, make.YEAR)
    assert [(task.amount, "请提请工作专班列入方案调整" in task.what) for task in found.tasks] == [(yuan("7.00"), True)]
    assert [one.holds for one in found.identities if "印发文件" in one.left] == [True] * 3
