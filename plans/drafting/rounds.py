"""D02 to D09: what the rounds of village, township and county put on paper."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.conf import settings

from core import clock
from core.county_words import words
from core.models import Organisation, User
from core.working_days import add_working_days
from documents.papers import Paper
from plans.drafting.language import official
from plans.drafting.plan import telephone
from plans.drafting.rows import project_row
from plans.enums import EntryStep, ReviewPoint, Verdict
from plans.models import LibraryRound, Notice, Project, ProjectReview, TownshipRound, VillageRound
from plans.papers import (
    Announcement,
    AppraisalSheet,
    AppraisedProject,
    DeliberationRecord,
    NoticeResult,
    ObjectionRow,
    ProposalForm,
    PublicNotice,
    ReviewedProject,
    SupplementNotice,
    TownshipReport,
    TownshipReviewSheet,
)

APPRAISAL_LABELS = {ReviewPoint.LINKAGE.value: "联农带农"}
"""Where the appraisal sheet words a point otherwise than the review sheet."""


@official
def deliberation_record(held: VillageRound, projects: Sequence[Project]) -> Paper:
    """D03, on the projects that the meeting decides on."""
    return DeliberationRecord(
        village=held.village.official_name,
        year=held.year,
        held_on=held.held_on or clock.today(),
        place=held.place,
        chair=held.chair,
        recorder=held.recorder,
        representatives=held.representatives or 0,
        present=held.present or 0,
        votes_for=held.votes_for or 0,
        votes_against=held.votes_against or 0,
        votes_abstained=held.votes_abstained or 0,
        projects=tuple(project_row(p) for p in projects),
        resolution=held.resolution,
    )


@official
def notice(posted: Notice, projects: Sequence[Project], ground: str) -> Paper:
    """D04."""
    return PublicNotice(
        organisation=posted.organisation.official_name,
        year=posted.dossier.year,
        ground=ground,
        projects=tuple(project_row(p) for p in projects),
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
        place=posted.place,
        contact=posted.organisation.name,
        phone=posted.contact,
    )


@official
def notice_result(posted: Notice) -> Paper:
    """D05."""
    closed = posted.objections.filter(closed_at__isnull=False).order_by("received_at")
    return NoticeResult(
        organisation=posted.organisation.official_name,
        notice_title=posted.title,
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
        place=posted.place,
        objections=tuple(
            ObjectionRow(received_on=_day(o.received_at), text=o.text, finding=o.finding, upheld=bool(o.upheld))
            for o in closed
        ),
    )


@official
def proposal_sheet(project: Project, posted: Notice) -> Paper:
    """D02 of a village, after its notice."""
    held = project.village_round
    return ProposalForm(
        proposer=project.proposer.official_name,
        township=project.township.name if project.township else "",
        year=project.year,
        project=project_row(project),
        meeting_held_on=held.held_on if held else None,
        notice_from=posted.posted_on,
        notice_to=posted.closes_on,
        is_of_village=True,
    )


@official
def direct_proposal_sheet(project: Project) -> Paper:
    """D02 of a township's or a department's own project: the steps it lacks are named with the ground (a.2b)."""
    by_ground: dict[str, list[str]] = {}
    for step in (step for step in EntryStep if step in project.not_applicable):
        by_ground.setdefault(project.not_applicable[step], []).append(str(step.label))
    return ProposalForm(
        proposer=project.proposer.official_name,
        township=project.township.name if project.township else "",
        year=project.year,
        project=project_row(project),
        meeting_held_on=None,
        notice_from=None,
        notice_to=None,
        not_applicable=tuple(f"{'、'.join(steps)}不适用：{ground}" for ground, steps in by_ground.items()),
    )


@official
def township_review(held: VillageRound, written: Sequence[ProjectReview], clerk: User) -> Paper:
    """D07."""
    township = written[0].organisation
    return TownshipReviewSheet(
        township=township.official_name,
        subject=f"{held.village.name}申报的{held.year}年度项目",
        year=held.year,
        projects=tuple(
            ReviewedProject(
                name=w.project.name,
                proposer=w.project.proposer.name,
                amount=w.project.amount,
                verdict=str(Verdict(w.verdict).label),
                failed_points=tuple(str(ReviewPoint(p).label) for p in w.failed_points),
                note=w.note,
            )
            for w in written
        ),
        opinion=_counts(written, "审核"),
        clerk=clerk.name,
        reviewed_on=clock.today(),
    )


@official
def supplement_slip(
    recipient: Organisation, sender: Organisation, sent_back: Sequence[ProjectReview], clerk: User
) -> Paper:
    """D08 of a township."""
    return SupplementNotice(
        sender=sender.official_name,
        recipient=recipient.official_name,
        subject=("项目申报材料"),
        missing=tuple(f"{w.project.name}：{w.note}" for w in sent_back),
        reason=("对照乡镇审核九项内容，上述项目尚不符合要求"),
        due_on=add_working_days(clock.today(), settings.STEP_LIMITS["village_corrects"]),
        handler=clerk.name,
        sent_on=clock.today(),
        is_return=all(w.verdict == Verdict.RETURN for w in sent_back),
    )


@official
def whole_return_slip(
    held: VillageRound,
    sender: Organisation,
    clerk: User,
    *,
    reason: str,
    points: Sequence[ReviewPoint] = (),
    clause: str = "",
    rows: Sequence[str] = (),
) -> Paper:
    """D08 of a township that sends a whole village round back to its meeting, with the points that fail, the source of
    the rule that it rests on, and a line for each project that is to be changed."""
    failed = f"（存在问题的审核点：{'、'.join(str(point.label) for point in points)}）" if points else ""
    return SupplementNotice(
        sender=sender.official_name,
        recipient=held.village.official_name,
        subject=f"{held.year}年度项目申报材料",
        missing=(f"{held.year}年度申报的全部项目：{reason}{failed}", *(f"须修改的项目：{row}" for row in rows)),
        reason=f"经乡镇审核，本次申报须重新召开村民代表会议议定并公示{f'；依据：{clause}' if clause else ''}",
        due_on=add_working_days(clock.today(), settings.STEP_LIMITS["village_deliberates"]),
        handler=clerk.name,
        sent_on=clock.today(),
        is_return=True,
    )


@official
def return_slip(
    held: LibraryRound,
    recipient: Organisation,
    sent_back: Sequence[ProjectReview],
    clerk: User,
    *,
    is_ended: bool = False,
) -> Paper:
    """D08 of a library round: why each project of one proposer is not admitted. Where the round was ended early no day
    is set: nothing waits for the answer."""
    due_on = add_working_days(clock.today(), settings.STEP_LIMITS["proposer_resubmits"])
    return SupplementNotice(
        sender=held.dossier.owner.official_name,
        recipient=recipient.official_name,
        subject=f"{held.year}年度统筹资金项目申报材料",
        missing=tuple(f"{w.project.name}：{w.note}（{w.organisation.name}）" for w in sent_back),
        reason="经部门论证，上述项目尚不符合入库条件；本轮入库审定已终止"
        if is_ended
        else "经部门论证和领导小组审定，上述项目尚不符合入库条件",
        due_on=None if is_ended else due_on,
        handler=clerk.name,
        sent_on=clock.today(),
        is_return=True,
    )


@official
def left_out_slip(
    held: TownshipRound,
    recipient: Organisation,
    taken_out: Iterable[ProjectReview],
    clerk: User,
    *,
    is_whole: bool = True,
) -> Paper:
    """D08 of a township round: what was taken out of it, and why; `is_whole` when nothing of it is reported."""
    return SupplementNotice(
        sender=held.township.official_name,
        recipient=recipient.official_name,
        subject=f"{held.year}年度项目申报材料",
        missing=tuple(f"{w.project.name}：{w.note}" for w in taken_out),
        reason="经乡镇审核公示，本轮项目已全部移出，本轮不予上报"
        if is_whole
        else "上述项目已由乡镇移出本轮上报，本轮不予上报",
        due_on=None,
        handler=clerk.name,
        sent_on=clock.today(),
        is_return=True,
        is_removal=True,
    )


@official
def township_report(held: TownshipRound, projects: Sequence[Project], posted: Notice, signatory: User) -> Paper:
    """D06."""
    objections = posted.objections.count()
    result = f"公示期间收到异议{objections}件，均已办结。" if objections else ("公示期间未收到异议。")
    county = held.township.county or held.township
    return TownshipReport(
        issuer=held.township.official_name,
        addressee=county.official_name,
        year=held.year,
        villages=len({p.proposer_id for p in projects}),
        projects=tuple(project_row(p) for p in projects),
        notice_from=posted.posted_on,
        notice_to=posted.closes_on,
        notice_result=result,
        contact=signatory.name,
        phone=telephone(held.township),
    )


@official
def appraisal_sheet(
    held: LibraryRound, department: Organisation, written: Sequence[ProjectReview], clerk: User
) -> Paper:
    """D09."""
    return AppraisalSheet(
        department=department.official_name,
        county=held.county.name,
        year=held.year,
        projects=tuple(
            AppraisedProject(
                name=w.project.name,
                place=w.project.location,
                amount=w.project.amount,
                verdict=str(Verdict(w.verdict).label),
                failed_points=tuple(APPRAISAL_LABELS.get(p, str(ReviewPoint(p).label)) for p in w.failed_points),
                note=w.note,
            )
            for w in written
        ),
        opinion=_counts(written, "论证"),
        clerk=clerk.name,
        appraised_on=clock.today(),
    )


@official
def library_announcement(posted: Notice, admitted: Iterable[Project]) -> Paper:
    """D04b of the library."""
    year, county = posted.dossier.year, posted.county.name
    return Announcement(
        organisation=posted.organisation.official_name,
        subject=f"{county}{year}年度项目库入库项目",
        decision=f"经村级申报、乡镇审核、部门论证，附件所列项目由{words(county).leading_group}审定入库",
        document_number="",
        document_date=None,
        where_to_read=f"{posted.county.official_name}门户网站项目库专栏",
        contact=posted.organisation.name,
        phone=posted.contact,
        posted_on=posted.posted_on,
        closes_on=posted.closes_on,
        projects=tuple(project_row(p) for p in admitted),
    )


def _counts(written: Sequence[ProjectReview], act: str) -> str:
    """An opinion in words: what is agreed to, and what is not."""
    passed = sum(w.verdict == Verdict.PASS for w in written)
    if passed == len(written):
        return f"经{act}，{passed}个项目均符合要求，同意通过。"
    return f"经{act}，{len(written)}个项目中{passed}个符合要求，同意通过；其余{len(written) - passed}个的意见见上表。"


def _day(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(clock.SHANGHAI).date()
