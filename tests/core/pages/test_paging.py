"""A long list is counted no further than its pages lead, and says that there is more."""

from __future__ import annotations

import datetime

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from core.models import CalendarDay
from core.pages.paging import AHEAD, LongPaginator
from tests.engine.statements import counted

pytestmark = pytest.mark.django_db
FIRST = datetime.date(2026, 1, 1)
PER_PAGE, DAYS = 5, 66


@pytest.fixture(autouse=True)
def calendar() -> None:
    CalendarDay.objects.bulk_create(
        CalendarDay(day=FIRST + datetime.timedelta(n), name="节", is_working=True, source="通知") for n in range(DAYS)
    )


def pages(most: int = DAYS) -> LongPaginator:
    last = FIRST + datetime.timedelta(most - 1)
    return LongPaginator(CalendarDay.objects.filter(day__lte=last).order_by("day"), PER_PAGE)


@pytest.mark.parametrize(
    ("asked", "shown", "counted_pages", "is_cut"),
    [(None, 1, 10, True), ("2", 2, 11, True), ("4", 4, 13, True), ("5", 5, 14, False), ("14", 14, 14, False),
     ("900", 14, 14, False), ("9" * 40, 14, 14, False), ("一", 1, 10, True), ("-3", 1, 10, True), ("0", 1, 10, True)],
)  # fmt: skip
def test_so_many_pages_ahead_are_counted(asked: str | None, shown: int, counted_pages: int, is_cut: bool) -> None:
    paginator = pages()
    page = paginator.get_page(asked)
    assert (page.number, paginator.num_pages, paginator.is_cut) == (shown, counted_pages, is_cut)
    assert [one.day for one in page] == [
        FIRST + datetime.timedelta(n) for n in range((shown - 1) * PER_PAGE, min(shown * PER_PAGE, DAYS))
    ]


@pytest.mark.parametrize(
    ("most", "is_cut"), [(0, False), (1, False), (AHEAD * PER_PAGE, False), (AHEAD * PER_PAGE + 1, True)]
)
def test_just_as_many_as_are_counted_are_all(most: int, is_cut: bool) -> None:
    paginator = pages(most)
    assert (paginator.get_page(1).paginator.count, paginator.is_cut) == (min(most, AHEAD * PER_PAGE), is_cut)


def test_the_count_stops_and_is_asked_once() -> None:
    paginator = pages()
    with counted() as seen:
        list(paginator.get_page("1"))
        assert paginator.is_cut
    assert len(seen) == 2
    assert f"LIMIT {AHEAD * PER_PAGE + 1}" in seen[0]


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [("zh-hans", "1", "第1页，共10页以上"), ("zh-hans", "5", "第5页，共14页"),
     ("en", "1", "Page 1 of more than 10"), ("en", "5", "Page 5 of 14")],
)  # fmt: skip
def test_the_pager_says_so(language: str, asked: str, said: str) -> None:
    with translation.override(language):
        told = {"page": pages().get_page(asked), "anchor": ""}
        text = render_to_string("plans/pages.html", told, RequestFactory().get("/"))
    assert f"<span>{said}</span>" in text
