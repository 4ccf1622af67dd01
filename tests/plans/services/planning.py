"""One township's part in a plan of several years, taken as far as a test wants it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation, User
from plans.models import MasterPlanVersion, TownshipNeeds, VillageNeeds
from plans.services import master_plans, needs
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

LAST = make.YEAR + 2
DUE = datetime.date(make.YEAR - 1, 9, 20)
MEETING = {"held_on": datetime.date(make.YEAR - 1, 7, 1), "representatives": 30, "present": 24, "votes_for": 20}


def group(county: Organisation) -> Organisation:
    return organ(county, OrganisationKind.WORKING_GROUP)


def compiler(county: Organisation) -> User:
    return holder(Duty.COMPILE_PLAN, group(county))


def opened(county: Organisation) -> MasterPlanVersion:
    """The planning of three years, passed down to the township of the world."""
    township = Organisation.objects.get(code=make.TOWNSHIP)
    return master_plans.open_planning(
        actor=compiler(county), county=county, first_year=make.YEAR, last_year=LAST, needs_due=DUE,
        townships=[township.pk],
    )  # fmt: skip


def part_of(version: MasterPlanVersion) -> TownshipNeeds:
    return version.townships.select_related("dossier", "township").get()


def passed_on(version: MasterPlanVersion) -> TownshipNeeds:
    """The township has passed it on: each village has its table."""
    part = part_of(version)
    Driver().decide(item(part, "township_passes_down"))
    return part


def item(of: TownshipNeeds | MasterPlanVersion, step: str, place: str = "") -> WorkItem:
    """What is open there, at the organisation of that code where several are asked."""
    found = (
        WorkItem.objects.open().select_related("organisation__county", "dossier").filter(dossier=of.dossier, step=step)
    )
    return found.get(organisation__code=place) if place else found.get()


def village(part: TownshipNeeds, code: str) -> VillageNeeds:
    return part.villages.select_related("village").get(village__code=code)


def line(**other: Any) -> dict[str, Any]:
    said = {
        "year": make.YEAR, "category": "industry", "content": "茶园改造200亩", "amount": Decimal(300_000), "households": 60,
        "people": 210, "poor_households": 25, "poor_people": 80,
    }  # fmt: skip
    return {**said, **other}


def stated(part: TownshipNeeds, code: str, *lines: dict[str, Any], step: str = "village_states_needs") -> None:
    """The village has written these lines, met and reported."""
    held = village(part, code)
    clerk = holder(Duty.PROPOSE_PROJECTS, held.village)
    for fields in lines:
        needs.add(actor=clerk, needs=part.pk, village=held.pk, fields=fields)
    needs.record_meeting(actor=clerk, village=held.pk, fields=MEETING)
    Driver().decide(item(part, step, code))


def nobody_else_answers(part: TownshipNeeds) -> None:
    """The limit of the villages passes."""
    due = WorkItem.objects.open().filter(dossier=part.dossier).order_by("-due_at").values_list("due_at", flat=True)[0]
    clock.advance(to=due + datetime.timedelta(hours=1))
    engine.lapse_overdue()
