"""A published table may name two projects of one village alike; the rehearsal tells them apart, and says so."""

from __future__ import annotations

from dataclasses import replace

from core.models import Organisation
from plans.models import Notice, Project
from tests.factories import flows as make
from tests.plans.services.conftest import county as county
from tests.plans.services.conftest import equipped as equipped
from tests.plans.services.test_refusals import village
from workflows.flows.rehearsal.journey import Journey


def test_two_rows_of_one_name_reach_the_notice_with_a_number(county: Organisation) -> None:
    first, second, *_rest = make.plan().items
    plan = replace(make.plan(), items=(first, replace(second, name=first.name)))
    journey = Journey(county, make.YEAR, plan)
    journey._villages({village(): list(plan.items)})
    assert list(Project.objects.in_order().values_list("name", flat=True)) == [first.name, f"{first.name}（2）"]
    [told] = [w for w in journey.warnings if "同名" in w.message]
    assert (told.row, told.column) == (second.row, "项目名称")
    assert Notice.objects.count() == 1
