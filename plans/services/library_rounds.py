"""A county's library round: departments appraise, the leading group decides, the county announces (steps 9, 10)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.enums import DossierKind, OrganisationKind, Sector
from core.errors import Conflict, Refused
from core.models import Organisation, User
from documents import services as documents
from documents.papers import Paper
from plans import drafting
from plans.enums import ENTERED, NoticeKind, ProjectState, ReviewStage, Verdict
from plans.models import LibraryRound, Notice, Project, ProjectReview
from plans.services import changes, found_by, locks, notices, reviews, unfit
from plans.services.dossiers import batch, open_dossier
from plans.services.organs import bureau, organ
from roles.duties import Duty
from roles.policies import may, require
from workflows.engine import services as engine


@transaction.atomic
def open_round(*, actor: User, county: Organisation, year: int) -> LibraryRound:
    """Gather every reported project, and the departments' own, for appraisal; their unfit drafts stay behind.

    Whoever keeps the library opens it, or the working group itself, whose round it is either way.
    """
    working_group = organ(county, OrganisationKind.WORKING_GROUP)
    if not may(actor, Duty.COMPILE_PLAN, working_group):
        require(actor, Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))
    projects = locks.hold_projects(ready_to_appraise(county, year))
    if not projects:
        raise Conflict(_("%(county)s尚无已上报、待论证的项目") % {"county": county.name})
    projects, left = unfit.sort_out(projects)
    own = [p for p in projects if p.state == ProjectState.DRAFT]
    title = f"{county.name}{year}年度{batch(_rounds_of(county, year).count())}项目论证与入库"
    total = sum((p.amount for p in projects), Decimal(0))
    dossier = open_dossier(
        actor=actor, kind=DossierKind.LIBRARY_ROUND, title=title, owner=working_group, year=year, amount=total
    )
    opened = LibraryRound.objects.create(dossier=dossier, county=county, year=year)
    Project.objects.filter(pk__in=[p.pk for p in projects]).update(library_round=opened, state=ProjectState.REPORTED)
    for project in own:
        paper = drafting.direct_proposal_sheet(project)
        documents.issue(actor=actor, paper=paper, dossier=dossier, issuer=project.proposer)
    found_by.note(dossier, [p for p in projects if p.village_round_id is None and p.township_round_id is None])
    unfit.record(actor=actor, dossier=dossier, left=left)
    engine.start(actor=actor, flow="library_round", dossier=dossier)
    return opened


def ready_to_appraise(county: Organisation, year: int) -> QuerySet[Project]:
    """Reported projects, and departments' drafts, that lie in no library round yet."""
    waiting = Q(state=ProjectState.REPORTED) | Q(state=ProjectState.DRAFT, proposer__kind=OrganisationKind.DEPARTMENT)
    return Project.objects.filter(waiting, county=county, year=year, library_round__isnull=True).order_by("code")


def left_behind(county: Organisation, year: int) -> list[Project]:
    """The departments' drafts that the next round would have to leave behind."""
    return unfit.unfit(ready_to_appraise(county, year).select_related("proposer"))


def _rounds_of(county: Organisation, year: int) -> QuerySet[LibraryRound]:
    return LibraryRound.objects.filter(county=county, year=year)


def of_dossier(dossier: int) -> LibraryRound:
    """The round that a dossier carries."""
    return LibraryRound.objects.select_related("county", "dossier").get(dossier=dossier)


def departments(library_round: LibraryRound) -> list[int]:
    """The departments that appraise: competent for or cooperating in any project of the round."""
    projects = library_round.projects.all()
    competent = set(projects.values_list("competent_id", flat=True))
    cooperating = set(projects.filter(cooperating__isnull=False).values_list("cooperating", flat=True))
    return sorted(competent | cooperating)


def appraised_by(library_round: LibraryRound, department: int) -> list[Project]:
    """The projects one department has to appraise, those it is competent for or cooperates in."""
    concerned = Q(competent_id=department) | Q(cooperating=department)
    return list(library_round.projects.filter(concerned).distinct().order_by("code"))


