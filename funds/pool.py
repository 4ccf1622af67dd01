"""The pool of a county and year: 多个渠道进水、一个池子蓄水、一个龙头放水 (三·3). Everything in yuan, to the fen.

Water comes in by the movements of the sources, stands in the pool as far as it is integrated, and goes out through one
tap: the plan in force, or the one on its way while none is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from core.models import Organisation, User
from core.money import percent
from funds.catalogue import MEASURED, Scope, scope_of
from funds.enums import CLOSINGS, FundLevel, FundNature, MovementKind
from funds.models import FundMovement, FundSource, ItemFunding
from funds.models.year_end import closed_of
from funds.reading import reads_version
from plans.enums import Category
from plans.models import PlanVersion
from plans.services.adjustments import IN_FORCE, UNDER_WAY

NOUGHT = Decimal(0)
IDLE_AFTER = 2
"""Years after which money that was carried over is to be taken back into the pool (国办发〔2014〕70号; B32)."""


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """One stream out of the pool: what a source pays for the items of a category, a township and a department."""

    source: int
    category: str
    township: str
    department: str
    amount: Decimal

    @property
    def category_label(self) -> str:
        return str(Category(self.category).label)

    @property
    def township_label(self) -> str:
        return self.township or _("县直和跨乡镇")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One source of the pool: what moved, by kind, and what plans draw; `closed` of its money, and `closed_integrated` of
    the part that was in the pool, went into the next year by 结转 and 失效 that stand."""

    source: FundSource
    moved: Mapping[str, Decimal]
    used: Decimal
    may_integrate: bool
    closed: Decimal = NOUGHT
    closed_integrated: Decimal = NOUGHT

    @property
    def rest(self) -> Decimal:
        """What of it is not in the pool."""
        return self.source.amount - self.source.integrable

    @property
    def left(self) -> Decimal:
        return self.source.integrable - self.used

    @property
    def kinds(self) -> list[tuple[str, Decimal]]:
        """What moved, in words, in the order of the list of kinds."""
        return [(str(kind.label), self.moved[kind]) for kind in MovementKind if self.moved.get(kind)]

    @property
    def vintage(self) -> int | None:
        return self.source.first_allotted

    @property
    def age(self) -> int | None:
        """Whole years since it was first allotted."""
        return None if self.vintage is None else self.source.year - self.vintage

    @property
    def is_measured(self) -> bool:
        """Whether 应统尽统 counts it."""
        return self.may_integrate and self.source.nature in MEASURED

    @property
    def given(self) -> Decimal:
        """What the year was given of it, whatever left at its end."""
        return self.source.amount + self.closed

    @property
    def given_integrated(self) -> Decimal:
        """What of that was integrated."""
        return self.source.integrable + self.closed_integrated

    @property
    def is_idle(self) -> bool:
        return self.left > 0 and (self.age or 0) >= IDLE_AFTER


@dataclass(frozen=True)
class Part:
    """One line of a breakdown."""

    label: str
    amount: Decimal
    whole: Decimal

    @property
    def percent(self) -> Decimal | None:
        return percent(self.amount, self.whole)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """应统尽统率: what was integrated of the money of the year that the county may integrate; closing the year changes
    neither."""

    integrated: Decimal
    may: Decimal
    scope: Scope

    @property
    def percent(self) -> Decimal | None:
        return percent(self.integrated, self.may)


