"""在别人手里的: what one began, decided or had decided in one's name, and what waits now for somebody else."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.utils.translation import gettext as _

from core.models import Dossier, User
from roles import policies
from roles.models import PostDuty
from workflows.desk import assistance, assistance_told, borders, chips, steps
from workflows.desk.chips import Chip
from workflows.engine.models import Assistance, Opinion, WorkItem


@dataclass(frozen=True)
class Lying:
    """One open item at somebody else's desk.

    `holder` is whoever has it in hand, else the posts that may take it; empty where neither is told. `waits` says what
    it waits for and on whom, while its holder has asked somebody else; empty where he has not.
    """

    dossier: int
    title: str
    step: str
    organisation: str
    holder: str
    waits: str
    since: datetime.datetime
    due: Chip
    mine: str
    urgency: str


def lying(actor: User, most: int) -> list[Lying]:
    """Those that are due first; of what the actor may still read. At most three statements."""
    said = Opinion.objects.standing().filter(Q(actor=actor) | Q(on_behalf_of=actor)).values("dossier")
    mine = Q(dossier__opened_by=actor) | Q(dossier__in=said)
    readable = policies.readable(actor, Dossier.objects.filter(closed_at__isnull=True)).order_by().values("pk")
    own = WorkItem.objects.inbox_of(actor).order_by().values("pk")
    found = WorkItem.objects.open().filter(mine, dossier__in=readable).exclude(pk__in=own)
    related = ("dossier__owner", "dossier__county", "organisation", "claimed_by")
    posts = PostDuty.objects.filter(duty=OuterRef("duty"), post__organisation=OuterRef("organisation"))
    titles = ArraySubquery(posts.order_by("post__position", "post_id").values("post__title"))
    items: list[Any] = list(found.select_related(*related).annotate(titles=titles).by_urgency()[:most])
    within = {item.pk for item in items if borders.reads_within(actor, item)}
    waiting = assistance.asked_on(item for item in items if item.waits and item.pk in within)
    return [
        _lying(
            item, actor, _holder(item, item.titles) if item.pk in within else "", _waits(item, waiting.get(item.pk, ()))
        )
        for item in items
    ]


def _holder(item: WorkItem, titles: Iterable[str]) -> str:
    return item.claimed_by.name if item.claimed_by else "、".join(titles)


def _waits(item: WorkItem, asked: Iterable[Assistance]) -> str:
    told = {"mark": chips.waiting_mark(item.waits)}
    return next(
        (_("%(mark)s：%(name)s") % {**told, "name": assistance_told.asked_of(row)} for row in asked if row.is_open), ""
    )


def _lying(item: WorkItem, actor: User, holder: str, waits: str) -> Lying:
    return Lying(
        dossier=item.dossier_id,
        title=item.dossier.title,
        step=steps.title_of(item),
        organisation=item.organisation.name,
        holder=holder,
        waits=waits,
        since=item.opened_at,
        due=chips.chip(item),
        mine=_("我立案的") if item.dossier.opened_by_id == actor.pk else _("我办过的"),
        urgency=item.dossier.get_urgency_display() if item.dossier.urgency else "",
    )
