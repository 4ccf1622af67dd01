"""疑似重复: projects of a county that look like one, and the working group's word that two of them are not (五（三）; B20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger, printable
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import GONE
from plans.models import Project, ToldApart
from plans.rules.duplicates import Pair, Side, alike, stem
from plans.services.organs import bureau, organ
from roles.duties import Duty
from roles.policies import may, require

AROUND = 2
"""Years before and after, whose projects may overlap with those of a year."""


def of_year(county: int, year: int) -> list[Pair]:
    """Pairs of which one side at least is of the year, without those told apart. Three statements, however many
    projects; the first goes by the index of county and year."""
    rows = Project.objects.filter(county=county, year__range=(year - AROUND, year + AROUND)).exclude(state__in=GONE)
    found = rows.order_by("pk").values_list(
        "pk", "code", "year", "name", "content", "township_id", "location", "competent_id", "starts_on", "ends_on"
    )
    listed = list(found)
    villages = _villages(rows.values("pk"))
    years = {pk: own for pk, _code, own, *_rest in listed}
    sides = [
        Side(
            key=pk, code=code, name=name, content=content, competent=competent, first=min(own, starts.year), last=max(own, ends.year),
            places=frozenset(villages.get(pk) or _place(township, location)),
        )
        for pk, code, own, name, content, township, location, competent, starts, ends in listed
    ]  # fmt: skip
    apart = set(ToldApart.objects.filter(county=county).order_by("pk").values_list("first", "second"))
    return [
        pair for pair in alike(sides)
        if year in (years[pair.first.key], years[pair.second.key]) and (pair.first.key, pair.second.key) not in apart
    ]  # fmt: skip


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


def _villages(projects: QuerySet[Project, Any]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    links = Project.villages.through.objects.filter(project__in=projects).order_by("pk")
    for project, village in links.values_list("project_id", "organisation_id"):
        found[project].add(f"village {village}")
    return found


def _place(township: int | None, location: str) -> Iterable[str]:
    """Of a project without a village the words of its place, within its township."""
    return (f"place {township or 0} {words}",) if (words := stem(location)) else ()


def told_apart(county: int) -> QuerySet[ToldApart]:
    """The working group's words, the latest first."""
    return ToldApart.objects.filter(county=county).select_related("first", "second", "told_by").order_by("-pk")


@transaction.atomic
def tell_apart(*, actor: User, one: int, other: int, reason: str) -> ToldApart:
    """Say that two projects are not the same, and why; kept for good.

    Raises Refused for whoever does not compile the plan, Invalid without a reason, for one project and for those of two
    counties, Conflict where it was said before.
    """
    rows = Project.objects.select_related("county").filter(pk__in=(one, other)).order_by("pk")
    first, second = _two(list(rows))
    require(actor, Duty.COMPILE_PLAN, organ(first.county, OrganisationKind.WORKING_GROUP))
    if not reason.strip():
        raise Invalid(_("请写明不重复的理由"), field="reason")
    printable.require(_("不重复的理由"), reason)
    try:
        with transaction.atomic():
            said = ToldApart.objects.create(first=first, second=second, reason=reason.strip(), told_by=actor)
    except IntegrityError as error:
        raise Conflict(_("这两个项目已核定为不重复")) from error
    ledger.record(
        actor=actor, action="project.told_apart", chain=first.county_id, projects=[first.code, second.code],
        reason=said.reason,
    )  # fmt: skip
    return said


def _two(found: list[Project]) -> tuple[Project, Project]:
    if len(found) != 2 or found[0].county_id != found[1].county_id:
        raise Invalid(_("请选定本县的两个项目"))
    return found[0], found[1]


def may_read(actor: User, county: Organisation) -> bool:
    """Whoever compiles the plan or keeps the library of the county."""
    group = organ(county, OrganisationKind.WORKING_GROUP)
    return may(actor, Duty.COMPILE_PLAN, group) or may(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))
