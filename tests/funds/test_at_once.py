"""The finance bureau takes money away while the working group arranges it and the plan comes into force, on connections
of their own: no source is ever overdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import transaction

from core import clock
from core.errors import DomainError
from core.models import Organisation
from funds import movements
from funds import services as funds
from funds.draws import draws_of
from funds.enums import MovementAct
from funds.models import FundSource
from plans.enums import VersionState
from plans.models import PlanItem, PlanVersion
from tests.factories import flows as make
from tests.funds.money import basis, drawing, put_in_force, source, treasurer
from tests.plans.services.test_adjusting import _filed
from tests.plans.services.test_at_once import PATIENCE, _hold, at_once
from tests.plans.services.test_refusals import drafter
from workflows.flows.rehearsal.people import equip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(db: None) -> Iterator[Organisation]:
    """Committed, so that every connection sees it."""
    with make.july():
        made = make.county()
        equip(made, Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND)), clock.today())
        yield made


def quiet(act: Callable[[], Any]) -> Callable[[], Any]:
    """A refusal is an answer like any other."""

    def run() -> None:
        with suppress(DomainError):
            act()

    return run


def test_no_source_is_ever_overdrawn(county: Organisation) -> None:
    one, other = source(county, "1000.00"), source(county, "1000.00", "省级")
    version = drawing(county, {one.pk: Decimal(100), other.pk: Decimal(100)})
    item, keeper, group = PlanItem.objects.get(), treasurer(county), drafter(county)

    def issue() -> None:
        with transaction.atomic():
            funds.require_covered(version)
            put_in_force(county, version)

    def take(of: FundSource, amount: str, act: MovementAct = MovementAct.RECOVER, to: int | None = None) -> None:
        movements.enter(
            actor=keeper, source=of.pk, act=act, amount=Decimal(amount), integrated=Decimal(amount), to=to,
            basis=basis(knows=True),
        )  # fmt: skip

    acts = [
        issue,
        lambda: funds.arrange(actor=group, item=item.pk, amounts={one.pk: Decimal(900), other.pk: Decimal(900)}),
        *[lambda: take(one, "300.00")] * 2,
        *[lambda: take(other, "300.00")] * 2,
        lambda: take(one, "400.00", MovementAct.TRANSFER, other.pk),
        lambda: take(other, "400.00", MovementAct.TRANSFER, one.pk),
    ]
    at_once(*[quiet(act) for act in acts])
    version.refresh_from_db()
    drawn = draws_of(version)
    pots = list(FundSource.objects.order_by("pk"))
    assert [pot.amount for pot in pots] == [
        sum(pot.movements.order_by("pk").values_list("amount", flat=True)) for pot in pots
    ]
    is_covered = all(drawn.on(pot.pk) <= pot.integrable for pot in pots)
    assert is_covered or version.state == VersionState.DRAFTING


def one_after_the_other(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """The second begins when the first has done its work and not yet committed it; what either is told where it is
    refused."""
    done = Barrier(2, timeout=PATIENCE)
    said: list[str] = []

    def act(what: Callable[[], Any]) -> None:
        try:
            what()
        except DomainError as refused:
            said.append(refused.message)

    def lead() -> None:
        with transaction.atomic():
            act(first)
            done.wait()
            _hold()

    def follow() -> None:
        done.wait()
        act(second)

    at_once(lead, follow)
    return said


@pytest.mark.parametrize("is_issued_first", [True, False])
def test_who_comes_first_has_the_money(county: Organisation, is_issued_first: bool) -> None:
    pot = source(county, "1000.00")
    version = drawing(county, {pot.pk: Decimal(600)})
    keeper = treasurer(county)

    def issue() -> None:
        with transaction.atomic():
            funds.require_covered(version)
            put_in_force(county, version)

    def take() -> None:
        movements.enter(
            actor=keeper, source=pot.pk, act=MovementAct.RECOVER, amount=Decimal(500), integrated=Decimal(500),
            basis=basis(knows=True),
        )  # fmt: skip

    said = one_after_the_other(*((issue, take) if is_issued_first else (take, issue)))
    pot.refresh_from_db()
    version.refresh_from_db()
    if is_issued_first:
        assert (version.state, pot.integrable) == (VersionState.ISSUED, Decimal(1000))
        assert ["请先调整方案" in one for one in said] == [True]
    else:
        assert (version.state, pot.integrable) == (VersionState.DRAFTING, Decimal(500))
        assert ["超出" in one for one in said] == [True]


def test_an_adjustment_is_opened_once_while_its_sources_move(county: Organisation) -> None:
    """It copies payments and writes the ledger while the movements hold their sources and wait for the ledger: neither
    waits for the other in a circle."""
    filed, keeper = _filed(county), treasurer(county)

    def add() -> None:
        movements.enter(
            actor=keeper, source=filed.pot, act=MovementAct.ADD, amount=Decimal(1), integrated=Decimal(1), basis=basis()
        )

    said = at_once(*[filed.open] * 2, *[add] * 6)
    assert ["正在办理" in one for one in said if one] == [True]
    assert PlanVersion.objects.count() == 2
    assert FundSource.objects.get(pk=filed.pot).amount == Decimal(206)
