"""D15b and its announcement: what the tables of villages and townships come to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from core.county_words import words
from core.enums import OrganisationKind
from core.models import Organisation
from core.money import wan
from plans.drafting.language import official
from plans.drafting.plan import copied, meetings_of
from plans.enums import Category, NeedsState
from plans.models import MasterPlan, MasterPlanVersion, Need, Notice, VillageNeeds
from plans.papers import Announcement, MasterPlanIssuance, PeriodRow, PlaceRow
from workflows.engine.enums import TERMINATED


@official
def title_of(plan: MasterPlan, *, is_revision: bool) -> str:
    """竹山县2027—2029年统筹整合资金规划; of a revision with the word."""
    return f"{plan.county.name}{plan.period}统筹整合资金规划{'（修订）' if is_revision else ''}"


@official
def standard_texts(plan: MasterPlan) -> dict[str, str]:
    """What a drafter starts from; he edits all of it."""
    spoken = words(plan.county.name)
    return {
        "goals": f"{plan.period}，以脱贫攻坚规划为引领，统筹各级各类财政资金，集中解决贫困村、贫困户产业发展、基本生产条件和公共服务短板，"
                 f"确保{plan.county.name}扶贫对象如期稳定脱贫。",
        "tasks": "按照轻重缓急分年度实施：优先安排村级道路、饮水安全和农田水利等基本生产条件改善；突出特色产业到村到户；"
                 "同步推进公共服务和能力建设。项目须先入库、后列入年度方案。",
        "safeguards": f"{spoken.leading_group}统一领导，工作专班跟踪督办；各乡镇对上报需求的真实性负责；规划执行情况接受群众和社会监督，"
                      "审计、监察机关全程监督。",
    }  # fmt: skip


def lines_of(version: MasterPlanVersion) -> list[Need]:
    """What the version compiles, with places. One statement."""
    rows = Need.objects.counted(version).select_related("village__village", "needs__township")
    return list(rows)


def categories(version: MasterPlanVersion, lines: Iterable[Need]) -> tuple[PeriodRow, ...]:
    """附表1: the seven categories in their order, named in the language in force, those with anything; each year's sum
    of what is planned."""
    by_category: dict[str, list[Need]] = defaultdict(list)
    for line in lines:
        by_category[line.category].append(line)
    years = version.plan.years
    return tuple(
        PeriodRow(name=str(label), lines=len(rows), amounts=_by_year(rows, years))
        for category, label in Category.choices
        if (rows := by_category.get(category))
    )


def townships(
    version: MasterPlanVersion, lines: Iterable[Need], villages: Iterable[VillageNeeds]
) -> tuple[PeriodRow, ...]:
    """附表2: every township that takes part, also one whose part was ended. One statement."""
    by_township: dict[int, list[Need]] = defaultdict(list)
    for line in lines:
        by_township[line.needs_id].append(line)
    places: dict[int, list[VillageNeeds]] = defaultdict(list)
    for held in villages:
        places[held.needs_id].append(held)
    parts = version.townships.select_related("township").order_by("township__path")
    return tuple(
        PeriodRow(
            name=part.township.name,
            lines=len(by_township[part.pk]),
            amounts=_by_year(by_township[part.pk], version.plan.years),
            villages=len(places[part.pk]),
            silent=sum(is_silent(held) for held in places[part.pk]),
        )
        for part in parts
    )


@official
def places(version: MasterPlanVersion, lines: Iterable[Need], villages: Iterable[VillageNeeds]) -> tuple[PlaceRow, ...]:
    """附表3: each township's own lines, then every village, one that has not reported by its name."""
    by_village: dict[int, list[Need]] = defaultdict(list)
    own: dict[int, list[Need]] = defaultdict(list)
    for line in lines:
        (by_village[line.village_id] if line.village_id else own[line.needs_id]).append(line)
    found, begun = [], set()
    for held in villages:
        if held.needs_id not in begun:
            begun.add(held.needs_id)
            found += _own(held, own.pop(held.needs_id, []), version.plan.years)
        rows = [] if is_silent(held) else by_village.get(held.pk, [])
        shown = _place(held.needs.township.name, held.village.name, rows, version.plan.years)
        found.append(replace(shown, is_silent=is_silent(held), is_of_ended_part=is_ended(held)))
    for rows in own.values():
        found.append(_place(rows[0].needs.township.name, "", rows, version.plan.years))
    return tuple(found)


