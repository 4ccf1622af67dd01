"""A bulletin from its draft to its number: drafted by the supervision office or by finance, checked, signed and numbered
by the government office, each by another person (B36)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.working_days import ONE_DAY
from documents import rendering
from documents import services as documents
from oversight.bulletins import counting, drafting
from oversight.bulletins.tables import SpendingTable
from oversight.counting import first_of
from oversight.models import Bulletin, BulletinKind, BulletinState
from roles import policies
from roles.duties import Duty
from roles.holdings import holdings

DRAFTER = {BulletinKind.SUPERVISION: Duty.SUPERVISE, BulletinKind.SPENDING: Duty.MANAGE_SOURCES}
"""Whose figures they are, drafts."""
AT_THE_OFFICE = {
    BulletinState.SUBMITTED: Duty.EDIT_CHECK,
    BulletinState.CHECKED: Duty.SIGN_OFF,
    BulletinState.SIGNED: Duty.REGISTER_DOCUMENT,
}
"""Whose turn it is at the government office."""
SYSTEM = "统筹系统办理记录"
LONGEST = 1000


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a drafter says beside the figures."""

    county: Organisation
    month: datetime.date
    requirement: str
    corrects: Bulletin | None = None


@transaction.atomic
def draft_supervision(*, actor: User, told: Told) -> Bulletin:
    """Freeze what the units of the county did in the month, until its last day or until today.

    Raises Refused for who does not supervise the county from within it, Invalid for a month that has not begun or
    without a requirement, Conflict where the month has its bulletin already.
    """
    require_drafter(actor, BulletinKind.SUPERVISION, told.county)
    as_of = min(first_of(told.month, -1) - ONE_DAY, clock.today())
    if as_of < told.month:
        raise Invalid(_("该月尚未开始"), field="month")
    table = counting.month_of(told.county, told.month, as_of).stored()
    return _keep(actor, BulletinKind.SUPERVISION, told, as_of, table, SYSTEM)


@transaction.atomic
def draft_spending(*, actor: User, told: Told, as_of: datetime.date, table: SpendingTable, source: str) -> Bulletin:
    """Freeze a table of spending with its source named; its month is that of the day the figures stand for.

    Raises Refused for who does not manage the county's funds, Invalid for a day ahead or a source or requirement that
    is not given, Conflict where the month has its bulletin already.
    """
    require_drafter(actor, BulletinKind.SPENDING, told.county)
    if as_of > clock.today():
        raise Invalid(_("数据截至日期不得晚于今天"), field="as_of")
    said = source.strip()[:200]
    if not said:
        raise Invalid(_("请写明数据来源"), field="source")
    printable.require(_("数据来源"), said)
    return _keep(actor, BulletinKind.SPENDING, told, as_of, table.stored(), said)


@transaction.atomic
def submit(*, actor: User, bulletin: int, requirement: str | None = None) -> Bulletin:
    """Send the draft to the government office; from here on its words are fixed. By its drafter alone."""
    found = _locked(bulletin)
    _require(found, BulletinState.DRAFT)
    if found.drafted_by_id != actor.pk:
        raise Refused(_("通报由拟稿人送核"))
    require_drafter(actor, BulletinKind(found.kind), found.county)
    if requirement is not None:
        found.requirement = _said(requirement)
    content = drafting.paper(found).content()
    found.content_sha256 = rendering.digest(content)
    found.state, found.remark, found.checked_by, found.signed_by, found.signed_on = (
        BulletinState.SUBMITTED, "", None, None, None,
    )  # fmt: skip
    found.save()
    _record(actor, found, "bulletin.submitted", sha256=found.content_sha256)
    return found


@transaction.atomic
def check(*, actor: User, bulletin: int) -> Bulletin:
    """核稿 by the office's checker, who did not draft it."""
    found = _turn(actor, bulletin, BulletinState.SUBMITTED)
    found.state, found.checked_by = BulletinState.CHECKED, actor
    found.save(update_fields=["state", "checked_by"])
    _record(actor, found, "bulletin.checked")
    return found


