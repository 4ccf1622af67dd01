"""Which acts on a slip are somebody's to take now: what its page offers, and nothing that the service would refuse."""

from __future__ import annotations

from django.conf import settings

from core.models import User
from oversight.enums import SlipAct, SlipColour, SlipState
from oversight.models import Slip
from oversight.rules import next_colour
from oversight.slips import extending, standing


def open_to(actor: User, slip: Slip) -> frozenset[SlipAct]:
    """His acts where the slip stands; the database is asked for as much as its state needs."""
    found = set[SlipAct]()
    if slip.state == SlipState.ARCHIVED or slip.state == SlipState.ESCALATED:
        return frozenset()
    if standing.may_supervise(actor, slip):
        found |= _supervisors(actor, slip)
    if slip.is_unanswered:
        found |= _handlers(actor, slip)
    return frozenset(found)


def _supervisors(actor: User, slip: Slip) -> set[SlipAct]:
    if slip.state == SlipState.CLOSED:
        return {SlipAct.ARCHIVE}
    if slip.state == SlipState.ANSWERED:
        is_undone = slip.reports.to_verify().filter(is_done=False).exists()
        return {SlipAct.RETURN} if is_undone else {SlipAct.CLOSE, SlipAct.RETURN}
    found = set[SlipAct]()
    if not slip.work_item.is_open:
        found.add(SlipAct.CONCLUDE)
    if slip.extensions.to_answer().exists():
        found |= {SlipAct.GRANT, SlipAct.REFUSE}
    elif _may_escalate(actor, slip):
        found.add(SlipAct.ESCALATE)
    return found


def _may_escalate(actor: User, slip: Slip) -> bool:
    """Whether a graver one may follow by his hand: while the matter goes on, not after red, and red by the head of the
    office alone."""
    item, following = slip.work_item, next_colour(slip.colour, settings.SLIP_WARNING_COLOUR)
    if not item.is_open or item.suspended_at is not None or following is None:
        return False
    return following != SlipColour.RED or not standing.red_by_another(actor, slip.organisation)


def _handlers(actor: User, slip: Slip) -> set[SlipAct]:
    found = set[SlipAct]()
    if slip.state == SlipState.ISSUED and standing.may_sign(actor, slip):
        found.add(SlipAct.SIGN)
    if standing.may_handle(actor, slip):
        if slip.state == SlipState.SIGNED:
            found.add(SlipAct.ANSWER)
        if extending.is_open_to(slip):
            found.add(SlipAct.ASK_EXTENSION)
    if standing.leads(actor, slip):
        if slip.state == SlipState.DRAFTED:
            found |= {SlipAct.SIGN_REPORT, SlipAct.GIVE_BACK}
        if slip.extensions.to_sign().exists():
            found |= {SlipAct.SIGN_EXTENSION, SlipAct.DROP_EXTENSION}
    return found
