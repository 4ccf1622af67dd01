"""What stands above the matrix beside its figures: the filters that were saved, how many slips are open by colour, and
how many flows are late as a whole.

One statement for all.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, Count, Value
from django.urls import reverse

from core.models import User
from oversight import whole_flows
from oversight.areas import areas_of, within
from oversight.enums import SlipColour
from oversight.models import SavedFilter, Slip
from oversight.slip_list import TONES

FILTER, SLIPS, FLOWS = "filter", "slips", "flows"


@dataclass(frozen=True)
class KeptFilter:
    """One saved filter as the page offers it."""

    pk: int
    name: str
    question: str
    is_own: bool
    is_shared: bool


@dataclass(frozen=True)
class SlipCount:
    """Open slips of one colour in the area."""

    label: str
    tone: str
    number: int
    url: str


@dataclass(frozen=True)
class BesideMatrix:
    """All, in their order."""

    filters: tuple[KeptFilter, ...]
    slips: tuple[SlipCount, ...]
    late_flows: int
    """Flows under way past their own deadline or the overall one."""


def beside_matrix(actor: User) -> BesideMatrix:
    """The filters that the actor may use, and the open slips of the places that he supervises."""
    areas = areas_of(actor)
    nobody = Value(None, BigIntegerField())
    filters = SavedFilter.objects.of(actor, areas.offices).order_by()
    slips = Slip.objects.open().filter(within(areas.supervised, "organisation__path")).order_by().values("colour")
    rows = filters.values_list(Value(FILTER, CharField()), "pk", "name", "question", "office", "owner").union(
        slips.annotate(many=Count("pk")).values_list(
            Value(SLIPS, CharField()), "many", "colour", Value("", CharField()), nobody, nobody
        ),
        whole_flows.late(areas.supervised).values_list(
            Value(FLOWS, CharField()), "many", Value("", CharField()), Value("", CharField()), nobody, nobody
        ),
        all=True,
    )
    told = list(rows)
    kept = [
        KeptFilter(pk, name, question, is_own=owner == actor.pk, is_shared=office is not None)
        for kind, pk, name, question, office, owner in told
        if kind == FILTER
    ]
    numbers = {colour: number for kind, number, colour, *_rest in told if kind == SLIPS}
    return BesideMatrix(
        late_flows=next((number for kind, number, *_rest in told if kind == FLOWS), 0),
        filters=tuple(sorted(kept, key=lambda one: (one.name, one.pk))),
        slips=tuple(
            SlipCount(
                str(colour.label), TONES[colour], numbers[colour], f"{reverse('oversight:slips')}?colour={colour}"
            )
            for colour in SlipColour
            if colour in numbers
        ),
    )
