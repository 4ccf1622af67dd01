"""增加环节 on pages and for programs: what was added around a work item, how far each is, and in whose words it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from core.models import Dossier, Organisation, User
from workflows.desk import steps
from workflows.engine import limits
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import UnplannedStep, WorkItem
from workflows.engine.nodes import Unplanned

MEMBER, TITLE = "added_steps.json", "增加的环节"
COLUMNS = (
    "after", "after__step", "number", "seat", "name", "organisation__name", "days", "words", "added_by__name",
    "added_on_behalf_of__name", "added_at", "again", "recalled_at", "recalled_by__name", "recalled_because",
)  # fmt: skip
"""Of a dossier's package."""
RELATED = ("organisation", "added_by", "added_on_behalf_of", "after")


@dataclass(frozen=True)
class Line:
    """One added step: how far it is, in words and as a tone, and whether the reader may take it back."""

    row: UnplannedStep
    word: str
    tone: str
    may_recall: bool


@dataclass
class Adding:
    """What was added around one work item, as one person sees it, with the forms as they were sent."""

    item: WorkItem
    actor: User
    is_asked: bool
    """Whether the page offers to decide."""
    is_within: bool
    """Whether the reader is told what is done within the side where the item lies."""
    form: Any = None
    recall: Any = None

    @cached_property
    def node(self) -> Unplanned | None:
        """Where added steps lie in the item's flow; None at a step that lets nobody add any."""
        declared = steps.step(self.item.flow_key, self.item.step)
        if declared is None or not declared.may_add_steps:
            return None
        found: Unplanned | None = declared.flow_class.unplanned_node()
        return found

    @cached_property
    def row(self) -> UnplannedStep | None:
        """What the item itself is, where it is an added step."""
        if not self.item.unplanned:
            return None
        at = UnplannedStep.objects.filter(proceeding=self.item.proceeding_id, seat=self.item.seat)
        return at.select_related(*RELATED).order_by("pk").first()

    @cached_property
    def rows(self) -> list[UnplannedStep]:
        """Everything that was added after the item, or with it; one statement, and none where nobody could add any."""
        after = self.row.after_id if self.row else self.item.pk
        if not self.is_within or (self.row is None and self.node is None):
            return []
        return list(UnplannedStep.objects.filter(after=after).select_related(*RELATED).in_order())

    @cached_property
    def lines(self) -> list[Line]:
        """The same with how far each is; one statement more where there is something."""
        if not self.rows:
            return []
        done = _items_at(self.rows)
        open_ones = [item for items in done.values() for item in items if item.is_open]
        open_ones += [self.item] if self.item.is_open else []
        begun = {seat for seat, items in done.items() if any(item.is_open or item.decided_at for item in items)}
        is_alive = bool(open_ones)
        return [
            Line(
                row, *_state(row, done.get(row.seat, ()), is_alive=is_alive),
                engine.may_recall(actor=self.actor, row=row, is_alive=is_alive, begun=begun),
            )
            for row in self.rows
        ]  # fmt: skip

    @cached_property
    def askable(self) -> list[Organisation]:
        """Whom the reader may give a step to."""
        return engine.askable(actor=self.actor, item=self.item) if self.is_asked and self.node else []

    @property
    def has_room(self) -> bool:
        """Whether one more may be added."""
        standing = [row for row in self.rows if row.recalled_at is None]
        return self.is_asked and self.node is not None and len(standing) < self.node.most

    @property
    def recallable(self) -> list[UnplannedStep]:
        """Those the reader may take back."""
        return [] if self.item.suspended_at else [line.row for line in self.lines if line.may_recall]

    @property
    def usual_days(self) -> int:
        """The limit that a new one begins with."""
        return min(limits.length(self.node.limit, self.item.county_id), self.node.longest) if self.node else 0


def _items_at(rows: Collection[UnplannedStep]) -> dict[str, list[WorkItem]]:
    """The work items of added steps by their seats."""
    seats = [row.seat for row in rows]
    proceeding = next(iter(rows)).proceeding_id
    items = WorkItem.objects.filter(proceeding=proceeding, seat__in=seats).select_related("task__opinion")
    found: dict[str, list[WorkItem]] = {}
    for item in items.order_by("pk"):
        found.setdefault(item.seat, []).append(item)
    return found


def _state(row: UnplannedStep, items: Iterable[WorkItem], *, is_alive: bool) -> tuple[str, str]:
    """How far it is, in words, and the tone of its chip."""
    if row.recalled_at:
        return _("已收回"), "calm"
    lain = [item for item in items if item.is_open or item.decided_at]
    if not lain:
        return (_("待办理"), "calm") if is_alive else (_("未开始即终止"), "calm")
    last = lain[-1]
    if last.is_open:
        return _("正在办理"), "soon"
    opinion = getattr(last.task, "opinion", None)
    said = steps.name_of(last.flow_key, last.step, opinion.decision) if opinion else _("已办理")
    is_consent = opinion is not None and opinion.decision == Decision.APPROVE
    return said, "success" if is_consent else "late"


def of_dossier(dossier: Dossier) -> list[UnplannedStep]:
    """Everything that was added to its proceedings, in order; one statement."""
    found = UnplannedStep.objects.filter(dossier=dossier).select_related(*RELATED)
    return list(found.order_by("proceeding", "number"))


def kept(dossier: Dossier, _reader: User | None, within: frozenset[int] | None) -> list[dict[str, Any]]:
    """Everything that was added, for the package of a dossier; of these work items alone, or of all."""
    added = UnplannedStep.objects.filter(dossier=dossier)
    added = added if within is None else added.filter(after__in=within)
    return list(added.order_by("proceeding", "number").values(*COLUMNS))
