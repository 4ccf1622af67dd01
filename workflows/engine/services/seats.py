"""加签 and 减签: seats added to and taken from a countersign that is under way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.token import Token

from core.errors import Conflict, Refused
from core.models import Organisation, User
from roles import policies
from workflows.engine import turn
from workflows.engine.enums import Act, Why
from workflows.engine.models import Opinion, TurnTask, WorkItem
from workflows.engine.nodes import Gather
from workflows.engine.nodes.countersign import AHEAD, split_prefix
from workflows.engine.services import seating


def add_seat(*, actor: User, beside: int, organisation: Organisation | int) -> WorkItem:
    """One more seat in the countersign of an open work item, for an organisation that has none in it and is not still to be asked.

    May be done by whoever called the countersign (the sender of its seats) or has the seat's duty there.
    Raises Conflict when the step is no countersign, the organisation has a seat or will have one, or nobody there has the duty.
    """
    at = organisation.pk if isinstance(organisation, Organisation) else organisation
    with _seat_of(actor, beside) as (t, step):
        item, prefix = step.task.work_item, split_prefix(step.task.token)
        seats = TurnTask.objects.filter(process_id=t.process.pk, token__startswith=prefix)
        tokens = [token.token for token in seats.order_by("pk").values_list("token", flat=True)]
        taken = seats.filter(work_item__organisation=at).exclude(
            work_item__closed_at__isnull=False, work_item__decided_at__isnull=True
        )
        later = _asked_later(t, prefix)
        if at in later.values() or taken.exists():
            raise Conflict(_("%(name)s已在会签单位之列") % {"name": seating.organisation_name(at)})
        if not policies.who_may(item.duty, at):
            raise Conflict(_("%(name)s没有人员承担该职责") % {"name": seating.organisation_name(at)})
        t.occasion = turn.Occasion(actor=actor, why=Why.ADDED, cause=item.cause)
        token = Token(f"{prefix}{max([_next_index(tokens, prefix), *(number + 1 for number in later)])}")
        added = step.flow_task._create(step, token, data={"organisation": at})
        t.record(Act.ADD_SEAT, **seating.place(added.task.work_item))
        return added.task.work_item  # type: ignore[no-any-return]


def remove_seat(*, actor: User, work_item: int) -> None:
    """Take one open seat away; where others have answered that is an arrival, and the gather may have waited for it alone.

    May be done by whoever called the countersign or has the seat's duty. Raises Conflict for the last seat
    while nobody has answered: a countersign keeps one.
    """
    with _seat_of(actor, work_item) as (t, step):
        token, item = step.task.token, step.task.work_item
        t.occasion = turn.Occasion(actor=actor, cause=item)
        step.cancel()
        gather = _gather_after(step.flow_task)
        if gather is not None and _another_answered(t, token):
            step._activate_next({gather._create(step, token)})
        elif beside := t.live(split_prefix(token)):
            _hand_on(t, step.task, beside[0])
        else:
            raise Conflict(_("会签至少保留一个单位"))
        t.record(Act.REMOVE_SEAT, **seating.place(item))


def _another_answered(t: turn.Turn, token: Token) -> bool:
    """Whether the answer of another seat of the countersign stands, and nothing of that seat is open any more."""
    prefix = split_prefix(token)
    standing = Opinion.objects.answers(t.process.pk, prefix).in_order()
    answered = {_number(seat, prefix) for seat in standing.values_list("seat", flat=True)}
    still_open = {_number(task.token.token, prefix) for task in t.live(prefix)}
    return bool(answered - still_open - {_number(token.token, prefix)})


def _asked_later(t: turn.Turn, prefix: str) -> dict[int, int]:
    """Organisations by the number of the seat that each will have, where they are asked one after the other; a seat that
    is open knows them, or the gather."""
    gathers = (task for task in t.live() if isinstance(task.flow_task, Gather) and task.data["seats"] == prefix)
    return {number: at for task in (*t.live(prefix), *gathers) for number, at in task.data.get(AHEAD, ())}


def _hand_on(t: turn.Turn, gone: TurnTask, heir: TurnTask) -> None:
    """Who is asked later is known to a seat that stays."""
    if AHEAD in gone.data:
        heir.data = {**heir.data, AHEAD: gone.data[AHEAD]}
        t.put(heir)


@contextmanager
def _seat_of(actor: User, work_item: int) -> Iterator[tuple[turn.Turn, Any]]:
    with turn.take(task=work_item) as t:
        step = seating.opened(t, work_item)
        item = step.task.work_item
        if not step.flow_task.is_seat:
            raise Conflict(_("该环节不是会签"))
        _require_convener(actor, item)
        yield t, step


def _require_convener(actor: User, item: WorkItem) -> None:
    """The convener must still hold the duty on which he called the countersign."""
    called = item.cause
    if called is not None and policies.may(actor, called.duty, called.organisation_id):
        return
    if not policies.may(actor, item.duty, item.organisation_id):
        raise Refused(_("只有会签召集人或该席位的承办人可以增减会签单位"))


def _gather_after(step: Any) -> Gather | None:
    node = step._next
    while node is not None and not isinstance(node, Gather):
        node = getattr(node, "_next", None)
    return node


def _next_index(tokens: list[str], prefix: str) -> int:
    return max((_number(token, prefix) for token in tokens), default=0) + 1


def _number(token: str, prefix: str) -> int:
    """Which seat of the countersign something lies at, or within."""
    return int(token.removeprefix(prefix).split("/")[0])
