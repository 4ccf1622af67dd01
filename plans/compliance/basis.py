"""What the rules of one day go by: the negative list and the thresholds that are in force on it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django_stubs_ext import StrOrPromise

from plans.models import NegativeListEntry

LINE = ("code", "name", "keywords", "exclude_words", "severity", "clause", "valid_from", "valid_to")
"""What is kept of a line of the negative list."""


@dataclass(frozen=True)
class Parameter:
    """A threshold of a rule. The policy names no figure for it: `usual` is this system's own setting, which the
    province replaces by dated records, each with its ground, and a county makes stricter. Where a larger figure lets
    less pass, `larger_is_stricter`."""

    key: str
    title: StrOrPromise
    unit: StrOrPromise
    usual: Decimal
    lowest: Decimal
    highest: Decimal
    larger_is_stricter: bool = False

    def is_laxer(self, value: Decimal, than: Decimal) -> bool:
        """Whether more would pass by the one figure than by the other."""
        return value < than if self.larger_is_stricter else value > than


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


def kept(basis: Basis) -> dict[str, Any]:
    """The lines and thresholds as plain JSON, beside what was judged by them: amounts as text, days in ISO form."""
    return {
        "lines": [{name: _plain(getattr(entry, name)) for name in LINE} for entry in basis.entries],
        "thresholds": {
            key: {
                "value": str(one.value), "since": _plain(one.since), "ground": one.ground,
                "organisation": one.organisation,
            }
            for key, one in basis.thresholds.items()
        },
    }  # fmt: skip


def lines_kept(said: Mapping[str, Any]) -> tuple[NegativeListEntry, ...]:
    """The lines that were kept, as they were then; none of them is a row of the register."""
    days = ("valid_from", "valid_to")
    return tuple(
        NegativeListEntry(**{name: _day(line[name]) if name in days else line[name] for name in LINE})
        for line in said["lines"]
    )


def thresholds_kept(said: Mapping[str, Any]) -> dict[str, Threshold]:
    """The thresholds that were kept, by their keys."""
    return {
        key: Threshold(Decimal(one["value"]), _day(one["since"]), one["ground"], one["organisation"])
        for key, one in said["thresholds"].items()
    }


def in_force(entries: Iterable[NegativeListEntry], on: datetime.date) -> tuple[NegativeListEntry, ...]:
    """The lines whose days contain `on`, in the order in which they come."""
    return tuple(e for e in entries if e.valid_from <= on and (e.valid_to is None or on <= e.valid_to))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


def _day(said: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(said) if said else None
