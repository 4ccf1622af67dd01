"""已办: what one decided, or answered when asked, and what a deputy did in one's name."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.arrays import among
from core.models import Dossier, User
from workflows.desk import assistance_told, steps
from workflows.engine.enums import Ending
from workflows.engine.models import Assistance, Opinion, WorkItem


@dataclass(frozen=True)
class Done:
    """One act: `decision` is what it is called at its step, `deputised` who acted for whom, in words, else empty."""

    at: datetime.datetime
    dossier: Dossier
    step: str
    organisation: str
    decision: str
    deputised: str
    text: str


def done(actor: User, most: int) -> list[Done]:
    """The last first; three statements."""
    found = [*_decided(actor, most), *_answered(actor, most)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def _decided(actor: User, most: int) -> list[Done]:
    own, of_deputies = (_latest(Opinion.objects.filter(**{who: actor}), most) for who in ("actor", "on_behalf_of"))
    opinions = (
        Opinion.objects.filter(among("pk", own) | among("pk", of_deputies))
        .select_related("dossier", "organisation", "on_behalf_of", "actor")
        .order_by("-written_at", "-pk")[:most]
    )
    # Not joined: the more tables a question names, the longer it takes to plan, and of these each has a parent.
    items = WorkItem.objects.in_bulk([one.task_id for one in opinions])
    return [
        Done(
            at=one.written_at,
            dossier=one.dossier,
            step=steps.title_of(items[one.task_id]),
            organisation=one.organisation.name,
            decision=steps.name_of(items[one.task_id].flow_key, one.step, one.decision),
            deputised=_deputised(actor, one.actor, one.on_behalf_of),
            text=one.text,
        )
        for one in opinions
    ]


def _latest(opinions: QuerySet[Opinion], most: int) -> ArraySubquery:
    """Cut by itself, so that of a long service no more is read than is shown."""
    return ArraySubquery(opinions.order_by("-written_at", "-pk").values("pk")[:most])


def _answered(actor: User, most: int) -> list[Done]:
    answers = (
        Assistance.objects.filter(Q(ended_by=actor) | Q(ended_on_behalf_of=actor), ended_how=Ending.ANSWERED)
        .select_related("dossier", "organisation", "work_item", "ended_on_behalf_of", "ended_by")
        .order_by("-ended_at", "-pk")[:most]
    )
    return [
        Done(
            at=row.ended_at or row.asked_at,
            dossier=row.dossier,
            step=steps.title_of(row.work_item),
            organisation=row.organisation.name,
            decision=assistance_told.ending_words(row),
            deputised=_deputised(actor, row.ended_by, row.ended_on_behalf_of),
            text=row.answer,
        )
        for row in answers
    ]


def _deputised(reader: User, actor: User | None, principal: User | None) -> str:
    if principal is None or actor is None:
        return ""
    if principal == reader:
        return _("由%(name)s代办") % {"name": actor.name}
    return _("代%(name)s") % {"name": principal.name}
