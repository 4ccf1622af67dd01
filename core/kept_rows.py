"""Whole rows by statements that stay planned: what such a statement lists of a model, the instance that its rows make,
and the values that an instance is written with. The ORM would work all of that out anew each time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)

from core.kept_statements import INFERRED, Kept

M = TypeVar("M", bound=Model)
_INSERT = "INSERT INTO {table} ({columns}) VALUES ({slots}) RETURNING {key}"
PLAIN = (BigIntegerField, BooleanField, CharField, DateField, ForeignKey, IntegerField, TextField, UUIDField)
"""Fields whose values the driver takes as they are."""


class Columns(Generic[M]):
    """Every column of a model; `aliases` are what the statement calls its tables, the inherited one first."""

    def __init__(self, model: type[M], *aliases: str) -> None:
        fields = _fields(model)
        tables = dict(zip(dict.fromkeys(field.model for field in fields), aliases, strict=True))
        self.text = ", ".join(f"{tables[field.model]}.{field.column}" for field in fields)
        self.width = len(fields)
        self._model = model
        self._names = [field.attname for field in fields]
        self._key = next(place for place, field in enumerate(fields) if field.primary_key)
        self._readers = [
            (place, field.from_db_value, field.cached_col)
            for place, field in enumerate(fields)
            if hasattr(field, "from_db_value")
        ]

    def instance(self, row: Sequence[Any], first: int = 0) -> M | None:
        """What the columns from `first` on make; None where an outer join found nothing."""
        values = list(row[first : first + self.width])
        if values[self._key] is None:
            return None
        for place, read, column in self._readers:
            values[place] = read(values[place], column, connection)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, values)


def values(rows: Iterable[Model]) -> list[Any]:
    """What is written of the rows, one after the other, each column in the order of the model's."""
    return [
        prepared(getattr(row, name)) if prepared else getattr(row, name)
        for row in rows
        for name, prepared in _written(type(row))
    ]


def insert(row: Model) -> None:
    """Write a new row, past the signals; it gets the number that the database gives it."""
    told = values([row])
    place = next(place for place, field in enumerate(_fields(type(row))) if field.primary_key)
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        _inserting(type(row)).execute(cursor, told[:place] + told[place + 1 :])
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - Django documents it


@cache
def _inserting(model: type[Model]) -> Kept:
    fields = _fields(model)
    columns = [str(field.column) for field in fields if not field.primary_key]
    text = _INSERT.format(
        table=fields[0].model._meta.db_table,  # noqa: SLF001 - Django documents it
        columns=", ".join(columns),
        slots=", ".join(f"${place}" for place in range(1, len(columns) + 1)),
        key=next(field.column for field in fields if field.primary_key),
    )
    return Kept(f"insert_{model.__name__}", text, [INFERRED] * len(columns))


@cache
def _written(model: type[Model]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """The attribute of each column, and what makes its value one that the driver takes, where it is none."""
    return tuple((field.attname, _preparing(field)) for field in _fields(model))


def _preparing(field: Field[Any, Any]) -> Callable[[Any], Any] | None:
    is_plain = isinstance(field, PLAIN) and type(field).__module__.startswith("django.")
    return None if is_plain else lambda value: field.get_db_prep_save(value, connection)


def _fields(model: type[Model]) -> Sequence[Field[Any, Any]]:
    return model._meta.concrete_fields  # noqa: SLF001 - Django documents it
