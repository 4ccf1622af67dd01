"""Calling a meeting together and recording what happens in it; `conclusion` turns it into minutes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Stale
from core.models import Organisation, User
from core.templatetags.words import cn_date, cn_moment
from roles import policies
from roles.duties import Duty
from workflows.desk import bodies, invitations, rules, steps
from workflows.desk.enums import Act, Choice, ItemResult, MeetingKind, MeetingState, News, Presence
from workflows.desk.models import AgendaItem, Attendance, Meeting, Vote
from workflows.engine.models import WorkItem

Presences = Mapping[int, tuple[Presence | str, str]]
"""By person: how he stood to the meeting, and a note."""


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
    Organisation.objects.select_for_update(no_key=True).get(pk=body.pk)
    policies.require(actor, Duty.CONVENE_MEETING, bodies.convening_organ(kind, body))
    if not place.strip() or not work_items:
        raise Invalid(_("请填写会议地点，并至少选择一项议题"))
    printable.require(_("地点"), place)
    items = _agenda(kind, body, work_items)
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
def record_attendance(*, actor: User, meeting: int, presences: Presences) -> Meeting:
    """Set who is present, excused or observing; votes of people no longer present fall away.

    Only members may be present or excused; anyone who has an account may observe. Raises Invalid otherwise, Conflict
    before the hour for which the meeting was called.
    """
    held = under_way(actor, meeting)
    _require_begun(held)
    seated = {member.pk for member in bodies.members(held.kind, held.body)}
    for user, (presence, _note) in presences.items():
        if Presence(presence) != Presence.OBSERVER and user not in seated:
            raise Invalid(_("只有会议成员可以登记为出席或请假，其他人员请登记为列席"))
    if User.objects.filter(pk__in=presences).count() < len(presences):
        raise Invalid(_("登记的人员中有的没有账号，请重新打开页面后再登记"))
    Attendance.objects.filter(meeting=held).delete()
    Attendance.objects.bulk_create(
        Attendance(meeting=held, user_id=user, presence=Presence(presence), note=note)
        for user, (presence, note) in presences.items()
    )
    present = [user for user, (presence, _note) in presences.items() if presence == Presence.PRESENT]
    for item in held.agenda.in_order():
        Vote.objects.filter(agenda_item=item).exclude(user__in=present).delete()
        _count(item)
    ledger.record(
        actor=actor, action=Act.ATTEND, chain=held.county_id, meeting=held.pk,
        present=sorted(present), told=len(presences),
    )  # fmt: skip
    return held


@transaction.atomic
def record_votes(*, actor: User, agenda_item: int, votes: Mapping[int, Choice | str]) -> AgendaItem:
    """Set how members voted on an item. Raises Conflict before the hour for which the meeting was called, before
    attendance is recorded, for someone who is not present as a member, or for an item that is on no open agenda."""
    item, held = _item(actor, agenda_item)
    _require_begun(held)
    present = _present(held)
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
    attendance is recorded and without a quorum, Invalid when the votes or the words do not carry it."""
    item, held = _item(actor, agenda_item)
    _require_begun(held)
    present = _present(held)
    if refusal := quorum_refusal(held):
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
    *, actor: User, agenda_item: int, votes: Mapping[int, Choice | str], result: ItemResult | str, text: str
) -> AgendaItem:
    """Votes and result of one item together, or neither."""
    record_votes(actor=actor, agenda_item=agenda_item, votes=votes)
    return record_result(actor=actor, agenda_item=agenda_item, result=result, text=text)


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


def has_begun(held: Meeting) -> bool:
    """Whether the hour has come for which the meeting was called."""
    return held.held_at <= clock.now()


def quorum_refusal(held: Meeting) -> str | None:
    """Why those recorded as present cannot decide anything; None where they can. Only members of today count."""
    present = set(held.attendances.present().values_list("user_id", flat=True))
    seated = {member.pk for member in bodies.members(held.kind, held.body)}
    return rules.quorum_refusal(len(present & seated), len(seated))


def _require_begun(held: Meeting) -> None:
    """Raises Conflict before the hour for which the meeting was called."""
    if not has_begun(held):
        raise Conflict(
            _("会议定于%(moment)s召开，开会前不能登记出席情况、表决和议决；提前开会的，请先更改会议时间")
            % {"moment": cn_moment(held.held_at)}
        )


def _present(held: Meeting) -> set[int]:
    """Who is present as a member. Raises Conflict before attendance is recorded."""
    if not held.attendances.exists():
        raise Conflict(_("尚未登记出席情况，不能记录表决和议决；请先在本次会议的“出席情况”中登记并保存"))
    return set(held.attendances.present().values_list("user_id", flat=True))


def _item(actor: User, agenda_item: int) -> tuple[AgendaItem, Meeting]:
    meeting = AgendaItem.objects.filter(pk=agenda_item).values_list("meeting", flat=True).first()
    if meeting is None:
        raise Conflict(_("该事项不在会议议程上"))
    held = under_way(actor, meeting)
    return AgendaItem.objects.select_related("work_item").get(pk=agenda_item), held


def _agenda(kind: MeetingKind | str, body: Organisation, work_items: Iterable[int]) -> list[WorkItem]:
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
