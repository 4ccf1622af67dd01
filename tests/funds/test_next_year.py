"""What a year's end leaves is money of the next: of the same document and age, however often it is entered, and no figure
of the year that was closed is better or worse for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal

import pytest

from core.errors import Invalid
from core.models import Organisation
from funds import movements
from funds import services as funds
from funds.enums import FundLevel, FundNature, MovementAct
from funds.models import FundSource
from funds.pool import pool_of
from funds.reconciling import reconciled
from tests.factories import flows as make
from tests.funds.money import at, basis, drawing, enter, put_in_force, source, treasurer, yuan

pytestmark = pytest.mark.django_db
NEXT = make.YEAR + 1


@pytest.fixture(autouse=True)
def december(county: Organisation) -> Iterator[None]:
    """When the plan's year is being closed."""
    with at(datetime.date(make.YEAR, 12, 1)):
        yield


def carried() -> list[tuple[str, str, str, Decimal]]:
    rows = FundSource.objects.filter(year=NEXT).order_by("pk")
    return list(rows.values_list("doc_no", "name", "nature", "amount"))


def test_one_document_carries_over_two_batches_of_one_name(county: Organisation) -> None:
    for number in ("98号", "112号"):
        enter(county, source(county, "100.00", "扶贫资金", doc_no=number), MovementAct.CARRY_OUT, "40.00")
    assert carried() == [
        ("98号", "扶贫资金", "carryover", yuan("40.00")), ("112号", "扶贫资金", "carryover", yuan("40.00"))
    ]  # fmt: skip
    made = FundSource.objects.filter(year=NEXT, doc_no="98号").get()
    assert made.movements.get().doc_no == basis().doc_no


@pytest.mark.parametrize("act", [MovementAct.CARRY_OUT, MovementAct.LAPSE])
def test_a_year_is_closed_by_no_document_before_its_december(county: Organisation, act: MovementAct) -> None:
    pot = source(county, "100.00", received_on=datetime.date(make.YEAR, 3, 1))
    with pytest.raises(Invalid, match="预算法第十八条") as refused:
        enter(county, pot, act, "40.00", dated=datetime.date(make.YEAR, 11, 30))
    assert (refused.value.field, carried()) == ("dated", [])
    enter(county, pot, act, "40.00")
    assert [amount for *_said, amount in carried()] == [yuan("40.00")]


def test_part_is_carried_over_and_part_lapses_by_one_document(county: Organisation) -> None:
    pot = source(county, "100.00")
    enter(county, pot, MovementAct.CARRY_OUT, "40.00")
    enter(county, pot, MovementAct.LAPSE, "10.00")
    enter(county, pot, MovementAct.LAPSE, "5.00")
    assert carried() == [
        (pot.doc_no, "中央", "carryover", yuan("40.00")), (pot.doc_no, "中央（收回存量）", "stock", yuan("15.00"))
    ]  # fmt: skip


def test_more_of_it_goes_where_the_first_part_went(county: Organisation) -> None:
    pot = source(county, "100.00")
    for amount in ("40.00", "20.00"):
        enter(county, pot, MovementAct.CARRY_OUT, amount)
    assert carried() == [(pot.doc_no, "中央", "carryover", yuan("60.00"))]
    made = FundSource.objects.get(year=NEXT)
    assert list(made.movements.in_order().values_list("matches__source", flat=True)) == [pot.pk, pot.pk]


def test_what_was_entered_wrongly_is_taken_back_and_entered_again(county: Organisation) -> None:
    pot = source(county, "100.00")
    enter(county, pot, MovementAct.CARRY_OUT, "40.00")
    movements.reverse(actor=treasurer(county), movement=pot.movements.get(kind="carried_out").pk, basis=basis())
    enter(county, pot, MovementAct.CARRY_OUT, "30.00")
    assert carried() == [(pot.doc_no, "中央", "carryover", yuan("30.00"))]


