"""A turn: one proceeding locked, its live tasks in memory, everything written once at the end.

The workflow library reads and writes every task row by row. A turn sits under its two seams, `lock_impl` and
`task_class`: taking the flow lock opens the turn, `save()` and `previous.add()` only note what changed, and
leaving the lock writes it in at most four statements. Whatever queries the task table inside a turn still sees
the truth, because the manager flushes first. Turns nest: an act of one proceeding may begin another. Nothing
inside a turn may catch an exception: it is all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import OperationalError, models, transaction
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from core import ledger, locks
from core.errors import Busy, Conflict
from workflows.engine import statements
from workflows.engine.enums import Decision, Why

if TYPE_CHECKING:
    from core.models import User
    from workflows.engine.models import Opinion, Proceeding, TurnTask, WorkItem

ENDED = (STATUS.DONE, STATUS.CANCELED, STATUS.REVIVED)
TASK_CHANGES = ("status", "assigned", "started", "finished", "owner", "data")
ITEM_CHANGES = (
    "first_opened_at", "first_opened_by", "claimed_at", "claimed_by", "decided_at", "closed_at", "due_at", "not_before",
    "calendar_edition", "pauses", "suspended_at", "waits",
)  # fmt: skip
PROCESS_CHANGES = (
    "status", "finished", "round", "closed_at", "outcome", "due_at", "overall_due_at", "pauses", "suspended_at",
)  # fmt: skip

_last_acts: list[Callable[[Turn], None]] = []
_current: ContextVar[Turn | None] = ContextVar("engine_turn", default=None)


@dataclass(frozen=True, kw_only=True)
class Acted:
    """What was decided in this turn: what a step's hook gets. `actor` is None where a limit passed unanswered."""

    actor: User | None
    decision: Decision
    opinion: Opinion
    data: dict[str, Any]
    work_item: WorkItem

    @property
    def person(self) -> User:
        """The actor, at a step that never lapses."""
        if self.actor is None:
            raise RuntimeError("nobody acted: the limit passed")
        return self.actor


@dataclass(kw_only=True)
class Occasion:
    """Why the turn takes place; what it opens is marked with it."""

    actor: User | None = None
    why: Why | None = None
    cause: WorkItem | None = None
    acted: Acted | None = None
    changed_by_act: bool = False


@dataclass
class Pending:
    """What is to be written when the turn ends."""

    tasks: dict[int, TurnTask] = field(default_factory=dict)
    items: dict[int, WorkItem] = field(default_factory=dict)
    links: list[tuple[int, int]] = field(default_factory=list)


class Turn:
    """The working set of one locked proceeding."""

    def __init__(self, process: Proceeding, tasks: list[TurnTask], ids: list[int], outer: Turn | None) -> None:
        self.process = process
        self.process_changed = False
        self.occasion = Occasion()
        self.outer = outer
        self.tasks = {task.pk: task for task in tasks}
        self._process_was = {name: getattr(process, name) for name in PROCESS_CHANGES}
        self._ids = ids
        self._pending = Pending()
        for task in tasks:
            task.process = process

    def live(self, prefix: str = "") -> list[TurnTask]:
        """Tasks not yet ended, all or those of one split, in order of creation."""
        return [t for t in self.tasks.values() if t.status not in ENDED and t.token.token.startswith(prefix)]

    def put(self, task: TurnTask) -> None:
        """Note a new or changed task; a new one gets its number here."""
        if task.pk is None:
            task.pk, task.process_id = self._next_id(), self.process.pk
        self._pending.tasks[task.pk] = self.tasks[task.pk] = task

    def put_item(self, item: WorkItem) -> None:
        """Note a new or changed work item."""
        self._pending.items[item.pk] = item

    def link(self, task: TurnTask, previous: TurnTask) -> None:
        """Note which task came after which."""
        self._pending.links.append((task.pk, previous.pk))

    def record(self, action: str, **detail: Any) -> None:
        """Note a ledger entry of who acts; it is written after everything else of the outermost turn."""
        self._record(self.occasion.actor, action, detail)

    def record_of_itself(self, action: str, **detail: Any) -> None:
        """The same of what comes by itself with somebody's act: nobody's."""
        self._record(None, action, detail)

    def _record(self, actor: User | None, action: str, detail: dict[str, Any]) -> None:
        dossier = self.process.dossier
        told = {"flow": self.process.flow_key, "proceeding": self.process.pk, "round": self.process.round, **detail}
        ledger.record(actor=actor, action=action, chain=dossier.county_id, dossier=dossier.pk, **told)

    def flush(self) -> None:
        """Write what changed here and in the turns around: tasks, links, work items, process; a statement each."""
        if self.outer:
            self.outer.flush()
        pending, self._pending = self._pending, Pending()
        if pending.tasks:
            statements.upsert(list(pending.tasks.values()), "id", TASK_CHANGES)
        if pending.links:
            statements.link(pending.links)
        if pending.items:
            statements.upsert(list(pending.items.values()), "task", ITEM_CHANGES)
        if self.process_changed:
            self._write_process()

    def _write_process(self) -> None:
        self.process_changed = False
        changed = [n for n in PROCESS_CHANGES if getattr(self.process, n) != self._process_was[n]]
        if changed:
            models.Model.save(self.process, update_fields=changed)
            self._process_was |= {n: getattr(self.process, n) for n in changed}

    def _next_id(self) -> int:
        if not self._ids:
            self._ids = statements.next_ids()
        return self._ids.pop(0)


