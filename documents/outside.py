"""来文登记: papers that reach an agency from outside the system, in the same register and series as the others."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from documents import intake, registries
from documents.enums import Intake, Secrecy, Urgency
from documents.models import IncomingDocument


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A paper as its registrar read it; `received_on` is the day on which it came."""

    sender: str
    title: str
    received_on: datetime.date
    number: str = ""
    dated: datetime.date | None = None
    secrecy: Secrecy | str = ""
    urgency: Urgency | str = ""
    pages: int | None = None
    assigned_to: str = ""


@transaction.atomic
def register(*, actor: User, organisation: Organisation, paper: Outside) -> IncomingDocument:
    """Enter a paper under the next number of the agency's register of the year in which it came.

    Raises Refused unless the actor keeps that register; Invalid for a day that has not come or lies before last year,
    a missing sender or title, or a secret paper that is named (保守国家秘密法 2010年修订 第二十六条:
    禁止非法记录、存储国家秘密); Conflict where the same number of the same sender is registered already.
    """
    registries.require_keeper(actor, organisation)
    _require_proper(paper)
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _require_new(organisation, paper)
    year = paper.received_on.year
    entered = IncomingDocument.objects.create(
        organisation=organisation, sender=paper.sender, number=paper.number, title=paper.title, dated=paper.dated,
        secrecy=paper.secrecy, urgency=paper.urgency, pages=paper.pages, assigned_to=paper.assigned_to,
        sent_at=_moment(paper.received_on), received_at=_moment(paper.received_on), received_by=actor,
        handler=actor.name, year=year, seq=intake.next_seq(organisation, year),
    )  # fmt: skip
    ledger.record(
        actor=actor, action="incoming.registered", chain=organisation.county_id or organisation,
        incoming=entered.pk, at=organisation.name, register=entered.seq, sender=entered.sender, number=entered.number,
    )  # fmt: skip
    return entered


@transaction.atomic
def examine(*, actor: User, incoming: IncomingDocument, found: Intake, note: str = "") -> IncomingDocument:
    """Write down once what the first check found (条例 第二十四条): accepted, returned with the reason, or struck off
    with the reason because it was registered by mistake; its number stays used. Raises Refused unless the actor keeps
    that register."""
    rows = IncomingDocument.objects.select_for_update(of=("self",)).select_related("organisation__county")
    entered = rows.get(pk=incoming.pk)
    registries.require_keeper(actor, entered.organisation)
    if not entered.is_outside:
        raise Conflict(_("系统内来文请在签收时办理初审"))
    if entered.intake:
        raise Conflict(_("该来文已%(result)s") % {"result": entered.get_intake_display()})
    if found not in {Intake.ACCEPTED, Intake.RETURNED, Intake.STRUCK}:
        raise Invalid(_("请选择受理、退回或者注销"))
    if found != Intake.ACCEPTED and not note.strip():
        raise Invalid(_("退回来文、注销登记须说明理由"))
    entered.intake, entered.note = found, note.strip()
    entered.save(update_fields=["intake", "note"])
    ledger.record(
        actor=actor, action="incoming.examined", chain=entered.organisation.county_id or entered.organisation,
        incoming=entered.pk, at=entered.organisation.name, register=entered.seq, result=found, note=entered.note,
    )  # fmt: skip
    return entered


def _require_proper(paper: Outside) -> None:
    if not paper.sender:
        raise Invalid(_("登记系统外来文须写明来文机关"))
    if paper.secrecy and paper.title:
        raise Invalid(
            _("涉密文件的标题和内容不得录入本系统，只登记来文机关和文号"),
            clause=_("保守国家秘密法（2010年修订）第二十六条"),
        )
    if not paper.secrecy and not paper.title:
        raise Invalid(_("请写明来文标题"))
    if paper.received_on > clock.today():
        raise Invalid(_("收到日期不能晚于今天"))
    if paper.received_on.year < clock.today().year - 1:
        raise Invalid(_("收到日期早于上一年，请核对"))
    if paper.dated and paper.dated > paper.received_on:
        raise Invalid(_("成文日期不能晚于收到日期"))


def _require_new(organisation: Organisation, paper: Outside) -> None:
    """Raises Conflict where the paper stands in the register."""
    same = organisation.incoming.filter(sender=paper.sender, number=paper.number).exclude(intake=Intake.STRUCK)
    earlier = same.order_by("pk").first() if paper.number else None
    if earlier:
        raise Conflict(
            _("%(sender)s的%(number)s已于%(year)d年登记，收文编号%(seq)d")
            % {"sender": paper.sender, "number": paper.number, "year": earlier.year, "seq": earlier.seq}
        )


def _moment(day: datetime.date) -> datetime.datetime:
    """That day at this time of day."""
    return clock.now().astimezone(clock.SHANGHAI).replace(year=day.year, month=day.month, day=day.day)
