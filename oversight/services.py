"""Chasing: one urge of one open step, throttled by the day, by its supervisor (六（六）) or by whoever waits for it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid, Refused
from core.models import User
from oversight.models import Urge
from oversight.slips import standing_still
from roles import policies
from workflows.desk import borders
from workflows.engine.models import WorkItem


@transaction.atomic
def urge(*, actor: User, work_item: int, text: str) -> Urge:
    """Urge the organisation where an open step lies; at most once a day per step, whoever sends it.

    Raises as `require_urger` does, Conflict for a step that is closed, suspended or was urged today, Invalid without
    words.
    """
    related = ("organisation", "dossier__county")
    item = WorkItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work_item)
    require_urger(actor, item)
    if not text.strip():
        raise Invalid(_("请写明催办内容"))
    if not item.is_open:
        raise Conflict(_("该事项已办结，无须催办"))
    standing_still.require_moving(item)
    today = clock.today()
    if Urge.objects.filter(work_item=item, day=today).exists():
        raise Conflict(_("该事项今天已经催办过，请改日再催"))
    sent = Urge.objects.create(work_item=item, actor=actor, text=text.strip()[:300], day=today, at=clock.now())
    ledger.record(
        actor=actor,
        action="step.urged",
        chain=item.county_id,
        dossier=item.dossier_id,
        work_item=item.pk,
        organisation=item.organisation.name,
        text=sent.text,
    )
    return sent


def require_urger(actor: User, item: WorkItem) -> None:
    """Raises Refused unless the actor supervises where the step lies, or began its dossier or sent it there, on the same
    side of a border; and where it lies with himself."""
    may = policies.may_urge(actor, item.dossier, item.organisation, item.sender_id)
    if not may or not borders.reads_within(actor, item):
        raise Refused(_("只有督办人员、立案人和送来该事项的人可以催办"))
    if WorkItem.objects.inbox_of(actor).filter(pk=item.pk).exists():
        raise Refused(_("该事项由您办理，无须催办"))


@transaction.atomic
def note_seen(actor: User, item: WorkItem) -> None:
    """Note when somebody who may decide an urged step first looked at it; nothing for a mere reader.

    Costs one statement when there is nothing to note.
    """
    unseen = Urge.objects.filter(work_item=item, seen_at__isnull=True)
    if unseen.exists() and WorkItem.objects.inbox_of(actor).filter(pk=item.pk).exists():
        unseen.update(seen_at=clock.now())
