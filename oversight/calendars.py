"""Keeping the working calendar: a holiday notice is shown with every deadline that it moves before it is loaded.

The calendar is one for the province; its system administrators keep it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import calendar_notices, ledger
from core.errors import Conflict, Invalid
from core.models import CalendarDay, CalendarEdition, Organisation, User
from core.working_days import ONE_DAY
from oversight.areas import root
from roles.duties import Duty
from roles.policies import governs, require_governing
from workflows.engine import services as engine
from workflows.engine.services import Move


@dataclass(frozen=True)
class Proposal:
    """What a notice says and which open deadlines it would move; `mark` tells two lists of moves apart."""

    days: tuple[CalendarDay, ...]
    moves: tuple[Move, ...]
    mark: str


def may_keep(actor: User) -> bool:
    """Whether he keeps the calendar: a system administrator of the province."""
    province = root()
    return province is not None and governs(actor, Duty.ADMINISTER_SYSTEM, province)


def propose(*, actor: User | None, text: str) -> Proposal:
    """What would come of a notice; nothing is kept. Raises Invalid for a text that is no notice, Refused for others.

    Without an actor it is asked by whoever runs the machine.
    """
    _require_keeper(actor)
    days = calendar_notices.parse_notice(text)
    if not days:
        raise Invalid(_("假日安排文件没有写明任何日期"))
    moves = engine.moved_by(calendar_notices.proposed(days))
    return Proposal(tuple(sorted(days, key=lambda one: one.day)), tuple(moves), _mark(moves))


@transaction.atomic
def load(*, actor: User | None, text: str, source: str, moves: bool, mark: str) -> CalendarEdition:
    """Load a notice after its proposal was seen (`mark`), and move the deadlines or leave them as they stand.

    Raises Conflict when other deadlines would move by now than were shown, and as `propose`. Left deadlines keep the
    edition by which they were counted. The ledger of each county tells both days of every deadline that moved.
    """
    if not source.strip():
        raise Invalid(_("请写明放假通知的文号"))
    found = propose(actor=actor, text=text)
    if found.mark != mark:
        raise Conflict(_("受影响的期限与核对时不同，日历未载入；请重新核对"))
    with ledger.written_last():
        edition = calendar_notices.load_notice(actor=actor, text=text, source=source.strip()[:100], recomputes=moves)
        count = len(found.moves)
        edition.moved, edition.left = (count, 0) if moves else (0, count)
        edition.save(update_fields=["moved", "left"])
        if count and (province := root()):
            ledger.record(
                actor=actor, action="calendar.deadlines", chain=province, source=edition.source, moved=edition.moved,
                left=edition.left,
            )  # fmt: skip
    return edition


def spans(days: Iterable[CalendarDay]) -> list[tuple[CalendarDay, CalendarDay]]:
    """First and last day of each unbroken run of days alike."""
    found: list[tuple[CalendarDay, CalendarDay]] = []
    for one in days:
        last = found[-1][1] if found else None
        alike = last and (last.name, last.is_working, last.day + ONE_DAY) == (one.name, one.is_working, one.day)
        if alike:
            found[-1] = (found[-1][0], one)
        else:
            found.append((one, one))
    return found


def _require_keeper(actor: User | None) -> None:
    province: Organisation | None = root()
    if actor is not None and province is not None:
        require_governing(actor, Duty.ADMINISTER_SYSTEM, province)


def _mark(moves: Iterable[Move]) -> str:
    told = "|".join(f"{one.item.pk}:{one.before.isoformat()}:{one.after.isoformat()}" for one in moves)
    return hashlib.sha256(told.encode()).hexdigest()
