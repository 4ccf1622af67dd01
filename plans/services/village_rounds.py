"""A village's round: deliberate, post, submit, be reviewed, correct (steps 3 to 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import DossierKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.places import place
from core.soundness import require_sound
from documents import services as documents
from documents.models import IssuedDocument
from documents.papers import Paper
from plans import drafting
from plans.enums import GONE, NoticeKind, ProjectState, ReviewPoint, ReviewStage, Verdict
from plans.models import Notice, Project, ProjectReview, VillageRound
from plans.papers import NoticeResult, ProposalForm
from plans.rules import refuse
from plans.rules.bounds import meeting_misfits, refusals_of
from plans.rules.rounds import count_refusals, deliberation_refusals, namesake_refusals, project_refusals
from plans.services import found_by, locks, notices, reviews
from plans.services.dossiers import batch, keep_total, open_dossier
from roles.duties import Duty
from roles.policies import require
from workflows.engine import services as engine
from workflows.engine.models import WorkItem

GROUND = "经村民代表会议议定"
"""Why its projects are posted, as the notice says."""

DELIBERATING = "village_deliberates"
"""The step at which the meeting's record may be written."""

REVIEWING, HANDING_IN = "township_reviews", ("village_submits", "village_corrects")
"""The township's step, and those by which a village hands in to it."""

DELIBERATION = (
    "held_on", "place", "chair", "recorder", "representatives", "present", "votes_for", "votes_against",
    "votes_abstained", "resolution",
)  # fmt: skip


@transaction.atomic
def open_round(*, actor: User, village: Organisation, year: int) -> VillageRound:
    """Begin a village's round for a year; several rounds in a year are allowed, one at a time."""
    require(actor, Duty.PROPOSE_PROJECTS, village)
    locks.hold_place(village)
    if VillageRound.objects.filter(village=village, year=year, dossier__closed_at__isnull=True).exists():
        raise Conflict(_("%(village)s%(year)d年度已有在办的申报") % {"village": village.name, "year": year})
    return _begin(actor, village, year)


def take_in(*, actor: User, village: Organisation, year: int, projects: QuerySet[Project]) -> VillageRound:
    """Put what came back from the county before the village's meeting: the one it is preparing, else one of its own."""
    taking = hold_preparing(village, year) or _begin(actor, village, year)
    projects.update(village_round=taking)
    keep_total(taking)
    found_by.note(taking.dossier, taking.projects.order_by("code"))
    return taking


def hold_preparing(village: Organisation, year: int) -> VillageRound | None:
    """The round, locked under its village, whose meeting is still being prepared: one that was posted while it was
    waited for is none."""
    locks.hold_place(village)
    preparing = WorkItem.objects.open().filter(step=DELIBERATING, organisation=village)
    found = VillageRound.objects.filter(village=village, year=year, dossier__in=preparing.values("dossier"))
    locked = locks.hold_rounds(found.select_related("dossier"))
    return next((held for held in locked if preparing.filter(dossier=held.dossier_id).exists()), None)


def _begin(actor: User, village: Organisation, year: int) -> VillageRound:
    earlier = VillageRound.objects.filter(village=village, year=year).count()
    title = f"{place(village)}{year}年度{batch(earlier)}项目申报"
    dossier = open_dossier(actor=actor, kind=DossierKind.VILLAGE_ROUND, title=title, owner=village, year=year)
    opened = VillageRound.objects.create(dossier=dossier, village=village, year=year)
    engine.start(actor=actor, flow="village_round", dossier=dossier)
    return opened


@transaction.atomic
def record_deliberation(*, actor: User, village_round: int, fields: Mapping[str, Any]) -> VillageRound:
    """Write down the meeting of village representatives; the votes add up, whether it carries is asked when it is submitted."""
    found = (
        VillageRound.objects.select_for_update(of=("self",)).select_related("village", "dossier").get(pk=village_round)
    )
    require(actor, Duty.PROPOSE_PROJECTS, found.village)
    if not WorkItem.objects.open().filter(dossier=found.dossier, step=DELIBERATING).exists():
        raise Conflict(_("项目已公示，会议记录不能再改；如须更正，请先退回重新议定"))
    for name in DELIBERATION:
        if name in fields:
            setattr(found, name, fields[name])
    refuse(count_refusals(found))
    refuse(refusals_of(meeting_misfits(found.held_on, found.year, clock.today())))
    require_sound(found, exclude=["dossier"])
    found.save()
    ledger.record(actor=actor, action="village.deliberated", chain=found.dossier.county_id, dossier=found.dossier)
    return found


def resolve(*, actor: User, village_round: VillageRound) -> Notice:
    """The meeting carried: freeze its record (D03) and post the village notice (D04)."""
    projects = _to_post(village_round)
    refuse(deliberation_refusals(village_round))
    refuse(refusal for project in projects for refusal in project_refusals(project))
    keep_total(village_round)
    village, dossier = village_round.village, village_round.dossier
    documents.issue(
        actor=actor, paper=drafting.deliberation_record(village_round, projects), dossier=dossier, issuer=village
    )
    return notices.post_notice(
        actor=actor, draft=lambda posted: drafting.notice(posted, projects, GROUND), **_posting(village_round)
    )


