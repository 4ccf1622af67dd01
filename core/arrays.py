"""Conditions that compare a column with many values at once: the text of the statement is the same however many there are,
so that it may be compiled once (`core.prepared`)."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, TextField, Value


def among(column: str, keys: Sequence[int] | ArraySubquery) -> Func:
    """That the column is one of these keys; none is one of none. Keys that are asked for are few: they are gathered once,
    and then each is looked up."""
    told = keys if isinstance(keys, ArraySubquery) else Value(keys, ArrayField(BigIntegerField()))
    return Func(F(column), told, template="%(expressions)s)", arg_joiner=" = ANY (", output_field=BooleanField())


def begins_with(column: str, beginnings: Sequence[str]) -> Func:
    """That the column begins with one of these texts, each ready for LIKE: its own % and _ escaped, and % at its end."""
    told = Value(beginnings, ArrayField(TextField()))
    return Func(F(column), told, template="%(expressions)s)", arg_joiner=" LIKE ANY (", output_field=BooleanField())
