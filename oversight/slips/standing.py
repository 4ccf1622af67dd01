"""Who may do what with a slip, and how it moves: asked by every act, and by the pages that offer them."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.working_days import add_working_days
from oversight.enums import SlipAct, SlipColour, SlipState
from oversight.models import Slip
from oversight.rules import WAYS
from roles import heads, policies
from roles.duties import Duty


def locked(slip: int) -> Slip:
    """The slip, and nobody else at it until the caller commits."""
    related = ("work_item__dossier", "organisation", "office", "document", "issued_by", "previous")
    return Slip.objects.select_for_update(of=("self",)).select_related(*related).get(pk=slip)


def leads(actor: User, slip: Slip) -> bool:
    """Whether he heads the organisation that the slip went to (一把手)."""
    return policies.leads(actor, slip.organisation_id)


def may_handle(actor: User, slip: Slip) -> bool:
    """Whether he does what the slip asks: he has the matter's duty at its organisation, or heads it."""
    return policies.may(actor, slip.work_item.duty, slip.organisation_id) or leads(actor, slip)


def may_sign(actor: User, slip: Slip) -> bool:
    """Whether he signs for it: a red one is signed for by the organisation's head alone."""
    return leads(actor, slip) if slip.colour == SlipColour.RED else may_handle(actor, slip)


def may_supervise(actor: User, slip: Slip) -> bool:
    """Whether the slip lies in the area of a supervision office of his: whoever follows work up elsewhere (专班) may have
    to answer one himself."""
    return bool(offices_of(actor, slip.organisation))


def may_read(actor: User, slip: Slip) -> bool:
    """Whether he reads what the slip is about, or works where it asks for help (协办单位)."""
    if policies.may_read(actor, slip.work_item.dossier):
        return True
    return slip.co_handler_id is not None and slip.co_handler_id in policies.organisations_of(actor)


def require_read(actor: User, slip: Slip) -> None:
    """Raises Refused unless he may read the slip."""
    if not may_read(actor, slip):
        raise Refused(_("您无权查阅该督办单"))


def require_handler(actor: User, slip: Slip) -> None:
    if not may_handle(actor, slip):
        policies.require(actor, slip.work_item.duty, slip.organisation_id)


def require_signer(actor: User, slip: Slip) -> None:
    if slip.colour == SlipColour.RED:
        require_head(actor, slip)
    require_handler(actor, slip)


def require_head(actor: User, slip: Slip) -> None:
    """Raises Refused unless he heads the organisation."""
    if not leads(actor, slip):
        raise Refused(_("须由%(name)s主要负责人办理") % {"name": slip.organisation.name})


def require_supervisor(actor: User, slip: Slip) -> None:
    """Raises Refused unless the slip lies in his area and he sits in a supervision office."""
    policies.require_governing(actor, Duty.SUPERVISE, slip.organisation)
    if not may_supervise(actor, slip):
        raise Refused(_("督办单由督查室核查，您不在督查室任职"))


def move(slip: Slip, act: SlipAct, otherwise: str) -> None:
    """Put it where the act leads. Raises Conflict, saying `otherwise`, where it stands elsewhere."""
    begin, end = WAYS[act]
    if slip.state not in begin:
        raise Conflict(otherwise)
    slip.state = end


def is_at(slip: Slip, act: SlipAct) -> bool:
    """Whether the act may be done where the slip stands."""
    return SlipState(slip.state) in WAYS[act][0]


def has_run_out(slip: Slip, today: datetime.date | None = None) -> bool:
    """Whether its day has passed and the organisation has not reported; never while the dossier is suspended."""
    return slip.is_unanswered and slip.work_item.suspended_at is None and slip.due_on < (today or clock.today())


def said(text: str, otherwise: str, label: str, field: str = "") -> str:
    """The text without its margins. Raises Invalid for none, and for what cannot be printed."""
    found = text.strip()[:500]
    if not found:
        raise Invalid(otherwise, field=field)
    printable.require(label, found)
    return found


def printed(text: str, label: str) -> str:
    """The same of a text that may be left out."""
    found = text.strip()[:500]
    printable.require(label, found)
    return found


def in_days(count: int) -> datetime.date:
    """So many working days from today."""
    return add_working_days(clock.today(), count)


def latest_extension(slip: Slip) -> datetime.date:
    """The last day that one extension may give."""
    return add_working_days(slip.due_on, settings.SLIP_EXTENSION_DAYS)


def office_of(actor: User, organisation: Organisation) -> Organisation:
    """The actor's supervision office that is nearest to the organisation. Raises Conflict without one."""
    serving = offices_of(actor, organisation)
    if not serving:
        raise Conflict(_("督办单由督查室下达，您不在督查室任职"))
    return serving[0]


def offices_of(actor: User, organisation: Organisation) -> list[Organisation]:
    """The supervision offices where he supervises and whose place the organisation lies in, the nearest first."""
    offices = Organisation.objects.filter(kind=OrganisationKind.SUPERVISION_OFFICE)
    held = policies.scope(actor, Duty.SUPERVISE, offices, field="pk").order_by("-path")
    serving = [one for one in held if organisation.path.startswith(one.path.rsplit("/", 2)[0])]
    return sorted(serving, key=lambda one: -len(one.path))


def red_by_another(actor: User, organisation: Organisation) -> str:
    """Who issues a red slip of the organisation where the actor does not: the head of his office, in words and with the
    office's telephone; empty for the head himself. Raises Conflict outside a supervision office."""
    office = office_of(actor, organisation)
    if policies.leads(actor, office):
        return ""
    head = heads.head_of(office)
    told = {"office": office.name, "name": head.name if head else _("主要负责人（现无人任职）")}
    said = _("红色督办单由%(office)s主要负责人下达：%(name)s") % told
    return said + (_("，电话%(phone)s") % {"phone": office.phone} if office.phone else "")


def record(actor: User | None, slip: Slip, action: str, **told: object) -> None:
    """Write it into the ledger of the slip's county."""
    item = slip.work_item
    ledger.record(
        actor=actor, action=action, chain=slip.county_id, dossier=item.dossier_id, slip=slip.pk, work_item=item.pk,
        **told,
    )  # fmt: skip