def notice_draft(village_round: VillageRound) -> Paper:
    """The village notice (D04) as it would be posted today; nothing is kept."""
    return drafting.notice(notices.drafted(**_posting(village_round)), _to_post(village_round), GROUND)


def _to_post(village_round: VillageRound) -> list[Project]:
    """What the notice lists. Raises Invalid for a round without a project, and for rows that nobody could tell apart."""
    projects = _travelling(village_round)
    if not projects:
        raise Invalid(_("本轮没有拟申报的项目，不能公示；请先填写项目"))
    refuse(namesake_refusals(projects))
    return projects


def _posting(village_round: VillageRound) -> notices.Posting:
    """What is posted, by whom and where."""
    return {
        "kind": NoticeKind.VILLAGE,
        "dossier": village_round.dossier,
        "organisation": village_round.village,
        "title": f"{place(village_round.village)}{village_round.year}年度拟申报项目公示",
        "place": "村务公开栏",
    }


def reopen(*, village_round: VillageRound) -> None:
    """Returned to the meeting: every project that is still travelling is the village's to change again."""
    travelling = (ProjectState.SUBMITTED, ProjectState.TOWNSHIP_PASSED, ProjectState.SUPPLEMENT, ProjectState.RETURNED)
    still_here(village_round.dossier_id).filter(state__in=travelling).update(state=ProjectState.DRAFT)


def send_back(
    *,
    actor: User,
    village_round: VillageRound,
    reason: str,
    points: Sequence[ReviewPoint] = (),
    clause: str = "",
    rows: Sequence[str] = (),
) -> None:
    """The township returns the whole round to the village's meeting, and says why in writing (D08): the points that fail,
    the source of the rule that it rests on, and the projects that are to be changed, as they are printed."""
    reopen(village_round=village_round)
    township = _township(village_round)
    paper = drafting.whole_return_slip(
        village_round, township, actor, reason=reason, points=points, clause=clause, rows=rows
    )
    documents.issue(actor=actor, paper=paper, dossier=village_round.dossier, issuer=township)


def submit(*, actor: User, village_round: VillageRound) -> None:
    """After the notice: the result sheet (D05) and the proposal sheets (D02); the projects are the township's."""
    notice = _notice(village_round)
    notices.pass_gate(notice)
    if notice.objections.filter(upheld=True).exists():
        raise Conflict(_("公示期间有异议成立，请退回村民代表会议重新议定"))
    projects = _travelling(village_round)
    issuer, dossier = village_round.village, village_round.dossier
    former = IssuedDocument.objects.in_force().filter(dossier=dossier, kind=NoticeResult.kind).order_by("-pk").first()
    documents.issue(actor=actor, paper=drafting.notice_result(notice), dossier=dossier, issuer=issuer, replaces=former)
    refuse(refusal for project in projects for refusal in project_refusals(project))
    _hand_in(actor, village_round, projects, notice)


def _hand_in(actor: User, village_round: VillageRound, projects: list[Project], notice: Notice) -> None:
    """Each with its sheet as it stands now (D02); the township has no other in force of it."""
    dossier = village_round.dossier
    sheets = IssuedDocument.objects.in_force().filter(dossier=dossier, kind=ProposalForm.kind).order_by("pk")
    former = {sheet.content["fields"]["project"]["code"]: sheet for sheet in sheets}
    for project in projects:
        documents.issue(
            actor=actor, paper=drafting.proposal_sheet(project, notice), dossier=dossier,
            issuer=village_round.village, replaces=former.get(project.code),
        )  # fmt: skip
        project.state = ProjectState.SUBMITTED
    Project.objects.bulk_update(projects, ["state"])


def result_draft(village_round: VillageRound) -> Paper:
    """The result of its notice (D05) as it stands now; nothing is kept."""
    return drafting.notice_result(_notice(village_round))


def sheet_drafts(village_round: VillageRound) -> list[Paper]:
    """The proposal sheets (D02) as they would be submitted now, in the order of the projects; nothing is kept."""
    return _sheets(village_round, _travelling(village_round))


def corrected_sheet_drafts(village_round: VillageRound) -> list[Paper]:
    """The same of the projects that are being corrected, as they would be sent once more."""
    return _sheets(village_round, _whole(to_correct(village_round.dossier_id)))


def _sheets(village_round: VillageRound, projects: Iterable[Project]) -> list[Paper]:
    notice = _notice(village_round)
    return [drafting.proposal_sheet(project, notice) for project in projects]


def record_draft(village_round: VillageRound) -> Paper:
    """The record of the village's meeting (D03) as it would be frozen now; nothing is kept."""
    if village_round.held_on is None:
        raise Conflict(_("尚未填写会议记录，请先填写会议记录"))
    projects = _travelling(village_round)
    if not projects:
        raise Conflict(_("请先填写拟申报的项目"))
    return drafting.deliberation_record(village_round, projects)


