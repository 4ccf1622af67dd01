"""A generated province that grows round one county: that county stays as it is, the others get more and more work."""

from __future__ import annotations

from dataclasses import dataclass, field

from core import planner
from core.benches import CannotMeasure
from core.models import GeneratedProvince, Organisation
from workflows.engine.models import WorkItem
from workflows.flows.province import making
from workflows.flows.province.composition import PER_COUNTY_AND_YEAR
from workflows.flows.province.making import Cast, Size
from workflows.flows.province.places import County

YEARS = 2
AT_HOME = 2 * YEARS * PER_COUNTY_AND_YEAR - 1
"""As many work items as go into one county alone."""


@dataclass
class Growing:
    """`steps` is how often it will grow; each time it does so into counties that had only their people before."""

    steps: int
    moulds: Cast = field(init=False)
    home: Organisation = field(init=False)
    _left: list[County] = field(init=False)

    def __post_init__(self) -> None:
        counties = making.found_places(_size(AT_HOME, 0))
        self.moulds = making.cast(_size(AT_HOME, 0), sorted({county.standing for county in counties}))
        making.fill(_size(AT_HOME, 0), counties, self.moulds, _quietly)
        self.home = Organisation.objects.get(pk=counties[0].facts[0])
        self._left = counties[1:]

    def to(self, items: int) -> int:
        """Have that many work items, and answer how many there are. Raises CannotMeasure where no county is left."""
        wanted = items - WorkItem.objects.count()
        self.steps -= 1
        if wanted > 0:
            share = len(self._left) // (self.steps + 1)
            taken, self._left = self._left[:share], self._left[share:]
            if not taken:
                raise CannotMeasure("no county is left for more work; ask for fewer sizes")
            GeneratedProvince.objects.all().delete()  # it says what one making made
            making.fill(_size(wanted, self.steps + 1), taken, self.moulds, _quietly)
        planner.learn()
        return WorkItem.objects.count()


def _size(items: int, time: int) -> Size:
    """Each time it grows by a seed of its own: what is drawn from one is never drawn twice."""
    return Size(work_items=items, years=YEARS, counties=None, seed=time, password="!")  # noqa: S106


def _quietly(_told: str) -> None:
    """What the maker says is for whoever waits for a province alone."""
