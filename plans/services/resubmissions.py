"""What comes back from a library round: told with reasons, then corrected into a later round or withdrawn (a.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from documents import services as documents
from documents.papers import Paper
from plans import drafting
from plans.enums import ProjectState, Resubmission, Verdict
from plans.models import LibraryRound, Project, ProjectReview
from plans.rules import refuse
from plans.rules.rounds import project_refusals
from plans.services import locks, projects, township_rounds, village_rounds


@dataclass(frozen=True)
class Answer:
    """What the proposer makes of one project; who withdraws it says why."""

    choice: Resubmission
    reason: str = ""


def returned(library_round: LibraryRound, proposer: int | None = None) -> QuerySet[Project]:
    """The projects that appraisal or the leading group sent back and nobody has answered for yet."""
    found = library_round.projects.filter(state=ProjectState.RETURNED).select_related("proposer", "competent")
    return (found.filter(proposer=proposer) if proposer else found).order_by("code")


def proposers(library_round: LibraryRound, kind: OrganisationKind) -> list[int]:
    """The organisations of one kind that have something to answer for."""
    found = returned(library_round).filter(proposer__kind=kind)
    return sorted(set(found.values_list("proposer", flat=True)))


def reasons(library_round: LibraryRound, proposer: int) -> list[ProjectReview]:
    """Why each project of a proposer came back: the last return of each, in the order of the projects."""
    said = ProjectReview.objects.filter(
        work_item__dossier=library_round.dossier_id,
        verdict=Verdict.RETURN,
        project__in=returned(library_round, proposer),
    )
    last = {review.project_id: review for review in said.select_related("project", "organisation").order_by("pk")}
    return sorted(last.values(), key=lambda review: review.project.code)


def send_back(*, actor: User, library_round: LibraryRound) -> None:
    """Tell each proposer in writing what came back, and why (D08)."""
    for paper in slips_drafted(library_round, actor):
        documents.issue(actor=actor, paper=paper, dossier=library_round.dossier, issuer=library_round.dossier.owner)


def slips_drafted(library_round: LibraryRound, clerk: User, *, is_ended: bool = False) -> list[Paper]:
    """One slip (D08) for each proposer, in order; nothing is kept. `is_ended` when the round was ended early."""
    proposers_told = Organisation.objects.filter(pk__in=returned(library_round).values("proposer")).in_order()
    return [
        drafting.return_slip(library_round, one, reasons(library_round, one.pk), clerk, is_ended=is_ended)
        for one in proposers_told
    ]


def hand_back(*, actor: User, library_round: LibraryRound) -> list[Project]:
    """The round is ended before it sent anything back: each proposer reads in writing why (D08), and has its projects
    again. A village's lie before its meeting; a township's and a department's own stay returned, outside of any round,
    until they are corrected or withdrawn."""
    villages = list(Organisation.objects.filter(pk__in=proposers(library_round, OrganisationKind.VILLAGE)).in_order())
    for village in villages:
        _hold_where_they_go(village, library_round.year)
    projects = locks.hold_projects(returned(library_round))
    for paper in slips_drafted(library_round, actor, is_ended=True):
        documents.issue(actor=actor, paper=paper, dossier=library_round.dossier, issuer=library_round.dossier.owner)
    handed = Project.objects.filter(pk__in=[project.pk for project in projects])
    handed.update(village_round=None, township_round=None, library_round=None)
    for village in villages:
        theirs = handed.filter(proposer=village)
        theirs.update(state=ProjectState.DRAFT)
        village_rounds.take_in(actor=actor, village=village, year=library_round.year, projects=theirs)
    return projects


def answer(*, actor: User, library_round: LibraryRound, proposer: Organisation, answers: Mapping[int, Answer]) -> None:
    """Every project is proposed again or withdrawn for a stated reason; what is proposed again goes every step again."""
    _hold_where_they_go(proposer, library_round.year)
    projects = locks.hold_projects(returned(library_round, proposer.pk))
    if missing := [p.name for p in projects if p.pk not in answers]:
        raise Invalid(_("以下项目尚未填写意见：%(names)s") % {"names": "、".join(missing)})
    again = [p for p in projects if answers[p.pk].choice == Resubmission.AGAIN]
    refuse(refusal for project in again for refusal in project_refusals(project))
    for project in projects:
        if answers[project.pk].choice == Resubmission.WITHDRAWN:
            _withdraw(actor, library_round, project, answers[project.pk].reason)
    _propose_again(actor, library_round, proposer, again)


def _hold_where_they_go(proposer: Organisation, year: int) -> None:
    """Locked before the projects, like everywhere: what is proposed again goes into a round of the proposer's."""
    if proposer.kind == OrganisationKind.VILLAGE:
        village_rounds.hold_preparing(proposer, year)
    elif proposer.kind == OrganisationKind.TOWNSHIP:
        township_rounds.hold_preparing(proposer, year)


def _withdraw(actor: User, library_round: LibraryRound, project: Project, reason: str) -> None:
    if not reason.strip():
        raise Conflict(_("请写明不再申报“%(name)s”的理由") % {"name": project})
    printable.require(_("不再申报的理由"), reason)
    projects.note_withdrawn(actor, project, reason)
    ledger.record(
        actor=actor, action="project.withdrawn", chain=library_round.county, dossier=library_round.dossier,
        project=project.code, reason=reason.strip(),
    )  # fmt: skip


def _propose_again(actor: User, library_round: LibraryRound, proposer: Organisation, again: list[Project]) -> None:
    """Out of the old rounds; a village deliberates anew and a township posts anew at once, a department's own waits for
    the next library round."""
    if not again:
        return
    listed = Project.objects.filter(pk__in=[p.pk for p in again])
    listed.update(state=ProjectState.DRAFT, village_round=None, township_round=None, library_round=None)
    for project in again:
        ledger.record(
            actor=actor, action="project.resubmitted", chain=library_round.county, dossier=library_round.dossier,
            project=project.code,
        )  # fmt: skip
    if proposer.kind == OrganisationKind.VILLAGE:
        village_rounds.take_in(actor=actor, village=proposer, year=library_round.year, projects=listed)
    elif proposer.kind == OrganisationKind.TOWNSHIP:
        township_rounds.take_in(actor=actor, township=proposer, year=library_round.year, projects=listed)
