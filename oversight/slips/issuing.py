"""Issuing a supervision slip (f.3: 拟办、立项、交办): a first one, or the graver one that follows it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from documents import services as documents
from oversight.enums import SlipAct, SlipColour, SlipGround
from oversight.models import Slip
from oversight.rules import require_colour, require_ladder
from oversight.slips import drafting, helping, standing, standing_still
from roles import heads, policies
from roles.duties import Duty
from workflows.engine.models import WorkItem


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a slip asks: its words, its day, its colour and why it has that colour; who helps."""

    requirement: str
    due_on: datetime.date
    colour: str = SlipColour.BLUE
    ground: str = SlipGround.REMINDER
    reason: str = ""
    co_handler: Organisation | None = None


@transaction.atomic
def issue(
    *,
    actor: User,
    work_item: int,
    requirement: str,
    due_on: datetime.date,
    colour: str = SlipColour.BLUE,
    ground: str = SlipGround.REMINDER,
    reason: str = "",
    co_handler: Organisation | None = None,
) -> Slip:
    """Issue a slip of one open matter, as a numbered document (D26) of the supervision office.

    A slip that stands open on the matter is followed by the next colour once it ran out unanswered, or by a graver one
    with a reason (重大、紧急, 特事特办), and names it. Raises Refused outside the supervisor's area, and of a red one for
    whoever does not head the office; Conflict for a matter that is closed, has an open slip that does not let another
    follow, has its dossier suspended, or lies with an organisation that nobody heads where it is red; Invalid without a requirement, with a day
    that is not ahead, or for a colour that its ground does not allow.
    """
    asked = Asked(
        requirement=requirement, due_on=due_on, colour=colour, ground=ground, reason=reason, co_handler=co_handler
    )
    slip = _written(actor, _matter(actor, work_item), asked)
    _escalate(actor, slip)
    slip.save()
    slip.document = documents.issue(
        actor=actor, paper=drafting.slip(slip), dossier=slip.work_item.dossier, issuer=slip.office, signatory=actor,
        signed_on=clock.today(),
    )  # fmt: skip
    slip.save(update_fields=["document"])
    told = {"previous": slip.previous.number} if slip.previous else {}
    standing.record(
        actor, slip, "slip.issued", due_at=due_on, text=slip.requirement, number=slip.document.number,
        colour=slip.colour, **told,
    )  # fmt: skip
    return slip


@transaction.atomic
def drafted(*, actor: User, work_item: int, asked: Asked) -> Slip:
    """The slip as it would be issued, for a look at it: nothing is kept. Raises what `issue` raises."""
    return _written(actor, _matter(actor, work_item), asked)


def _matter(actor: User, work_item: int) -> WorkItem:
    related = ("organisation", "dossier", "county")
    item = WorkItem.objects.select_for_update(of=("self",)).select_related(*related).get(pk=work_item)
    policies.require_governing(actor, Duty.SUPERVISE, item.organisation)
    return item


def _written(actor: User, item: WorkItem, asked: Asked) -> Slip:
    """The slip, unsaved, with the one that it follows."""
    said = standing.said(asked.requirement, _("请写明督办要求"), _("督办要求"), "requirement")
    if asked.due_on <= clock.today():
        raise Invalid(_("办结期限须晚于今天"), field="due_on")
    if not item.is_open:
        raise Conflict(_("该事项已办结，无须督办"))
    standing_still.require_moving(item)
    helping.require(item, asked.co_handler)
    warning = settings.SLIP_WARNING_COLOUR
    require_colour(asked.colour, asked.ground, asked.reason, warning)
    office = standing.office_of(actor, item.organisation)
    if asked.colour == SlipColour.RED:
        _require_heads(actor, item.organisation, office)
    previous = _previous(item, asked, warning)
    return Slip(
        work_item=item, county=item.county, organisation=item.organisation, co_handler=asked.co_handler, office=office,
        colour=asked.colour, ground=asked.ground, reason=standing.printed(asked.reason, _("事由说明"))[:300],
        previous=previous, requirement=said, due_on=asked.due_on,
        sign_by=min(standing.in_days(settings.SLIP_SIGN_DAYS), asked.due_on), issued_by=actor, issued_at=clock.now(),
    )  # fmt: skip


def _require_heads(actor: User, organisation: Organisation, office: Organisation) -> None:
    """A red slip goes from head to head: the office's signs it, the organisation's signs for it."""
    if not policies.leads(actor, office):
        raise Refused(_("红色督办单须由%(name)s主要负责人下达") % {"name": office.name})
    if heads.head_of(organisation) is None:
        raise Conflict(_("%(name)s没有在任的主要负责人，红色督办单无人签收，请先任命") % {"name": organisation.name})


def _previous(item: WorkItem, asked: Asked, warning: str) -> Slip | None:
    """The slip that stands open on the matter and that this one may follow; None without one."""
    found = item.slips.open().values_list("pk", flat=True).first()
    before = standing.locked(found) if found else None
    if before and before.extensions.to_answer().exists():
        raise Conflict(_("承办单位的延期申请尚未答复，请先答复"))
    colour, ran_out = (before.colour, standing.has_run_out(before)) if before else (None, False)
    require_ladder(asked.ground, asked.colour, colour, ran_out, warning)
    return before


def _escalate(actor: User, slip: Slip) -> None:
    """The slip before it is done with; what was under way on it goes no further."""
    before = slip.previous
    if before is not None:
        standing.move(before, SlipAct.ESCALATE, _("该督办单已反馈，请先核查"))
        before.save(update_fields=["state"])
        standing.record(actor, before, "slip.escalated", colour=slip.colour)
