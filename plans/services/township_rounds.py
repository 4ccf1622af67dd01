"""A township's round: notice, result, one upward report (steps 7 and 8)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import DossierKind, OrganisationKind
from core.errors import Conflict
from core.models import Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.enums import GONE, NoticeKind, ProjectState, ReviewStage, Verdict
from plans.models import LeftOut, Notice, Project, ProjectReview, TownshipRound
from plans.rules import refuse
from plans.rules.rounds import namesake_refusals, project_refusals
from plans.services import found_by, locks, notices, unfit
from plans.services.dossiers import batch, open_dossier
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine
from workflows.engine.models import WorkItem

POSTING = "township_posts_notice"
"""The step at which a round may still take projects in."""

GROUND = "经乡镇审核"
"""Why its projects are posted, as the notice says."""


@transaction.atomic
def open_round(*, actor: User, township: Organisation, year: int) -> TownshipRound:
    """Gather every passed project of the township, and the township's own, into one round; its unfit drafts stay
    behind."""
    require(actor, Duty.REPORT_PROJECTS, township)
    locks.hold_place(township)
    projects = locks.hold_projects(ready_to_report(township, year))
    if not projects:
        raise Conflict(_("%(name)s尚无审核通过、待上报的项目") % {"name": township.name})
    going, left = unfit.sort_out(projects)
    opened = _begin(actor, township, year, going)
    unfit.record(actor=actor, dossier=opened.dossier, left=left)
    return opened


def take_in(*, actor: User, township: Organisation, year: int, projects: QuerySet[Project]) -> TownshipRound:
    """Put the township's own projects that came back from the county before it again: into the round that it has not
    posted yet, else into one of their own. Either lies in its inbox."""
    found = hold_preparing(township, year)
    listed = locks.hold_projects(projects)
    if found is None:
        return _begin(actor, township, year, listed)
    _gather(actor, found, listed)
    _keep_total(found)
    return found


def hold_preparing(township: Organisation, year: int) -> TownshipRound | None:
    """The round, locked under its township, that is not posted: one that was posted while it was waited for is none."""
    locks.hold_place(township)
    preparing = WorkItem.objects.open().filter(step=POSTING, organisation=township)
    found = TownshipRound.objects.filter(township=township, year=year, dossier__in=preparing.values("dossier"))
    locked = locks.hold_rounds(found.select_related("dossier", "township"))
    return next((held for held in locked if preparing.filter(dossier=held.dossier_id).exists()), None)


def _begin(actor: User, township: Organisation, year: int, projects: list[Project]) -> TownshipRound:
    earlier = TownshipRound.objects.filter(township=township, year=year).count()
    title = f"{township.name}{year}年度{batch(earlier)}项目汇总上报"
    total = sum((p.amount for p in projects), Decimal(0))
    dossier = open_dossier(
        actor=actor, kind=DossierKind.TOWNSHIP_ROUND, title=title, owner=township, year=year, amount=total
    )
    opened = TownshipRound.objects.create(dossier=dossier, township=township, year=year)
    _gather(actor, opened, projects)
    engine.start(actor=actor, flow="township_round", dossier=dossier)
    return opened


def _gather(actor: User, held: TownshipRound, projects: list[Project]) -> None:
    """Into the round; what the township proposes itself has its sheet here (D02), and no two of it one name."""
    own = [p for p in projects if p.proposer_id == held.township_id]
    refuse(refusal for project in own for refusal in project_refusals(project))
    refuse(namesake_refusals([*_on_the_way(held).filter(proposer=held.township), *own]))
    Project.objects.filter(pk__in=[p.pk for p in projects]).update(
        township_round=held, state=ProjectState.TOWNSHIP_PASSED
    )
    for project in own:
        paper = drafting.direct_proposal_sheet(project)
        documents.issue(actor=actor, paper=paper, dossier=held.dossier, issuer=held.township)
    found_by.note(held.dossier, own)


def ready_to_report(township: Organisation, year: int) -> QuerySet[Project]:
    """Projects of the township that passed review, or are its own drafts, and lie in no round yet."""
    passed = Project.objects.filter(township=township, year=year, township_round__isnull=True)
    own_or_passed = passed.filter(state=ProjectState.TOWNSHIP_PASSED) | passed.filter(
        proposer=township, state=ProjectState.DRAFT
    )
    return own_or_passed.order_by("code")


def left_behind(township: Organisation, year: int) -> list[Project]:
    """The township's drafts that its next round would have to leave behind."""
    return unfit.unfit(ready_to_report(township, year).select_related("proposer"))