@transaction.atomic
def sign(*, actor: User, bulletin: int) -> Bulletin:
    """签发 by the director of the office (条例 第二十二条), who neither drafted nor checked it."""
    found = _turn(actor, bulletin, BulletinState.CHECKED)
    found.state, found.signed_by, found.signed_on = BulletinState.SIGNED, actor, clock.today()
    found.save(update_fields=["state", "signed_by", "signed_on"])
    _record(actor, found, "bulletin.signed")
    return found


@transaction.atomic
def issue(*, actor: User, bulletin: int) -> Bulletin:
    """Number and send out what was signed; a correction takes the place of the bulletin that it names."""
    found = _turn(actor, bulletin, BulletinState.SIGNED)
    former = found.corrects.document if found.corrects else None
    found.document = documents.issue(
        actor=actor, paper=drafting.paper(found), dossier=None, issuer=found.office, signatory=found.signed_by,
        signed_on=found.signed_on, replaces=former,
    )  # fmt: skip
    found.state = BulletinState.ISSUED
    found.save(update_fields=["state", "document"])
    _record(actor, found, "bulletin.issued", number=found.document.number)
    return found


@transaction.atomic
def take_over(*, actor: User, bulletin: int) -> Bulletin:
    """Another with the drafter's duty goes on with a draft as its drafter: whoever wrote it may be gone. Raises Refused
    for others, Conflict for what is no draft or is his own."""
    found = _locked(bulletin)
    _require(found, BulletinState.DRAFT)
    require_drafter(actor, BulletinKind(found.kind), found.county)
    if found.drafted_by_id == actor.pk:
        raise Conflict(_("该通报由您拟稿，无须接手"))
    before, found.drafted_by = found.drafted_by.name, actor
    found.save(update_fields=["drafted_by"])
    _record(actor, found, "bulletin.taken_over", before=before)
    return found


@transaction.atomic
def give_back(*, actor: User, bulletin: int, reason: str) -> Bulletin:
    """Whoever has the next step at the office gives it back to its drafter, with the reason; the registrar too, where what
    was signed cannot be issued any more: its signature falls.

    Raises Refused for others, Conflict for what does not lie at the office, Invalid without a reason.
    """
    found = _locked(bulletin)
    if found.state not in AT_THE_OFFICE:
        raise Conflict(_("该通报现在不能退回"))
    policies.require(actor, AT_THE_OFFICE[BulletinState(found.state)], found.office_id)
    said = reason.strip()[:300]
    if not said:
        raise Invalid(_("请写明退回原因"), field="text")
    printable.require(_("退回原因"), said)
    found.state, found.remark, found.content_sha256 = BulletinState.DRAFT, said, ""
    found.checked_by, found.signed_by, found.signed_on = None, None, None
    found.save(update_fields=["state", "remark", "checked_by", "signed_by", "signed_on", "content_sha256"])
    _record(actor, found, "bulletin.returned", reason=said)
    return found


def may_draft(actor: User, kind: BulletinKind, county: Organisation) -> bool:
    """Whether he has the duty at an organ of the very county."""
    return any(one.duty == DRAFTER[kind] and one.above == county.path for one in holdings(actor))


def may_take_over(actor: User, bulletin: Bulletin) -> bool:
    """Whether it is a colleague's draft that he might have written."""
    is_anothers = bulletin.state == BulletinState.DRAFT and bulletin.drafted_by_id != actor.pk
    return is_anothers and may_draft(actor, BulletinKind(bulletin.kind), bulletin.county)


def require_drafter(actor: User, kind: BulletinKind, county: Organisation) -> None:
    """Raises Refused unless he may draft it."""
    if not may_draft(actor, kind, county):
        raise Refused(
            _("%(kind)s由%(county)s的%(duty)s岗位起草")
            % {"kind": kind.label, "county": county.name, "duty": DRAFTER[kind].label}
        )


def may_act(actor: User, bulletin: Bulletin) -> bool:
    """Whether the present step is his, and he took none that excludes it."""
    duty = AT_THE_OFFICE.get(BulletinState(bulletin.state))
    return bool(duty and actor.pk not in _hands(bulletin) and policies.may(actor, duty, bulletin.office_id))