def at_last(act: Callable[[Turn], None]) -> None:
    """Have it done at the end of every turn on a proceeding that it is proposed to end, once all has moved."""
    if act not in _last_acts:
        _last_acts.append(act)


def current() -> Turn | None:
    """The turn this context is in, if any."""
    return _current.get()


def now_in() -> Turn:
    """The turn this context is in; nodes work nowhere else."""
    t = _current.get()
    if t is None:
        raise RuntimeError("the workflow was moved outside a turn")
    return t


def holding(task: TurnTask) -> Turn | None:
    """The turn, from the innermost out, that has the task's proceeding in hand."""
    t = _current.get()
    while t is not None and task.process_id != t.process.pk:
        t = t.outer
    return t


@contextmanager
def take(*, proceeding: int | None = None, task: int | None = None) -> Iterator[Turn]:
    """Lock one proceeding, found by its own number or by one of its tasks, and load its live tasks.

    Raises Busy when somebody else holds it for longer than the lock time-out, Conflict when there is none.
    """
    if held := _held(proceeding, task):
        with _reentered(held):
            yield held
        return
    with _all_or_nothing(), ledger.written_last():
        process = _locked(proceeding, task)
        tasks = statements.live_of(process, task)
        with _entered(Turn(process, tasks, process.ids, _current.get())) as turn:
            yield turn


@contextmanager
def begin(process: Proceeding) -> Iterator[Turn]:
    """A turn on a proceeding that is being born: nobody else can see it, so nothing is locked or read."""
    with _all_or_nothing(), ledger.written_last():
        process.save()
        with _entered(Turn(process, [], [], _current.get())) as turn:
            yield turn


@contextmanager
def turn_lock(flow_class: type, process_pk: int) -> Iterator[None]:
    """The `lock_impl` of every flow: whoever takes the library's lock is in a turn."""
    with take(proceeding=process_pk):
        yield


def _all_or_nothing() -> transaction.Atomic:
    """The outermost turn is a transaction, or a savepoint of its caller's; turns within it are no steps to go back to."""
    return transaction.atomic(savepoint=_current.get() is None)


@contextmanager
def _entered(turn: Turn) -> Iterator[Turn]:
    token = _current.set(turn)
    try:
        yield turn
        if turn.process.end_is_proposed and turn.process.closed_at is None:
            for act in _last_acts:
                act(turn)
        turn.flush()
    finally:
        _current.reset(token)


@contextmanager
def _reentered(held: Turn) -> Iterator[None]:
    now_in().flush()
    token = _current.set(held)
    try:
        yield
        held.flush()
    finally:
        _current.reset(token)


def _held(proceeding: int | None, task: int | None) -> Turn | None:
    t = _current.get()
    while t is not None and t.process.pk != proceeding and task not in t.tasks:
        t = t.outer
    return t


def _locked(proceeding: int | None, task: int | None) -> Any:
    kept = statements.lock_by_proceeding() if task is None else statements.lock_by_task()
    which = proceeding if task is None else task
    try:
        process = statements.locked(kept, which)
    except OperationalError as error:
        if locks.is_busy(error):
            raise Busy(_("他人正在办理该事项，请稍后再试")) from error
        raise
    if process is None:
        raise Conflict(_("没有这项待办"))
    return process


class Previous:
    """`task.previous` whose `add` waits for the flush; everything else reads the truth."""

    def __init__(self, task: TurnTask, manager: Any) -> None:
        self._task, self._manager = task, manager

    def add(self, *tasks: TurnTask) -> None:
        turn = holding(self._task)
        for task in tasks:
            if turn:
                turn.link(self._task, task)
            else:
                self._manager.add(task)

    def __getattr__(self, name: str) -> Any:
        if turn := current():
            turn.flush()
        return getattr(self._manager, name)


class FlushingManager(models.Manager[Any]):
    """Whoever queries the task table inside a turn sees what the turn has done."""

    def get_queryset(self) -> models.QuerySet[Any]:
        if turn := current():
            turn.flush()
        return super().get_queryset()