def post_notice(*, actor: User, township_round: TownshipRound) -> Notice:
    """The township notice over all its projects (D04)."""
    projects = travelling(township_round)
    return notices.post_notice(
        actor=actor, draft=lambda posted: drafting.notice(posted, projects, GROUND), **_posting(township_round)
    )


def notice_draft(township_round: TownshipRound) -> Paper:
    """The township notice (D04) as it would be posted today; nothing is kept."""
    return drafting.notice(notices.drafted(**_posting(township_round)), travelling(township_round), GROUND)


def _posting(township_round: TownshipRound) -> notices.Posting:
    """What is posted, by whom and where."""
    return {
        "kind": NoticeKind.TOWNSHIP,
        "dossier": township_round.dossier,
        "organisation": township_round.township,
        "title": f"{township_round.township.name}{township_round.year}年度拟上报项目公示",
        "place": "乡镇政务公开栏",
    }


def confirm_notice(*, actor: User, township_round: TownshipRound) -> None:
    """After the notice: its result (D05); an upheld objection keeps what is left from going on as it was posted."""
    notice = _notice(township_round)
    notices.pass_gate(notice)
    if notice.objections.filter(upheld=True).exists() and is_anything_left(township_round):
        raise Conflict(_("公示期间有异议成立，请移出有关项目后退回重新公示"))
    documents.issue(
        actor=actor, paper=drafting.notice_result(notice), dossier=notice.dossier, issuer=notice.organisation
    )


def result_draft(township_round: TownshipRound) -> Paper:
    """The result of its notice (D05) as it stands now; nothing is kept."""
    return drafting.notice_result(_notice(township_round))


def report(*, actor: User, township_round: TownshipRound) -> IssuedDocument:
    """The township head signs the report to the county government (D06); the projects are reported."""
    projects = locks.hold_projects(_on_the_way(township_round))
    issued = documents.issue(
        actor=actor,
        paper=report_draft(township_round, projects, actor),
        dossier=township_round.dossier,
        issuer=township_round.township,
        signatory=actor,
        signed_on=clock.today(),
    )
    Project.objects.filter(pk__in=[p.pk for p in projects]).update(state=ProjectState.REPORTED)
    return issued


def report_draft(township_round: TownshipRound, projects: list[Project], signatory: User) -> Paper:
    """The report (D06) on these projects as it would be signed now; nothing is kept."""
    if not projects:
        raise Conflict(_("项目已全部移出，没有可上报的项目；请退回乡镇，本轮不再上报"))
    return drafting.township_report(township_round, projects, _notice(township_round), signatory)


def travelling(township_round: TownshipRound) -> list[Project]:
    """The projects that are still on their way upward, in order."""
    return list(_on_the_way(township_round))


