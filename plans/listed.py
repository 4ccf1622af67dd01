"""The rows of a plan as its pages list them: a page at a time, by township or by words, with the sums of all that is meant.

A plan of a large county has over three hundred rows; no page loads more than `PAGE` of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    return part_of(rows, asked, project="project__", at=lambda part: _page_at(part, asked.get("at", "")))


def part_of(
    rows: QuerySet[Listable],
    asked: Mapping[str, str],
    *,
    project: str = "",
    at: Callable[[QuerySet[Listable]], int | None] = lambda _part: None,
) -> Listed[Listable]:
    """What `place`, `q` and `page` ask for; `at` says the page where none is asked for. `project` leads from a row to its
    project, where it is none itself. Two statements, one more for words."""
    places = _places(rows, project)
    is_long = sum(one.number for one in places) > PAGE
    chosen = next((one for one in places if is_long and one.value == asked.get("place")), None)
    words = asked.get("q", "").strip()[:60] if is_long else ""
    if chosen:
        rows = rows.filter(**{f"{project}township": None if chosen.value == OF_COUNTY else int(chosen.value)})
    if words:
        named, coded = ({f"{project}{field}__icontains": words} for field in ("name", "code"))
        rows = rows.filter(Q(**named) | Q(**coded))
        number, amount = rows.order_by().aggregate(number=Count("pk"), sum=Sum("amount")).values()
    else:
        meant = [chosen] if chosen else places
        number, amount = sum(one.number for one in meant), sum((one.amount for one in meant), Decimal())
    paginator = Paginator(rows, PAGE)
    paginator.count = number
    page = paginator.get_page(asked.get("page") or at(rows))
    return Listed(page, number, amount or Decimal(), places, chosen.value if chosen else "", words, is_long)


def _places(rows: QuerySet[Listable], project: str) -> list[Place]:
    """The townships of the rows in their order, at the end what lies in none. One statement."""
    township = f"{project}township"
    grouped = rows.order_by(f"{township}__path", township).values_list(township, f"{township}__name")
    return [
        Place(str(pk) if pk else OF_COUNTY, name or "", number, amount)
        for pk, name, number, amount in grouped.annotate(number=Count("pk"), sum=Sum("amount"))
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
