"""Which villages the plan's money reaches, township by township, as a grid of tiles (四（三）: 整体推进; domain 四（三）·1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from core.enums import OrganisationKind
from core.models import Organisation
from core.money import percent, wan
from plans.models import PlanItem, PlanVersion

TILE, STEP, NAMES, ROW = 14, 18, 150, 24
"""A tile, the way from one to the next, the room for a township's name, and the height of a row."""
ACROSS = 40


@dataclass(frozen=True, kw_only=True)
class Tile:
    """One village: where it stands and whether an item of the plan is for it."""

    name: str
    items: int
    x: int
    y: int

    @property
    def told(self) -> str:
        told = {"name": self.name, "count": self.items}
        return (_("%(name)s：%(count)d个项目") if self.items else _("%(name)s：无项目")) % told


@dataclass(frozen=True, kw_only=True)
class Row:
    """One township with its villages."""

    name: str
    y: int
    tiles: tuple[Tile, ...]

    @property
    def covered(self) -> int:
        return sum(tile.items > 0 for tile in self.tiles)

    @property
    def percent(self) -> Decimal | None:
        return percent(Decimal(self.covered), Decimal(len(self.tiles)))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    rows: tuple[Row, ...]
    elsewhere: int
    elsewhere_amount: str
    width: int
    height: int
    tile: int = TILE

    @property
    def covered(self) -> int:
        return sum(row.covered for row in self.rows)

    @property
    def villages(self) -> int:
        return sum(len(row.tiles) for row in self.rows)

    @property
    def percent(self) -> Decimal | None:
        return percent(Decimal(self.covered), Decimal(self.villages))


def coverage_of(county: Organisation, version: PlanVersion | None) -> Coverage | None:
    """Every village of the county in the order of the division table; three statements. None while nothing is arranged."""
    if version is None:
        return None
    paid = PlanItem.objects.filter(version=version, amount__gt=0)
    counted = dict(
        paid.filter(project__villages__isnull=False)
        .values("project__villages")
        .annotate(count=Count("pk"))
        .order_by("project__villages")
        .values_list("project__villages", "count")
    )
    villages = Organisation.objects.filter(county=county, kind=OrganisationKind.VILLAGE, is_active=True)
    by_township: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for pk, name, township in villages.order_by("path").values_list("pk", "name", "parent__name"):
        by_township[township].append((name, counted.get(pk, 0)))
    none = paid.filter(~Q(pk__in=paid.filter(project__villages__isnull=False).values("pk")))
    amounts = list(none.order_by("pk").values_list("amount", flat=True))
    rows, y = [], 0
    for township, listed in by_township.items():
        tiles = tuple(
            Tile(name=name, items=items, x=NAMES + n % ACROSS * STEP, y=y + n // ACROSS * STEP)
            for n, (name, items) in enumerate(listed)
        )
        rows.append(Row(name=township, y=y, tiles=tiles))
        y += ROW + (len(listed) - 1) // ACROSS * STEP
    widest = min(ACROSS, max((len(row.tiles) for row in rows), default=0))
    return Coverage(
        rows=tuple(rows), elsewhere=len(amounts), elsewhere_amount=wan(sum(amounts, Decimal(0)), separators=True),
        width=NAMES + widest * STEP + 90, height=y,
    )  # fmt: skip
