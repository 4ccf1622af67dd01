"""Taking one's own decision back, while nobody has opened what it led to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.token import Token

from core import clock, printable
from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.models import User
from core.templatetags.words import cn_moment
from workflows.engine import due, turn
from workflows.engine.enums import Act, Decision, Stop, Why
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet
from workflows.engine.nodes.countersign import split_prefix
from workflows.engine.services import seating
from workflows.engine.services.deciding import FINAL
from workflows.engine.turn import Turn

GATHERED = gettext_lazy("会签意见已汇总，不能撤回")
NEXT_ASKED = gettext_lazy("已依次征求下一单位意见，不能撤回")
NEW_ROUND = gettext_lazy("该事项已进入新一轮办理，不能撤回")
ENDED = gettext_lazy("流程已办结，不能撤回")
RETURNED = gettext_lazy("退回意见已送达，不能撤回")
EDITION = gettext_lazy("该办理意见在流程换版前作出，不能撤回")
EFFECTIVE = gettext_lazy("办理时已生成公文、登记或公示，该办理意见已产生办理结果，不能撤回")
CUT_OFF = gettext_lazy("其他会签席位已因结果确定而终止，不能撤回")
LONGEST = 200
"""Characters of a reason."""
CalledBy = tuple[str | None, datetime.datetime | None]
"""Of an open seat: the seat of the work item that led to it, and when that was closed."""


def withdraw(*, actor: User, work_item: int, reason: str) -> WorkItem:
    """Take back one's own decision on that item for a stated reason (domain a.3): what it opened is closed and the
    seat is open again.

    The opinion stays readable, marked as taken back, and no longer counts. Raises Invalid without a reason that can be
    printed, Refused for another's decision, Stale when the next step has been opened (by whom and when), Conflict when
    the decision had effects that cannot be undone (a number taken, another proceeding begun) or closed other seats.
    """
    because = _stated(reason)
    with turn.take(task=work_item) as t:
        seating.not_suspended(t)
        opinion = Opinion.objects.standing().filter(task_id=work_item).first()
        if opinion is None or opinion.actor_id != actor.pk:
            raise Refused(_("只能撤回本人的办理意见"))
        task = t.tasks[work_item]
        item = task.work_item
        seating.entitled(actor, item)
        if refusal := _refusal(opinion, task, t.process):
            raise refusal
        t.occasion = turn.Occasion(actor=actor, why=Why.WITHDRAWN, cause=item.cause)
        closed = [found for found in t.live() if _cause(found) == work_item and not _was_added_beside(found, task)]
        reopened = _take_back(t, opinion, task, closed, because)
        told = {"decision": opinion.decision, "reason": because, "closed": [found.pk for found in closed]}
        t.record(Act.WITHDRAW, **told, **seating.place(item))
        return reopened


def _stated(reason: str) -> str:
    because = reason.strip()
    if not because:
        raise Invalid(_("请写明撤回理由"), field="reason")
    if len(because) > LONGEST:
        raise Invalid(_("撤回理由最多%(longest)d字，现有%(length)d字") % {"longest": LONGEST, "length": len(because)})
    printable.require(_("撤回理由"), because)
    return because


def may_withdraw(*, actor: User, work_item: int) -> bool:
    """Whether a page should offer it; three statements at most. `withdraw` asks again under the lock."""
    return against_withdrawing(actor=actor, work_item=work_item) == ""


def against_withdrawing(*, actor: User, work_item: int) -> str | None:
    """Why a person cannot take back what he decided on that item, in words; nothing in the way is an empty text,
    and None says that there is no decision of his. Three statements at most."""
    mine = Opinion.objects.standing().filter(task_id=work_item, actor=actor)
    opinion = mine.select_related("task", "proceeding").first()
    if opinion is None:
        return None
    if standing_still := seating.why_still(opinion.proceeding):
        return standing_still
    refusal = _refusal(opinion, opinion.task, opinion.proceeding)
    return refusal.message if refusal else ""


def _refusal(opinion: Opinion, task: Any, process: Proceeding) -> DomainError | None:
    """What stands against taking a decision back: a page says it, the service raises it. Two statements at most."""
    if told := _for_good(opinion, task, process):
        return Conflict(told)
    found = WorkItem.objects.filter(cause_id=task.pk).select_related("first_opened_by", "claimed_by").order_by("pk")
    followers = list(found)
    if seen := next(filter(None, map(_touched, followers)), ""):
        return Stale(seen)
    if told := _new_round(opinion, process, followers) or _of_the_seats(opinion, task, followers):
        return Conflict(told)
    return None


def _for_good(opinion: Opinion, task: Any, process: Proceeding) -> str:
    """Why it can never be taken back, whoever has seen it."""
    if process.closed_at:
        return str(ENDED)
    if opinion.decision == Decision.RETURN:
        return str(RETURNED)
    if task.flow_task.flow_class is not process.flow_class:
        return str(EDITION)
    return str(EFFECTIVE) if task.data.get(FINAL) else ""


def _touched(follower: WorkItem) -> str:
    """Who has seen what the decision led to, and when; empty where nobody has."""
    if follower.closed_at:
        return _("下一环节已办理该事项（%(at)s），不能撤回") % {"at": cn_moment(follower.closed_at)}
    if not (at := follower.first_opened_at or follower.claimed_at):
        return ""
    if person := follower.first_opened_by or follower.claimed_by:
        told = {"name": person.name, "at": cn_moment(at)}
        return _("下一环节已打开该事项（%(name)s，%(at)s），不能撤回；如须更正，请联系对方退回") % told
    return _("下一环节已打开该事项（%(at)s），不能撤回；如须更正，请联系对方退回") % {"at": cn_moment(at)}


def _new_round(opinion: Opinion, process: Proceeding, followers: list[WorkItem]) -> str:
    """Another round than the one that the decision itself began: in that one lies only what it led to."""
    began = process.round == opinion.round + 1 and {found.round for found in followers} == {process.round}
    return "" if began or process.round == opinion.round else str(NEW_ROUND)


def _of_the_seats(opinion: Opinion, task: Any, followers: list[WorkItem]) -> str:
    """Of a seat that led to something, whether it cut others off; of one that did not, whether its countersign still asks.

    It does as long as a seat is open beside: one that it waits for, or one whose answer had closed it and was taken back.
    """
    if followers:
        return str(CUT_OFF) if _cut_off(opinion, followers[0].seat).exists() else ""
    items = WorkItem.objects.open().filter(proceeding=opinion.proceeding_id)
    open_beside = items.filter(seat__startswith=split_prefix(task.token))
    called_by = list(open_beside.values_list("cause__seat", "cause__closed_at"))
    if _asked_next(called_by, task, opinion.written_at):
        return str(NEXT_ASKED)
    return "" if called_by else str(GATHERED)


def _cut_off(opinion: Opinion, led_to: str) -> WorkItemQuerySet:
    """The seats closed unanswered since, within the place at which the flow went on."""
    is_around = f"{opinion.seat}/".startswith(f"{led_to}/")
    place = led_to if is_around else Token(led_to).get_base_split_token().token
    unanswered = WorkItem.objects.filter(proceeding=opinion.proceeding_id, decided_at__isnull=True)
    return unanswered.filter(seat__startswith=f"{place}/", closed_at__gte=opinion.written_at)


def _asked_next(called_by: Iterable[CalledBy], task: Any, since: datetime.datetime) -> bool:
    """Of seats asked one after the other: whether one is open because another, after this one, had answered too."""
    prefix = split_prefix(task.token)
    return any(seat and seat.startswith(prefix) and closed_at and closed_at >= since for seat, closed_at in called_by)


def _was_added_beside(found: Any, task: Any) -> bool:
    """Of seats asked one after the other: one that somebody put in beside the next, which his answer did not open."""
    return bool(found.work_item.why == Why.ADDED and split_prefix(found.token) == split_prefix(task.token))


def _take_back(t: Turn, opinion: Opinion, task: Any, closed: list[Any], because: str) -> WorkItem:
    step = task.flow_task
    activation = step.activation_class(task)
    if step.withdrawn:
        step.withdrawn(activation)
    opinion.withdrawn_at, opinion.withdrawn_because = clock.now(), because
    opinion.save(update_fields=["withdrawn_at", "withdrawn_because"])
    for found in closed:
        found.flow_task.activation_class(found).cancel()
    if t.process.round != task.work_item.round:
        t.process.round = task.work_item.round
        t.process.save()
    goes_on = due.stopped(task.work_item, Stop.WITHDRAWN, since=task.work_item.decided_at)
    reopened = step._create(activation, task.token, data={**task.data, **goes_on})
    return reopened.task.work_item  # type: ignore[no-any-return]


def _cause(task: Any) -> int | None:
    item = getattr(task, "work_item", None)
    return item.cause_id if item else None
