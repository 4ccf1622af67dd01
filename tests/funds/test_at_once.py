"""The finance bureau takes money away while the working group arranges it and the plan comes into force, on connections
of their own: no source is ever overdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from decimal import Decimal
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
from plans.models import PlanItem
from plans.services import plan_versions
from tests.factories import flows as make
from tests.funds.money import basis, drawing, enter, put_in_force, source, treasurer
from tests.plans.services.test_at_once import at_once
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
    for pot in FundSource.objects.order_by("pk"):
        assert pot.amount == sum(pot.movements.order_by("pk").values_list("amount", flat=True))
        if version.state == VersionState.ISSUED:
            assert drawn.on(pot.pk) <= pot.integrable


def test_a_plan_does_not_come_into_force_on_money_just_taken_back(county: Organisation) -> None:
    pot = source(county, "1000.00")
    version = drawing(county, {pot.pk: Decimal(600)})
    enter(county, pot, MovementAct.RECOVER, "500.00", knows=True)
    with pytest.raises(DomainError, match="超出"):
        funds.require_covered(version)
    assert plan_versions.as_decided(version) is None
