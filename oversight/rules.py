"""The clauses of f.3 that are decided from a slip in hand: its ways, its ladder of colours, its days."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid
from oversight.enums import SlipAct, SlipColour, SlipGround, SlipState

WAYS: dict[SlipAct, tuple[tuple[SlipState, ...], SlipState]] = {
    SlipAct.SIGN: ((SlipState.ISSUED,), SlipState.SIGNED),
    SlipAct.ANSWER: ((SlipState.SIGNED,), SlipState.DRAFTED),
    SlipAct.SIGN_REPORT: ((SlipState.DRAFTED,), SlipState.ANSWERED),
    SlipAct.GIVE_BACK: ((SlipState.DRAFTED,), SlipState.SIGNED),
    SlipAct.CLOSE: ((SlipState.ANSWERED,), SlipState.CLOSED),
    SlipAct.RETURN: ((SlipState.ANSWERED,), SlipState.SIGNED),
    SlipAct.CONCLUDE: ((SlipState.ISSUED, SlipState.SIGNED, SlipState.DRAFTED), SlipState.CLOSED),
    SlipAct.ESCALATE: ((SlipState.ISSUED, SlipState.SIGNED, SlipState.DRAFTED), SlipState.ESCALATED),
    SlipAct.ARCHIVE: ((SlipState.CLOSED, SlipState.ESCALATED), SlipState.ARCHIVED),
}
"""From where each act leads where; acts on an extension leave a slip where it stands."""

LEVELS = {SlipColour.BLUE: 1, SlipColour.YELLOW: 2, SlipColour.ORANGE: 2, SlipColour.RED: 3}

GROUNDS_OF: dict[SlipColour, tuple[SlipGround, ...]] = {
    SlipColour.BLUE: (SlipGround.REMINDER,),
    SlipColour.YELLOW: (SlipGround.UNANSWERED, SlipGround.URGENT),
    SlipColour.ORANGE: (SlipGround.UNANSWERED, SlipGround.URGENT),
    SlipColour.RED: (SlipGround.UNANSWERED, SlipGround.SPECIAL),
}


def next_colour(colour: str, warning: str) -> SlipColour | None:
    """What follows a slip of that colour that ran out; None after red. `warning` is the place's second colour."""
    following = {1: SlipColour(warning), 2: SlipColour.RED}
    return following.get(LEVELS[SlipColour(colour)])


def require_colour(colour: str, ground: str, reason: str, warning: str) -> None:
    """Raises Invalid for a colour that the place does not use, or that the ground does not allow, or without a reason
    where the ladder is left out."""
    if colour in {SlipColour.YELLOW, SlipColour.ORANGE} and colour != warning:
        raise Invalid(_("本地警告用%(colour)s督办单") % {"colour": SlipColour(warning).label}, field="colour")
    if ground not in GROUNDS_OF[SlipColour(colour)]:
        allowed = "、".join(str(one.label) for one in GROUNDS_OF[SlipColour(colour)])
        told = {"colour": SlipColour(colour).label, "grounds": allowed}
        raise Invalid(_("%(colour)s督办单的下达事由应为：%(grounds)s") % told, field="ground")
    if ground in {SlipGround.URGENT, SlipGround.SPECIAL} and not reason.strip():
        raise Invalid(_("越级下达督办单须写明理由"), field="reason")


def require_ladder(ground: str, colour: str, previous: str | None, ran_out: bool, warning: str) -> None:
    """The next colour only once the former ran out unanswered; another ground may follow a slip that has not, and only
    with a graver one. `previous` is the former's colour, None without one. Raises Conflict."""
    if ground == SlipGround.UNANSWERED:
        _require_next(colour, previous, ran_out, warning)
    elif previous is not None and LEVELS[SlipColour(colour)] <= LEVELS[SlipColour(previous)]:
        raise Conflict(_("该事项已有未销号的督办单，一事一单；只能升级为更高颜色"))


def _require_next(colour: str, previous: str | None, ran_out: bool, warning: str) -> None:
    if previous is None:
        raise Conflict(_("该事项没有期满未反馈的督办单，不能按“上一督办单期满未按要求反馈”下达"))
    following = next_colour(previous, warning)
    if following is None:
        raise Conflict(_("红色督办单已是最高颜色，请通报或约谈"))
    if colour != following:
        raise Conflict(_("应升级为%(colour)s督办单") % {"colour": following.label})
    if not ran_out:
        raise Conflict(_("上一督办单尚未期满，或已反馈，不能升级"))


def require_extension(
    *, today: datetime.date, due_on: datetime.date, wanted: datetime.date, latest: datetime.date, asked: int, most: int
) -> None:
    """An extension is asked for before the day has passed, for a later day within what the place allows, and not more
    often than it allows (f.3, S26). Raises Conflict or Invalid."""
    if today > due_on:
        raise Conflict(_("办结期限已过，不能再申请延期"))
    if asked >= most:
        raise Conflict(_("该督办单已延期%(count)d次，不能再申请") % {"count": asked})
    require_later(wanted, due_on, latest, "wanted")


def require_later(day: datetime.date, due_on: datetime.date, latest: datetime.date, field: str) -> None:
    """Raises Invalid unless the day lies after the one in force and not after the latest that may be given."""
    if day <= due_on:
        raise Invalid(_("延期日期须晚于现办结期限%(day)s") % {"day": f"{due_on:%Y-%m-%d}"}, field=field)
    if day > latest:
        raise Invalid(_("延期日期不得晚于%(day)s") % {"day": f"{latest:%Y-%m-%d}"}, field=field)
