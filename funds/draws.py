"""What plans draw on sources: the version in force binds, one that is still on its way is warned of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, Sum

from core.models import Organisation
from funds.models import FundSource, ItemFunding
from funds.models.year_end import closed_of
from plans.models import PlanVersion
from plans.services.adjustments import IN_FORCE, UNDER_WAY


@dataclass(frozen=True)
class Draws:
    """What one version takes, in yuan by source; nothing where there is no such version."""

    version: PlanVersion | None = None
    of: dict[int, Decimal] = field(default_factory=dict)

    def on(self, source: int) -> Decimal:
        return self.of.get(source, Decimal(0))


def version_in_force(county: Organisation | int, year: int) -> PlanVersion | None:
    """The issued version that stands last; one that it adjusted is 已被调整 (domain finding 4)."""
    return _last(county, year, IN_FORCE)


def running_version(county: Organisation | int, year: int) -> PlanVersion | None:
    """The version that is drafted, consulted on, decided or signed."""
    return _last(county, year, UNDER_WAY)


def draws_of(version: PlanVersion | None, sources: Iterable[int] | None = None) -> Draws:
    """What the version takes from these sources, or from all, without what left it at its year's end; one statement."""
    if version is None:
        return Draws()
    fundings = ItemFunding.objects.filter(item__version=version)
    if sources is not None:
        fundings = fundings.filter(source__in=list(sources))
    drawn = fundings.values("source").annotate(drawn=Sum(F("amount") - closed_of()))
    rows = drawn.order_by("source").values_list("source", "drawn")
    return Draws(version, dict(rows))


def most_on(source: FundSource) -> Decimal:
    """What the version in force or the one on its way takes from it, whichever takes more, in yuan."""
    standing = (version_in_force(source.county_id, source.year), running_version(source.county_id, source.year))
    return max(draws_of(version, [source.pk]).on(source.pk) for version in standing)


def _last(county: Organisation | int, year: int, states: Iterable[str]) -> PlanVersion | None:
    found = PlanVersion.objects.filter(plan__county=county, plan__year=year, state__in=sorted(states))
    return found.order_by("-seq").first()
