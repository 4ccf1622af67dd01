"""Writing and changing project proposals (step 5, and a.2b for townships and departments)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Length
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from core import clock, ledger, money, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.enums import GONE, GONE_BY, EntryStep, Nature, ProjectState
from plans.models import Project, VillageRound
from plans.rules import parts, refuse
from plans.rules.bounds import project_misfits, refusals_of
from plans.rules.measures import Misfits
from plans.rules.rounds import project_cautions
from plans.services import found_by, listings, locks, standards
from plans.services.dossiers import keep_total
from roles.duties import Duty
from roles.holdings import holdings
from roles.policies import require
from workflows.engine.models import WorkItem

LISTED = (
    "name", "category", "location", "amount", "competent", "support_mode", "loan_amount", "loan_rate", "implement_mode",
)  # fmt: skip
"""What a plan prints of a project as the register has it, and what is read and paid by it."""
EDITABLE = (ProjectState.DRAFT, ProjectState.SUPPLEMENT, ProjectState.RETURNED)
PROPOSING_DUTY = {
    OrganisationKind.VILLAGE: Duty.PROPOSE_PROJECTS,
    OrganisationKind.TOWNSHIP: Duty.REPORT_PROJECTS,
    OrganisationKind.DEPARTMENT: Duty.PROPOSE_DEPARTMENT_PROJECTS,
}
NO_VILLAGE_STEPS = (EntryStep.VILLAGE_DELIBERATION, EntryStep.VILLAGE_NOTICE)
NO_TOWNSHIP_STEPS = (EntryStep.TOWNSHIP_REVIEW, EntryStep.TOWNSHIP_NOTICE, EntryStep.TOWNSHIP_REPORT)


@transaction.atomic
def propose(
    *,
    actor: User,
    proposer: Organisation,
    year: int,
    fields: Mapping[str, Any],
    villages: Iterable[Organisation] = (),
    cooperating: Iterable[Organisation] = (),
    village_round: VillageRound | None = None,
    ground: str = "",
    follows: Project | None = None,
) -> Project:
    """Add one project to the register as a draft of its proposer.

    A township's or department's own project has no village steps: `ground` says why, and the steps are
    recorded as not applicable with it, never simulated (a.2b). `follows` is an earlier project of the proposer that this
    one goes on with; Invalid for one that is still under way in that year.
    """
    kind = OrganisationKind(proposer.kind)
    if kind not in PROPOSING_DUTY:
        raise Conflict(_("%(name)s不是项目申报单位") % {"name": proposer.name})
    require(actor, PROPOSING_DUTY[kind], proposer)
    if village_round is not None:
        _require_writing(village_round, "village_deliberates")
    if follows and against_following(follows, proposer, year):
        raise Invalid(against_following(follows, proposer, year))
    county = proposer.county or proposer
    project = Project(
        code=next_codes(county, year, 1)[0],
        county=county,
        proposer=proposer,
        proposed_by=actor,
        township=township_of(proposer),
        year=year,
        village_round=village_round,
        not_applicable=not_applicable(proposer, ground),
        follows=follows,
        **fields,
    )
    printable.require(_("直接申报的理由"), ground)
    require_possible(project)
    places = list(villages)
    standards.require_fitting(project, places)
    project.save()
    project.villages.set(places)
    project.cooperating.set(cooperating)
    found_by.keep([project])
    if village_round is not None:
        keep_total(village_round)
        found_by.note(village_round.dossier, [project])
    ledger.record(
        actor=actor,
        action="project.proposed",
        chain=county,
        dossier=village_round.dossier_id if village_round else None,
        project=project.code,
        amount=str(project.amount),
    )
    return project


@transaction.atomic
def change(
    *,
    actor: User,
    project: int,
    fields: Mapping[str, Any],
    villages: Iterable[Organisation] | None = None,
    cooperating: Iterable[Organisation] | None = None,
) -> Project:
    """Change a project that is still with its proposer."""
    locks.hold_rounds(VillageRound.objects.filter(projects=project))
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("proposer__parent").get(pk=project)
    require(actor, PROPOSING_DUTY[OrganisationKind(found.proposer.kind)], found.proposer)
    if against := against_changing(found):
        raise Conflict(against)
    before = {name: as_said(getattr(found, name)) for name in fields}
    villages = None if villages is None else list(villages)
    require_as_listed(found, fields, villages)
    for name, value in fields.items():
        setattr(found, name, value)
    require_possible(found)
    standards.require_fitting(found, villages)
    if lies_returned(found):  # corrected, it may travel again
        found.state = ProjectState.DRAFT
    found.save(update_fields=[*fields, "state"])
    if found.village_round is not None and found.library_round_id is None:
        keep_total(found.village_round)
    if villages is not None:
        found.villages.set(villages)
    if cooperating is not None:
        found.cooperating.set(cooperating)
    found_by.keep([found])
    if first := found.village_round or found.township_round or found.library_round:
        found_by.note(first.dossier, [found])
    changed = {name: [before[name], as_said(value)] for name, value in fields.items() if before[name] != as_said(value)}
    ledger.record(
        actor=actor,
        action="project.changed",
        chain=found.county_id,
        dossier=found.village_round.dossier_id if found.village_round else None,
        project=found.code,
        changed=changed,
    )
    return found


@transaction.atomic
def withdraw(*, actor: User, project: int, reason: str) -> Project:
    """Take a mistaken project out before anybody was told of it: a village before its notice is posted (a.3), a
    township or a department before a round gathers its own; the rest go on.

    It keeps its round for the record, and stands in the round's table and notice no longer.
    """
    locks.hold_rounds(VillageRound.objects.filter(projects=project))
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    taken = locked.select_related("proposer", "village_round__dossier").get(pk=project)
    require(actor, PROPOSING_DUTY[OrganisationKind(taken.proposer.kind)], taken.proposer)
    if against := against_withdrawing(taken):
        raise Conflict(against)
    if not reason.strip():
        raise Invalid(_("请写明撤下理由"))
    printable.require(_("理由"), reason)
    note_withdrawn(actor, taken, reason)
    held = taken.village_round
    if held is not None:
        keep_total(held)
    lies = _lies(held, "village_deliberates").get().pk if held else None
    ledger.record(
        actor=actor, action="project.withdrawn", chain=taken.county_id, dossier=held.dossier_id if held else None,
        project=taken.code, name=taken.name, reason=reason.strip(), work_item=lies,
    )  # fmt: skip
    return taken


def as_said(value: Any) -> str:
    """What a field says, as the ledger keeps it; nothing where it is empty."""
    if isinstance(value, list):
        return parts.written(value)
    return "" if value is None else str(value)


def note_withdrawn(actor: User, project: Project, reason: str) -> None:
    """It goes no further; why, by whom and when stands with it."""
    project.state = ProjectState.WITHDRAWN
    project.withdrawn_because, project.withdrawn_by, project.withdrawn_at = reason.strip(), actor, clock.now()
    project.save(update_fields=["state", "withdrawn_because", "withdrawn_by", "withdrawn_at"])


def lies_returned(project: Project) -> bool:
    """Whether it came back from a library round that was ended, and its proposer has yet to correct or withdraw it."""
    rounds = (project.village_round_id, project.township_round_id, project.library_round_id)
    return project.state == ProjectState.RETURNED and not any(rounds)


def against_withdrawing(project: Project) -> str:
    """Why its proposer cannot take the project out now; empty where he can."""
    held = project.village_round
    if project.state != ProjectState.DRAFT and not lies_returned(project):
        told = _("项目“%(name)s”%(state)s，不能撤下")
        return told % {"name": project, "state": project.get_state_display()}
    if held is not None and not _lies(held, "village_deliberates").exists():
        return _("项目已公示或已上报，不能撤下；如须更正，请先退回重新议定")
    carried = project.plan_items.exclude(version__state__in=GONE_BY)
    if held is None and carried.exists():  # an emergency, before the library has it
        return _("项目已作为应急项目列入方案，不能撤下；请在期限内补办入库")
    return ""


def _lies(village_round: VillageRound, step: str) -> QuerySet[WorkItem]:
    return WorkItem.objects.open().filter(dossier=village_round.dossier_id, step=step)


def against_changing(project: Project) -> str:
    """Why its proposer cannot change the project now; empty where he can. What was posted stays as it was posted."""
    if project.state not in EDITABLE:
        told = _("项目“%(name)s”%(state)s，不能修改")
        return told % {"name": project, "state": project.get_state_display()}
    held = project.village_round
    step = "village_deliberates" if project.state == ProjectState.DRAFT else "village_corrects"
    if held is None or project.library_round_id is not None or _lies(held, step).exists():
        return ""
    return _("项目已公示或已上报，不能修改；如须更正，请先退回重新议定")


def require_as_listed(project: Project, fields: Mapping[str, Any], villages: Iterable[Organisation] | None) -> None:
    """Raises Conflict where a plan beyond its draft lists the project, an emergency that came back from its round, and its
    name, category, places, department or money would read otherwise than there."""
    held = listings.binding(project)
    if held is None:
        return
    places = set(project.villages.values_list("pk", flat=True))
    moved = villages is not None and {village.pk for village in villages} != places
    if moved or any(name in fields and getattr(project, name) != fields[name] for name in LISTED):
        told = _(
            "项目已作为应急项目列入《%(title)s》（%(state)s），其名称、类别、地点、受益村、主管部门、支持方式、实施方式和总投资不能修改；确需变更的，请先在方案调整中移出"
        )
        raise Conflict(told % {"title": held.title, "state": held.get_state_display()})


def cautions(project: Project) -> list[str]:
    """What its proposer is told when it is saved; forbids nothing."""
    if project.village_round_id:
        beside = Project.objects.filter(village_round=project.village_round_id)
    else:
        beside = Project.objects.filter(proposer=project.proposer_id, year=project.year, state=ProjectState.DRAFT)
    others = beside.filter(name=project.name.strip()).exclude(pk=project.pk).exclude(state__in=GONE)
    found = project_cautions(project, others.order_by("code").values_list("code", flat=True))
    return [*found, *standards.cautions(project)]


def misfits(said: Mapping[str, Any], year: int | None) -> Misfits:
    """Field by field, what no project of that year can have, by the bounds of the settings."""
    largest = Decimal(settings.PROJECT_LARGEST_WAN * money.YUAN_IN_WAN)
    return project_misfits(said, year, largest=largest, most=settings.PROJECT_MOST_PEOPLE)


def require_possible(project: Project) -> None:
    """Raises Invalid for what no paper prints and for what no project of its year can have."""
    printable.require_row(project)
    refuse(refusals_of(misfits(model_to_dict(project), project.year), project.name))


def earlier(proposer: Organisation, year: int) -> QuerySet[Project]:
    """What the proposer may go on with in that year: its projects of earlier years, and those that are out of the way."""
    found = Project.objects.filter(Q(year__lt=year) | Q(state__in=GONE), proposer=proposer)
    return found.order_by("-year", "-code")


def against_following(follows: Project, proposer: Organisation, year: int) -> str:
    """Why no new project of the proposer goes on with that one; empty where it can."""
    if follows.proposer_id != proposer.pk:
        return _("只能接续本单位申报的项目")
    if follows.year >= year and follows.state not in GONE:
        told = _("项目“%(name)s”%(state)s，不能再次申报")
        return told % {"name": follows, "state": follows.state_label}
    return ""


def again(follows: Project, year: int) -> dict[str, Any]:
    """What a form for that year begins with: the earlier project, its days in the new year."""
    said = model_to_dict(follows)
    for name in ("starts_on", "ends_on"):
        said[name] = same_day(said[name], year - follows.year)
    if follows.state == ProjectState.IN_PLAN:
        said["nature"] = Nature.CONTINUED
    return said


def same_day(day: datetime.date, years: int) -> datetime.date:
    """The day so many years later; 28 February for a day that there is not."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _require_writing(village_round: VillageRound, step: str) -> None:
    """What was posted stays as it was posted: a village writes at its meeting, or when something came back."""
    locks.hold_rounds(VillageRound.objects.filter(pk=village_round.pk))
    if not _lies(village_round, step).exists():
        raise Conflict(_("项目已公示或已上报，不能修改；如须更正，请先退回重新议定"))


