"""Telling those called to a meeting that it is held, moved or cancelled."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import ngettext

from core import clock
from core.models import User
from roles.asking import Asker
from workflows.desk import bodies
from workflows.desk.enums import News
from workflows.desk.models import Invitation, Meeting


def tell(meeting: Meeting, news: News) -> list[int]:
    """Everyone called, who became a member since included, is told anew; answers whom, in order.

    Part of the transaction that changes the meeting, which holds its lock.
    """
    seated = {member.pk for member in bodies.members(meeting.kind, meeting.body)}
    known = set(Invitation.objects.filter(meeting=meeting).values_list("user", flat=True))
    moment = clock.now()
    Invitation.objects.filter(meeting=meeting).update(news=news, told_at=moment, seen_at=None)
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, user_id=user, news=news, told_at=moment) for user in sorted(seated - known)
    )
    return sorted(seated | known)


def note_seen(*, actor: User, meeting: int) -> None:
    """Note that somebody called has looked at the meeting as it stands; nothing for anybody else."""
    Invitation.objects.unread_by(actor).filter(meeting=meeting).update(seen_at=clock.now())


def unread_by(asker: Asker) -> QuerySet[Invitation]:
    """What somebody called has not looked at."""
    return Invitation.objects.unread_by(asker.person)


def words(number: int) -> str:
    """What the inbox says."""
    return ngettext("%(number)s条会议通知未查看", "%(number)s条会议通知未查看", number) % {"number": number}
