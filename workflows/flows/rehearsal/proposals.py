"""From the rows of a published table to projects that villages, townships and departments propose."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from plans.enums import Category, Nature
from plans.tables import ReadItem, ReadPlan
from plans.tables.identities import by_standard
from roles.duties import Duty
from workflows.flows.rehearsal.people import holder

CATEGORIES = dict(zip(("生活救助", "基本生产条件改善", "特色产业发展", "扶贫搬迁", "撬动金融投入支持扶贫", "公共服务", "能力建设"),
                      Category, strict=True))  # fmt: skip
NATURES = {"新建": Nature.NEW, "续建": Nature.CONTINUED, "改扩建": Nature.EXPANSION, "维修": Nature.MAINTENANCE}
SECTOR_WORDS = {
    "交通": Sector.TRANSPORT, "公路": Sector.TRANSPORT, "道路": Sector.TRANSPORT, "水": Sector.WATER,
    "渠": Sector.WATER, "林": Sector.FORESTRY, "绿化": Sector.FORESTRY, "住": Sector.HOUSING, "金融": Sector.FINANCIAL_SERVICES,
    "贷款": Sector.FINANCIAL_SERVICES, "教育": Sector.EDUCATION, "卫生": Sector.HEALTH, "环保": Sector.ENVIRONMENT,
    "垃圾": Sector.ENVIRONMENT, "民族": Sector.ETHNIC, "旅游": Sector.TOURISM, "果": Sector.AGRICULTURE,
    "农": Sector.AGRICULTURE, "蔬菜": Sector.AGRICULTURE, "养殖": Sector.AGRICULTURE, "扶贫": Sector.POVERTY,
}  # fmt: skip


class Proposer:
    """Who proposes each row: its one village, else its township, else the competent department (a.2b)."""

    def __init__(self, county: Organisation, year: int) -> None:
        self.county, self.year = county, year

    @cached_property
    def departments(self) -> dict[str, Organisation]:
        """The county's departments by line of work."""
        found = Organisation.objects.filter(county=self.county, kind=OrganisationKind.DEPARTMENT)
        return {department.sector: department for department in found}

    def of(self, item: ReadItem) -> Organisation:
        found = list(Organisation.objects.filter(code__in=item.places).select_related("parent", "county").in_order())
        villages = [place for place in found if place.kind == OrganisationKind.VILLAGE]
        if len(villages) == 1:
            return villages[0]
        townships = townships_of(found)
        if len(townships) == 1:
            return townships[0]
        return self.competent(item)

    def competent(self, item: ReadItem) -> Organisation:
        """The department whose line of work the row names, first in its department, then in its words."""
        for text in (item.department_text, item.implementing_unit, item.name, item.content):
            for word, sector in SECTOR_WORDS.items():
                if word in text:
                    return self.departments[sector]
        return self.departments[Sector.POVERTY]

    def fields(self, item: ReadItem) -> dict[str, Any]:
        """The mandatory fields; what the table does not say is filled in for the rehearsal and says so."""
        unit = item.implementing_unit or item.department_text or self.competent(item).name
        rehearsed = _("（演练补充）")
        return {
            "name": item.name[:200],
            "category": CATEGORIES.get(str(item.category), Category.BASIC_CONDITIONS),
            "nature": NATURES.get(item.nature, Nature.NEW),
            "location": (item.place_text or self.county.name)[:200],
            "content": item.content or item.name,
            "amount": item.amount_yuan,
            "amount_note": item.note[:200],
            **_measured(item),
            "funding_method": _("财政统筹整合资金"),
            "platform": _("县级统筹整合资金平台"),
            "competent": self.competent(item),
            "responsible_unit": unit[:100],
            "responsible_person": _("单位主要负责人"),
            "starts_on": datetime.date(self.year, 3, 1),
            "ends_on": datetime.date(self.year, 11, 30),
            "households": 1,
            "people": 3,
            "poor_households": 1,
            "poor_people": 3,
            "target": item.target_text or _("按期完成建设任务，验收合格") + rehearsed,
            "linkage": item.beneficiaries_text or _("吸纳贫困户参与建设和管护") + rehearsed,
        }


def _measured(item: ReadItem) -> dict[str, Any]:
    """Quantity and 补助标准 where the table states both and they come to the amount."""
    found = by_standard(item)
    return dict(zip(("quantity", "unit", "unit_standard"), found, strict=True)) if found else {}


def townships_of(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Each township that is, or lies above, one of these; in order, once."""
    found = {
        o.parent if o.kind == OrganisationKind.VILLAGE else o
        for o in organisations
        if o.kind in (OrganisationKind.VILLAGE, OrganisationKind.TOWNSHIP)
    }
    return sorted((o for o in found if o), key=lambda o: o.path)


def deliberation(held_on: datetime.date, village: Organisation, actor: User) -> dict[str, Any]:
    """A meeting of representatives that carries: 30 of 36 present, 28 for it."""
    chair = holder(Duty.HANDLE_OBJECTION, village)
    return {
        "held_on": held_on,
        "place": _("村委会会议室"),
        "chair": chair.name,
        "recorder": actor.name,
        "representatives": 36,
        "present": 30,
        "votes_for": 28,
        "votes_against": 1,
        "votes_abstained": 1,
        "resolution": _("同意申报以上项目。"),
    }


def source_lines(plan: ReadPlan) -> dict[str, Any]:
    """What each named source gives in all, in yuan; empty where the table names none."""
    return {name: amount for name, amount in plan.source_totals.items() if amount}
