"""Questions that a list asks of each of its rows, in its own order, until it has enough of them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def there_is(found: QuerySet[Any, Any]) -> IsNull:
    """That there is one of these, which name the outer row. Written as a subquery for one value, which the database asks
    row by row; `Exists` it may answer by gathering everything for all rows beforehand, however few are shown."""
    return IsNull(Subquery(found.order_by().values("pk")[:1]), False)
