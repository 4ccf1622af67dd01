"""summary.json compares two totals that can differ: what the published table says, and what the issued plan carries."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import Conflict
from core.models import Dossier, Organisation
from plans.models import PlanVersion
from plans.tables import ReadPlan
from plans.tables.result import ReadSubtotal
from tests.factories import flows as make
from workflows.flows.rehearsal import summary
from workflows.flows.rehearsal.journey import Journey

READ = make.plan().total_yuan
PRINTED = READ + 10


def printing(*totals: ReadSubtotal) -> ReadPlan:
    return replace(make.plan(), subtotals=totals)


def issued(plan: ReadPlan, amount: Decimal) -> tuple[Journey, PlanVersion]:
    """A journey that has ended with a plan of this amount."""
    journey = Journey(Organisation(pk=0, code=make.COUNTY, path=f"{make.COUNTY}/"), make.YEAR, plan)
    return journey, PlanVersion(pk=0, dossier=Dossier(amount=amount))


@pytest.mark.parametrize(
    ("totals", "said"),
    [
        ((), None),
        ((ReadSubtotal(9, "小计", Decimal(5), Decimal(5), False),), None),
        ((ReadSubtotal(9, "合计", PRINTED, READ, True),), PRINTED),
        ((ReadSubtotal(9, "总额", PRINTED, READ, False),), PRINTED),
    ],
)
def test_the_tables_own_total_is_what_it_prints(totals: tuple[ReadSubtotal, ...], said: Decimal | None) -> None:
    assert printing(*totals).printed_total_yuan == said


@pytest.mark.django_db
def test_a_plan_that_lost_a_fen_of_the_table_is_not_passed() -> None:
    summary.require_whole(*issued(make.plan(), READ))
    with pytest.raises(Conflict, match="两者不符"):
        summary.require_whole(*issued(make.plan(), READ - Decimal("0.01")))


@pytest.mark.django_db
@pytest.mark.parametrize(("totals", "said"), [((), READ), ((ReadSubtotal(9, "合计", PRINTED, READ, True),), PRINTED)])
def test_the_summary_gives_both(totals: tuple[ReadSubtotal, ...], said: Decimal) -> None:
    told = summary.summarise(*issued(printing(*totals), READ), [])
    assert (told["plan"]["total_yuan"], told["source_total_yuan"]) == (str(READ), f"{said:.2f}")
