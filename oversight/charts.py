"""Charts of months as the server draws them: coordinates only, so that the same picture stands on a page and on paper.

The drawing is `WIDTH` wide and `HEIGHT` high in its own units; every value is also in the table below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 28, 28
STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Series:
    """One row of values, a month each; None where there was nothing. `tone` names its colour in the style sheet."""

    label: StrOrPromise
    tone: str
    values: Sequence[int | None]


@dataclass(frozen=True)
class Mark:
    """A bar (`width` and `height`) or a point of a line."""

    x: float
    y: float
    tone: str
    text: str
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class Grid:
    """A line across, with its value."""

    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """What the template draws; `paths` are the lines, unbroken stretches each, as points of a polyline."""

    title: StrOrPromise
    unit: StrOrPromise
    kind: str
    legend: tuple[tuple[StrOrPromise, str, float], ...]
    columns: tuple[tuple[float, str], ...]
    marks: tuple[Mark, ...]
    paths: tuple[tuple[str, str], ...]
    grid: tuple[Grid, ...]
    width: int = WIDTH
    height: int = HEIGHT
    floor: int = HEIGHT - BOTTOM


def bars(title: StrOrPromise, unit: StrOrPromise, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Bars side by side in each month."""
    top, slot = _top(series), _slot(labels)
    width = slot * 0.7 / len(series)
    marks = tuple(
        Mark(
            x=round(LEFT + slot * (month + 0.15) + width * order, 1), y=_y(value, top), tone=one.tone, text=str(value),
            width=round(width - 1, 1), height=round(HEIGHT - BOTTOM - _y(value, top), 1),
        )
        for order, one in enumerate(series) for month, value in enumerate(one.values) if value
    )  # fmt: skip
    return _chart("bars", title, unit, labels, series, marks, ())


def lines(title: StrOrPromise, unit: StrOrPromise, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """A line for each, broken where a month has no value."""
    top, slot = _top(series), _slot(labels)
    marks, paths = [], []
    for one in series:
        stretch: list[str] = []
        for month, value in enumerate([*one.values, None]):
            if value is None:
                if len(stretch) > 1:
                    paths.append((" ".join(stretch), one.tone))
                stretch = []
                continue
            x, y = round(LEFT + slot * (month + 0.5), 1), _y(value, top)
            stretch.append(f"{x},{y}")
            marks.append(Mark(x=x, y=y, tone=one.tone, text=str(value)))
    return _chart("lines", title, unit, labels, series, tuple(marks), tuple(paths))


def _chart(
    kind: str, title: StrOrPromise, unit: StrOrPromise, labels: Sequence[str], series: Sequence[Series],
    marks: tuple[Mark, ...], paths: tuple[tuple[str, str], ...],
) -> Chart:  # fmt: skip
    top, slot = _top(series), _slot(labels)
    every = max(1, -(-len(labels) // 12))
    return Chart(
        title=title,
        unit=unit,
        kind=kind,
        legend=tuple((one.label, one.tone, LEFT + 120.0 * order) for order, one in enumerate(series)),
        columns=tuple((round(LEFT + slot * (n + 0.5), 1), text) for n, text in enumerate(labels) if n % every == 0),
        marks=marks,
        paths=paths,
        grid=tuple(Grid(_y(value, top), str(value)) for value in (0, top // 2, top)),
    )


def _slot(labels: Sequence[str]) -> float:
    return (WIDTH - LEFT - RIGHT) / max(1, len(labels))


def _y(value: int, top: int) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def _top(series: Sequence[Series]) -> int:
    """The next even round number at or above the greatest value."""
    greatest = max((value for one in series for value in one.values if value), default=0)
    size = 2
    while True:
        for step in STEPS:
            if size * step >= greatest:
                return size * step
        size *= 10
