"""The documents that a step signs, checks, registers or is about, as they stand now: for whoever may see the item.

The flows say at start-up which steps have which, and how each is drafted; nothing is stored and no number is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core.errors import Conflict
from core.models import User
from documents.drafts import Draft
from workflows.engine.models import WorkItem

Build = Callable[[WorkItem, User], Sequence[Draft]]
"""The drafts of one kind at an item, for a reader. Raises Conflict or Invalid saying what is still missing."""


Applies = Callable[[WorkItem, User], bool]
"""Whether a kind is one of an item's at all for a reader, where its step has now one and now another."""


@dataclass(frozen=True)
class Kind:
    """One kind of document of a step: its code in the catalogue, what it is called, how it is drafted."""

    code: str
    label: StrOrPromise
    build: Build
    applies: Applies | None = None


_kinds: dict[tuple[str, str], dict[str, Kind]] = {}


def register(
    flow_key: str,
    steps: Iterable[str],
    code: str,
    label: StrOrPromise,
    build: Build,
    *,
    applies: Applies | None = None,
) -> None:
    """Say that these steps of a flow sign, check, register or are about that kind of document."""
    for step in steps:
        _kinds.setdefault((flow_key, step), {})[code] = Kind(code, label, build, applies)


def kinds(item: WorkItem, reader: User) -> list[Kind]:
    """What a reader may look at on the page of an item; nothing of one that is closed, whose documents are issued."""
    if not item.is_open:
        return []
    found = _kinds.get((item.flow_key, item.step), {}).values()
    return [kind for kind in found if kind.applies is None or kind.applies(item, reader)]


def kind(item: WorkItem, code: str) -> Kind | None:
    """The kind of that code at the item's step."""
    return _kinds.get((item.flow_key, item.step), {}).get(code)


def drafts(item: WorkItem, reader: User, found: Kind) -> list[Draft]:
    """The drafts of that kind. Raises Conflict for a closed item and where there is nothing to draft, and whatever
    `build` raises about what is missing."""
    if not item.is_open:
        raise Conflict(_("本环节已办结，不再有草稿；印发的公文见案卷的“文件”"))
    made = list(found.build(item, reader))
    if not made:
        raise Conflict(_("本环节目前没有需要生成的%(kind)s") % {"kind": found.label})
    return made
