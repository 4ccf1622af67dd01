"""What a county does beside its plan's own way, for the proof of returns: the plan's money is allotted in a batch, one item of
it is changed, and the years after it are planned from below."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from funds import batches, changing
from funds.batches import Given
from funds.changing import Asked
from funds.models import AllotmentBatch
from plans.drafting.master_plan import lines_of
from plans.enums import Category
from plans.models import MasterPlanVersion, PlanVersion, VillageNeeds
from plans.services import master_plans, needs, organs
from roles.duties import Duty
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.changing import change
from workflows.flows.rehearsal.driver import MORNING, Driver, Prepare
from workflows.flows.rehearsal.people import holder

OTHERWISE = "，改在二组实施"
"""What a change writes behind the content of its item: no small change, so that a meeting decides it."""
YEARS = 3
WANTED = {"category": Category.INDUSTRY, "content": "茶园改造200亩", "amount": Decimal(300_000), "households": 60,
          "people": 210, "poor_households": 25, "poor_people": 80}  # fmt: skip
MEETING = {"representatives": 30, "present": 24, "votes_for": 20}
AGAIN = "请说明建设地点和受益户。"


def go_on(driver: Driver, version: PlanVersion) -> None:
    """All three from the plan in force, each to its end."""
    allot(driver, version)
    change_an_item(driver, version)
    plan_years(driver, version.plan.county, version.plan.year)


def allot(driver: Driver, version: PlanVersion) -> None:
    """One batch of all the money of the plan."""
    keeper = holder(Duty.MANAGE_SOURCES, organs.bureau(version.plan.county, Sector.FINANCE))
    batch = batches.open_batch(actor=keeper, plan=version.plan_id)
    driver.run(batch.dossier)


def change_an_item(driver: Driver, version: PlanVersion) -> None:
    """What a township's first item is to be, for a reason; registered by every addressee."""
    township = Organisation.objects.filter(county=version.plan.county, kind=OrganisationKind.TOWNSHIP).order_by("path")[
        0
    ]
    row = changing.items_of(township, version)[0]
    words = {"content": f"{row.content}{OTHERWISE}"}
    asked = Asked(
        words=words, moves=[], reason="原址遇地质隐患，须改址。", ground=f"竹统筹组发〔{version.plan.year}〕2号"
    )
    change(driver, row, township, asked)


def plan_years(driver: Driver, county: Organisation, year: int) -> None:
    """The years after that one: passed down, stated by the villages, reported, decided, issued."""
    version = open_years(county, year)
    driver.run(version.dossier, until="working_group_compiles")
    for part in version.townships.select_related("dossier").order_by("township__path"):
        driver.run(part.dossier)
    driver.run(version.dossier)


def open_years(county: Organisation, year: int) -> MasterPlanVersion:
    """In the third quarter of that year."""
    summer = datetime.datetime.combine(datetime.date(year, 7, 1), MORNING, clock.SHANGHAI)
    if clock.now() < summer:
        clock.advance(to=summer)
    compiler = holder(Duty.COMPILE_PLAN, organs.organ(county, OrganisationKind.WORKING_GROUP))
    return master_plans.open_planning(
        actor=compiler, county=county, first_year=year + 1, last_year=year + YEARS,
        needs_due=datetime.date(year, 9, 20),
    )  # fmt: skip


def drafts(item: WorkItem, actor: User) -> None:
    """All that is left for the batch, written whenever it lies with its drafter, the first time and after each return."""
    batch = AllotmentBatch.objects.select_related("plan").get(dossier=item.dossier_id)
    rows = {
        (one.funding.item_id, one.funding.source_id): Given(one.left, batches.USUAL_SUBJECT)
        for one in batches.offered(batch)
    }
    batches.write(actor=actor, batch=batch.pk, rows=rows, requirements=batch.requirements)


def states(item: WorkItem, actor: User) -> None:
    """A village writes what it wants, once, meets over it and reports."""
    held = VillageNeeds.objects.select_related("needs__version__plan").get(
        needs__dossier=item.dossier_id, village=item.organisation_id
    )
    if not held.lines.exists():
        first_year = held.needs.version.plan.first_year
        needs.add(actor=actor, needs=held.needs_id, village=held.pk, fields={**WANTED, "year": first_year})
    needs.record_meeting(actor=actor, village=held.pk, fields={**MEETING, "held_on": clock.today()})


def gives_one_back(item: WorkItem, _actor: User) -> dict[str, Any]:
    """One village is asked for more, once: what came back stands."""
    if WorkItem.objects.filter(dossier=item.dossier_id, step="village_corrects_needs").exists():
        return {}
    held = VillageNeeds.objects.filter(needs__dossier=item.dossier_id).order_by("village__path")[0]
    return {"returned": {str(held.pk): AGAIN}}


def amends(item: WorkItem, actor: User) -> None:
    """The county leaves a little less of its largest line."""
    version = MasterPlanVersion.objects.get(dossier=item.dossier_id)
    largest = max(lines_of(version), key=lambda line: line.planned)
    master_plans.arrange(actor=actor, version=version.pk, amounts={largest.pk: largest.planned - 10_000})


PREPARE: dict[str, Prepare] = {
    "finance_drafts_batch": drafts,
    "village_states_needs": states, "village_corrects_needs": states, "township_reviews_needs": gives_one_back,
}  # fmt: skip
"""What people do before they decide on a batch and in the planning of several years."""
