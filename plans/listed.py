"""The rows of a plan as its pages list them: a page at a time, by township or by words, with the sums of all that is meant.

A plan of a large county has over three hundred rows; no page loads more than `PAGE` of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.urls import reverse

from core.pages.keys import key
from plans.models import PlanItem, PlanVersion, Project

Listable = TypeVar("Listable", PlanItem, Project)
PAGE = 50
OF_COUNTY = "county"
"""In the list of places, what lies in no one township."""


@dataclass(frozen=True)
class Place:
    """How many rows lie there, and their sum in yuan; an empty name is what lies in no one township."""

    value: str
    name: str
    number: int
    amount: Decimal


@dataclass(frozen=True)
class Listed(Generic[Listable]):
    """One page of the rows that were asked for; `number` and `amount` (yuan) are of all of those. `is_long` is said of the
    whole version: only then may one ask for a place or for words."""

    page: Page[Listable]
    number: int
    amount: Decimal
    places: Sequence[Place]
    place: str
    words: str
    is_long: bool

    @property
    def items(self) -> Sequence[Listable]:
        """The rows of the page; those of a plan come with project and competent department."""
        return self.page.object_list  # type: ignore[return-value]  # a slice of the queryset

    @property
    def is_part(self) -> bool:
        """Whether a place or words leave some out."""
        return bool(self.place or self.words)


def listed(version: PlanVersion, asked: Mapping[str, str]) -> Listed[PlanItem]:
    """What `place`, `q`, `at` (a number of a row) and `page` ask for. Two statements, one more for words and for `at`."""
    rows = version.items.select_related("project__competent").order_by("seq")
    places = places_of(version)
    total = sum(one.number for one in places)
    is_long = total > PAGE
    place = asked.get("place", "") if is_long else ""
    chosen = next((one for one in places if one.value == place), None)
    words = asked.get("q", "").strip()[:60] if is_long else ""
    if chosen:
        rows = rows.filter(project__township=None if chosen.value == OF_COUNTY else int(chosen.value))
    if words:
        rows = rows.filter(Q(project__name__icontains=words) | Q(project__code__icontains=words))
        number, amount = rows.aggregate(number=Count("pk"), amount=Sum("amount")).values()
    else:
        meant = [chosen] if chosen else places
        number, amount = sum(one.number for one in meant), sum((one.amount for one in meant), Decimal())
    paginator = Paginator(rows, PAGE)
    paginator.count = number
    page = paginator.get_page(asked.get("page") or _page_at(rows, asked.get("at", "")))
    return Listed(page, number, amount or Decimal(), places, chosen.value if chosen else "", words, is_long)


def places_of(version: PlanVersion) -> list[Place]:
    """The townships of its rows in their order, at the end what lies in none. One statement."""
    by_place = version.items.order_by("project__township__path").values_list(
        "project__township", "project__township__name"
    )
    found = by_place.annotate(number=Count("pk"), amount=Sum("amount"))
    return [
        Place(str(pk) if pk else OF_COUNTY, name or "", number, amount)
        for pk, name, number, amount in found.order_by("project__township__path", "project__township")
    ]


def address(version: int, seq: int) -> str:
    """Where a row of a version stands, by its number."""
    return f"{page_address(version, seq)}#item-{seq}"


def page_address(version: int, seq: int) -> str:
    """The page that it stands on, from its top, where it is said what was done; the first without more words."""
    asked = f"?at={seq}" if seq > PAGE else ""
    return f"{reverse('plans:plan', args=[version])}{asked}"


def _page_at(rows: QuerySet[PlanItem], seq: str) -> int | None:
    number = key(seq)
    return None if number is None else rows.filter(seq__lt=number).count() // PAGE + 1
