"""A question written as a queryset, compiled once, and asked with other values each time.

Django builds and compiles a queryset anew at every call. Where the same question is asked at every decision, that
costs more than PostgreSQL's answer; this keeps the text and fills in the values.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Value = int | str | datetime.date | datetime.datetime


class Prepared:
    """`build` gets one stand-in a name and answers with a queryset of `values` or `values_list`.

    The stand-ins may only become parameters of the statement: `build` must not look at them. `types` gives the
    type of each value, as it will be asked with.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **types: type[Value]) -> None:
        self._build = build
        self._standins = {name: _standin(number, kind) for number, (name, kind) in enumerate(types.items())}

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """Every row, its columns in the order of the queryset's."""
        text, slots = self._statement
        with connection.cursor() as cursor:
            cursor.execute(text, [values[name] if name else constant for name, constant in slots])
            return list(cursor.fetchall())

    def first(self, **values: Value) -> tuple[Any, ...] | None:
        """The first row, if any."""
        return next(iter(self.rows(**values)), None)

    @cached_property
    def _statement(self) -> tuple[str, list[tuple[str, Any]]]:
        text, parameters = self._build(**self._standins).query.sql_with_params()
        slots = [(self._name_of(parameter), parameter) for parameter in parameters]
        missing = set(self._standins) - {name for name, _constant in slots}
        if missing:
            raise ValueError(f"not a parameter of the statement: {', '.join(sorted(missing))}")
        return text, slots

    def _name_of(self, parameter: Any) -> str:
        for name, standin in self._standins.items():
            if type(parameter) is type(standin) and parameter == standin:
                return name
        return ""


def _standin(number: int, kind: type[Value]) -> Value:
    """A value of that type which no statement holds as a constant."""
    if kind is datetime.datetime:
        return datetime.datetime(1000 + number, 1, 1, tzinfo=datetime.UTC)
    if kind is datetime.date:
        return datetime.date(1000 + number, 1, 1)
    return f"\x01stand-in {number}\x01" if kind is str else -7_046_029_254_386_353_000 - number