def proposing_organisations(actor: User) -> QuerySet[Organisation]:
    """Where the actor may propose projects of his own organisation; one statement now, one when the result is read."""
    return Organisation.objects.filter(pk__in=proposing_places(actor))


def proposing_places(actor: User) -> list[int]:
    """The same organisations' keys; one statement, none within `asked_once`."""
    duties = {str(kind): duty for kind, duty in PROPOSING_DUTY.items()}
    return sorted({held.organisation for held in holdings(actor) if duties.get(held.kind) == held.duty})


def next_codes(county: Organisation, year: int, count: int) -> list[str]:
    """`420323-2016-0007` and those after it: counted under a lock on the county's row, so that two clerks never get one
    number."""
    Organisation.objects.select_for_update(no_key=True).get(pk=county.pk)
    prefix = f"{county.code}-{year}-"
    codes = Project.objects.filter(code__startswith=prefix).order_by(Length("code").desc(), "-code")
    last = codes.values_list("code", flat=True).first()
    first = int(last.removeprefix(prefix)) + 1 if last else 1
    return [f"{prefix}{number:04d}" for number in range(first, first + count)]


def township_of(proposer: Organisation) -> Organisation | None:
    """The township of a village's or of its own project; a department's has none."""
    if proposer.kind == OrganisationKind.VILLAGE:
        return proposer.parent
    return proposer if proposer.kind == OrganisationKind.TOWNSHIP else None


def not_applicable(proposer: Organisation, ground: str) -> dict[str, str]:
    """The steps that a project of this proposer lacks, each with the ground. Raises Conflict where none is given."""
    if proposer.kind == OrganisationKind.VILLAGE:
        return {}
    if not ground.strip():
        raise Conflict(_("无村级民主议事的项目，须写明由乡镇或部门直接申报的理由"))
    is_township = proposer.kind == OrganisationKind.TOWNSHIP
    steps = NO_VILLAGE_STEPS if is_township else NO_VILLAGE_STEPS + NO_TOWNSHIP_STEPS
    return {step.value: ground.strip() for step in steps}
