"""What was entrusted, asked to be signed or put as a question (征询) on work items, read with them: no further statement."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from core.models import User
from workflows.desk.models import Consulted
from workflows.desk.models.consultations import Outcome
from workflows.engine.enums import Assist, Ending
from workflows.engine.models import Assistance, WorkItem

COLUMNS = {
    "kind": "kind", "at": "organisation__name", "asked_at": "asked_at", "by": "asked_by", "by_name": "asked_by__name",
    "ended_at": "ended_at", "how": "ended_how", "ender": "ended_by", "ender_name": "ended_by__name",
    "principal": "ended_on_behalf_of", "principal_name": "ended_on_behalf_of__name",
}  # fmt: skip
ASKED = {
    "at": "organisation__name", "asked_at": "consultation__asked_at", "by": "consultation__asked_by",
    "by_name": "consultation__asked_by__name", "ended_at": "ended_at", "how": "ended_how", "ender": "ended_by",
    "ender_name": "ended_by__name",
}  # fmt: skip
"""The same of one of those consulted."""


@dataclass(frozen=True, kw_only=True)
class Helped:
    """One thing asked: what it is called, at which organisation, by whom, and by whom and for whom it was answered."""

    title: str
    organisation: str
    asked_at: datetime.datetime
    asked_by: User | None
    ended_at: datetime.datetime | None
    is_answered: bool
    ended_by: User | None
    principal: User | None


def with_helped(items: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Each with everything asked on it."""
    asked = Assistance.objects.filter(work_item=OuterRef("pk")).order_by("asked_at", "pk")
    put = Consulted.objects.filter(consultation__work_item=OuterRef("pk")).order_by("consultation__asked_at", "pk")
    found: QuerySet[WorkItem] = items.annotate(
        helped=ArraySubquery(asked.values(told=JSONObject(**COLUMNS))),
        consulted=ArraySubquery(put.values(told=JSONObject(**ASKED))),
    )
    return found


def of(item: Any) -> Iterator[Helped]:
    """What was asked on an item of `with_helped`, in order; a question that nobody answered ended with the item."""
    for told in item.helped:
        yield _helped(told, str(Assist(told["kind"]).label), told["how"] == Ending.ANSWERED, _moment(told))
    for told in item.consulted:
        yield _helped(told, _("征询意见"), told["how"] == Outcome.ANSWERED, _moment(told) or item.closed_at)


def _helped(told: dict[str, Any], title: str, is_answered: bool, ended_at: datetime.datetime | None) -> Helped:
    return Helped(
        title=title,
        organisation=told["at"],
        asked_at=datetime.datetime.fromisoformat(told["asked_at"]),
        asked_by=_person(told, "by"),
        ended_at=ended_at,
        is_answered=is_answered,
        ended_by=_person(told, "ender"),
        principal=_person(told, "principal"),
    )


def _moment(told: dict[str, Any]) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(told["ended_at"]) if told["ended_at"] else None


def _person(told: dict[str, Any], name: str) -> User | None:
    """Whoever stands there, by number and name."""
    return User(pk=told[name], name=told[f"{name}_name"]) if told.get(name) else None
