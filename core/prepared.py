"""A question written as a queryset, compiled once, and asked with other values each time.

Django builds and compiles a queryset anew at every call, and PostgreSQL plans it anew. Where the same question is asked
at every page or decision, both cost more than the answer; this keeps the text, and PostgreSQL its plan.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

from core.kept_statements import Kept

M = TypeVar("M", bound=Model)

Value = int | str | datetime.date | datetime.datetime | list[int] | list[str]
KINDS: dict[Any, str] = {
    int: "bigint", str: "text", datetime.date: "date", datetime.datetime: "timestamptz", list[int]: "bigint[]",
    list[str]: "text[]",
}  # fmt: skip
"""What PostgreSQL calls the types of values."""


class _Compiled(NamedTuple):
    """A question as Django reads its rows, and as PostgreSQL keeps it."""

    compiler: Any
    kept: Kept


class Prepared:
    """`build` gets one stand-in a name and answers with a queryset of `values` or `values_list`.

    The stand-ins may only become parameters of the statement: `build` must not look at them, nor at the clock. `types` gives the
    type of each value, as it will be asked with; only those in `spare` may stand nowhere. Rows come as the driver gives them (JSON as text).
    """

    def __init__(
        self, build: Callable[..., QuerySet[Any, Any]], *, spare: Collection[str] = (), **types: type[Value]
    ) -> None:
        self._build = build
        self._spare = spare
        self._types = types
        self._standins = {name: _standin(number, kind) for number, (name, kind) in enumerate(types.items())}

    def rows(self, **values: Value) -> list[tuple[Any, ...]]:
        """Every row, its columns in the order of the queryset's."""
        with connection.cursor() as cursor:
            self._compiled.kept.execute(cursor, [values[name] for name in self._types])
            return list(cursor.fetchall())

    def first(self, **values: Value) -> tuple[Any, ...] | None:
        """The first row, if any."""
        return next(iter(self.rows(**values)), None)

    def plan(self, **values: Value) -> str:
        """How PostgreSQL goes about it."""
        with connection.cursor() as cursor:
            self._compiled.kept.execute(cursor, [values[name] for name in self._types], before="EXPLAIN ")
            return "\n".join(line for (line,) in cursor.fetchall())

    @cached_property
    def _compiled(self) -> _Compiled:
        """Known as a whole or not at all, whichever threads ask first. The compiler reads rows for every thread later, so
        that it may not hold the connection of the one that compiled it."""
        compiler = self._build(**self._standins).query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        places = [self._place_of(parameter) for parameter in parameters]
        names = enumerate(self._types, 1)
        missing = [name for number, name in names if number not in places and name not in self._spare]
        if missing:
            raise ValueError(f"not a parameter of the statement: {', '.join(sorted(missing))}")
        pairs = zip(places, parameters, strict=True)
        told = tuple(f"${place}" if place else _literal(parameter) for place, parameter in pairs)
        kept = Kept(self._build.__name__, text % told, [KINDS[kind] for kind in self._types.values()])
        return _Compiled(compiler, kept)

    def _place_of(self, parameter: Any) -> int:
        """Which value it stands for, counted from 1; 0 for a constant."""
        for place, standin in enumerate(self._standins.values(), 1):
            if type(parameter) is type(standin) and parameter == standin:
                return place
        if isinstance(parameter, datetime.date):
            raise ValueError(f"a moment was looked up or worked out while the question was made: {parameter}")
        return 0


class PreparedModels(Prepared, Generic[M]):
    """The same of a queryset of models, with what is selected or annotated beside; without what is prefetched."""

    def found(self, **values: Value) -> list[M]:
        """The models, as the queryset would give them."""
        answered: Any = _Answered(self._compiled.compiler, self.rows(**values))
        return list(ModelIterable(answered))

    def one(self, **values: Value) -> M | None:
        """The first of them, if any."""
        return next(iter(self.found(**values)), None)

    def get(self, **values: Value) -> M:
        """The first of them. Raises ObjectDoesNotExist where there is none."""
        found = self.one(**values)
        if found is None:
            raise ObjectDoesNotExist(f"{self._build.__name__}: {values}")
        return found


class _Answered:
    """A queryset, its query and its compiler as `ModelIterable` reads them, of rows that are there already."""

    db = DEFAULT_DB_ALIAS
    _known_related_objects: Mapping[Any, Any] = MappingProxyType({})

    def __init__(self, compiler: Any, rows: list[tuple[Any, ...]]) -> None:
        self._compiler, self._rows = compiler, rows
        self.query = self

    def get_compiler(self, using: str) -> _Answered:
        return self

    def execute_sql(self, **_how: Any) -> list[list[tuple[Any, ...]]]:
        return [self._rows]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)


def _literal(constant: Any) -> str:
    """A constant as it stands in the text."""
    with connection.cursor() as cursor:
        return str(cursor.mogrify("%s", [constant]).decode())


def _standin(number: int, kind: Any) -> Value:
    """A value of that type which no statement holds as a constant."""
    if kind is datetime.datetime:
        return datetime.datetime(1000 + number, 1, 1, tzinfo=datetime.UTC)
    if kind is datetime.date:
        return datetime.date(1000 + number, 1, 1)
    text, whole = f"\x01stand-in {number}\x01", -7_046_029_254_386_353_000 - number
    standins: dict[Any, Value] = {int: whole, str: text, list[int]: [whole], list[str]: [text]}
    return standins[kind]
