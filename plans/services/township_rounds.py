"""A township's round: notice, result, one upward report (steps 7 and 8)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import DossierKind
from core.errors import Conflict
from core.models import Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.enums import NoticeKind, ProjectState
from plans.models import Notice, Project, TownshipRound
from plans.rules import refuse
from plans.rules.rounds import project_refusals
from plans.services import notices
from plans.services.dossiers import batch, open_dossier
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine

GROUND = "经乡镇审核"
"""Why its projects are posted, as the notice says."""


@transaction.atomic
def open_round(*, actor: User, township: Organisation, year: int) -> TownshipRound:
    """Gather every passed project of the township, and the township's own, into one round."""
    require(actor, Duty.REPORT_PROJECTS, township)
    Organisation.objects.select_for_update(no_key=True).get(pk=township.pk)
    projects = list(ready_to_report(township, year).select_for_update(of=("self",)))
    if not projects:
        raise Conflict(_("%(name)s尚无审核通过、待上报的项目") % {"name": township.name})
    own = [p for p in projects if p.proposer_id == township.pk]
    refuse(refusal for project in own for refusal in project_refusals(project))
    earlier = TownshipRound.objects.filter(township=township, year=year).count()
    title = f"{township.name}{year}年度{batch(earlier)}项目汇总上报"
    total = sum((p.amount for p in projects), Decimal(0))
    dossier = open_dossier(
        actor=actor, kind=DossierKind.TOWNSHIP_ROUND, title=title, owner=township, year=year, amount=total
    )
    opened = TownshipRound.objects.create(dossier=dossier, township=township, year=year)
    Project.objects.filter(pk__in=[p.pk for p in projects]).update(
        township_round=opened, state=ProjectState.TOWNSHIP_PASSED
    )
    for project in own:
        documents.issue(actor=actor, paper=drafting.direct_proposal_sheet(project), dossier=dossier, issuer=township)
    engine.start(actor=actor, flow="township_round", dossier=dossier)
    return opened


def ready_to_report(township: Organisation, year: int) -> QuerySet[Project]:
    """Projects of the township that passed review, or are its own drafts, and lie in no round yet."""
    passed = Project.objects.filter(township=township, year=year, township_round__isnull=True)
    own_or_passed = passed.filter(state=ProjectState.TOWNSHIP_PASSED) | passed.filter(
        proposer=township, state=ProjectState.DRAFT
    )
    return own_or_passed.order_by("code")


def post_notice(*, actor: User, township_round: TownshipRound) -> Notice:
    """The township notice over all its projects (D04)."""
    projects = _travelling(township_round)
    return notices.post_notice(
        actor=actor, draft=lambda posted: drafting.notice(posted, projects, GROUND), **_posting(township_round)
    )


def notice_draft(township_round: TownshipRound) -> Paper:
    """The township notice (D04) as it would be posted today; nothing is kept."""
    return drafting.notice(notices.drafted(**_posting(township_round)), _travelling(township_round), GROUND)


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
    """After the notice: its result (D05); an upheld objection keeps the round from going on."""
    notice = _notice(township_round)
    notices.pass_gate(notice)
    if notice.objections.filter(upheld=True).exists():
        raise Conflict(_("公示期间有异议成立，请移出有关项目后退回重新公示"))
    documents.issue(
        actor=actor, paper=drafting.notice_result(notice), dossier=notice.dossier, issuer=notice.organisation
    )


def report(*, actor: User, township_round: TownshipRound) -> IssuedDocument:
    """The township head signs the report to the county government (D06); the projects are reported."""
    projects = list(_on_the_way(township_round).select_for_update())
    issued = documents.issue(
        actor=actor,
        paper=drafting.township_report(township_round, projects, _notice(township_round), actor),
        dossier=township_round.dossier,
        issuer=township_round.township,
        signatory=actor,
        signed_on=clock.today(),
    )
    Project.objects.filter(pk__in=[p.pk for p in projects]).update(state=ProjectState.REPORTED)
    return issued


@transaction.atomic
def drop(*, actor: User, project: int, reason: str) -> None:
    """Take one project out of a round, for a stated reason; the rest go on (a.2b)."""
    found = Project.objects.select_for_update(of=("self",)).select_related("township_round__township").get(pk=project)
    if found.township_round is None or found.state != ProjectState.TOWNSHIP_PASSED:
        raise Conflict(_("项目“%(name)s”不在待上报之列") % {"name": found})
    require(actor, Duty.REPORT_PROJECTS, found.township_round.township)
    if not reason.strip():
        raise Conflict(_("请写明移出理由"))
    found.state = ProjectState.DROPPED
    found.save(update_fields=["state"])
    dossier = found.township_round.dossier
    left = found.township_round.projects.exclude(state=ProjectState.DROPPED)
    dossier.amount = left.aggregate(total=Sum("amount"))["total"]
    dossier.save(update_fields=["amount"])
    ledger.record(
        actor=actor,
        action="project.dropped",
        chain=dossier.county_id,
        dossier=dossier,
        project=found.code,
        reason=reason.strip(),
    )


def _travelling(township_round: TownshipRound) -> list[Project]:
    return list(_on_the_way(township_round))


def _on_the_way(township_round: TownshipRound) -> QuerySet[Project]:
    return township_round.projects.exclude(state=ProjectState.DROPPED).order_by("code")


def _notice(township_round: TownshipRound) -> Notice:
    posted = Notice.objects.select_related("dossier", "organisation")
    return posted.filter(dossier=township_round.dossier_id, kind=NoticeKind.TOWNSHIP).latest("pk")
