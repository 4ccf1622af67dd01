"""Moving running proceedings from one edition of a flow to another: tried first, one by one, undone if need be.

What was done stays as it was done, on its edition; what is open goes on by the other. Deadlines stay as they were
counted. The ledger tells the moment, from which the replay goes by the other edition.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.models import Task

from core.errors import Conflict, DomainError
from workflows.engine import added, editions, registry, turn
from workflows.engine.enums import Act
from workflows.engine.models import EditionMove, EditionRun, Proceeding, TurnTask, WorkItem
from workflows.engine.nodes import Gather
from workflows.engine.nodes.step import RESUME
from workflows.engine.services import seating


@dataclass(frozen=True)
class Line:
    """One node of the old edition at which something lies, its name in the new one, how often, and what is against it."""

    old: str
    new: str
    count: int
    against: str


@dataclass
class Rehearsal:
    """What a run would do: how many proceedings, node by node, and which of them cannot go."""

    proceedings: int
    lines: list[Line]
    blocked: dict[int, list[str]] = field(default_factory=dict)

    @property
    def is_clear(self) -> bool:
        return not self.blocked


def rehearse(from_key: str, to_key: str) -> Rehearsal:
    """What moving every running proceeding of the one edition to the other would do; nothing is changed. Raises Conflict
    for two flows that are no editions of one regulation."""
    _require_editions(from_key, to_key)
    running = _running(from_key)
    lying: Counter[str] = Counter()
    blocked: dict[int, list[str]] = {}
    twice = set(Proceeding.objects.filter(flow_key=to_key, closed_at__isnull=True).values_list("dossier", flat=True))
    dossiers = dict(running.values_list("pk", "dossier"))
    for task in Task.objects.filter(process__in=dossiers).exclude(status__in=turn.ENDED).order_by("pk"):
        for name in _names(task):
            lying[name] += 1
            if why := editions.against(name, from_key, to_key):
                blocked.setdefault(task.process_id, []).append(f"{name}：{why}")
    for pk, dossier in dossiers.items():
        if dossier in twice:
            blocked.setdefault(pk, []).append(str(_twice()))
    lines = [
        Line(name, editions.name_in(name, from_key, to_key) or "", count, editions.against(name, from_key, to_key))
        for name, count in sorted(lying.items())
    ]
    return Rehearsal(len(dossiers), lines, blocked)


def apply(from_key: str, to_key: str, *, skips_blocked: bool = False) -> EditionRun:
    """Move every running proceeding, each in a transaction of its own under its lock, with a line of what became of it.

    Raises Conflict, and moves nothing, where the rehearsal shows one that cannot go and `skips_blocked` is not said.
    """
    tried = rehearse(from_key, to_key)
    if tried.blocked and not skips_blocked:
        raise Conflict(_("有%(count)d件不能换版，未作任何改动；请先试算查看原因") % {"count": len(tried.blocked)})
    run = EditionRun.objects.create(from_key=from_key, to_key=to_key)
    _move_all(run, list(_running(from_key).values_list("pk", flat=True)))
    return run


def undo(run: EditionRun) -> EditionRun:
    """Move back what a run moved and is still where the older edition has a node; a run of its own, with a line each.
    Raises Conflict for a run that took another back, or was taken back itself."""
    if run.undoes_id is not None or run.undone_by.exists():
        raise Conflict(_("该次换版是撤销，或已经撤销过"))
    back = EditionRun.objects.create(from_key=run.to_key, to_key=run.from_key, undoes=run)
    moved = run.moves.filter(is_moved=True, proceeding__closed_at__isnull=True).order_by("pk")
    _move_all(back, list(moved.values_list("proceeding", flat=True)))
    return back


def _move_all(run: EditionRun, proceedings: Sequence[int]) -> None:
    for pk in proceedings:
        try:
            _move(pk, run)
        except DomainError as refusal:
            EditionMove.objects.create(run=run, proceeding_id=pk, is_moved=False, reason=refusal.message[:300])


def _move(proceeding: int, run: EditionRun) -> None:
    with turn.take(proceeding=proceeding) as t:
        process, target = t.process, registry.registration(run.to_key)
        live = t.live()
        _require_movable(t, live, run)
        items = [task.work_item for task in live if getattr(task, "work_item", None)]
        item = items[0]  # what is under way lies before somebody
        told = {"old": registry.registration(run.from_key).title, "new": target.title}
        t.record(
            Act.MIGRATE, to_edition=run.to_key, lying=[[item.step, item.seat] for item in items], run=run.pk,
            reason=_("流程由“%(old)s”换为“%(new)s”") % told, **seating.place(item),
        )  # fmt: skip
        for task in live:
            node = target.flow.instance.node(editions.name_in(task.flow_task.name, run.from_key, run.to_key))
            TurnTask.objects.filter(pk=task.pk).update(flow_task=node, data=_resuming(task.data, run))
        for going in _going_on(process, live):
            step = editions.name_in(going.step, run.from_key, run.to_key)
            WorkItem.objects.filter(pk=going.pk).update(flow_key=run.to_key, step=step)
        Proceeding.objects.filter(pk=process.pk).update(flow_class=target.flow, flow_key=run.to_key)
        # Together with the move: what is moved without its line could not be undone.
        EditionMove.objects.create(run=run, proceeding_id=process.pk, is_moved=True)


def _require_movable(t: turn.Turn, live: Sequence[Any], run: EditionRun) -> None:
    if t.process.flow_key != run.from_key:
        raise Conflict(_("该案卷现按“%(flow)s”办理") % {"flow": t.process.flow_key})
    if not live:
        raise Conflict(_("流程已办结"))
    if Proceeding.objects.filter(dossier=t.process.dossier_id, flow_key=run.to_key, closed_at__isnull=True).exists():
        raise Conflict(_twice())
    against = [
        f"{name}：{why}" for task in live for name in _names(task)
        if (why := editions.against(name, run.from_key, run.to_key))
    ]  # fmt: skip
    if against:
        raise Conflict("；".join(dict.fromkeys(against)))


def _going_on(process: Proceeding, live: Sequence[Any]) -> Iterator[WorkItem]:
    """The open items, and the answered seats of the countersigns that are under way: their seats count together."""
    prefixes = [task.data["seats"] for task in live if isinstance(task.flow_task, Gather)]
    for item in WorkItem.objects.filter(proceeding=process.pk, flow_key=process.flow_key).order_by("pk"):
        if item.is_open or any(item.seat.startswith(prefix) for prefix in prefixes):
            yield item


def _names(task: Any) -> list[str]:
    """The node of a task, those that it would go straight back to, and of added steps where they lie and where they go on."""
    data = task.data or {}
    onward = [task.flow_task.flow_class.unplanned_node().name] if data.get(added.ADDED) else []
    if added.ROW in data:
        onward.append(added.step_of(added.row(data[added.ROW]).after, task.process).name)
    return [task.flow_task.name, *(seat["step"] for seat in data.get(RESUME, ())), *onward]


def _resuming(data: Any, run: EditionRun) -> Any:
    if not data or RESUME not in data:
        return data
    seats = [{**seat, "step": editions.name_in(seat["step"], run.from_key, run.to_key)} for seat in data[RESUME]]
    return {**data, RESUME: seats}


def _running(key: str) -> Any:
    return Proceeding.objects.filter(flow_key=key, closed_at__isnull=True).order_by("pk")


def _require_editions(from_key: str, to_key: str) -> None:
    try:
        old, new = registry.registration(from_key), registry.registration(to_key)
    except KeyError as unknown:
        raise Conflict(_("没有流程“%(key)s”") % {"key": unknown.args[0]}) from unknown
    if old.key == new.key or old.edition_of != new.edition_of or old.kind != new.kind:
        raise Conflict(_("“%(old)s”和“%(new)s”不是同一流程的两个版本") % {"old": from_key, "new": to_key})


def _twice() -> str:
    return _("该案卷已有按新版办理的流程")
