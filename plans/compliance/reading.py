"""The picture of a plan version and the basis of a day, read from the registers."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Sum
from django.db.models.functions import JSONObject

from core.models import Organisation
from core.place_names import village_name
from plans.compliance import registry
from plans.compliance.basis import Basis, Threshold, in_force
from plans.compliance.picture import AllottedFact, FundingFact, ItemFact, Picture, ProjectFact, SourceFact
from plans.enums import Category, MasterPlanState, VersionKind
from plans.models import (
    Adjustment,
    MasterPlanVersion,
    Need,
    NegativeListEntry,
    PlanItem,
    PlanJustification,
    PlanVersion,
    Project,
    RuleThreshold,
    ToldApart,
)
from plans.rules.duplicates import Side, side_of
from plans.rules.parts import parts_of


@dataclass(frozen=True)
class Money:
    """What the funds room knows of a version: its sources, what they pay by the key of the row, and what was allotted."""

    sources: tuple[SourceFact, ...]
    fundings: dict[int, tuple[FundingFact, ...]]
    allotted: tuple[AllottedFact, ...] = ()


_readers: list[Callable[[PlanVersion], Money]] = []


def register_money(reader: Callable[[PlanVersion], Money]) -> None:
    """The funds room says at start-up how its part is read."""
    _readers[:] = [reader]


def picture_of(version: PlanVersion) -> Picture:
    """The version as it stands now; `version` comes with its plan and county. Five statements and those of the money."""
    [reader] = _readers
    money, (villages, places) = reader(version), _villages(version)
    told = JSONObject(code="second__code", first="first_look", second="second_look")
    apart = ToldApart.objects.standing().filter(first=OuterRef("project")).values(told=told)
    related = version.items.select_related("project__township", "project__competent", "project__standard")
    rows = list(related.order_by("seq").annotate(apart=ArraySubquery(apart)))
    may_be_empty, told_apart = _may_be_empty(version), _told_apart(rows, places)
    return Picture(
        year=version.plan.year,
        poor_level=version.plan.county.poor_level,
        items=tuple(
            replace(
                _item(row, villages.get(row.project_id, ()), money.fundings.get(row.pk, ())),
                told_apart=told_apart.get(row.project_id, ()),
                is_cancelled=not row.amount and (may_be_empty is None or row.project_id in may_be_empty),
            )
            for row in rows
        ),
        sources=money.sources,
        justified=justified(version),
        planned=planned_for(version.plan.county_id, version.plan.year),
        allotted=money.allotted,
    )


def _may_be_empty(version: PlanVersion) -> set[int] | None:
    """The projects whose rows may have no money: None for every one of a single change; in an adjustment those that a
    single change emptied before. One statement for an adjustment."""
    if version.kind == VersionKind.ITEM_CHANGE:
        return None
    if version.kind != VersionKind.ADJUSTMENT:
        return set()
    former = Adjustment.objects.filter(version=version).values("adjusts")
    emptied = PlanItem.objects.filter(version__in=former, amount=0).order_by("pk")
    return set(emptied.values_list("project", flat=True))


def planned_for(county: int, year: int) -> dict[str, Decimal]:
    """What the plan of several years in force gives each category in the year, in yuan: of periods that overlap the one
    issued last, and nothing of each where it has no line for the year. Empty where no plan covers the year. One
    statement, or two."""
    covering = MasterPlanVersion.objects.filter(
        state=MasterPlanState.ISSUED, plan__county=county, plan__first_year__lte=year, plan__last_year__gte=year
    )
    last = covering.order_by("-document__issued_at", "-pk").values_list("pk", flat=True).first()
    if last is None:
        return {}
    rows = Need.objects.standing().filter(needs__version=last, year=year).order_by("category").values("category")
    sums = dict(rows.annotate(sum=Sum("planned")).values_list("category", "sum"))
    return sums or dict.fromkeys(Category.values, Decimal(0))


def justified(version: PlanVersion) -> dict[str, str]:
    """What the plan as a whole says to a rule, by code. One statement."""
    return dict(PlanJustification.objects.filter(version=version).order_by("code").values_list("code", "text"))


def basis_of(county: Organisation, on: datetime.date) -> Basis:
    """What holds in a county on a day. Two statements."""
    return Basis(on=on, entries=lines(on), thresholds=thresholds(county, on))


def lines(on: datetime.date) -> tuple[NegativeListEntry, ...]:
    """The lines of the negative list in force on a day. One statement."""
    return in_force(NegativeListEntry.objects.order_by("code", "valid_from"), on)


def thresholds(county: Organisation | None, on: datetime.date) -> dict[str, Threshold]:
    """Every threshold by its key: the last record of the province that has begun, else the system's own; the county's
    last record in its stead unless more would pass by it, whichever was made first. One statement."""
    found, parameters = usual(), registry.parameters()
    begun = RuleThreshold.objects.filter(starts_on__lte=on).filter(Q(county=None) | Q(county=county))
    records = begun.select_related("county").order_by("starts_on")
    last = {(record.county_id is None, record.key): threshold(record) for record in records}
    for key in found:
        found[key] = last.get((True, key), found[key])
        own = last.get((False, key))
        if own and not parameters[key][0].is_laxer(own.value, found[key].value):
            found[key] = own
    return found


def usual() -> dict[str, Threshold]:
    """The system's own setting of every threshold, by its key."""
    return {key: Threshold(parameter.usual) for key, (parameter, _codes) in registry.parameters().items()}


