"""The rows of a batch as its pages list them: a page at a time, with the sums of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce

from funds.allotting import NOUGHT
from funds.models import AllotmentBatch
from funds.models.source import MONEY

PAGE = 50


@dataclass(frozen=True)
class BatchRows:
    """One page of BatchItem, each with its `paid`; `amount` and `paid` are yuan of the whole batch."""

    page: Page[Any]
    amount: Decimal
    paid: Decimal

    @property
    def is_long(self) -> bool:
        return self.page.paginator.count > PAGE


def rows_of(batch: AllotmentBatch, asked: str = "") -> BatchRows:
    """The page that is asked for, each row with what was paid of it. Three statements, however many rows."""
    told = batch.rows.aggregate(number=Count("pk"), amount=Sum("amount"))
    rows = batch.rows.select_related("item__project__competent", "source", "budget_subject")
    rows = rows.annotate(paid=Coalesce(Sum("payments__amount"), Value(0), output_field=MONEY))
    paginator = Paginator(rows.order_by("item__seq", "source"), PAGE)
    paginator.count = told["number"]
    paid = batch.rows.aggregate(paid=Sum("payments__amount"))["paid"]
    return BatchRows(paginator.get_page(asked), told["amount"] or NOUGHT, paid or NOUGHT)
