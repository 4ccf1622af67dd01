"""What the components of templates/cotton take when a plain value is not enough."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


class Progress(models.TextChoices):
    """How far a step or a seat is; the label is the word that stands beside its shape."""

    DONE = "done", _("已办")
    NOW = "now", _("办理中")
    LATE = "late", _("逾期")
    RETURNED = "returned", _("退回")
    AHEAD = "ahead", _("未到")
    SKIPPED = "skipped", _("不经过")


@dataclass(frozen=True)
class Crumb:
    """A page above this one."""

    label: StrOrPromise
    url: str


@dataclass(frozen=True)
class Tab:
    """One tab: a link like any other, so that it has an address."""

    label: StrOrPromise
    url: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Seat:
    """One countersign seat under a step."""

    label: str
    progress: Progress


@dataclass(frozen=True)
class Mark:
    """One step of the step bar with its real date."""

    label: StrOrPromise
    progress: Progress
    day: datetime.date | None = None
    note: StrOrPromise = ""
    seats: Sequence[Seat] = ()


@dataclass(frozen=True)
class Act:
    """One line of the timeline; `on_behalf_of` names the principal of a delegation."""

    at: datetime.datetime
    who: str
    organisation: str
    act: StrOrPromise
    step: StrOrPromise = ""
    text: str = ""
    on_behalf_of: str = ""
    tone: str = ""
    links: Sequence[Crumb] = ()
    deadline: str = ""
    late: str = ""
    """How long after its deadline it was done."""


@dataclass(frozen=True)
class Round:
    """The acts of one round; earlier rounds are folded."""

    label: StrOrPromise
    acts: Sequence[Act]
    is_open: bool = True


@dataclass(frozen=True)
class FacetChoice:
    """One value of a facet and how many rows have it."""

    value: str
    label: StrOrPromise
    count: int | None = None


@dataclass(frozen=True)
class Facet:
    """One question of the facet bar; `selected` is what the address holds."""

    name: str
    label: StrOrPromise
    choices: Sequence[FacetChoice]
    selected: str = ""

    @property
    def selected_label(self) -> StrOrPromise:
        """What is selected, in words."""
        return next((choice.label for choice in self.choices if choice.value == self.selected), self.selected)


@dataclass(frozen=True)
class Term:
    """One line of a definition list; `kind` is text, money, date or moment."""

    label: StrOrPromise
    value: object
    kind: str = "text"
    url: str = ""


@dataclass(frozen=True)
class FieldMistake:
    """One line of an error summary, leading to its field."""

    field_id: str
    label: StrOrPromise
    message: StrOrPromise


@dataclass(frozen=True)
class Bar:
    """One bar of a chart; `text` is its value as people read it."""

    label: StrOrPromise
    value: float
    text: str = ""
    url: str = ""


@dataclass(frozen=True)
class BarChart:
    """A chart as data: bars with one unit; its table is always printed beside it."""

    title: StrOrPromise
    unit: StrOrPromise
    bars: Sequence[Bar] = ()

    @property
    def highest(self) -> float:
        """What the longest bar stands for."""
        return max((bar.value for bar in self.bars), default=0) or 1
