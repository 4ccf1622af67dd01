"""Letters that urge (D27): what was urged on the page goes out as a numbered letter of the supervision office."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Refused
from core.models import Organisation, User
from documents import services as documents
from documents.models import IssuedDocument
from oversight.models import Urge
from oversight.papers import UrgingLetter
from oversight.slips import drafting, standing, standing_still
from roles import policies
from roles.duties import Duty
from workflows.engine.models import WorkItem


@transaction.atomic
def send(*, actor: User, work_item: int, text: str) -> IssuedDocument:
    """Send a letter about an open step, signed by the head of the supervision office; the day's urge, made where no
    supervisor has urged today, keeps it.

    Raises Refused outside the supervisor's area and for whoever does not head the office, Conflict for a step that is
    closed, suspended or had its letter today, Invalid without words.
    """
    item, office = _matter(actor, work_item)
    today = clock.today()
    said = standing.said(text, _("请写明催办内容"), _("催办内容"), "text")[:300]
    urge = item.urges.of_supervisors().filter(day=today).first()
    if urge is not None and urge.letter_id is not None:
        raise Conflict(_("该事项今天已发催办函，请改日再发"))
    paper = _paper(actor, item, said)
    if urge is None:
        urge = Urge.objects.create(work_item=item, actor=actor, text=said, day=today, at=clock.now())
    urge.letter = documents.issue(
        actor=actor, paper=paper, dossier=item.dossier, issuer=office, signatory=actor, signed_on=today
    )
    urge.save(update_fields=["letter"])
    ledger.record(
        actor=actor, action="step.urged_by_letter", chain=item.county_id, dossier=item.dossier_id, work_item=item.pk,
        organisation=item.organisation.name, text=said, number=urge.letter.number,
    )  # fmt: skip
    return urge.letter


@transaction.atomic
def drafted(*, actor: User, work_item: int, text: str) -> tuple[UrgingLetter, Organisation]:
    """The letter as it would be sent, and whose it would be: nothing is kept. Raises what `send` raises of rights."""
    item, office = _matter(actor, work_item)
    return _paper(actor, item, standing.said(text, _("请写明催办内容"), _("催办内容"), "text")[:300]), office


def _matter(actor: User, work_item: int) -> tuple[WorkItem, Organisation]:
    related = ("organisation", "dossier", "county")
    item = WorkItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work_item)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    office = standing.office_of(actor, item.organisation)
    if not policies.leads(actor, office):
        raise Refused(_("催办函须由%(name)s主要负责人签发") % {"name": office.name})
    if not item.is_open:
        raise Conflict(_("该事项已办结，无须催办"))
    standing_still.require_moving(item)
    return item, office


def _paper(actor: User, item: WorkItem, said: str) -> UrgingLetter:
    slip = item.slips.open().select_related("document").first()
    return drafting.letter(item, said, actor, _days(item), slip.number if slip else "")


def _days(item: WorkItem) -> list[datetime.date]:
    """On which days supervisors urged it before."""
    return list(item.urges.of_supervisors().filter(day__lt=clock.today()).order_by("day").values_list("day", flat=True))
