"""征询 in words: a line of the story for each question and each answer, and its rows in the package."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import Dossier, User
from core.pages.parts import Act, Crumb
from workflows.desk import consultation_people, steps
from workflows.desk.models import Consultation, Consulted
from workflows.desk.models.consultations import Outcome
from workflows.engine.models import WorkItem

MEMBER, TITLE = "consultations.json", "征询意见"
COLUMNS = (
    "consultation", "consultation__work_item", "consultation__work_item__step", "consultation__asked_by__name",
    "consultation__asked_on_behalf_of__name", "consultation__asked_at", "consultation__words", "organisation__name",
    "person__name", "answer", "has_nothing", "ended_how", "ended_by__name", "ended_on_behalf_of__name", "ended_at",
)  # fmt: skip
"""Of a dossier's package."""


def acts(asked: Consultation, item: WorkItem) -> Iterator[tuple[datetime.datetime, Act]]:
    """That it was asked, how each answer came, and of whom none was needed any more, each at its moment."""
    rows: list[Consulted] = asked.rows  # type: ignore[attr-defined]  # as `consultations_asked.of_dossier` reads them
    yield asked.asked_at, _asking(asked, rows, item)
    for row in rows:
        if row.ended_at:
            yield row.ended_at, _ending(row, item, row.ended_at)
    unanswered = [row.name for row in rows if not row.ended_at]
    if unanswered and item.closed_at:
        yield item.closed_at, _needless(unanswered, item, item.closed_at)


def _asking(asked: Consultation, rows: list[Consulted], item: WorkItem) -> Act:
    return Act(
        at=asked.asked_at,
        who=str(asked.asked_by),
        organisation=item.organisation.name,
        act=_("征询意见：%(names)s") % {"names": "、".join(row.name for row in rows)},
        step=steps.title_of(item),
        text=asked.words,
        on_behalf_of=str(asked.asked_on_behalf_of) if asked.asked_on_behalf_of else "",
    )


def _ending(row: Consulted, item: WorkItem, at: datetime.datetime) -> Act:
    is_answered = row.ended_how == Outcome.ANSWERED
    act = _("答复征询") if is_answered else _("收回征询：%(name)s") % {"name": row.name}
    return Act(
        at=at,
        who=str(row.ended_by),
        organisation=row.organisation.name if is_answered else item.organisation.name,
        act=act,
        step=steps.title_of(item),
        text=_("无意见") if row.has_nothing else row.answer,
        on_behalf_of=str(row.ended_on_behalf_of) if row.ended_on_behalf_of else "",
        links=[
            Crumb(_("附件：%(name)s") % one, reverse("desk:attachment", args=[one["id"]]))
            for one in getattr(row, "attached", ())
        ],
    )


def _needless(names: list[str], item: WorkItem, at: datetime.datetime) -> Act:
    return Act(
        at=at,
        who=_("系统"),
        organisation="",
        act=_("征询已不需答复"),
        step=steps.title_of(item),
        text=_("本环节已结束，未答复的：%(names)s") % {"names": "、".join(names)},
    )


def kept(dossier: Dossier, reader: User | None, within: frozenset[int] | None) -> list[dict[str, Any]]:
    """Everything asked and answered, for the package of a dossier; of these work items alone, or of all. A reader gets what
    he is told on the dossier's page: what was asked on his own side."""
    asked = Consulted.objects.filter(consultation__dossier=dossier)
    asked = asked if within is None else asked.filter(consultation__work_item__in=within)
    if reader:
        is_heard = consultation_people.hears(reader, dossier)
        items = WorkItem.objects.filter(dossier=dossier, consultations__isnull=False).select_related("organisation")
        asked = asked.filter(consultation__work_item__in=[item.pk for item in items.order_by("pk") if is_heard(item)])
    return list(asked.in_order().values(*COLUMNS))