def _keep(
    actor: User, kind: BulletinKind, told: Told, as_of: datetime.date, table: dict[str, object], source: str
) -> Bulletin:  # fmt: skip
    """A new draft; the drafter's own draft of the month is taken up again with the new figures."""
    requirement = _said(told.requirement)
    former = _correctable(told, kind)
    same = Bulletin.objects.select_for_update().filter(county=told.county, kind=kind, month=told.month, corrects=former)
    standing = same.first()
    if standing and (standing.state != BulletinState.DRAFT or standing.drafted_by_id != actor.pk):
        raise _stands(standing)
    kept = standing or Bulletin(county=told.county, kind=kind, month=told.month, corrects=former)
    kept.office = _office(told.county)
    kept.as_of, kept.table, kept.source, kept.requirement = as_of, table, source, requirement
    kept.drafted_by, kept.drafted_at = actor, clock.now()
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise _stands(same.get()) from error
    _record(actor, kept, "bulletin.drafted")
    return kept


def _stands(standing: Bulletin) -> Conflict:
    """The month has one: how far it is, and where; another's draft may be taken over there."""
    told = {
        "kind": standing.get_kind_display(),
        "state": standing.get_state_display(),
        "name": standing.drafted_by.name,
    }
    words = _("该月已有%(kind)s（%(state)s）") % told
    if standing.state == BulletinState.ISSUED:
        words = _("该月已有%(kind)s（%(state)s），如需更正，请在该通报页面起草更正通报") % told
    if standing.state == BulletinState.DRAFT:
        words = _("该月已有%(kind)s（%(state)s，%(name)s拟稿），可在该通报页面接手拟稿") % told
    return Conflict(words, page=reverse("oversight:bulletin", args=[standing.pk]))


def _correctable(told: Told, kind: BulletinKind) -> Bulletin | None:
    """The issued bulletin that is corrected; without one, the month must have none yet."""
    former = told.corrects
    if former is None:
        return None
    fits = (former.county_id, former.kind, former.month) == (told.county.pk, kind, told.month)
    if not fits or former.state != BulletinState.ISSUED:
        raise Conflict(_("只能更正同一月份、同一种类的已印发通报"))
    return former


def _office(county: Organisation) -> Organisation:
    office = Organisation.objects.of_county(county, OrganisationKind.GOVERNMENT_OFFICE).first()
    if office is None:
        raise Conflict(_("%(county)s没有政府办公室，不能印发通报") % {"county": county.name})
    return office


def _turn(actor: User, bulletin: int, state: BulletinState) -> Bulletin:
    """The bulletin at that state, when the act is the actor's and what he acts on is what was sent for signature."""
    found = _locked(bulletin)
    _require(found, state)
    policies.require(actor, AT_THE_OFFICE[state], found.office_id)
    if actor.pk in _hands(found):
        raise Refused(_("拟稿、核稿、签发、编号须由不同的人办理，您已办理过其中一项"))
    if rendering.digest(drafting.paper(found).content()) != found.content_sha256:
        raise Conflict(_("通报内容与送核时不一致，请退回拟稿人重新送核"))
    return found


def _hands(bulletin: Bulletin) -> set[int | None]:
    return {bulletin.drafted_by_id, bulletin.checked_by_id, bulletin.signed_by_id}


def _locked(bulletin: int) -> Bulletin:
    related = ("county", "office", "corrects__document", "signed_by")
    return Bulletin.objects.select_for_update(of=("self",)).select_related(*related).get(pk=bulletin)


def _require(bulletin: Bulletin, state: BulletinState) -> None:
    if bulletin.state != state:
        raise Conflict(_("该通报现为“%(state)s”，不能这样办理") % {"state": bulletin.get_state_display()})


def _said(requirement: str) -> str:
    said = requirement.strip()[:LONGEST]
    if not said:
        raise Invalid(_("请写明工作要求"), field="requirement")
    printable.require(_("工作要求"), said)
    return said


def _record(actor: User, bulletin: Bulletin, action: str, **told: Any) -> None:
    ledger.record(
        actor=actor, action=action, chain=bulletin.county_id, bulletin=bulletin.pk,
        kind=BulletinKind(bulletin.kind).value, month=f"{bulletin.month:%Y-%m}", **told,
    )  # fmt: skip