def absent(version: MasterPlanVersion) -> tuple[str, ...]:
    """The townships of the county that take no part. One statement."""
    others = Organisation.objects.filter(
        county=version.plan.county_id, kind=OrganisationKind.TOWNSHIP, is_active=True
    ).exclude(pk__in=version.townships.values("township"))
    return tuple(others.order_by("path").values_list("name", flat=True))


def is_silent(held: VillageNeeds) -> bool:
    """未报: nothing that stands was reported, or the township's part was ended."""
    return held.state != NeedsState.REPORTED or is_ended(held)


def is_ended(held: VillageNeeds) -> bool:
    """The township's part was ended: it was not the village that stayed silent."""
    return held.needs.dossier.outcome == TERMINATED


def villages_of(version: MasterPlanVersion) -> list[VillageNeeds]:
    """Every village that was asked, in the order of places. One statement."""
    rows = VillageNeeds.objects.filter(needs__version=version)
    return list(rows.select_related("village", "needs__township", "needs__dossier").order_by("village__path"))


@official
def plan_document(version: MasterPlanVersion) -> MasterPlanIssuance:
    """D15b as the registers have it now."""
    county, lines, villages = version.plan.county, lines_of(version), villages_of(version)
    former = version.revises
    return MasterPlanIssuance(
        government=county.official_name,
        county=county.name,
        years=tuple(version.plan.years),
        plan_title=version.title,
        recipients=("各乡镇人民政府", words(county.name).departments),
        copied_to=copied(county),
        meetings=tuple(meetings_of(version)),
        goals=version.goals,
        tasks=version.tasks,
        safeguards=version.safeguards,
        categories=categories(version, lines),
        townships=townships(version, lines, villages),
        places=places(version, lines, villages),
        revised=former.document.number if former and former.document else "",
        absent=absent(version),
    )


@official
def announcement(posted: Notice, version: MasterPlanVersion) -> Announcement:
    """D04b of the plan."""
    document, county = version.document, version.plan.county
    return Announcement(
        organisation=posted.organisation.official_name,
        subject=f"《{version.title}》",
        decision=f"《{version.title}》已经{county.official_name}印发",
        document_number=document.number if document else "",
        document_date=document.document_date if document else None,
        where_to_read=f"{county.official_name}门户网站，各乡镇、村务公开栏",
        contact=posted.organisation.name,
        phone=posted.contact,
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
    )


def _own(held: VillageNeeds, rows: Sequence[Need], years: Sequence[int]) -> list[PlaceRow]:
    return [_place(held.needs.township.name, "", rows, years)] if rows else []


def _place(township: str, village: str, rows: Sequence[Need], years: Sequence[int]) -> PlaceRow:
    return PlaceRow(
        township=township,
        village=village,
        contents=tuple(f"{row.year}年 {row.get_category_display()}：{row.content} {wan(row.planned)}" for row in rows),
        wanted=sum((row.amount for row in rows), Decimal(0)),
        amounts=_by_year(rows, years),
        households=sum(row.households for row in rows),
        people=sum(row.people for row in rows),
        poor_households=sum(row.poor_households for row in rows),
        poor_people=sum(row.poor_people for row in rows),
    )


def _by_year(rows: Iterable[Need], years: Sequence[int]) -> tuple[Decimal, ...]:
    listed = list(rows)
    return tuple(sum((row.planned for row in listed if row.year == year), Decimal(0)) for year in years)
