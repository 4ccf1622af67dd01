"""暂停 and 恢复: a dossier stands still, with every deadline of it, until it goes on with the working time that was left."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from core import clock, deadlines, ledger, locks, printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Dossier, User
from roles import policies
from roles.duties import OF_THE_PROVINCE
from workflows.engine import registry, turn, whole
from workflows.engine.enums import Act, Stop
from workflows.engine.models import Proceeding, Suspension, WorkItem
from workflows.engine.services import seating

LONGEST = 200
"""Characters of a reason."""
Resumed = Callable[[User, Suspension, Collection[int]], None]
"""What a room above does once a dossier goes on: who resumed it, how long it stood, and its open work items."""

_resumed: dict[str, Resumed] = {}


def when_resumed(key: str, act: Resumed) -> None:
    """Make it known, at start-up: it is done within the same transaction; the same key again replaces it."""
    _resumed[key] = act


def suspend(*, actor: User, dossier: Dossier, reason: str, expected_on: datetime.date) -> Suspension:
    """Let everything that is under way for the dossier stand still until `resume`.

    Raises Refused for others than `may_suspend`, Invalid without a reason or with a day that is not ahead, Conflict for
    a dossier that stands still already or has nothing under way, Stale while somebody else is at it for too long. The
    day itself no longer counts for any deadline.
    """
    _require(actor, dossier)
    said = _said(reason)
    if expected_on <= clock.today():
        raise Invalid(_("预计恢复日期须晚于今天"), field="expected_on")
    moment = clock.now()
    with transaction.atomic(), ledger.written_last():
        one_at_a_time(dossier)
        _require_under_way(dossier)  # it may have been ended while it was waited for
        made = _made(
            dossier=dossier, reason=said, expected_on=expected_on, suspended_by=actor, suspended_at=moment
        )  # fmt: skip
        stopped: set[int] = set()
        while going := [number for number in _under_way(dossier) if number not in stopped]:
            for number in going:  # while one of them was waited for, its act may have begun another
                _stop(actor, number, made)
            stopped.update(going)
        return made


def resume(*, actor: User, dossier: Dossier) -> Suspension:
    """Let it go on: the days it stood still do not count, and of what was not late at least one working day is left.

    Raises Refused for others than `may_suspend`, Conflict for a dossier that does not stand still.
    """
    _require(actor, dossier)
    moment = clock.now()
    with transaction.atomic(), ledger.written_last():
        standing = Suspension.objects.select_for_update().standing().filter(dossier=dossier).first()
        if standing is None:
            raise Conflict(_("该案卷没有暂停办理"))
        standing.resumed_by, standing.resumed_at = actor, moment
        standing.save(update_fields=["resumed_by", "resumed_at"])
        items = [item for number in _under_way(dossier) for item in _go_on(actor, number, standing, moment)]
        for act in _resumed.values():
            act(actor, standing, items)
        return standing


def may_suspend(actor: User, dossier: Dossier) -> bool:
    """Whether the actor answers for what is under way: the heads of the county's leading group and government; of a
    filing whoever signs for the department that it lies with. Three statements at most."""
    open_ones = Proceeding.objects.filter(dossier=dossier, closed_at__isnull=True).order_by("pk")
    flows = set(open_ones.values_list("flow_key", flat=True))
    duties = {duty for key in flows for duty in registry.flow(key).suspended_by}
    if duties & OF_THE_PROVINCE:
        places = (
            WorkItem.objects.filter(dossier=dossier).order_by("organisation").values_list("organisation", flat=True)
        )
        held = policies.duties_held(actor)
        return any((duty, place) in held for duty in duties & OF_THE_PROVINCE for place in set(places))
    return bool(duties & policies.governing_duties(actor, dossier.county))


def one_at_a_time(dossier: Dossier) -> None:
    """Wait for whoever is just suspending the dossier or beginning a flow for it, and keep others waiting until the
    transaction ends. Raises Stale when it takes too long."""
    try:
        locks.take_turns(locks.BEGINNINGS, dossier.pk)
    except OperationalError as error:
        if locks.is_busy(error):
            raise Stale(_("他人正在办理该事项，请稍后再试")) from error
        raise


def standing(dossier: Dossier) -> Suspension | None:
    """The suspension under which the dossier stands still now; one statement."""
    return Suspension.objects.standing().filter(dossier=dossier).select_related("suspended_by").first()


def _require(actor: User, dossier: Dossier) -> None:
    _require_under_way(dossier)
    if not may_suspend(actor, dossier):
        raise Refused(_("只有领导小组组长、县长（省级备案为签发人）可以暂停或恢复办理"))


def _require_under_way(dossier: Dossier) -> None:
    if not _under_way(dossier):
        raise Conflict(_("该案卷没有正在办理的流程，不能暂停或恢复"))


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Invalid(_("请写明暂停理由"), field="reason")
    if len(said) > LONGEST:
        raise Invalid(
            _("暂停理由最多%(longest)d字，现有%(length)d字") % {"longest": LONGEST, "length": len(said)}, field="reason"
        )
    printable.require(_("暂停理由"), said)
    return said


def _made(**facts: Any) -> Suspension:
    try:
        with transaction.atomic():
            return Suspension.objects.create(**facts)
    except IntegrityError as error:
        raise Conflict(_("该案卷已暂停办理")) from error


def _under_way(dossier: Dossier) -> list[int]:
    """The open proceedings of the dossier, in the order in which they are locked."""
    open_ones = Proceeding.objects.filter(dossier=dossier, closed_at__isnull=True)
    return list(open_ones.order_by("pk").values_list("pk", flat=True))


def _stop(actor: User, proceeding: int, made: Suspension) -> None:
    with turn.take(proceeding=proceeding) as t:
        t.occasion = turn.Occasion(actor=actor)
        t.process.suspended_at = made.suspended_at
        t.process.save()
        items = _open_items(t)
        for item in items:
            item.suspended_at = made.suspended_at
            t.put_item(item)
        told = _place(items)
        t.record(Act.SUSPEND, reason=made.reason, expected_on=made.expected_on, **told)


def _go_on(actor: User, proceeding: int, stood: Suspension, moment: datetime.datetime) -> list[int]:
    """The numbers of the work items that go on."""
    with turn.take(proceeding=proceeding) as t:
        t.occasion = turn.Occasion(actor=actor)
        items = _counted_on(t, stood, moment)
        told = _place(items)
        t.record(Act.RESUME, reason=stood.reason, suspended_at=stood.suspended_at, **told)
        return [item.pk for item in items]


def _counted_on(t: turn.Turn, stood: Suspension, moment: datetime.datetime) -> list[WorkItem]:
    """Every limit of the proceeding goes on from that moment."""
    pause = [stood.suspended_at.isoformat(), moment.isoformat(), Stop.SUSPENDED.value]
    t.process.pauses, t.process.suspended_at = [*t.process.pauses, pause], None
    whole.count(t.process)
    t.process.save()
    items = _open_items(t)
    for item in items:
        _resume(item, pause, stood.suspended_at)
        t.put_item(item)
    return items


def end_standing(t: turn.Turn, actor: User, standing: Suspension) -> None:
    """Within the turn that ends the proceeding: it stands still no longer, so that what is closed counts its time
    without the days it stood, and what hangs on it goes on as after a resumption. Lock the suspension before the
    proceeding, as `resume` does."""
    moment = clock.now()
    standing.resumed_by, standing.resumed_at = actor, moment
    standing.save(update_fields=["resumed_by", "resumed_at"])
    items = [item.pk for item in _counted_on(t, standing, moment)]
    t.flush()  # they read what was counted
    for act in _resumed.values():
        act(actor, standing, items)


def _resume(item: WorkItem, pause: list[str], since: datetime.datetime) -> None:
    """What was late when it was suspended stays late."""
    item.suspended_at = None
    if deadlines.day_of(item.due_at) < deadlines.day_of(since):
        return
    item.pauses = [*item.pauses, pause]
    if step := registry.step(item.flow_key, item.step):
        item.due_at = step.due_at(item)


def _open_items(t: turn.Turn) -> list[WorkItem]:
    return [task.work_item for task in t.live() if getattr(task, "work_item", None)]


def _place(items: list[WorkItem]) -> dict[str, Any]:
    """Where the story tells it: at the first of the open items."""
    return seating.place(items[0]) if items else {}