def test_money_of_another_age_is_not_mixed_in(county: Organisation) -> None:
    pot = source(county, "100.00")
    enter(county, pot, MovementAct.CARRY_OUT, "40.00")
    made = FundSource.objects.get(year=NEXT)
    funds.correct_source(actor=treasurer(county), source=made.pk, fields={"vintage": make.YEAR - 1}, reason="补填")
    with pytest.raises(Invalid, match="最初下达年度或限定用途不同"):
        enter(county, pot, MovementAct.CARRY_OUT, "20.00")
    pot.refresh_from_db()
    assert (pot.amount, carried()[0][3]) == (yuan("60.00"), yuan("40.00"))


def test_an_age_that_nobody_stated_stays_unstated(county: Organisation) -> None:
    pot = source(county, "100.00", "结转", nature=FundNature.CARRYOVER)
    enter(county, pot, MovementAct.CARRY_OUT, "40.00")
    assert FundSource.objects.get(year=NEXT).vintage is None
    assert any("未注明" in task.what for task in reconciled(county, NEXT).tasks)


def test_the_reason_of_what_is_not_integrated_goes_with_it(county: Organisation) -> None:
    pot = source(county, "100.00", integrable=yuan("80.00"), not_integrated_reason="应急")
    enter(county, pot, MovementAct.CARRY_OUT, "20.00", "10.00", into_because="待核定")
    made = FundSource.objects.get(year=NEXT)
    pot.refresh_from_db()
    assert (made.not_integrated_reason, pot.not_integrated_reason) == ("待核定", "应急")
    enter(county, pot, MovementAct.LAPSE, "10.00", "0.00")
    assert FundSource.objects.get(year=NEXT, nature="stock").not_integrated_reason == "应急"


@pytest.mark.parametrize("act", [MovementAct.CARRY_OUT, MovementAct.LAPSE])
@pytest.mark.parametrize(("integrated", "rate"), [("0", "50.00"), ("50.00", "50.00")])
def test_closing_a_year_changes_no_published_figure(
    county: Organisation, act: MovementAct, integrated: str, rate: str
) -> None:
    """Half of it is integrated; whichever half leaves, half of it was."""
    pot = source(county, "100.00", integrable=yuan("50.00"), not_integrated_reason="应急")
    enter(county, pot, act, "50.00", integrated)
    found = pool_of(county, make.YEAR)
    assert found.rate.percent == Decimal(rate)
    assert found.amount == yuan("50.00")
    movements.reverse(actor=treasurer(county), movement=pot.movements.latest("pk").pk, basis=basis())
    assert pool_of(county, make.YEAR).rate.percent == Decimal(rate)


@pytest.mark.parametrize(("nature", "rate"), [("donation", "100.00"), ("bond", "55.56"), ("other", "55.56")])
def test_social_money_is_no_part_of_the_measure(county: Organisation, nature: str, rate: str) -> None:
    source(county, "100.00")
    source(
        county,
        "80.00",
        "县级",
        level=FundLevel.COUNTY,
        nature=nature,
        integrable=yuan("0"),
        not_integrated_reason="专用",
    )
    assert pool_of(county, make.YEAR).rate.percent == Decimal(rate)


def test_when_the_year_is_over_what_no_plan_draws_is_closed_and_nobody_is_sent_to_adjust(county: Organisation) -> None:
    pot = source(county, "100.00")
    version = drawing(county, {pot.pk: yuan("60.00")})
    funds.close(version)
    put_in_force(county, version)
    enter(county, pot, MovementAct.CARRY_OUT, "10.00")
    assert [task.what for task in reconciled(county, make.YEAR).tasks] == []
    enter(county, pot, MovementAct.ADD, "7.00")
    assert [task.amount for task in reconciled(county, make.YEAR).tasks] == [yuan("7.00")]
    with at(datetime.date(NEXT, 1, 10)):
        with pytest.raises(Invalid, match="只能登记方案没有安排的部分"):
            enter(county, pot, MovementAct.CARRY_OUT, "37.01")
        enter(county, pot, MovementAct.CARRY_OUT, "30.00")
        enter(county, pot, MovementAct.LAPSE, "7.00")
        found = reconciled(county, make.YEAR)
    assert found.pool.left == 0
    assert [task.what for task in found.tasks] == []
    assert found.holds
