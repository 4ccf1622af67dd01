"""Which months of which place the trends are of; it all stands in the address."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from core import clock
from oversight.counting import first_of

LENGTHS = (3, 6, 12, 24)
USUAL = 6
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """`months` months up to and with the one that begins on `last`, of a place and of one flow or all ("")."""

    last: datetime.date
    months: int = USUAL
    place: str = ""
    flow: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Period:
        """What the address asks for; anything it does not understand is what is usual."""
        month = MONTH.fullmatch(query.get("until", ""))
        length = query.get("months", "")
        place = query.get("place", "")
        return cls(
            last=datetime.date(int(month[1]), int(month[2]), 1) if month else first_of(clock.today()),
            months=int(length) if length in map(str, LENGTHS) else USUAL,
            place=place if place.isdecimal() and len(place) <= 12 else "",
            flow=query.get("flow", "")[:40],
        )

    @property
    def first(self) -> datetime.date:
        return first_of(self.last, self.months - 1)

    @property
    def end(self) -> datetime.date:
        """The first day after it."""
        return first_of(self.last, -1)

    @property
    def each(self) -> list[datetime.date]:
        """Its months in order."""
        return [first_of(self.last, back) for back in reversed(range(self.months))]

    @property
    def before(self) -> Period:
        """The same number of months just before."""
        return Period(first_of(self.first, 1), self.months, self.place, self.flow)

    @property
    def after(self) -> Period | None:
        """The same number of months just after; None where they have not begun."""
        then = first_of(self.last, -self.months)
        return Period(then, self.months, self.place, self.flow) if self.end <= clock.today() else None

    def holds(self, month: datetime.date) -> bool:
        return self.first <= month <= self.last

    def address(self, **changed: str) -> str:
        """The query string with some parts changed."""
        parts = {
            "place": self.place, "flow": self.flow, "months": str(self.months), "until": f"{self.last:%Y-%m}",
        } | changed  # fmt: skip
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Times:
    """How many took so many whole working days; a quantile is the least number of days that enough took at most."""

    counts: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of(cls, histograms: Iterable[Mapping[str, int]]) -> Times:
        """Added up."""
        found: dict[int, int] = {}
        for histogram in histograms:
            for days, number in histogram.items():
                found[int(days)] = found.get(int(days), 0) + number
        return cls(tuple(sorted(found.items())))

    @property
    def total(self) -> int:
        return sum(number for _days, number in self.counts)

    @property
    def median(self) -> int | None:
        return self.quantile(50)

    @property
    def p90(self) -> int | None:
        return self.quantile(90)

    def quantile(self, percent: int) -> int | None:
        """The discrete quantile, as PostgreSQL's percentile_disc gives it; None of nothing."""
        reached = 0
        for days, number in self.counts:
            reached += number
            if 100 * reached >= percent * self.total:
                return days
        return None
