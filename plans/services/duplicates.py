"""疑似重复: projects of a county that look like one, and the working group's word that two of them are not (五（三）; B20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.arrays import among
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import GONE
from plans.models import Project, ToldApart
from plans.rules.duplicates import Pair, Side, alike, side_of
from plans.services.organs import bureau, organ
from roles.duties import Duty
from roles.policies import may, require

AROUND = 2
"""Years before and after, whose projects may overlap with those of a year."""
COMPARED = (
    "pk", "code", "year", "name", "content", "township_id", "location", "competent_id", "starts_on", "ends_on",
)  # fmt: skip
NAMES = ("key", "code", "year", "name", "content", "township", "location", "competent", "starts", "ends")
"""What is read of a project, and what it is called as a side."""


def of_year(county: int, year: int) -> list[Pair]:
    """Pairs of which one side at least is of the year, without those told apart as they stand. Three statements, however
    many projects; the first goes by the index of county and year."""
    listed = Project.objects.filter(county=county, year__range=(year - AROUND, year + AROUND)).exclude(state__in=GONE)
    sides, years = _sides(listed)
    told = {(one.first_id, one.second_id): one for one in ToldApart.objects.filter(county=county).standing()}
    return [
        pair for pair in alike(sides)
        if year in (years[pair.first.key], years[pair.second.key])
        and not _holds(told.get((pair.first.key, pair.second.key)), pair.first, pair.second)
    ]  # fmt: skip


def _holds(told: ToldApart | None, first: Side, second: Side) -> bool:
    """Whether the pair was told apart and reads as it did then; what was said before that was kept goes on."""
    return told is not None and (
        not told.first_look or (told.first_look, told.second_look) == (first.look, second.look)
    )


def _sides(projects: QuerySet[Project]) -> tuple[list[Side], dict[int, int]]:
    """What is compared of each, and its year; two statements."""
    rows = list(projects.order_by("pk").values_list(*COMPARED))
    villages = _villages(projects)
    sides = [side_of(**dict(zip(NAMES, row, strict=True)), villages=villages.get(row[0], ())) for row in rows]
    return sides, {pk: own for pk, _code, own, *_rest in rows}


def of_projects(projects: Collection[Project]) -> dict[int, list[Pair]]:
    """The pairs that each of these projects, all of one county, stands in, by its key. Three statements a year."""
    found: dict[int, list[Pair]] = defaultdict(list)
    keys = {project.pk for project in projects}
    for county, year in sorted({(project.county_id, project.year) for project in projects}):
        for pair in of_year(county, year):
            for own in {pair.first.key, pair.second.key} & keys:
                if pair not in found[own]:
                    found[own].append(pair)
    return dict(found)


def _villages(projects: QuerySet[Project]) -> dict[int, set[int]]:
    """Looked up project by project: the whole province's links are many times as many."""
    found: dict[int, set[int]] = defaultdict(set)
    keys = ArraySubquery(projects.order_by().values("pk"))
    links = Project.villages.through.objects.filter(among("project", keys)).order_by("pk")
    for project, village in links.values_list("project_id", "organisation_id"):
        found[project].add(village)
    return found


@dataclass(frozen=True)
class Verdict:
    """The working group's word, and whether one of the two projects reads otherwise since."""

    told: ToldApart
    is_out_of_date: bool


def words(county: int) -> QuerySet[ToldApart]:
    """The working group's words: those that stand, the latest first, then those withdrawn."""
    found = ToldApart.objects.filter(county=county).select_related("first", "second", "told_by", "withdrawn_by")
    return found.order_by(F("withdrawn_at").desc(nulls_first=True), "-pk")


def verdicts(county: int, most: int, after: int = 0) -> list[Verdict]:
    """So many of the `words` after the first ones. Three statements."""
    rows = list(words(county)[after : after + most])
    sides, _years = _sides(
        Project.objects.filter(pk__in={key for one in rows for key in (one.first_id, one.second_id)})
    )
    by_key = {side.key: side for side in sides}
    return [
        Verdict(one, one.withdrawn_at is None and not _holds(one, by_key[one.first_id], by_key[one.second_id]))
        for one in rows
    ]


@transaction.atomic
def tell_apart(*, actor: User, one: int, other: int, reason: str) -> ToldApart:
    """Say that two projects are not the same, and why; what was compared is kept by its hash. Where one of the two reads
    otherwise since it was said before, the former word gives way to this.

    Raises Refused for whoever does not compile the plan, Invalid without a reason, for one project and for those of two
    counties, Conflict where it was said before and still holds.
    """
    rows = Project.objects.select_related("county").filter(pk__in=(one, other)).order_by("pk")
    first, second = _two(list(rows))
    require(actor, Duty.COMPILE_PLAN, organ(first.county, OrganisationKind.WORKING_GROUP))
    said_why = _said(reason, _("不重复的理由"), _("请写明不重复的理由"))
    (was, now), _years = _sides(Project.objects.filter(pk__in=(first.pk, second.pk)))
    former = ToldApart.objects.standing().select_for_update().filter(first=first, second=second).first()
    if _holds(former, was, now):
        raise Conflict(_("这两个项目已核定为不重复"))
    if former:
        _withdraw(actor, former, _("项目内容已变动，重新核定"))
    try:
        with transaction.atomic():
            said = ToldApart.objects.create(
                first=first, second=second, reason=said_why, told_by=actor, first_look=was.look, second_look=now.look
            )
    except IntegrityError as error:
        raise Conflict(_("这两个项目已核定为不重复")) from error
    ledger.record(
        actor=actor, action="project.told_apart", chain=first.county_id, projects=[first.code, second.code],
        reason=said.reason,
    )  # fmt: skip
    return said


@transaction.atomic
def withdraw(*, actor: User, told: int, reason: str) -> ToldApart:
    """Take the word back, and say why: the two are pointed out again. The record stays.

    Raises Refused for whoever does not compile the plan, Conflict for one that was withdrawn, Invalid without a reason.
    """
    held = ToldApart.objects.select_for_update(of=("self",)).select_related("first__county", "second").get(pk=told)
    require(actor, Duty.COMPILE_PLAN, organ(held.first.county, OrganisationKind.WORKING_GROUP))
    if held.withdrawn_at is not None:
        raise Conflict(_("该核定已经撤销"))
    _withdraw(actor, held, _said(reason, _("撤销理由"), _("请写明撤销理由")))
    return held


def _withdraw(actor: User, held: ToldApart, reason: str) -> None:
    held.withdrawn_by, held.withdrawn_at, held.withdrawn_because = actor, clock.now(), reason
    held.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    ledger.record(
        actor=actor, action="project.told_apart_withdrawn", chain=held.first.county_id,
        projects=[held.first.code, held.second.code], reason=reason,
    )  # fmt: skip


def _said(reason: str, name: str, ask: str) -> str:
    if not reason.strip():
        raise Invalid(ask, field="reason")
    printable.require(name, reason)
    return reason.strip()


def _two(found: list[Project]) -> tuple[Project, Project]:
    if len(found) != 2 or found[0].county_id != found[1].county_id:
        raise Invalid(_("请选定本县的两个项目"))
    return found[0], found[1]


def may_read(actor: User, county: Organisation) -> bool:
    """Whoever compiles the plan or keeps the library of the county."""
    group = organ(county, OrganisationKind.WORKING_GROUP)
    return may(actor, Duty.COMPILE_PLAN, group) or may(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))
