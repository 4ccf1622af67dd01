"""Two versions of a plan side by side: what is new, gone or changed, and what that comes to by source and category.

Pure: rows in, a comparison out; amounts are yuan to the fen. 附表4, the page and the sheet are all made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

ZERO = Decimal(0)
SAID = ("content", "scale", "platform", "schedule", "responsible_unit")
"""What a row says beside its money (四（四）·5)."""


class ChangeKind(TextChoices):
    """What became of a row (domain (e): 新增、调增、调减、取消)."""

    NEW = "new", _("新增")
    RAISED = "raised", _("调增")
    LOWERED = "lowered", _("调减")
    CANCELLED = "cancelled", _("取消")
    RESOURCED = "resourced", _("调整来源")
    REWORDED = "reworded", _("调整内容")
    RESCHEDULED = "rescheduled", _("调整进度")
    REASSIGNED = "reassigned", _("调整单位")
    REPLATFORMED = "replatformed", _("调整平台")
    REMOVED = "removed", _("移出")


WORDED = {
    "content": ChangeKind.REWORDED,
    "scale": ChangeKind.REWORDED,
    "platform": ChangeKind.REPLATFORMED,
    "schedule": ChangeKind.RESCHEDULED,
    "responsible_unit": ChangeKind.REASSIGNED,
}
"""What it is called that one of the words differs."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of one version: `paid` is yuan by source, in the order of the fund table."""

    project: int
    code: str
    name: str
    category: str
    amount: Decimal
    paid: Mapping[str, Decimal] = field(default_factory=dict)
    content: str = ""
    scale: str = ""
    platform: str = ""
    schedule: str = ""
    responsible_unit: str = ""
    is_emergency: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row that reads otherwise; `before` is None for a new one, `after` for one that is gone."""

    before: Line | None
    after: Line | None

    @property
    def line(self) -> Line:
        """The row as it is now, or was last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a change has a row on one side at least")
        return found

    @property
    def difference(self) -> Decimal:
        return amount_of(self.after) - amount_of(self.before)

    @property
    def kind(self) -> ChangeKind:
        if self.before is None:
            return ChangeKind.NEW
        if self.after is None:
            return ChangeKind.REMOVED
        if self.before.amount and not self.after.amount:
            return ChangeKind.CANCELLED
        if self.difference:
            return ChangeKind.RAISED if self.difference > 0 else ChangeKind.LOWERED
        return ChangeKind.REWORDED if self.before.paid == self.after.paid else ChangeKind.RESOURCED

    @property
    def kinds(self) -> tuple[ChangeKind, ...]:
        """All that became of it: of its money first, then of each of its words."""
        if self.before is None or self.after is None:
            return (self.kind,)
        found = [self.kind] if self.difference else []
        if self.before.paid.keys() != self.after.paid.keys() or (self.before.paid != self.after.paid and not found):
            found.append(ChangeKind.RESOURCED)
        return (*found, *dict.fromkeys(WORDED[name] for name in self.said))

    @property
    def said(self) -> tuple[str, ...]:
        """Which of the words differ; none where the row is new or gone."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in SAID if getattr(self.before, name) != getattr(self.after, name))


@dataclass(frozen=True, kw_only=True)
class Total:
    """What a source pays or a category gets, before and after, and of how many rows."""

    name: str
    before: Decimal
    after: Decimal
    rows_before: int
    rows_after: int

    @property
    def difference(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """Rows in the order of the version before, new ones behind them in the order of the later one."""

    changes: tuple[Change, ...]
    same: tuple[Line, ...]
    whole: Total
    by_source: tuple[Total, ...]
    by_category: tuple[Total, ...]

    @property
    def unchanged(self) -> int:
        return len(self.same)

    def of(self, *kinds: ChangeKind) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.kind in kinds)


def compare(before: Sequence[Line], after: Sequence[Line]) -> Comparison:
    """Rows are the same where they are of one project."""
    was, now = ({line.project: line for line in lines} for lines in (before, after))
    pairs: list[tuple[Line | None, Line | None]] = [(line, now.get(line.project)) for line in before]
    pairs += [(None, line) for line in after if line.project not in was]
    changes = [Change(before=old, after=new) for old, new in pairs if new is None or old is None or _differ(old, new)]
    changed = {change.line.project for change in changes}
    return Comparison(
        changes=tuple(changes),
        same=tuple(line for line in after if line.project not in changed),
        whole=_total("", before, after, lambda line: {"": line.amount}),
        by_source=_totals(before, after, lambda line: line.paid),
        by_category=_totals(before, after, lambda line: {line.category: line.amount}),
    )


def amount_of(line: Line | None) -> Decimal:
    return line.amount if line else ZERO


def _differ(old: Line, new: Line) -> bool:
    words = any(getattr(old, name) != getattr(new, name) for name in SAID)
    return words or old.amount != new.amount or old.paid != new.paid


Shares = Callable[[Line], Mapping[str, Decimal]]


def _totals(before: Iterable[Line], after: Iterable[Line], shares: Shares) -> tuple[Total, ...]:
    names = dict.fromkeys(name for lines in (before, after) for line in lines for name in shares(line))
    return tuple(_total(name, before, after, shares) for name in names)


def _total(name: str, before: Iterable[Line], after: Iterable[Line], shares: Shares) -> Total:
    old, new = ([shares(line)[name] for line in lines if name in shares(line)] for lines in (before, after))
    return Total(name=name, before=sum(old, ZERO), after=sum(new, ZERO), rows_before=len(old), rows_after=len(new))