@dataclass(frozen=True, kw_only=True)
class Pool:
    county: Organisation
    year: int
    version: PlanVersion | None
    running: PlanVersion | None
    lines: tuple[Line, ...]
    drawn: tuple[Drawn, ...]
    scope: Scope

    @property
    def amount(self) -> Decimal:
        return total(line.source.amount for line in self.lines)

    @property
    def integrated(self) -> Decimal:
        return total(line.source.integrable for line in self.lines)

    @property
    def used(self) -> Decimal:
        return total(line.used for line in self.lines)

    @property
    def left(self) -> Decimal:
        return self.integrated - self.used

    @property
    def rest(self) -> Decimal:
        return self.amount - self.integrated

    @property
    def is_in_force(self) -> bool:
        """Whether the tap is a plan in force, not one on its way."""
        return self.version is not None and self.version.state in IN_FORCE

    @property
    def rate(self) -> Rate:
        counted = [line for line in self.lines if line.is_measured]
        return Rate(
            integrated=total(line.given_integrated for line in counted),
            may=total(line.given for line in counted),
            scope=self.scope,
        )

    @property
    def unintegrated(self) -> list[Line]:
        return [line for line in self.lines if line.rest]

    @property
    def earmarked(self) -> list[Line]:
        return [line for line in self.lines if line.source.earmark]

    @property
    def by_level(self) -> list[Part]:
        return self._in({str(level): str(level.label) for level in FundLevel}, lambda line: line.source.level)

    @property
    def by_nature(self) -> list[Part]:
        return self._in({str(nature): str(nature.label) for nature in FundNature}, lambda line: line.source.nature)

    @property
    def by_kind(self) -> list[Part]:
        """What moved this year, by kind, with its sign."""
        moved: dict[str, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            for kind, amount in line.moved.items():
                moved[kind] += amount
        return [Part(str(kind.label), moved[kind], self.amount) for kind in MovementKind if moved.get(kind)]

    @property
    def by_vintage(self) -> list[tuple[str, int | None, Decimal, Decimal]]:
        """Year of the money, its age in years, what is in the pool of it and what of that is not arranged."""
        found: dict[int | None, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.vintage].append(line)
        years = sorted(found, key=lambda year: (year is None, -(year or 0)))
        return [
            (
                str(year) if year else _("未注明"),
                found[year][0].age,
                total(line.source.integrable for line in found[year]),
                total(line.left for line in found[year]),
            )
            for year in years
        ]

    @property
    def by_category(self) -> list[Part]:
        return self._out({str(one): str(one.label) for one in Category}, lambda one: one.category)

    @property
    def by_township(self) -> list[Part]:
        return self._out(None, lambda one: one.township_label)

    @property
    def by_department(self) -> list[Part]:
        return self._out(None, lambda one: one.department)

    def _in(self, labels: Mapping[str, str], key: Callable[[Line], str]) -> list[Part]:
        found: dict[str, Decimal] = defaultdict(Decimal)
        for line in self.lines:
            found[key(line)] += line.source.integrable
        return [Part(label, found[code], self.integrated) for code, label in labels.items() if code in found]

    def _out(self, labels: Mapping[str, str] | None, key: Callable[[Drawn], str]) -> list[Part]:
        """By the order of the list, or the largest first."""
        found: dict[str, Decimal] = defaultdict(Decimal)
        for one in self.drawn:
            found[key(one)] += one.amount
        if labels is None:
            return [Part(label, found[label], self.used) for label in sorted(found, key=lambda one: (-found[one], one))]
        return [Part(label, found[code], self.used) for code, label in labels.items() if code in found]


@dataclass
class Moved:
    """What moved of one source: by kind, and out of the year at its end (all of it, and what was integrated)."""

    kinds: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    closed: Decimal = NOUGHT
    closed_integrated: Decimal = NOUGHT


def moved_in(county: Organisation, year: int) -> dict[int, Moved]:
    """By source; one statement. What takes a closing back counts with the closing."""
    found: dict[int, Moved] = defaultdict(Moved)
    names = ("source", "kind", "reverses__kind")
    rows = FundMovement.objects.filter(county=county, source__year=year).values(*names).order_by(*names)
    sums = rows.annotate(sum=Sum("amount"), part=Sum("integrated"))
    for source, kind, of, amount, integrated in sums.values_list(*names, "sum", "part"):
        found[source].kinds[kind] += amount
        if kind in CLOSINGS or of in CLOSINGS:
            found[source].closed -= amount
            found[source].closed_integrated -= integrated
    return found


def pool_of(county: Organisation, year: int, reader: User | None = None) -> Pool:
    """The whole pool in four statements, however many sources and items there are. A plan that is not decided yet is part
    of it for whoever may read that plan; without a `reader`, for the program itself, it always is."""
    sources = list(FundSource.objects.of(county, year).select_related("competent"))
    moved = moved_in(county, year)
    versions = list(PlanVersion.objects.filter(plan__county=county, plan__year=year).order_by("-seq"))
    in_force = next((one for one in versions if one.state in IN_FORCE), None)
    running = next((one for one in versions if one.state in UNDER_WAY), None)
    if running and reader and not reads_version(reader, running):
        running = None
    version = in_force or running
    drawn = drawn_by(version) if version else ()
    used: dict[int, Decimal] = defaultdict(Decimal)
    for one in drawn:
        used[one.source] += one.amount
    scope = scope_of(county)
    lines = tuple(
        Line(
            source=one, moved=moved[one.pk].kinds, used=used[one.pk], may_integrate=one.level in scope.levels,
            closed=moved[one.pk].closed, closed_integrated=moved[one.pk].closed_integrated,
        )
        for one in sources
    )  # fmt: skip
    return Pool(
        county=county, year=year, version=version, running=running, lines=lines, drawn=drawn, scope=scope
    )  # fmt: skip


def drawn_by(version: PlanVersion) -> tuple[Drawn, ...]:
    """The streams of a version as far as they still flow after its year's end, the largest first; one statement."""
    names = ("source", "item__project__category", "item__project__township__name", "item__project__competent__name")
    rows = ItemFunding.objects.filter(item__version=version).values(*names)
    rows = rows.annotate(sum=Sum(F("amount") - closed_of())).filter(sum__gt=0)
    return tuple(
        Drawn(source=source, category=category, township=township or "", department=department, amount=amount)
        for source, category, township, department, amount in rows.order_by("-sum", *names).values_list(*names, "sum")
    )


def total(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOUGHT)
