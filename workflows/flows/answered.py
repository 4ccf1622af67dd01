"""What others said of a document on its way, where its opinions are printed: whoever was entrusted, and who signed too."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from core import clock
from plans.drafting.language import official
from workflows.engine.enums import Ending
from workflows.engine.models import Assistance

Row = tuple[str, str, str, str, datetime.date]
"""Step with what was asked, organisation, person and for whom he acted, words, and day."""


@official
def answered_rows(titles: Mapping[int, str]) -> list[tuple[datetime.datetime, Row]]:
    """The answers on these work items, each called by its step's title, with their moments; one statement."""
    found = Assistance.objects.filter(work_item__in=titles, ended_how=Ending.ANSWERED)
    related = ("organisation", "ended_by", "ended_on_behalf_of")
    return [_row(row, titles[row.work_item_id]) for row in found.select_related(*related).in_order()]


def _row(row: Assistance, title: str) -> tuple[datetime.datetime, Row]:
    at = row.ended_at or row.asked_at
    step = f"{title}（{row.get_kind_display()}）"
    return at, (step, row.organisation.official_name, _who(row), _said(row), at.astimezone(clock.SHANGHAI).date())


def _who(row: Assistance) -> str:
    """Both names where a deputy answered."""
    name = row.ended_by.name if row.ended_by else ""
    return f"{name}（代{row.ended_on_behalf_of.name}）" if row.ended_on_behalf_of else name


def _said(row: Assistance) -> str:
    """A sign with its yes or no, once where the words begin with it."""
    if row.consents is None:
        return row.answer
    said = "同意" if row.consents else "不同意"
    return row.answer if row.answer.startswith(said) else f"{said}。{row.answer}" if row.answer else said
