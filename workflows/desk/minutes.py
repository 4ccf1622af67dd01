"""How the minutes of each kind of meeting are written: filled at start-up by the flows, which know the papers."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from core.errors import Conflict
from documents.papers import Paper
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