def threshold(record: RuleThreshold) -> Threshold:
    """A record as the value that it puts in force."""
    return Threshold(record.value, record.starts_on, record.basis, record.county.name if record.county else "")


def _told_apart(rows: Sequence[Any], places: Mapping[int, Collection[int]]) -> dict[int, tuple[str, ...]]:
    """By project the codes of those that the working group told apart from it, as long as both read as they did then
    (`plans.services.duplicates`); `rows` come with what was told as `apart`."""
    projects = {row.project.code: row.project for row in rows}

    def reads(code: str, look: str) -> bool:
        return not look or code not in projects or _side(projects[code], places).look == look

    return {
        row.project_id: tuple(
            told["code"] for told in row.apart
            if reads(row.project.code, told["first"]) and reads(told["code"], told["second"])
        )
        for row in rows if row.apart
    }  # fmt: skip


def _side(project: Project, places: Mapping[int, Collection[int]]) -> Side:
    return side_of(
        key=project.pk, code=project.code, year=project.year, name=project.name, content=project.content,
        township=project.township_id, location=project.location, competent=project.competent_id,
        starts=project.starts_on, ends=project.ends_on, villages=places.get(project.pk, ()),
    )  # fmt: skip


def _villages(version: PlanVersion) -> tuple[dict[int, tuple[str, ...]], dict[int, list[int]]]:
    """The villages of each project, each with its township: names are unique only within one; and their keys. One
    statement."""
    through = Project.villages.through.objects.filter(project__plan_items__version=version)
    rows = through.order_by("project_id", "organisation__code").values_list(
        "project_id", "organisation_id", "organisation__name", "organisation__parent__name"
    )
    found: dict[int, list[str]] = defaultdict(list)
    keys: dict[int, list[int]] = defaultdict(list)
    for project, key, village, township in rows:
        found[project].append(f"{township}{village_name(village).short}")
        keys[project].append(key)
    return {project: tuple(places) for project, places in found.items()}, keys


def _item(row: PlanItem, villages: tuple[str, ...], fundings: Iterable[FundingFact]) -> ItemFact:
    project = row.project
    return ItemFact(
        key=row.pk,
        seq=row.seq,
        code=project.code,
        project=ProjectFact(
            name=project.name,
            content=project.content,
            category=project.category,
            township=project.township.name if project.township else "",
            villages=villages,
            competent=project.competent.name,
            amount=project.amount,
            poor_households=project.poor_households,
            poor_people=project.poor_people,
            starts_on=project.starts_on,
            ends_on=project.ends_on,
            county_standard=project.standard.amount if project.standard else None,
            county_unit=project.standard.unit if project.standard else "",
            standard_reason=project.standard_reason,
        ),
        amount=row.amount,
        platform=row.platform,
        content=row.content,
        quantity=row.quantity,
        unit_standard=row.unit_standard,
        parts=tuple(parts_of(row.parts)),
        schedule=row.schedule,
        responsible_unit=row.responsible_unit,
        justifications=row.justifications,
        fundings=tuple(fundings),
    )
