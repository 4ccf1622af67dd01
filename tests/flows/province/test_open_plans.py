"""A generated plan that waits for a signature is what its own county's registers say, and can be signed today."""

from __future__ import annotations

import datetime

import pytest

from core import clock, divisions
from core.models import Organisation
from core.working_days import add_working_days, is_working_day
from plans.models import PlanJustification
from tests.factories.flows import hubei
from tests.flows.province.conftest import fill
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.province import foundry
from workflows.flows.province.continuing import go_on
from workflows.flows.province.making import Cast

pytestmark = pytest.mark.django_db
CITY, DISTRICT, BELOW_THE_PROVINCE = "420381", "420303", "429004"
"""丹江口市; 张湾区, which is on the province's own list of poor counties; 仙桃市, above which no prefecture stands."""


@pytest.mark.parametrize(
    "stage",
    [foundry.LETTER, "head_signs", "office_rechecks", "office_registers", "head_signs_filing", "office_sends_filing"],
)
def test_a_plan_goes_on_whatever_its_county_is_called_and_stands_below(moulds: Cast, stage: str) -> None:
    """The moulds are of one county; what the papers say of it is the county's that they are stamped into."""
    _fill_with_plans_at(moulds, stage)
    waiting = WorkItem.objects.open().filter(step=stage).order_by("pk")
    assert [item.dossier.county.code for item in waiting] == sorted((CITY, DISTRICT, BELOW_THE_PROVINCE))
    assert [go_on(item.pk) for item in waiting] == [None, None, None]


def test_only_a_county_on_the_provinces_list_says_why_it_uses_central_money(moulds: Cast) -> None:
    _fill_with_plans_at(moulds, "office_registers")
    said = PlanJustification.objects.filter(code="N11").order_by("pk")
    assert {one.version.plan.county.code for one in said} == {DISTRICT}
    assert {one.version.plan.year for one in said} == {2025, 2026}


def test_a_letter_waits_with_days_left_for_answers(moulds: Cast) -> None:
    _fill_with_plans_at(moulds, foundry.LETTER)
    drafted = Opinion.objects.filter(task__work_item__step="working_group_drafts", detail__has_key="reply_by")
    present = drafted.filter(task__work_item__dossier__year=2026).order_by("pk")
    assert len(present) == 3
    for opinion in present:
        assert datetime.date.fromisoformat(opinion.detail["reply_by"]) > clock.today()


def test_the_day_of_drafting_leaves_days_for_answers_after_any_holiday() -> None:
    day = datetime.date(2026, 1, 1)
    while day.year == 2026:
        drafted = foundry.working_days_before(day, 2)
        assert is_working_day(drafted)
        assert add_working_days(drafted, 1) < day < add_working_days(drafted, 5)
        day += datetime.timedelta(days=1)


def _fill_with_plans_at(moulds: Cast, stage: str) -> None:
    """A province of the three counties, whose present plans all wait at that step."""
    codes = (CITY, DISTRICT, BELOW_THE_PROVINCE)
    above = {"42", "4203", "4290", *codes}
    divisions.load(row for row in hubei() if row.code in above or row.code.startswith(tuple(f"{c}10" for c in codes)))
    wanted = [mould for mould in moulds.moulds if mould.story != "plan" or mould.stage in (foundry.LAST["plan"], stage)]
    fill(Cast(moulds.staffing, wanted), work_items=720)
    assert Organisation.objects.filter(code__in=codes).count() == 3
