"""What makes a meeting's decision valid (六（一）: 民主集中、科学决策)."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from core import official_words
from workflows.desk.enums import NEED_TEXT, PASSING, ItemResult

PERCENT = 100


def quorum_refusal(present: int, members: int) -> str | None:
    """Strictly more than QUORUM_PERCENT of the members must be present."""
    if present * PERCENT > members * int(settings.QUORUM_PERCENT):
        return None
    return _("到会成员%(present)d人，应到%(members)d人，未超过半数，不能议决") % {
        "present": present,
        "members": members,
    }


def result_refusal(result: str, text: str, votes_for: int, present: int) -> str | None:
    """A result must be given; passing needs strictly more than MAJORITY_PERCENT of those present, and
    everything but a plain pass needs words."""
    if result not in ItemResult.values:
        return _("尚未记录议决结果")
    if result in NEED_TEXT and not text.strip():
        return _("结果为“%(result)s”的，须写明内容或理由") % {"result": ItemResult(result).label}
    if result in NEED_TEXT and (too_little := official_words.mistake(_("议定事项或理由"), text)):
        return too_little
    if result in PASSING and votes_for * PERCENT <= present * int(settings.MAJORITY_PERCENT):
        return _("赞成%(for)d票，未超过到会成员%(present)d人的半数，不能通过") % {"for": votes_for, "present": present}
    return None
