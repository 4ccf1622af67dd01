"""Counting statements."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent within the block; the savepoint that stands for BEGIN and COMMIT is none."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE")):
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


@contextmanager
def rows_read() -> Iterator[list[int]]:
    """How many rows each statement within the block brought."""
    seen: list[int] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        done = execute(sql, params, many, context)
        seen.append(max(context["cursor"].rowcount, 0))
        return done

    with connection.execute_wrapper(note):
        yield seen
