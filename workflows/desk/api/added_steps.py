"""增加环节 as values: what programs send and read of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers as fields

from workflows.desk.added_steps import Adding, Line
from workflows.desk.api.assistance import LARGEST
from workflows.desk.api.shapes import Act


class AddingStep(Act):
    """What the step is called, who takes it, within how many working days, and what is asked."""

    name = fields.CharField(max_length=30)
    organisation = fields.IntegerField(min_value=1, max_value=LARGEST)
    days = fields.IntegerField(min_value=1, max_value=366)
    words = fields.CharField(max_length=500)


class RecallingStep(Act):
    """Which of the `added_steps`, and why."""

    step = fields.IntegerField(min_value=1, max_value=LARGEST)
    reason = fields.CharField(max_length=200, allow_blank=True, default="")


def told(adding: Adding) -> dict[str, Any]:
    """What a task says of it: the steps added after it, or with it, and to whom the person may give another."""
    offered = adding.askable if adding.has_room else []
    return {
        "unplanned": adding.item.unplanned,
        "added_steps": [_line(line) for line in adding.lines],
        "may_add": [{"id": one.pk, "name": one.name} for one in offered],
    }


def _line(line: Line) -> dict[str, Any]:
    row = line.row
    return {
        "id": row.pk,
        "name": row.name,
        "organisation": {"id": row.organisation_id, "name": row.organisation.name},
        "days": row.days,
        "words": row.words,
        "added_by": {"id": row.added_by_id, "name": row.added_by.name},
        "added_at": row.added_at,
        "state": line.word,
        "may_recall": line.may_recall,
        "recalled_at": row.recalled_at,
        "recalled_because": row.recalled_because,
    }
