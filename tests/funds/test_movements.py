"""Money of a source moves by entries that stand; it is never less than the plan in force draws."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from core import clock
from core.errors import Conflict, DomainError, Invalid, Refused
from core.models import LedgerEntry, Organisation
from funds import movements
from funds import services as funds
from funds.drafting import money_of
from funds.enums import FundLevel, FundNature, MovementAct, MovementKind
from funds.models import FundMovement, FundSource
from funds.movement_forms import MovementForm
from plans.enums import VersionState
from plans.services import plan_versions
from tests.factories import flows as make
from tests.funds.money import at, basis, drawing, enter, put_in_force, source, treasurer, yuan
from tests.plans.services.test_refusals import drafter

pytestmark = pytest.mark.django_db
DECEMBER = datetime.date(make.YEAR, 12, 1)


def kinds(of: FundSource) -> list[tuple[str, Decimal, Decimal]]:
    return list(of.movements.in_order().values_list("kind", "amount", "integrated"))


def has(of: FundSource) -> tuple[Decimal, Decimal]:
    of.refresh_from_db()
    return of.amount, of.integrable


def at_its_end(act: Callable[[], Any]) -> None:
    """As if the transaction ended after the act."""
    with transaction.atomic(), connection.cursor() as cursor:
        act()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_source_begins_with_what_was_allotted(county: Organisation) -> None:
    pot, carried = source(county, "100.01"), source(county, "9.99", "结转", nature=FundNature.CARRYOVER)
    assert kinds(pot) == [("allotted", yuan("100.01"), yuan("100.01"))]
    assert kinds(carried) == [("carried_in", yuan("9.99"), yuan("9.99"))]
    with pytest.raises(Invalid, match="大于零"):
        source(county, "0", "无")


def test_what_moves_adds_up(county: Organisation) -> None:
    pot = source(county, "100.00")
    enter(county, pot, MovementAct.ADD, "50.00", "30.00", rest_because="应急20元")
    assert has(pot) == (yuan("150.00"), yuan("130.00"))
    enter(county, pot, MovementAct.RECOVER, "20.00", "0.00")
    assert has(pot) == (yuan("130.00"), yuan("130.00"))
    enter(county, pot, MovementAct.INTEGRATE_LESS, "0", "0.01", rest_because="留待核定")
    enter(county, pot, MovementAct.INTEGRATE_MORE, "0", "0.01")
    assert kinds(pot)[1:] == [
        ("added", yuan("50.00"), yuan("30.00")), ("recovered", yuan("-20.00"), yuan("0.00")),
        ("scope", yuan("0.00"), yuan("-0.01")), ("scope", yuan("0.00"), yuan("0.01")),
    ]  # fmt: skip
    told = LedgerEntry.objects.filter(action="source.moved").order_by("seq").first()
    assert told is not None
    assert told.detail["movement"] == "added"
    assert (told.detail["amount"], told.detail["integrable"]) == ("50.00", "30.00")


@pytest.mark.parametrize(
    ("act", "amount", "integrated", "told", "words"),
    [
        (MovementAct.ADD, "0", "0", {}, "大于零"),
        (MovementAct.ADD, "5", "6", {}, "不得多于变动金额"),
        (MovementAct.ADD, "5", "4", {}, "未全部整合的，须写明原因"),
        (MovementAct.ADD, "-5", "-5", {}, "大于零"),
        (MovementAct.RECOVER, "5", "5", {"reason": " "}, "事由"),
        (MovementAct.RECOVER, "101", "101", {}, "不得为负"),
        (MovementAct.ADD, "5", "5", {"number": " "}, "依据文号"),
        (MovementAct.TRANSFER, "5", "5", {}, "调入"),
        (MovementAct.INTEGRATE_MORE, "0", "0", {}, "大于零"),
    ],
)
def test_what_is_no_movement_is_refused_and_changes_nothing(
    county: Organisation, act: MovementAct, amount: str, integrated: str, told: dict[str, str], words: str
) -> None:
    pot = source(county, "100.00")
    number = told.pop("number", "7号")
    with pytest.raises(Invalid, match=words):
        enter(county, pot, act, amount, integrated, basis=basis(number, **told))
    assert has(pot) == (yuan("100.00"), yuan("100.00"))
    assert len(kinds(pot)) == 1


def test_no_document_is_of_tomorrow(county: Organisation) -> None:
    pot = source(county, "100.00")
    with pytest.raises(Invalid, match="今天"):
        enter(county, pot, MovementAct.ADD, "1", dated=clock.today() + datetime.timedelta(days=1))


def test_no_document_is_older_than_the_money(county: Organisation) -> None:
    """Else the account would begin with what is taken from nothing."""
    pot, other = source(county, "100.00"), source(county, "50.00", "省级")
    earlier = clock.today() - datetime.timedelta(days=1)
    for act in (MovementAct.ADD, MovementAct.RECOVER, MovementAct.TRANSFER):
        with pytest.raises(Invalid, match="首笔资金") as refused:
            enter(county, pot, act, "1", dated=earlier, to=other.pk)
        assert refused.value.field == "dated"
    with pytest.raises(Invalid, match="首笔资金"):
        movements.reverse(actor=treasurer(county), movement=pot.movements.get().pk, basis=basis(dated=earlier))
    assert (len(kinds(pot)), len(kinds(other))) == (1, 1)


def test_no_superior_takes_back_what_the_county_gave(county: Organisation) -> None:
    own = source(county, "100.00", "县级", level=FundLevel.COUNTY)
    with pytest.raises(Invalid, match="上级不能收回") as refused:
        enter(county, own, MovementAct.RECOVER, "1")
    assert (refused.value.field, len(kinds(own))) == ("act", 1)


def test_only_the_finance_bureau_moves_money(county: Organisation) -> None:
    pot = source(county, "100.00")
    with pytest.raises(Refused):
        enter(county, pot, MovementAct.ADD, "1", actor=drafter(county))
    with pytest.raises(Refused):
        movements.reverse(actor=drafter(county), movement=pot.movements.get().pk, basis=basis())
    assert len(kinds(pot)) == 1


def test_what_one_gives_the_other_gets(county: Organisation) -> None:
    one, other = source(county, "100.00"), source(county, "50.00", "省级")
    enter(county, one, MovementAct.TRANSFER, "30.00", to=other.pk)
    assert (has(one)[0], has(other)[0]) == (yuan("70.00"), yuan("80.00"))
    out, into = one.movements.get(kind="transferred"), other.movements.get(kind="transferred")
    assert into.matches == out
    assert out.amount + into.amount == 0
    with pytest.raises(Invalid, match="同一项"):
        enter(county, one, MovementAct.TRANSFER, "1", to=one.pk)
    movements.reverse(actor=treasurer(county), movement=into.pk, basis=basis())
    assert (has(one)[0], has(other)[0]) == (yuan("100.00"), yuan("50.00"))
    with pytest.raises(Conflict, match="已经冲销"):
        movements.reverse(actor=treasurer(county), movement=out.pk, basis=basis())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"nature": FundNature.CARRYOVER, "vintage": make.YEAR - 2}, "最初下达年度"),
        ({"nature": FundNature.STOCK}, "未注明"),
        ({"earmark": "易地搬迁"}, "限定用途不同"),
    ],
)
def test_a_transfer_makes_no_money_younger_and_frees_none(
    county: Organisation, fields: dict[str, Any], words: str
) -> None:
    one, other = source(county, "100.00", "旧", **fields), source(county, "50.00", "省级")
    for of, to in ((one, other), (other, one)):
        with pytest.raises(Invalid, match=words) as refused:
            enter(county, of, MovementAct.TRANSFER, "1.00", to=to.pk)
        assert refused.value.field == "to"
    assert (has(one)[0], has(other)[0]) == (yuan("100.00"), yuan("50.00"))


def test_a_reason_is_told_of_the_side_it_was_given_for(county: Organisation) -> None:
    """And of none that is integrated to the last fen; what it was before stays in the ledger."""
    one = source(county, "100.00", integrable=yuan("80.00"), not_integrated_reason="应急")
    other = source(county, "50.00", "省级", integrable=yuan("40.00"), not_integrated_reason="专用")
    whole = source(county, "50.00", "县级")
    enter(county, one, MovementAct.TRANSFER, "10.00", to=other.pk, rest_because="待核定")
    enter(county, other, MovementAct.TRANSFER, "5.00", to=one.pk, into_because="已核定")
    enter(county, one, MovementAct.TRANSFER, "1.00", to=whole.pk, rest_because="余数", into_because="没有余数")
    for pot in (one, other, whole):
        pot.refresh_from_db()
    assert [pot.not_integrated_reason for pot in (one, other, whole)] == ["余数", "专用", ""]
    told = LedgerEntry.objects.filter(action="source.moved").order_by("seq")
    assert [entry.detail.get("changed") for entry in told] == [
        {"not_integrated_reason": ["应急", "待核定"]}, None, None,
        {"not_integrated_reason": ["待核定", "已核定"]},
        {"not_integrated_reason": ["已核定", "余数"]}, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "nature", "entry"),
    [
        (MovementAct.CARRY_OUT, FundNature.CARRYOVER, MovementKind.CARRIED_IN),
        (MovementAct.LAPSE, FundNature.STOCK, MovementKind.POOLED),
    ],
)
def test_what_is_left_at_the_years_end_is_money_of_the_next(
    county: Organisation, act: MovementAct, nature: FundNature, entry: MovementKind
) -> None:
    pot = source(county, "100.00")
    with at(DECEMBER):
        enter(county, pot, act, "40.00")
    made = FundSource.objects.get(year=make.YEAR + 1)
    assert (made.nature, made.vintage, made.amount, made.name) == (nature, make.YEAR, yuan("40.00"), pot.name)
    assert kinds(made) == [(entry.value, yuan("40.00"), yuan("40.00"))]
    assert made.movements.get().matches == pot.movements.get(kind=act.value)
    with at(DECEMBER):
        movements.reverse(actor=treasurer(county), movement=pot.movements.get(kind=act.value).pk, basis=basis())
    assert (has(pot), has(made)) == ((yuan("100.00"),) * 2, (yuan("0.00"),) * 2)


def test_the_plan_in_force_keeps_its_money_and_one_on_its_way_is_warned_of(county: Organisation) -> None:
    pot = source(county, "100.00")
    version = drawing(county, {pot.pk: yuan("60.00")})
    with pytest.raises(Conflict, match="在办的") as warned:
        enter(county, pot, MovementAct.RECOVER, "50.00")
    assert warned.value.field == "knows"
    enter(county, pot, MovementAct.RECOVER, "50.00", knows=True)
    assert has(pot)[1] == yuan("50.00")
    with pytest.raises(Invalid, match="超出"):
        funds.require_covered(version)
    enter(county, pot, MovementAct.ADD, "10.00")
    funds.require_covered(version)
    put_in_force(county, version)
    for act in (MovementAct.RECOVER, MovementAct.CARRY_OUT, MovementAct.LAPSE):
        with at(DECEMBER), pytest.raises(Invalid, match="请先调整方案"):
            enter(county, pot, act, "0.01", knows=True)
    assert has(pot)[1] == yuan("60.00")


def test_what_moves_later_changes_no_paper_on_its_way(county: Organisation) -> None:
    pot = source(county, "100.00")
    version = drawing(county, {pot.pk: yuan("60.00")})
    funds.close(version)
    plan_versions.advance(version, VersionState.CONSULTING)
    before = money_of(version)
    enter(county, pot, MovementAct.ADD, "50.00", "0", rest_because="应急")
    assert money_of(version) == before
    assert before.sources[0].amount == yuan("100.00")
    plan_versions.advance(version, VersionState.DRAFTING)
    assert money_of(version).sources[0].amount == yuan("150.00")


def test_a_correction_is_a_counter_entry(county: Organisation) -> None:
    pot = source(county, "100.00")
    enter(county, pot, MovementAct.ADD, "5.00")
    wrong = pot.movements.get(kind="added")
    made = movements.reverse(actor=treasurer(county), movement=wrong.pk, basis=basis())
    assert (made.reverses, made.amount) == (wrong, yuan("-5.00"))
    with pytest.raises(Conflict, match="不能再冲销"):
        movements.reverse(actor=treasurer(county), movement=made.pk, basis=basis())
    fields = {"amount": yuan("90.00"), "integrable": yuan("90.00")}
    funds.correct_source(actor=treasurer(county), source=pot.pk, fields=fields, reason="录入有误")
    assert kinds(pot)[-1] == ("corrected", yuan("-10.00"), yuan("-10.00"))


def test_the_database_keeps_movements_and_their_sums(county: Organisation) -> None:
    pot = source(county, "100.00")
    rows = FundMovement.objects.filter(source=pot)
    for change in (lambda: rows.update(amount=1), rows.delete):
        with pytest.raises(IntegrityError, match="不得更改或删除"), transaction.atomic():
            change()
    for wrong in (
        lambda: FundSource.objects.filter(pk=pot.pk).update(amount=200, integrable=200),
        lambda: FundMovement.objects.create(
            source=pot,
            kind="added",
            doc_no="1",
            dated=clock.today(),
            amount=1,
            integrated=1,
            entered_by=treasurer(county),
        ),
    ):
        with pytest.raises(IntegrityError, match="各笔变动之和"):
            at_its_end(wrong)


def test_no_sum_ever_differs_by_a_fen(county: Organisation) -> None:
    """Two dozen acts by chance, refused ones among them: what the sources have is what moved, and never less than drawn."""
    chance = random.Random(20150825)  # noqa: S311  an order of acts
    pots = [
        source(county, f"{chance.randrange(10**6, 10**8)}.{chance.randrange(100):02}", f"来源{n}") for n in range(3)
    ]
    drawn = {pots[0].pk: yuan("123456.78")}
    put_in_force(county, drawing(county, drawn))
    refused = 0
    for _n in range(24):
        of, other = chance.sample(pots, 2)
        amount = Decimal(chance.randrange(1, 5 * 10**9)) / 100
        act = chance.choice([one for one in MovementAct if one not in (MovementAct.CARRY_OUT, MovementAct.LAPSE)])
        try:
            with transaction.atomic():
                enter(county, of, act, str(amount), str(amount), to=other.pk, rest_because="待核定")
        except DomainError:
            refused += 1
    assert 2 < refused < 22
    for pot in pots:
        moved = pot.movements.aggregate(amount=Sum("amount"), integrated=Sum("integrated"))
        assert has(pot) == (moved["amount"], moved["integrated"])
        assert pot.integrable >= drawn.get(pot.pk, 0)


def test_a_form_labels_as_needed_what_the_kind_needs(county: Organisation) -> None:
    pot = source(county, "100.00")
    shown = MovementForm(source=pot)
    assert [name for name in ("amount", "reason", "integrated") if shown.fields[name].required] == ["amount", "reason"]
    assert not shown["reason"].build_widget_attrs({}).get("required")
    typed = {"doc_no": "7号", "dated": "2026-07-01", "integrated": "1"}
    missing = {
        act: sorted(MovementForm({**typed, "act": act.value}, source=pot).errors)
        for act in (MovementAct.ADD, MovementAct.RECOVER, MovementAct.INTEGRATE_LESS)
    }
    assert missing == {
        MovementAct.ADD: ["amount"], MovementAct.RECOVER: ["amount", "reason"], MovementAct.INTEGRATE_LESS: ["reason"],
    }  # fmt: skip
