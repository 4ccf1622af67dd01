"""Chasing: one urge of one open step, throttled by the day (六（六）)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid
from core.models import User
from oversight.models import Urge
from oversight.slips import standing_still
from roles.duties import Duty
from roles.policies import require_governing
from workflows.engine.models import WorkItem


@transaction.atomic
def urge(*, actor: User, work_item: int, text: str) -> Urge:
    """Urge the organisation where an open step lies; at most once a day per step, whoever sends it.

    Raises Refused outside the supervisor's area, Conflict for a step that is closed, suspended or was urged today,
    Invalid without words.
    """
    item = WorkItem.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=work_item)
    require_governing(actor, Duty.SUPERVISE, item.organisation)
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


@transaction.atomic
def note_seen(actor: User, item: WorkItem) -> None:
    """Note when somebody who may decide an urged step first looked at it; nothing for a mere reader.

    Costs one statement when there is nothing to note.
    """
    unseen = Urge.objects.filter(work_item=item, seen_at__isnull=True)
    if unseen.exists() and WorkItem.objects.inbox_of(actor).filter(pk=item.pk).exists():
        unseen.update(seen_at=clock.now())
