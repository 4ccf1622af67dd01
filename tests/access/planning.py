"""The home county's plan of several years, made once for the access tests: one township's and one village's part of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import cast

from core.models import Organisation
from plans.models import MasterPlan, MasterPlanVersion, Need, PlanVersion, TownshipNeeds, VillageNeeds
from tests.factories import flows as make
from tests.factories import roles as people

TYPED: dict[str, object] = {
    "first_year": make.YEAR,
    "last_year": make.YEAR + 2,
    "needs_due": f"{make.YEAR - 1}-09-20",
}
"""What opens a period; without a township it is asked for one."""


def need(version: PlanVersion, village: str) -> Need:
    """What the village of that path wants in the plan of several years, which is being compiled."""
    known = Need.objects.filter(village__village__path=village).first()
    if known:
        return known
    place = Organisation.objects.select_related("parent").get(path=village)
    plan = MasterPlan.objects.create(county=version.plan.county, first_year=2028, last_year=2030)
    made = MasterPlanVersion.objects.create(
        dossier=people.dossier(version.dossier.owner), plan=plan, title="规划", goals="一", tasks="二", safeguards="三",
        needs_due=datetime.date(2027, 9, 20),
    )  # fmt: skip
    township = cast(Organisation, place.parent)
    part = TownshipNeeds.objects.create(dossier=people.dossier(township), version=made, township=township)
    held = VillageNeeds.objects.create(needs=part, village=place, state="reported")
    return Need.objects.create(
        needs=part, village=held, year=2028, category="industry", content="茶园", amount=1000, planned=1000
    )


def keys(version: PlanVersion, village: str) -> dict[Callable[[], int], str]:
    """The addresses about the plan, about a township's and a village's part of it, and about one line."""
    return {
        lambda: need(version, village).needs.version_id: "plans:master_plan plans:master_lines plans:master_texts",
        lambda: need(version, village).needs_id: "plans:township_needs plans:add_township_need",
        lambda: cast(int, need(version, village).village_id): "plans:village_needs plans:add_village_need",
        lambda: need(version, village).pk: "plans:master_arrange plans:change_need plans:remove_need",
    }
