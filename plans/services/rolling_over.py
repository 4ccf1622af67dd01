"""结转下年: what the library has had for a year and no plan took goes on into the next one, checked again (四（六）)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import ProjectState
from plans.models import Project
from plans.rules import Refusal, refuse
from plans.rules.bounds import COUNTS, refusals_of
from plans.rules.rounds import project_refusals
from plans.rules.targets import names_year
from plans.services import locks, projects
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require


@dataclass(frozen=True)
class Dates:
    """When the work begins and ends in the next year."""

    starts_on: datetime.date
    ends_on: datetime.date


@dataclass(frozen=True)
class Target:
    """The performance target as it shall read in the next year; `is_confirmed` where a year that it names is meant."""

    text: str
    is_confirmed: bool = False


def waiting(county: Organisation, year: int) -> Sequence[Project]:
    """Projects of the year that are in the library and in no plan, by code."""
    found = Project.objects.in_library(county).filter(year=year)
    return list(found.select_related("proposer", "competent"))


def next_dates(project: Project) -> Dates:
    """The same days of the next year."""
    return Dates(projects.same_day(project.starts_on, 1), projects.same_day(project.ends_on, 1))


def against_beginning(year: int, today: datetime.date) -> str:
    """Why nothing of that year goes on yet, or no more: the next year's plan is prepared from July on (四（四）), and one of
    a year that is past is prepared no more."""
    if (today.year, today.month) < (year, 7):
        return _("%(year)d年度项目自当年7月1日起方可结转下年") % {"year": year}
    if year + 1 < today.year:
        told = _(
            "%(next)d年度已过，%(year)d年度项目不能再结转到该年度；仍要实施的，由申报单位重新申报（可从原项目带入）"
        )
        return told % {"next": year + 1, "year": year}
    return ""


@transaction.atomic
def roll_over(
    *,
    actor: User,
    county: Organisation,
    year: int,
    chosen: Mapping[int, Dates],
    targets: Mapping[int, Target] | None = None,
) -> list[Project]:
    """Carry the chosen projects of a year into the next one with their new dates; amounts, dates and mandatory fields are
    asked again by the next year's bounds. A performance target stays unless `targets` has another; one that names the
    year that is left is rewritten or confirmed. One entry of the ledger for each.

    Raises Refused for whoever does not keep the library, Conflict before July, for a next year that is past, or where one is no longer waiting, Invalid
    naming every project and what is wrong with it. Statements do not grow with the projects.
    """
    with ledger.written_last():
        require(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))
        if against := against_beginning(year, clock.today()):
            raise Conflict(against)
        if not chosen:
            raise Invalid(_("请先勾选项目"))
        free = Project.objects.filter(county=county, year=year, state=ProjectState.IN_LIBRARY, pk__in=list(chosen))
        held = locks.hold_projects(free)
        if len(held) != len(chosen):
            told = _("有%(count)d个项目已不在%(year)d年度项目库中，请重新打开页面勾选")
            raise Conflict(told % {"count": len(chosen) - len(held), "year": year})
        rounds = dict(free.values_list("pk", "library_round__dossier"))
        said = {project.pk: (targets or {}).get(project.pk, Target(project.target)) for project in held}
        for target in said.values():
            printable.require(_("绩效目标"), target.text)
        for project in held:
            _carry(actor, project, chosen[project.pk], said[project.pk], rounds.get(project.pk))
        refuse(found for project in held for found in _refusals(project, said[project.pk]))
        Project.objects.bulk_update(held, ["year", "starts_on", "ends_on", "target"])
    return held


def _carry(actor: User, project: Project, dates: Dates, target: Target, dossier: int | None) -> None:
    reworded = {}
    if target.text.strip().splitlines() != project.target.strip().splitlines():  # a page sends other line ends
        reworded = {"target": [project.target, target.text]}
        project.target = target.text
    changed = reworded | {
        "year": [str(project.year), str(project.year + 1)],
        "planned_start": [str(project.starts_on), str(dates.starts_on)],
        "planned_end": [str(project.ends_on), str(dates.ends_on)],
    }
    project.year += 1
    project.starts_on, project.ends_on = dates.starts_on, dates.ends_on
    ledger.record(
        actor=actor, action="project.rolled_over", chain=project.county_id, dossier=dossier, project=project.code,
        name=project.name, amount=str(project.amount), changed=changed,
    )  # fmt: skip


def _refusals(project: Project, target: Target) -> list[Refusal]:
    fields = {name: getattr(project, name) for name in ("amount", "starts_on", "ends_on", *COUNTS)}
    late = [Refusal(_("计划完工须在%(year)d年度内或以后") % {"year": project.year}, where=project.name)]
    is_over = project.ends_on.year < project.year
    told = _("绩效目标写有%(year)d年，请改写，或勾选“年份无误，保留”") % {"year": project.year - 1}
    is_old = names_year(target.text, project.year - 1) and not target.is_confirmed
    return [
        *(late if is_over else ()), *([Refusal(told, where=project.name)] if is_old else ()),
        *refusals_of(projects.misfits(fields, project.year), project.name),
        *project_refusals(project),
    ]  # fmt: skip
