"""How the minutes of each kind of meeting are written: filled at start-up by the flows, which know the papers."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict
from core.models import User
from documents.drafts import Draft
from documents.papers import Paper
from roles import policies
from workflows.desk import bodies
from workflows.desk.enums import MeetingKind
from workflows.desk.models import Meeting

Build = Callable[[Meeting], Paper]

_builders: dict[MeetingKind, Build] = {}


def register_minutes(kind: MeetingKind, build: Build) -> None:
    """Say how the minutes of that kind of meeting are made from the recorded meeting (D13, D14)."""
    _builders[MeetingKind(kind)] = build


def paper(meeting: Meeting) -> Paper:
    """The minutes of a meeting. Raises Conflict when nobody said how they are written."""
    build = _builders.get(MeetingKind(meeting.kind))
    if build is None:
        raise Conflict(_("尚未配置%(kind)s纪要的格式") % {"kind": meeting.get_kind_display()})
    return build(meeting)


def draft(meeting: Meeting, reader: User) -> Draft:
    """The minutes as the chair would sign them now; nothing is kept.

    Raises Conflict saying what is still to be recorded, and for a meeting that was concluded or cancelled.
    """
    if not meeting.is_under_way:
        raise Conflict(_("该会议已形成纪要或已取消，不再有草稿"))
    if not meeting.attendances.exists():
        raise Conflict(_("尚未登记出席情况，不能生成纪要草稿；请先在会议页面保存出席情况"))
    undecided = [str(item.seq) for item in meeting.agenda.in_order() if not item.result]
    if undecided:
        told = {"items": "、".join(undecided)}
        raise Conflict(_("第%(items)s项议题尚未记录议决结果，记录后才能生成纪要草稿") % told)
    meeting.chair = _chair(meeting, reader)
    day = meeting.held_at.astimezone(clock.SHANGHAI).date()
    return Draft.of(paper(meeting), issuer_name=meeting.body.name_on(day), signatory_name=meeting.chair.name, day=day)


def _chair(meeting: Meeting, reader: User) -> User:
    """The reader where he may chair, else whoever may; only who is present can sign."""
    chairs = policies.who_may(bodies.rules_of(meeting.kind, meeting.body).chair, meeting.body)
    present = set(meeting.attendances.present().values_list("user", flat=True))
    found = sorted((chair for chair in chairs if chair.pk in present), key=lambda person: person.pk != reader.pk)
    if not found:
        raise Conflict(_("主持人尚未登记为出席，不能生成纪要草稿"))
    return found[0]