def correct(*, actor: User, village_round: VillageRound) -> None:
    """Send supplemented and returned projects to the township once more, each with a new sheet in place of the former
    (D02). Taken back and sent again, it has a newer one still."""
    projects = _whole(to_correct(village_round.dossier_id))
    refuse(refusal for project in projects for refusal in project_refusals(project))
    _hand_in(actor, village_round, projects, _notice(village_round))
    keep_total(village_round)


def take_back_correction(*, village_round: VillageRound) -> None:
    """What was sent to the township once more is the village's again, as the township's last verdict left it."""
    projects = list(to_review(village_round.dossier_id).prefetch_related("reviews"))
    for project in projects:
        last = max(project.reviews.all(), key=lambda review: review.pk)
        project.state = reviews.NEXT_STATE[Verdict(last.verdict)]
    Project.objects.bulk_update(projects, ["state"])


def take_back_submission(*, village_round: VillageRound) -> None:
    """What was handed in is the village's again as it was posted: to hand in once more, or to deliberate anew. Its
    sheets (D02, D05) are replaced when it is handed in the next time."""
    to_review(village_round.dossier_id).update(state=ProjectState.DRAFT)


def review(
    *, actor: User, village_round: VillageRound, work_item: int, verdicts: Mapping[int, reviews.Verdicts]
) -> list[ProjectReview]:
    """The township's nine points, project by project: one sheet (D07), and a slip for what is sent back (D08)."""
    township = _township(village_round)
    submitted = list(to_review(village_round.dossier_id))
    written = reviews.review(
        actor=actor,
        organisation=township,
        stage=ReviewStage.TOWNSHIP,
        work_item=work_item,
        projects=submitted,
        verdicts=verdicts,
        passed_state=ProjectState.TOWNSHIP_PASSED,
    )
    dossier = village_round.dossier
    documents.issue(
        actor=actor, paper=drafting.township_review(village_round, written, actor), dossier=dossier, issuer=township
    )
    sent_back = [w for w in written if w.project.state in (ProjectState.SUPPLEMENT, ProjectState.RETURNED)]
    if sent_back:
        paper = drafting.supplement_slip(village_round.village, township, sent_back, actor)
        documents.issue(actor=actor, paper=paper, dossier=dossier, issuer=township)
    return written


def review_drafts(
    *, actor: User, village_round: VillageRound, work_item: int, verdicts: Mapping[int, reviews.Verdicts]
) -> list[Paper]:
    """The sheet (D07), and the slip (D08) where something is sent back, as these verdicts would make them; nothing is
    kept."""
    township = _township(village_round)
    drafted = reviews.draft(
        actor=actor, organisation=township, stage=ReviewStage.TOWNSHIP, work_item=work_item,
        projects=to_review(village_round.dossier_id), verdicts=verdicts,
    )  # fmt: skip
    sheet = drafting.township_review(village_round, drafted, actor)
    sent_back = [w for w in drafted if w.verdict in (Verdict.SUPPLEMENT, Verdict.RETURN)]
    slips = [drafting.supplement_slip(village_round.village, township, sent_back, actor)] if sent_back else []
    return [sheet, *slips]


def awaits_correction(village_round: VillageRound) -> bool:
    """Whether any project of the round lies with the village again."""
    return to_correct(village_round.dossier_id).exists()


def still_here(dossier: int) -> QuerySet[Project]:
    """The projects of a village's round that no township has gathered yet. What travelled on is no longer the round's
    to correct or to review, not even when it comes back: its proposer answers for it in the library round."""
    return Project.objects.filter(village_round__dossier=dossier, township_round__isnull=True).order_by("code")


def to_review(dossier: int) -> QuerySet[Project]:
    """What lies with the township for its nine points."""
    return still_here(dossier).filter(state=ProjectState.SUBMITTED)


def to_correct(dossier: int) -> QuerySet[Project]:
    """What lies with the village again, as the township sent it back."""
    return still_here(dossier).filter(state__in=(ProjectState.SUPPLEMENT, ProjectState.RETURNED))


def _township(village_round: VillageRound) -> Organisation:
    if village_round.village.parent is None:
        raise Conflict(_("%(village)s未设上级乡镇") % {"village": village_round.village.name})
    return village_round.village.parent


def _travelling(village_round: VillageRound) -> list[Project]:
    return _whole(still_here(village_round.dossier_id).exclude(state__in=GONE))


def _whole(projects: QuerySet[Project]) -> list[Project]:
    """With all that a paper prints of them."""
    return list(
        projects.select_related("competent", "proposer", "township", "village_round").prefetch_related("villages")
    )


def _notice(village_round: VillageRound) -> Notice:
    posted = Notice.objects.select_related("dossier", "organisation")
    return posted.filter(dossier=village_round.dossier_id, kind=NoticeKind.VILLAGE).latest("pk")