def appraise(
    *,
    actor: User,
    library_round: LibraryRound,
    department: Organisation,
    work_item: int,
    verdicts: Mapping[int, reviews.Verdicts],
) -> list[ProjectReview]:
    """One department's sheet over its projects (D09). The competent department's verdict moves the project."""
    projects = appraised_by(library_round, department.pk)
    states = {p.pk: p.state for p in projects}
    written = reviews.review(
        actor=actor,
        organisation=department,
        stage=ReviewStage.APPRAISAL,
        work_item=work_item,
        projects=projects,
        verdicts=verdicts,
        passed_state=ProjectState.APPRAISED,
    )
    for project in projects:
        if project.competent_id != department.pk:
            project.state = states[project.pk]
    Project.objects.bulk_update(projects, ["state"])
    documents.issue(
        actor=actor,
        paper=drafting.appraisal_sheet(library_round, department, written, actor),
        dossier=library_round.dossier,
        issuer=department,
    )
    return written


def sheet_draft(
    *,
    actor: User,
    library_round: LibraryRound,
    department: Organisation,
    work_item: int,
    verdicts: Mapping[int, reviews.Verdicts],
) -> Paper:
    """One department's sheet (D09) as these verdicts would make it; nothing is kept."""
    drafted = reviews.draft(
        actor=actor, organisation=department, stage=ReviewStage.APPRAISAL, work_item=work_item,
        projects=appraised_by(library_round, department.pk), verdicts=verdicts,
    )  # fmt: skip
    return drafting.appraisal_sheet(library_round, department, drafted, actor)


def decide(
    *, actor: User, library_round: LibraryRound, work_item: int, verdicts: Mapping[int, reviews.Verdicts]
) -> None:
    """The leading group admits projects to the library; only appraised ones can be admitted. An emergency project that a
    plan lists already is in that plan at once, and free for no other."""
    group = organ(library_round.county, OrganisationKind.LEADING_GROUP)
    appraised = list(_appraised(library_round).order_by("code"))
    if set(verdicts) - {p.pk for p in appraised}:
        raise Refused(_("只能审定论证通过的项目"))
    reviews.review(
        actor=actor,
        organisation=group,
        stage=ReviewStage.LIBRARY,
        work_item=work_item,
        projects=appraised,
        verdicts=verdicts,
        passed_state=ProjectState.IN_LIBRARY,
    )
    changes.enter([project for project in appraised if project.state == ProjectState.IN_LIBRARY])


def announce(*, actor: User, library_round: LibraryRound) -> Notice:
    """The library announcement (D04b) over what was admitted."""
    admitted = _admitted(library_round)
    return notices.post_notice(
        actor=actor, draft=lambda notice: drafting.library_announcement(notice, admitted), **_posting(library_round)
    )


def announcement_draft(library_round: LibraryRound) -> Paper:
    """The announcement (D04b) as it would be posted today; nothing is kept."""
    return drafting.library_announcement(notices.drafted(**_posting(library_round)), _admitted(library_round))


def _admitted(library_round: LibraryRound) -> list[Project]:
    """What the leading group let in with this round, whichever plan has it by now."""
    said = _let_in(library_round).filter(project=OuterRef("pk"))
    admitted = library_round.projects.filter(Exists(said), state__in=ENTERED).order_by("code")
    return list(admitted.select_related("competent").prefetch_related("villages"))


def _posting(library_round: LibraryRound) -> notices.Posting:
    """What is posted, by whom and where."""
    earlier = _rounds_of(library_round.county, library_round.year).filter(pk__lt=library_round.pk)
    return {
        "kind": NoticeKind.LIBRARY,
        "dossier": library_round.dossier,
        "organisation": library_round.dossier.owner,
        "title": f"{library_round.county.name}{library_round.year}年度{batch(earlier.count())}项目库入库公告",
        "place": f"{library_round.county.official_name}门户网站",
    }


def is_any_appraised(library_round: LibraryRound) -> bool:
    """Whether anything is left to decide on after the departments."""
    return _appraised(library_round).exists()


def is_any_admitted(library_round: LibraryRound) -> bool:
    """Whether the library grew by this round, wherever its projects are now."""
    return _let_in(library_round).exists()


def _let_in(library_round: LibraryRound) -> QuerySet[ProjectReview]:
    said = ProjectReview.objects.filter(stage=ReviewStage.LIBRARY, verdict=Verdict.PASS)
    return said.filter(work_item__dossier=library_round.dossier_id).order_by("pk")


def _appraised(library_round: LibraryRound) -> QuerySet[Project]:
    return library_round.projects.filter(state=ProjectState.APPRAISED)
