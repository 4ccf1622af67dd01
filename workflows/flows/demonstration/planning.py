"""The plan of several years of the demonstration: two townships and their villages, decided and issued before its period."""

from __future__ import annotations

import datetime
from decimal import Decimal
from uuid import uuid4

from core import clock
from core.enums import OrganisationKind
from core.models import Dossier, User
from plans.drafting.master_plan import lines_of
from plans.enums import Category
from plans.models import MasterPlanVersion, TownshipNeeds, VillageNeeds
from plans.services import master_plans, needs, organs
from roles.duties import Duty
from workflows.desk import services as desk
from workflows.desk.enums import ReturnGround
from workflows.engine import services as engine
from workflows.engine.models import WorkItem
from workflows.flows.demonstration import stage
from workflows.flows.demonstration.county_work import CountyWork
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

SILENT = "107205"
"""The village that does not report in time."""
AGAIN = "107201"
"""The one whose table the township gives back."""
CONTENTS = (
    (Category.BASIC_CONDITIONS, "通组公路硬化2.4公里，配套边沟和错车道", 96),
    (Category.INDUSTRY, "茶园提档升级180亩，铺设作业道", 45),
    (Category.BASIC_CONDITIONS, "安全饮水巩固提升，新建蓄水池2口、管网5公里", 62),
    (Category.INDUSTRY, "香菇大棚20个，配套烘干房1处", 72),
    (Category.PUBLIC_SERVICE, "村卫生室改建110平方米", 22),
    (Category.CAPACITY, "种养殖实用技术培训", 6),
    (Category.RELOCATION, "易地搬迁安置点配套", 88),
)
"""Category, content and 万元 of what villages want, in turn."""
OWN = {"year": 1, "category": Category.INDUSTRY, "content": "镇级农产品冷链集散中心", "amount": Decimal(2_400_000),
       "households": 620, "people": 2150, "poor_households": 210, "poor_people": 702}  # fmt: skip
"""The township's own line, in the second year."""
LATE = datetime.timedelta(days=9)
"""So long after the last day of the villages, holidays and all, that it has passed."""
CUT = Decimal("0.8")
"""What the county leaves of the largest line."""


def first_period(work: CountyWork) -> MasterPlanVersion:
    """Opened in the third quarter before its first year, reported, given back once from above, decided, issued, announced."""
    group = organs.organ(work.county, OrganisationKind.WORKING_GROUP)
    compiler = holder(Duty.COMPILE_PLAN, group)
    taking = [place for place in stage.planning_places(work.county) if place.kind == OrganisationKind.TOWNSHIP]
    version = master_plans.open_planning(
        actor=compiler, county=work.county, first_year=work.year, last_year=work.year + 2,
        needs_due=clock.today() + datetime.timedelta(days=35), townships=[place.pk for place in taking],
    )  # fmt: skip
    pause()
    parts = list(version.townships.select_related("dossier", "township").order_by("township__path"))
    for part in parts:
        _gathered(part)
    work.days.until(max(item.due_at for item in _lying(parts)).date() + LATE)
    engine.lapse_overdue()
    for part in parts:
        _reported(part)
    _given_back(parts[0])
    version = MasterPlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=version.pk)
    largest = max(lines_of(version), key=lambda line: line.amount)
    cut = (largest.amount * CUT).quantize(Decimal(1))
    master_plans.arrange(actor=compiler, version=version.pk, amounts={largest.pk: cut})
    Driver().run(version.dossier)
    return version


def _gathered(part: TownshipNeeds) -> None:
    """Passed on; every village but one writes its lines, meets and reports."""
    driver = Driver()
    driver.run(part.dossier, until="village_states_needs")
    for number, held in enumerate(part.villages.select_related("village").order_by("village__path")):
        if not held.village.code.endswith(SILENT):
            _stated(part, held, number)
    pause()


def _stated(part: TownshipNeeds, held: VillageNeeds, number: int) -> None:
    clerk = holder(Duty.PROPOSE_PROJECTS, held.village)
    for turn in range(2):
        category, content, wan = CONTENTS[(2 * number + turn) % len(CONTENTS)]
        households = 38 + 7 * number + 5 * turn
        fields = {
            "year": part.version.plan.first_year + (number + turn) % 3, "category": category, "content": content,
            "amount": Decimal(10_000 * (wan + number)), "households": households, "people": households * 3 + number,
            "poor_households": households // 3, "poor_people": households,
        }  # fmt: skip
        needs.add(actor=clerk, needs=part.pk, village=held.pk, fields=fields)
    met = {"held_on": clock.today(), "representatives": 32, "present": 27, "votes_for": 25}
    needs.record_meeting(actor=clerk, village=held.pk, fields=met)
    [item] = [item for item in _lying([part]) if item.organisation_id == held.village_id]
    Driver().decide(item, opinion="经村民代表会议议定，上报本村需求。")


def _reported(part: TownshipNeeds) -> None:
    """The township adds its own line, gives one village its table back, and reports."""
    clerk = holder(Duty.REVIEW_PROPOSALS, part.township)
    own = {**OWN, "year": part.version.plan.first_year + 1}
    needs.add(actor=clerk, needs=part.pk, village=None, fields=own)
    driver = Driver({"township_reviews_needs": _one_again})
    driver.run(part.dossier, until="working_group_receives")
    pause()


def _one_again(item: WorkItem, _actor: User) -> dict[str, object]:
    """Once: what came back stands."""
    back = VillageNeeds.objects.filter(needs__dossier=item.dossier_id, village__code__endswith=AGAIN)
    was_given_back = WorkItem.objects.filter(dossier=item.dossier_id, step="village_corrects_needs").exists()
    return {} if was_given_back else {"returned": {str(held.pk): "请说明通组公路走向和受益户。" for held in back}}


def _given_back(part: TownshipNeeds) -> None:
    """The county returns the one township for correction while the other waits received; then it takes both in."""
    [item] = _lying([part])
    actor = holder(item.duty, item.organisation)
    desk.return_to(
        actor=actor, work_item=item.pk, step="township_reviews_needs", opinion="请核实冷链集散中心的服务范围和建设规模。",
        grounds=[ReturnGround.FACTS], request_id=uuid4(),
    )  # fmt: skip
    pause()
    for dossier in Dossier.objects.filter(township_needs__version=part.version_id).order_by("pk"):
        Driver().run(dossier)


def _lying(parts: list[TownshipNeeds]) -> list[WorkItem]:
    found = WorkItem.objects.open().filter(dossier__in=[part.dossier_id for part in parts])
    return list(found.select_related("organisation__county", "dossier").order_by("pk"))
