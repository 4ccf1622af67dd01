"""What the rules of one day go by: the negative list and the thresholds that are in force on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django_stubs_ext import StrOrPromise

from plans.models import NegativeListEntry


@dataclass(frozen=True)
class Parameter:
    """A threshold of a rule. The policy names no figure for it: `usual` is this system's own setting, which the
    province or a county replaces by dated records, each with its ground."""

    key: str
    title: StrOrPromise
    unit: StrOrPromise
    usual: Decimal
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Threshold:
    """A value in force: since when (none for the system's own), on what ground, of which county ("" of the province)."""

    value: Decimal
    since: datetime.date | None = None
    ground: str = ""
    organisation: str = ""


@dataclass(frozen=True)
class Basis:
    """Everything that the judges of a day may look at beside the picture."""

    on: datetime.date
    entries: tuple[NegativeListEntry, ...]
    thresholds: Mapping[str, Threshold]

    def value(self, key: str) -> Decimal:
        """The threshold in force. Raises KeyError for one that no rule declares."""
        return self.thresholds[key].value

    def entries_of(self, code: str) -> tuple[NegativeListEntry, ...]:
        """The lines of the negative list with that code that are in force."""
        return tuple(entry for entry in self.entries if entry.code == code)


def in_force(entries: Iterable[NegativeListEntry], on: datetime.date) -> tuple[NegativeListEntry, ...]:
    """The lines whose days contain `on`, in the order in which they come."""
    return tuple(e for e in entries if e.valid_from <= on and (e.valid_to is None or on <= e.valid_to))
