"""Benches by name: each measures one room beside its peer in the same run, and says whether its bar is met.

Absolute figures drift with the machine, so a bar is a ratio of medians taken in one run, or a count. Rooms register
theirs in a module `benches`. A bench works in a database of its own and never touches the live one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Protocol

from django.utils.module_loading import autodiscover_modules


class CannotMeasure(Exception):
    """Something that the bench needs is not there; says what to do."""


def missing(package: str) -> str:
    """What to do about a peer that is not installed; empty when it is."""
    if find_spec(package):
        return ""
    return f"{package} is missing, and its figures; type: .venv/bin/pip install --no-deps -r requirements-bench.lock"


@dataclass(frozen=True)
class Bar:
    """The limit that a figure is held against."""

    limit: float
    text: str
    is_floor: bool = False

    def is_met(self, figure: float) -> bool:
        return figure >= self.limit if self.is_floor else figure <= self.limit


def at_least(limit: float, text: str = "at least {} x") -> Bar:
    """Met from the limit upwards."""
    return Bar(limit, text.format(f"{limit:g}"), is_floor=True)


def at_most(limit: float, text: str = "at most {} x") -> Bar:
    """Met up to the limit."""
    return Bar(limit, text.format(f"{limit:g}"))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table: ours, the peer's, and the ratio or count that the bar is held against.

    A peer without a figure of its own is missing.
    """

    case: str
    measure: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    bar: Bar | None = None
    reason: str = ""
    """Why a bar is not met, where that is known; printed only then."""

    @property
    def judged(self) -> float:
        return self.ours if self.ratio is None else self.ratio

    @property
    def is_met(self) -> bool | None:
        return self.bar.is_met(self.judged) if self.bar else None

    def explained(self, reason: str) -> Figure:
        """The same with the reason for a bar that is not met."""
        return replace(self, reason=reason)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How large and how long; whatever is left out is the bench's own choice."""

    sizes: tuple[int, ...]
    runs: int
    seconds: float


class Measure(Protocol):
    """Yields remarks and figures as they are found; raises CannotMeasure."""

    def __call__(self, asked: Asked) -> Iterator[Figure | str]: ...


@dataclass(frozen=True, kw_only=True)
class Bench:
    """One bench. `sizes` is what it takes by itself, `tiny` what a test takes."""

    name: str
    promise: str
    measure: Measure
    sizes: tuple[int, ...] = ()
    tiny: tuple[int, ...] = ()
    runs: int = 5
    seconds: float = 2.0
    packages: tuple[str, ...] = field(default_factory=tuple)
    """The packages whose versions belong to the figures."""


benches: dict[str, Bench] = {}


def register(bench: Bench) -> None:
    """Make a bench known under its name."""
    if bench.name in benches:
        raise ValueError(f"{bench.name} is registered twice")
    benches[bench.name] = bench


def discover() -> None:
    """Import every room's `benches`."""
    autodiscover_modules("benches")
