"""Calling a meeting together and recording what happens in it; `conclusion` turns it into minutes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Stale
from core.models import Organisation, User
from core.templatetags.words import cn_date, cn_moment
from roles import policies
from roles.duties import Duty
from workflows.desk import bodies, invitations, rules, sittings, steps
from workflows.desk.enums import Act, Choice, ItemResult, MeetingKind, MeetingState, News, Presence
from workflows.desk.models import AgendaItem, Attendance, Meeting, Vote
from workflows.desk.sittings import Sitting, Span, Spans
from workflows.engine.models import WorkItem

Presences = Mapping[int, tuple[Presence | str, str]]
"""By person: how he stood to the meeting, and a note."""
WHOLE: Span = (None, None)
NO_SPANS: Spans = {}
"""Everybody present was there all the time."""


def waiting(kind: MeetingKind | str, body: Organisation) -> QuerySet[WorkItem]:
    """Open work items that wait for a decision of this body and stand on no agenda yet."""
    bodies.rules_of(kind, body)
    found = waiting_for(kind).filter(organisation=body)
    return found.select_related("dossier").order_by("due_at", "pk")


def waiting_for(kind: MeetingKind | str) -> QuerySet[WorkItem]:
    """Open work items that wait for a meeting of this kind, of whatever body, and stand on no agenda yet."""
    return unlisted().filter(duty=bodies.RULES[MeetingKind(kind)].chair)


def unlisted() -> QuerySet[WorkItem]:
    """The same of every kind."""
    named = Q(pk__in=())
    for flow_key, step in steps.all_by_meeting():
        named |= Q(flow_key=flow_key, step=step)
    listed = AgendaItem.objects.filter(meeting__state=MeetingState.CONVENED)
    return WorkItem.objects.open().filter(named).exclude(pk__in=listed.values("work_item"))


@transaction.atomic
def convene(
    *,
    actor: User,
    body: Organisation,
    kind: MeetingKind | str,
    held_at: datetime.datetime,
    place: str,
    work_items: Sequence[int],
) -> Meeting:
    """Call the next meeting of the year with an agenda of waiting items, in the order given; its members are told.

    Raises Refused without CONVENE_MEETING at the convening organ, Invalid without an agenda, without a place that can
    be printed or for a day before an item came to wait for the meeting, Conflict for an item that does not wait for this body or stands on
    another agenda.
    """
    _lock(body.pk)
    policies.require(actor, Duty.CONVENE_MEETING, bodies.convening_organ(kind, body))
    if not place.strip() or not work_items:
        raise Invalid(_("请填写会议地点，并至少选择一项议题"))
    printable.require(_("地点"), place)
    items = offered(kind, body, work_items)
    require_waited(held_at, items)
    year = held_at.astimezone(clock.SHANGHAI).year
    counted = Meeting.objects.filter(body=body, kind=kind, year=year).exclude(state=MeetingState.CANCELLED)
    earlier = counted.aggregate(last=Max("ordinal"))["last"] or 0
    meeting = Meeting.objects.create(
        body=body,
        kind=MeetingKind(kind),
        county=body.county or body,
        year=year,
        ordinal=earlier + 1,
        held_at=held_at,
        place=place.strip(),
        secretary=actor,
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=meeting, seq=seq, work_item=item, subject=item.dossier.title)
        for seq, item in enumerate(items, start=1)
    )
    ledger.record(
        actor=actor, action=Act.CONVENE, chain=meeting.county_id, meeting=meeting.pk, title=meeting.title,
        agenda=[item.dossier.title for item in items], told=invitations.tell(meeting, News.CALLED),
    )  # fmt: skip
    return meeting


@transaction.atomic
def record_attendance(
    *, actor: User, meeting: int, presences: Presences, spans: Spans = NO_SPANS, read: str | None = None
) -> Meeting:
    """Set who is present, excused or observing, and of whoever came late or left early in which items he took part;
    votes of people no longer present fall away.

    Only members may be present or excused; anyone who has an account may observe. Raises Invalid otherwise and for
    whoever leaves before he came, Conflict before the hour for which the meeting was called, Stale where it is not as
    `read` any more (`sittings.version_of_attendance`).
    """
    held = under_way(actor, meeting)
    _require_begun(held)
    now = sittings.version_of_attendance(held.attendances.in_order())
    sittings.require(read, now, _("出席情况在您打开后有更改，请核对后再保存"))
    _require_spans(held, spans)
    seated = {member.pk for member in bodies.members(held.kind, held.body)}
    for user, (presence, _note) in presences.items():
        if Presence(presence) != Presence.OBSERVER and user not in seated:
            raise Invalid(_("只有会议成员可以登记为出席或请假，其他人员请登记为列席"))
    if User.objects.filter(pk__in=presences).count() < len(presences):
        raise Invalid(_("登记的人员中有的没有账号，请重新打开页面后再登记"))
    Attendance.objects.filter(meeting=held).delete()
    Attendance.objects.bulk_create(
        _attendance(held, user, Presence(presence), note, spans.get(user, WHOLE))
        for user, (presence, note) in presences.items()
    )
    present = [user for user, (presence, _note) in presences.items() if presence == Presence.PRESENT]
    sitting = Sitting(held)
    for item in held.agenda.in_order():
        voters = [one.user_id for one in sitting.voters(item.seq)]
        Vote.objects.filter(agenda_item=item).exclude(user__in=voters).delete()
        _count(item)
    parts = _parts_told(spans, present)
    told: dict[str, Any] = {"parts": parts} if parts else {}
    ledger.record(
        actor=actor, action=Act.ATTEND, chain=held.county_id, meeting=held.pk,
        present=sorted(present), told=len(presences),
        **told,
    )  # fmt: skip
    return held


@transaction.atomic
def record_votes(*, actor: User, agenda_item: int, votes: Mapping[int, Choice | str]) -> AgendaItem:
    """Set how members voted on an item. Raises Conflict before the hour for which the meeting was called, before
    attendance is recorded, for someone who is not present as a member, for an item that is on no open agenda, or for one
    whose dossier has ended or was taken back."""
    item, held = _item(actor, agenda_item)
    _require_begun(held)
    require_open(item.work_item)
    present = _present(held, item.seq)
    if not set(votes) <= present:
        raise Conflict(_("只有到会的会议成员可以表决"))
    Vote.objects.filter(agenda_item=item).delete()
    Vote.objects.bulk_create(Vote(agenda_item=item, user_id=user, choice=Choice(c)) for user, c in votes.items())
    _count(item)
    ledger.record(
        actor=actor, action=Act.VOTE, chain=held.county_id, dossier=item.work_item.dossier_id, meeting=held.pk,
        item=item.seq, votes={str(user): str(choice) for user, choice in votes.items()},
    )  # fmt: skip
    return item


@transaction.atomic
def record_result(*, actor: User, agenda_item: int, result: ItemResult | str, text: str) -> AgendaItem:
    """Set what the meeting decided on an item. Raises Conflict before the hour for which the meeting was called, before
    attendance is recorded, without a quorum and for one whose dossier has ended or was taken back, Invalid when the votes
    or the words do not carry it."""
    item, held = _item(actor, agenda_item)
    _require_begun(held)
    require_open(item.work_item)
    present = _present(held, item.seq)
    if refusal := Sitting(held).against(item.seq):
        raise Conflict(refusal)
    if refusal := rules.result_refusal(str(result), text, item.votes_for, len(present)):
        raise Invalid(refusal)
    item.result, item.text = ItemResult(result), text.strip()
    item.save(update_fields=["result", "text"])
    ledger.record(
        actor=actor, action=Act.RESULT, chain=held.county_id, dossier=item.work_item.dossier_id, meeting=held.pk,
        item=item.seq, result=str(item.result), text=item.text,
    )  # fmt: skip
    return item


@transaction.atomic
def record_deliberation(
    *,
    actor: User,
    agenda_item: int,
    votes: Mapping[int, Choice | str],
    result: ItemResult | str,
    text: str,
    read: str | None = None,
) -> AgendaItem:
    """Votes and result of one item together, or neither. Raises like both, and Stale where the item is not as `read` any
    more (`sittings.version_of`)."""
    _still_as_read(actor, agenda_item, read)
    record_votes(actor=actor, agenda_item=agenda_item, votes=votes)
    return record_result(actor=actor, agenda_item=agenda_item, result=result, text=text)


@transaction.atomic
def clear(*, actor: User, agenda_item: int, read: str | None = None) -> AgendaItem:
    """Take back what was recorded of an item, such as what belongs to another one: it has neither votes nor a result.

    Raises Conflict for one of which nothing is recorded, and like `record_deliberation`.
    """
    item, held = _still_as_read(actor, agenda_item, read)
    if not item.result and not item.votes.exists():
        raise Conflict(_("第%(seq)d项议题尚无记录") % {"seq": item.seq})
    before = {"result": item.result, "text": item.text}
    Vote.objects.filter(agenda_item=item).delete()
    item.result, item.text = "", ""
    item.save(update_fields=["result", "text"])
    _count(item)
    ledger.record(
        actor=actor, action=Act.CLEAR, chain=held.county_id, dossier=item.work_item.dossier_id, meeting=held.pk,
        item=item.seq, before=before,
    )  # fmt: skip
    return item


@transaction.atomic
def strike(*, actor: User, agenda_item: int, reason: str) -> None:
    """Take an item off the agenda before the meeting is concluded, such as one that was withdrawn."""
    item, held = _item(actor, agenda_item)
    if not reason.strip():
        raise Invalid(_("请写明撤下议题的原因"))
    seq, subject, dossier = item.seq, item.subject, item.work_item.dossier_id
    item.delete()
    ledger.record(
        actor=actor, action=Act.STRIKE, chain=held.county_id, dossier=dossier, meeting=held.pk, item=seq,
        subject=subject, reason=reason.strip(),
    )  # fmt: skip


def lock_body(meeting: int) -> None:
    """Let nobody else put anything on an agenda of the same body until commit; before the meeting itself is locked."""
    body = Meeting.objects.filter(pk=meeting).values_list("body", flat=True).first()
    if body is not None:
        _lock(body)


def _lock(body: int) -> None:
    Organisation.objects.select_for_update(no_key=True).get(pk=body)


def locked(meeting: int) -> Meeting:
    """The meeting, locked until commit; every change of it begins here."""
    found = Meeting.objects.select_for_update(of=("self",)).select_related("body").filter(pk=meeting).first()
    if found is None:
        raise Conflict(_("没有这次会议"))
    return found


def under_way(actor: User, meeting: int) -> Meeting:
    """A meeting that may still be changed, locked until commit. Raises Refused for whoever does not keep its
    minutes, Stale once it was concluded or cancelled."""
    held = locked(meeting)
    policies.require(actor, Duty.CONVENE_MEETING, bodies.convening_organ(held.kind, held.body))
    if held.is_concluded:
        raise Stale(_("该会议已形成纪要，不能再改动"))
    if held.is_cancelled:
        raise Stale(_("该会议已取消，不能再改动"))
    return held


def require_waited(held_at: datetime.datetime, items: Iterable[WorkItem]) -> None:
    """Raises Invalid for a meeting on a day before one of these items came to wait for it."""
    for item in items:
        came = item.opened_at.astimezone(clock.SHANGHAI).date()
        if held_at.astimezone(clock.SHANGHAI).date() < came:
            told = {"title": item.dossier.title, "day": cn_date(came)}
            raise Invalid(_("“%(title)s”于%(day)s才提请审议，会议日期不能早于这一天，请更改会议时间") % told)


def require_open(waiting: WorkItem) -> None:
    """Raises Conflict for what no meeting has to decide any more, such as a dossier that was ended."""
    if not waiting.is_open:
        raise Conflict(_("该事项已撤回、终止或办结，请先从议程中撤下"))


def has_begun(held: Meeting) -> bool:
    """Whether the hour has come for which the meeting was called."""
    return held.held_at <= clock.now()


def _require_begun(held: Meeting) -> None:
    """Raises Conflict before the hour for which the meeting was called."""
    if not has_begun(held):
        raise Conflict(
            _("会议定于%(moment)s召开，开会前不能登记出席情况、表决和议决；提前开会的，请先更改会议时间")
            % {"moment": cn_moment(held.held_at)}
        )


def _present(held: Meeting, seq: int) -> set[int]:
    """Who took part in an item as a member. Raises Conflict before attendance is recorded."""
    sitting = Sitting(held)
    if not sitting.is_registered:
        raise Conflict(_("尚未登记出席情况，不能记录表决和议决；请先在本次会议的“出席情况”中登记并保存"))
    return {one.user_id for one in sitting.voters(seq)}


def _require_spans(held: Meeting, spans: Spans) -> None:
    end = held.agenda.aggregate(last=Max("seq"))["last"] or 0
    for first, last in spans.values():
        if any(seq is not None and not 1 <= seq <= end for seq in (first, last)):
            raise Invalid(_("“迟到、早退”只能选本次会议的议题"))
        if first is not None and last is not None and last < first:
            raise Invalid(_("离会的议题不能在到会的议题之前，请更正“迟到、早退”"))


def _attendance(held: Meeting, user: int, presence: Presence, note: str, span: Span) -> Attendance:
    first, last = span if presence == Presence.PRESENT else WHOLE
    return Attendance(
        meeting=held, user_id=user, presence=presence, note=note, first_item=first, last_item=last
    )  # fmt: skip


def _parts_told(spans: Spans, present: Iterable[int]) -> dict[str, str]:
    """For the ledger: by person, from which to which item, of those who were not there all the time."""
    told = {user: spans[user] for user in present if user in spans and any(spans[user])}
    return {str(user): f"{first or ''}—{last or ''}" for user, (first, last) in told.items()}


def _still_as_read(actor: User, agenda_item: int, read: str | None) -> tuple[AgendaItem, Meeting]:
    item, held = _item(actor, agenda_item)
    told = _("第%(seq)d项议题的记录在您打开后有更改，请核对后再提交") % {"seq": item.seq}
    sittings.require(read, sittings.version_of(item), told)
    return item, held


def _item(actor: User, agenda_item: int) -> tuple[AgendaItem, Meeting]:
    meeting = AgendaItem.objects.filter(pk=agenda_item).values_list("meeting", flat=True).first()
    if meeting is None:
        raise Conflict(_("该事项不在会议议程上"))
    held = under_way(actor, meeting)
    return AgendaItem.objects.select_related("work_item").get(pk=agenda_item), held


def offered(kind: MeetingKind | str, body: Organisation, work_items: Iterable[int]) -> list[WorkItem]:
    """These items, in the order given. Raises Conflict for one that does not wait for this body or stands on another agenda."""
    found = {item.pk: item for item in waiting(kind, body)}
    chosen = list(dict.fromkeys(work_items))
    if any(pk not in found for pk in chosen):
        raise Conflict(_("所选事项不在待%(body)s审议之列，或已列入另一次会议的议程") % {"body": body.name})
    return [found[pk] for pk in chosen]


def _count(item: AgendaItem) -> None:
    choices = list(Vote.objects.filter(agenda_item=item).values_list("choice", flat=True))
    item.votes_for = choices.count(Choice.FOR)
    item.votes_against = choices.count(Choice.AGAINST)
    item.votes_abstained = choices.count(Choice.ABSTAIN)
    item.save(update_fields=["votes_for", "votes_against", "votes_abstained"])
