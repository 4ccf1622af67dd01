"""What the addresses of money need: the home county, its year, a source and a movement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from funds.models import FundMovement, FundSource
from tests.factories import flows as make


def _source(things: Any) -> dict[str, object]:
    return {"source": FundSource.objects.filter(county=things.county).order_by("pk")[0].pk}


def _movement(things: Any) -> dict[str, object]:
    return {"movement": FundMovement.objects.filter(county=things.county).order_by("pk")[0].pk}


def _year(things: Any) -> dict[str, object]:
    return {"county": things.county.pk, "year": make.YEAR}


OF_COUNTY: dict[str, Callable[[Any], dict[str, object]]] = {
    "api:pool": lambda things: {"pk": things.county.pk},
    "funds:correct_source": _source,
    "funds:source": _source,
    "funds:move": _source,
    "funds:reverse": _movement,
    "funds:pool": _year,
    "funds:reconciliation": _year,
}
