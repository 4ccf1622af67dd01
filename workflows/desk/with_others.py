"""在别人手里的: what one began, decided or had decided in one's name, and what waits now for somebody else."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from core.models import Dossier, User
from roles import policies
from workflows.desk import borders, chips, steps
from workflows.desk.chips import Chip
from workflows.engine.models import Opinion, WorkItem


@dataclass(frozen=True)
class Lying:
    """One open item at somebody else's desk; `holder` is empty where nobody has it in hand or it is not told."""

    dossier: int
    title: str
    step: str
    organisation: str
    holder: str
    since: datetime.datetime
    due: Chip
    mine: str
    urgency: str


def lying(actor: User, most: int) -> list[Lying]:
    """Those that are due first; of what the actor may still read. Two statements."""
    said = Opinion.objects.standing().filter(Q(actor=actor) | Q(on_behalf_of=actor)).values("dossier")
    mine = Q(dossier__opened_by=actor) | Q(dossier__in=said)
    readable = policies.readable(actor, Dossier.objects.filter(closed_at__isnull=True)).order_by().values("pk")
    own = WorkItem.objects.inbox_of(actor).order_by().values("pk")
    found = WorkItem.objects.open().filter(mine, dossier__in=readable).exclude(pk__in=own)
    related = ("dossier__owner", "dossier__county", "organisation", "claimed_by")
    return [_lying(item, actor) for item in found.select_related(*related).by_urgency()[:most]]


def _lying(item: WorkItem, actor: User) -> Lying:
    holder = item.claimed_by if borders.reads_within(actor, item) else None
    return Lying(
        dossier=item.dossier_id,
        title=item.dossier.title,
        step=steps.title(item.flow_key, item.step),
        organisation=item.organisation.name,
        holder=holder.name if holder else "",
        since=item.opened_at,
        due=chips.chip(item),
        mine=_("我立案的") if item.dossier.opened_by_id == actor.pk else _("我办过的"),
        urgency=item.dossier.get_urgency_display() if item.dossier.urgency else "",
    )