@transaction.atomic
def drop(*, actor: User, project: int, reason: str) -> None:
    """Take one project out of a round, for a stated reason that stands with its reviews and that its village is told at
    once; the rest go on (a.2b)."""
    locks.hold_rounds(TownshipRound.objects.filter(projects=project))
    locked = Project.objects.select_for_update(of=("self",), no_key=True)
    found = locked.select_related("township_round__township", "proposer", "village_round__dossier").get(pk=project)
    if found.township_round is not None:
        require(actor, Duty.REPORT_PROJECTS, found.township_round.township)
    if found.township_round is None or found.state != ProjectState.TOWNSHIP_PASSED:
        raise Conflict(_("项目“%(name)s”不在待上报之列") % {"name": found})
    if not reason.strip():
        raise Conflict(_("请写明移出理由"))
    printable.require(_("理由"), reason)
    held = found.township_round
    dossier = held.dossier
    found.state = ProjectState.DROPPED
    found.save(update_fields=["state"])
    lies = _write_down(actor, held, found, reason.strip())
    _keep_total(held)
    _tell_village(actor, held, found)
    ledger.record(
        actor=actor,
        action="project.dropped",
        chain=dossier.county_id,
        dossier=dossier,
        project=found.code,
        name=found.name,
        reason=reason.strip(),
        work_item=lies.pk,
    )


def _tell_village(actor: User, held: TownshipRound, project: Project) -> None:
    """The village that proposed it reads why in its own dossier (D08), and its inbox says so until it has looked."""
    if project.village_round is None:
        return
    said = project.reviews.filter(verdict=Verdict.DROP).order_by("-pk")[:1]
    paper = drafting.left_out_slip(held, project.proposer, said, actor, is_whole=False)
    slip = documents.issue(actor=actor, paper=paper, dossier=project.village_round.dossier, issuer=held.township)
    LeftOut.objects.create(project=project, document=slip)


def _write_down(actor: User, held: TownshipRound, project: Project, reason: str) -> WorkItem:
    lies = WorkItem.objects.open().filter(dossier=held.dossier_id).order_by("pk").first()
    if lies is None:
        raise Conflict(_("本轮已办结，不能再移出项目"))
    ProjectReview.objects.create(
        project=project, stage=ReviewStage.TOWNSHIP, work_item=lies, organisation=held.township, reviewer=actor,
        verdict=Verdict.DROP, note=reason,
    )  # fmt: skip
    return lies


def is_anything_left(township_round: TownshipRound) -> bool:
    """Whether any project of the round is still on its way upward."""
    return _on_the_way(township_round).exists()


def villages_left_out(township_round: TownshipRound) -> QuerySet[Organisation]:
    """The villages whose projects were taken out of the round."""
    dropped = township_round.projects.filter(state=ProjectState.DROPPED)
    proposers = Organisation.objects.filter(kind=OrganisationKind.VILLAGE, pk__in=dropped.values("proposer"))
    return proposers.in_order()


def tell_villages(*, actor: User, township_round: TownshipRound) -> None:
    """Nothing is reported: each village reads in writing what was taken out, and why (D08), where it was not told at
    once."""
    dropped = township_round.projects.filter(state=ProjectState.DROPPED, left_out__isnull=True)
    for village in villages_left_out(township_round):
        said = ProjectReview.objects.filter(
            project__in=dropped.filter(proposer=village), work_item__dossier=township_round.dossier_id,
            verdict=Verdict.DROP,
        )  # fmt: skip
        written = list(said.select_related("project").order_by("project__code", "pk"))
        if not written:
            continue
        paper = drafting.left_out_slip(township_round, village, written, actor)
        documents.issue(actor=actor, paper=paper, dossier=township_round.dossier, issuer=township_round.township)


def _keep_total(township_round: TownshipRound) -> None:
    dossier = township_round.dossier
    dossier.amount = _on_the_way(township_round).aggregate(total=Sum("amount"))["total"]
    dossier.save(update_fields=["amount"])


def _on_the_way(township_round: TownshipRound) -> QuerySet[Project]:
    projects = township_round.projects.exclude(state__in=GONE).order_by("code")
    return projects.select_related("competent").prefetch_related("villages")


def _notice(township_round: TownshipRound) -> Notice:
    posted = Notice.objects.select_related("dossier", "organisation")
    return posted.filter(dossier=township_round.dossier_id, kind=NoticeKind.TOWNSHIP).latest("pk")
