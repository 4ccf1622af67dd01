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
from roles.duties import Duty
from workflows.desk import borders
from workflows.engine import services as engine
from workflows.engine.models import WorkItem


@transaction.atomic
def urge(*, actor: User, work_item: int, text: str) -> Urge:
    """Urge the organisation where an open step lies; at most once a day per step by supervisors, and once by the others.

    Raises as `require_urger` and `require_due` do, Invalid without words.
    """
    related = ("organisation", "dossier__county")
    item = WorkItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work_item)
    require_urger(actor, item)
    if not text.strip():
        raise Invalid(_("请写明催办内容"))
    by_supervisor = require_due(actor, item)
    said = {"text": text.strip()[:300], "day": clock.today(), "at": clock.now()}
    sent = Urge.objects.create(work_item=item, actor=actor, by_supervisor=by_supervisor, **said)
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
    if engine.is_offered(actor, item):
        raise Refused(_("该事项由您办理，无须催办"))


def require_due(actor: User, item: WorkItem) -> bool:
    """Whether what the actor would send is a supervisor's urge. Raises Conflict for a step that is closed, suspended or was
    urged today by one of his kind: what others send never takes the supervisors' place, nor theirs the others'."""
    if not item.is_open:
        raise Conflict(_("该事项已办结，无须催办"))
    standing_still.require_moving(item)
    by_supervisor = policies.governs(actor, Duty.SUPERVISE, item.organisation)
    if Urge.objects.filter(work_item=item, day=clock.today(), by_supervisor=by_supervisor).exists():
        raise Conflict(_("该事项今天已经催办过，请改日再催"))
    return by_supervisor


@transaction.atomic
def note_seen(actor: User, item: WorkItem) -> None:
    """Note when somebody who may decide an urged step first looked at it; nothing for a mere reader.

    Costs one statement when there is nothing to note.
    """
    unseen = Urge.objects.filter(work_item=item, seen_at__isnull=True)
    if unseen.exists() and engine.is_offered(actor, item):
        unseen.update(seen_at=clock.now())
