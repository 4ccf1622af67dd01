"""Pages of lists that grow with the province."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

AHEAD = 10
"""So many pages, the one that is asked for included, are counted; that there are still more is told without a number."""
FURTHEST = 100_000
"""No page beyond is looked for."""


class LongPaginator(Paginator[Any]):
    """Counts no further than it shows the way to: a count of everything costs the more the longer the list."""

    object_list: QuerySet[Any, Any]
    _asked = 1

    def get_page(self, number: Any) -> Page[Any]:
        """The page; the first for what is no number of a page, the last for one that is too high."""
        told = str(number)[:12]
        self._asked = min(max(1, int(told)), FURTHEST) if told.isdecimal() else 1
        return super().get_page(self._asked)

    @cached_property
    def count(self) -> int:
        """How many there are, as far as was looked."""
        return min(self._seen, self._most)

    @property
    def is_cut(self) -> bool:
        """Whether there are more than `count`."""
        return self._seen > self._most

    @cached_property
    def _seen(self) -> int:
        return self.object_list.order_by()[: self._most + 1].count()

    @property
    def _most(self) -> int:
        return (self._asked + AHEAD - 1) * self.per_page
