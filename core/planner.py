"""What PostgreSQL's planner knows of the tables."""

from __future__ import annotations

from django.db import connection


def learn() -> None:
    """Count every table again, those of the running transaction included.

    After many rows have come at once: until they are counted the planner takes the tables for as empty as they were,
    joins them row against row, and a question of a hundredth of a second runs into the time limit.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
