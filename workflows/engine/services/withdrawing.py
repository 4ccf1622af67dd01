"""Taking one's own decision back, while nobody has opened what it led to."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from core import clock, printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import User
from core.templatetags.words import cn_moment
from workflows.engine import due, turn
from workflows.engine.enums import Act, Decision, Stop, Why
from workflows.engine.models import Opinion, TurnTask, WorkItem
from workflows.engine.models.work_items import WorkItemQuerySet
from workflows.engine.nodes import Gather
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
        led_to = [found for found in t.live() if _cause(found) == work_item]
        _require_reversible(t, opinion, task, led_to)
        t.occasion = turn.Occasion(actor=actor, why=Why.WITHDRAWN, cause=item.cause)
        reopened = _take_back(t, opinion, task, led_to, because)
        t.record(Act.WITHDRAW, decision=opinion.decision, reason=because, **seating.place(item))
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
    if opinion.decision == Decision.RETURN:
        return str(RETURNED)
    if opinion.task.flow_task.flow_class is not opinion.proceeding.flow_class:
        return str(EDITION)
    if opinion.task.data.get(FINAL):
        return str(EFFECTIVE)
    if opinion.proceeding.closed_at:
        return str(ENDED)
    followers = (
        WorkItem.objects.filter(cause_id=work_item).select_related("first_opened_by", "claimed_by").order_by("pk")
    )
    led_to = list(followers)
    return next(filter(None, map(_touched, led_to)), "") if led_to else _after_countersign(opinion)


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


def _after_countersign(opinion: Opinion) -> str:
    """Of a seat that led to nothing yet: whether its countersign still asks the others."""
    open_beside = _open_beside(opinion.proceeding_id, opinion.task).filter(round=opinion.round)
    called_by = list(open_beside.values_list("cause__seat", "cause__closed_at"))
    if _asked_next(called_by, opinion.task, opinion.written_at):
        return str(NEXT_ASKED)
    if called_by:
        return ""
    return str(NEW_ROUND if opinion.proceeding.round != opinion.round else GATHERED)


def _open_beside(proceeding: int, task: Any) -> WorkItemQuerySet:
    """The seats still open in the countersign of this one."""
    return WorkItem.objects.open().filter(proceeding=proceeding, seat__startswith=split_prefix(task.token))


def _asked_next(called_by: Iterable[CalledBy], task: Any, since: datetime.datetime) -> bool:
    """Of seats asked one after the other: whether one is open because another, after this one, had answered too."""
    prefix = split_prefix(task.token)
    return any(seat and seat.startswith(prefix) and closed_at and closed_at >= since for seat, closed_at in called_by)


def _require_reversible(t: Turn, opinion: Opinion, task: Any, led_to: list[Any]) -> None:
    if t.process.closed_at or not t.live():
        raise Conflict(str(ENDED))
    if opinion.decision == Decision.RETURN:
        raise Conflict(str(RETURNED))
    if task.flow_task.flow_class is not t.process.flow_class:
        raise Conflict(str(EDITION))
    if task.data.get(FINAL):
        raise Conflict(str(EFFECTIVE))
    followers = WorkItem.objects.filter(cause_id=task.pk).select_related("first_opened_by", "claimed_by").order_by("pk")
    if seen := next(filter(None, map(_touched, followers)), ""):
        raise Stale(seen)
    _require_same_round(t, task, led_to)


def _require_same_round(t: Turn, task: Any, led_to: list[Any]) -> None:
    """And the countersign of a seat still open, whether it led to something or not."""
    if t.process.round != task.work_item.round and not _began_round(t, task, led_to):
        raise Conflict(str(NEW_ROUND))
    if not led_to:
        _require_still_asked(t, task)
    closed_with_it = WorkItem.objects.filter(
        proceeding_id=t.process.pk, closed_at__gte=task.work_item.decided_at, decided_at__isnull=True
    )
    if led_to and closed_with_it.exists():
        raise Conflict(_("其他会签席位已因结果确定而终止，不能撤回"))


def _require_still_asked(t: Turn, task: Any) -> None:
    """A gather waits for the seats of this one's countersign, which another seat may have closed or moved on."""
    if not _gather_of(t, task):
        raise Conflict(str(GATHERED))
    open_beside = _open_beside(t.process.pk, task).values_list("cause__seat", "cause__closed_at")
    if _asked_next(open_beside, task, task.work_item.decided_at):
        raise Conflict(str(NEXT_ASKED))


def _began_round(t: Turn, task: Any, led_to: list[Any]) -> bool:
    """Whether the decision itself began the present round, in which nothing else has opened."""
    opened = {found.work_item.round for found in led_to}
    return t.process.round == task.work_item.round + 1 and opened == {t.process.round} and len(led_to) == len(t.live())


def _take_back(t: Turn, opinion: Opinion, task: Any, led_to: list[Any], because: str) -> WorkItem:
    step = task.flow_task
    activation = step.activation_class(task)
    if step.withdrawn:
        step.withdrawn(activation)
    opinion.withdrawn_at, opinion.withdrawn_because = clock.now(), because
    opinion.save(update_fields=["withdrawn_at", "withdrawn_because"])
    for found in led_to:
        found.flow_task.activation_class(found).cancel()
    if t.process.round != task.work_item.round:
        t.process.round = task.work_item.round
        t.process.save()
    _close_idle_gather(t, task)
    goes_on = due.stopped(task.work_item, Stop.WITHDRAWN, since=task.work_item.decided_at)
    reopened = step._create(activation, task.token, data={**task.data, **goes_on})
    return reopened.task.work_item  # type: ignore[no-any-return]


def _close_idle_gather(t: Turn, task: Any) -> None:
    """A gather that this answer alone had reached waits for nothing: as before the answer, it is not there."""
    if (gather := _gather_of(t, task)) and not _another_arrived(t, task):
        gather.flow_task.activation_class(gather).cancel()


def _gather_of(t: Turn, task: Any) -> TurnTask | None:
    """Where the seats of this one's countersign are waited for, once one of them has answered."""
    base = task.token.get_base_split_token()
    return next((one for one in t.live() if isinstance(one.flow_task, Gather) and one.token == base), None)


def _another_arrived(t: Turn, task: Any) -> bool:
    """Whether another seat of the countersign has come to its gather: the last task of that seat is done."""
    prefix = split_prefix(task.token)
    tasks = TurnTask.objects.filter(process_id=t.process.pk, token__startswith=prefix).order_by("pk")
    last = {_number(token, prefix): status for token, status in tasks.values_list("token", "status")}
    return any(status == STATUS.DONE for number, status in last.items() if number != _number(task.token, prefix))


def _number(token: Token, prefix: str) -> str:
    return str(token.token).removeprefix(prefix).split("/")[0]


def _cause(task: Any) -> int | None:
    item = getattr(task, "work_item", None)
    return item.cause_id if item else None
