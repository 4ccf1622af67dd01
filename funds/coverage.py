"""Which villages the plan's money reaches, township by township (四（三）: 集中投入、分批实施、整体推进; domain 四（三）·1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from core.enums import OrganisationKind
from core.models import Organisation
from core.money import FEN, percent
from plans.models import PlanItem, PlanVersion, PoorVillage

NOUGHT = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one row of the plan brings to a village: its equal part, of how many villages; yuan to the fen."""

    project: int
    name: str
    amount: Decimal
    among: int


@dataclass(frozen=True, kw_only=True)
class Village:
    """A village of the county with what it gets; `before` in yuan is what the version that was adjusted gave it, none
    where nothing is compared."""

    pk: int
    name: str
    is_poor: bool = False
    shares: tuple[Share, ...] = ()
    before: Decimal | None = None

    @property
    def amount(self) -> Decimal:
        return sum((share.amount for share in self.shares), NOUGHT)

    @property
    def is_covered(self) -> bool:
        return bool(self.shares)

    @property
    def difference(self) -> Decimal:
        return NOUGHT if self.before is None else self.amount - self.before


@dataclass(frozen=True, kw_only=True)
class Group:
    """Villages summed up: those of a township, or of the county."""

    name: str
    villages: tuple[Village, ...]

    @property
    def covered(self) -> int:
        return sum(village.is_covered for village in self.villages)

    @property
    def uncovered(self) -> list[Village]:
        return [village for village in self.villages if not village.is_covered]

    @property
    def left_out(self) -> int:
        return len(self.uncovered)

    @property
    def poor(self) -> int:
        return sum(village.is_poor for village in self.villages)

    @property
    def poor_covered(self) -> int:
        return sum(village.is_poor and village.is_covered for village in self.villages)

    @property
    def projects(self) -> int:
        """How many projects there are in them; one of several villages counts once."""
        return len({share.project for village in self.villages for share in village.shares})

    @property
    def amount(self) -> Decimal:
        return sum((village.amount for village in self.villages), NOUGHT)

    @property
    def percent(self) -> Decimal | None:
        return percent(Decimal(self.covered), Decimal(len(self.villages)))


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """`elsewhere` rows, of `elsewhere_amount` yuan, are for no village of the county; with the villages' amounts that is
    the whole plan. `is_compared` where the version adjusts another."""

    townships: tuple[Group, ...]
    county: Group
    elsewhere: int
    elsewhere_amount: Decimal
    is_compared: bool = False

    @property
    def changed(self) -> list[Village]:
        return [village for village in self.county.villages if village.difference]


def coverage_of(county: Organisation, version: PlanVersion, before: PlanVersion | None = None) -> Coverage:
    """Every village of the county in the order of the division table; three statements, and one for the version before.

    A row of several villages counts for each with an equal part, as where B21 asks after concentration.
    """
    shares, elsewhere = _shares(version)
    was = {pk: sum((one.amount for one in held), NOUGHT) for pk, held in _shares(before)[0].items()} if before else {}
    paid = {*shares, *was}
    places = Organisation.objects.filter(
        Q(is_active=True) | Q(pk__in=paid), county=county, kind=OrganisationKind.VILLAGE
    )
    poor = set(PoorVillage.objects.standing(county.pk).values_list("village", flat=True))
    by_township: dict[str, list[Village]] = defaultdict(list)
    for pk, name, township in places.order_by("path").values_list("pk", "name", "parent__name"):
        former = was.get(pk, NOUGHT) if before else None
        held = tuple(shares.get(pk, ()))
        by_township[township].append(Village(pk=pk, name=name, is_poor=pk in poor, shares=held, before=former))
    townships = tuple(Group(name=name, villages=tuple(listed)) for name, listed in by_township.items())
    return Coverage(
        townships=townships,
        county=Group(name=county.name, villages=tuple(village for group in townships for village in group.villages)),
        elsewhere=len(elsewhere), elsewhere_amount=sum(elsewhere, NOUGHT), is_compared=before is not None,
    )  # fmt: skip


def _shares(version: PlanVersion) -> tuple[Mapping[int, list[Share]], list[Decimal]]:
    """By village what each row with money brings it, in the order of the plan; and the amounts of rows without a village.
    One statement."""
    rows = PlanItem.objects.filter(version=version, amount__gt=0).order_by("seq", "project__villages__path")
    found: dict[tuple[int, str, Decimal], list[int]] = defaultdict(list)
    for project, name, amount, village in rows.values_list("project", "project__name", "amount", "project__villages"):
        found[project, name, amount] += [] if village is None else [village]
    shares: dict[int, list[Share]] = defaultdict(list)
    for (project, name, amount), villages in found.items():
        for village, part in zip(villages, parted(amount, villages), strict=True):
            shares[village].append(Share(project=project, name=name, amount=part, among=len(villages)))
    return shares, [amount for (_project, _name, amount), villages in found.items() if not villages]


def parted(amount: Decimal, among: Sequence[object]) -> Iterable[Decimal]:
    """Equal parts to the fen that add up to the amount; the first ones take what does not divide."""
    if not among:
        return []
    least, over = divmod(int(amount / FEN), len(among))
    return [FEN * (least + (place < over)) for place in range(len(among))]
