"""What is said of one work item on its page, and what is written once somebody who may decide it looks.

Rooms above register theirs: an urge lies above the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.models import Dossier, User
from workflows.desk import borders
from workflows.desk.calls import Line
from workflows.engine.models import WorkItem


def _unnoted(_actor: User, _item: WorkItem) -> None:
    """Of what nobody need note that it was seen."""


@dataclass(frozen=True)
class Remark:
    """One kind of thing that is said: its lines about an item, how it is noted that they were seen, and its lines about a
    whole dossier, for a reader, where it has any."""

    about: Callable[[WorkItem], Iterable[Line]]
    seen: Callable[[User, WorkItem], None] = _unnoted
    of_dossier: Callable[[Dossier, User], Iterable[Line]] | None = None


_remarks: dict[str, Remark] = {}


def register(key: str, remark: Remark) -> None:
    """Make it known, at start-up; the same key again replaces it."""
    _remarks[key] = remark


def about(item: WorkItem, reader: User) -> list[Line]:
    """Everything that is said of an item; nothing to a reader of the other side of a border."""
    if not borders.reads_within(reader, item):
        return []
    return [line for remark in _remarks.values() for line in remark.about(item)]


def of_dossier(dossier: Dossier, reader: User) -> list[Line]:
    """Everything that is said of a dossier; each kind keeps back what lies on the other side of a border."""
    kinds = [remark.of_dossier for remark in _remarks.values() if remark.of_dossier]
    return [line for kind in kinds for line in kind(dossier, reader)]


def note_seen(*, actor: User, item: WorkItem) -> None:
    """Note that somebody who may decide the item has looked at its page."""
    for remark in _remarks.values():
        remark.seen(actor, item)
