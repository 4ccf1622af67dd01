"""What a watcher watches: the places that his supervision or audit office serves, asked once a request."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from core.errors import Refused
from core.models import Organisation, User
from roles.duties import LEDGER_READING, Duty
from roles.holdings import holdings
from roles.people import standing
from roles.reach import PLACES, outermost

KEPT = "_oversight_areas"


@dataclass(frozen=True, slots=True)
class Areas:
    """Paths in the tree: of supervision, and of the ledgers that may be read; and the offices where he supervises."""

    supervised: tuple[str, ...]
    audited: tuple[str, ...]
    offices: tuple[int, ...] = ()


def areas_of(actor: User) -> Areas:
    """The areas by the actor's current duties; the statement that asks for them all, kept on the account that the request carries."""
    known = vars(actor)
    if KEPT not in known:
        known[KEPT] = _ask(actor)
    areas: Areas = known[KEPT]
    return areas


def supervises(actor: User) -> bool:
    """Whether 督办 stands in the actor's navigation; no statement beyond the one of the frame."""
    return Duty.SUPERVISE in standing(actor).duties


def reads_ledgers(actor: User) -> bool:
    """Whether 台账 stands in the actor's navigation; no statement beyond the one of the frame."""
    return bool(LEDGER_READING & standing(actor).duties)


def examines(actor: User) -> bool:
    """Whether 夜间核对 stands in the actor's navigation: he supervises or reads ledgers."""
    return supervises(actor) or reads_ledgers(actor)


def within(paths: tuple[str, ...], field: str) -> Q:
    """Rows whose path (`field`) lies in one of the areas; none of them without an area."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _ask(actor: User) -> Areas:
    held = holdings(actor)
    served = [(one.duty, one.path if one.kind in PLACES else one.above or one.path) for one in held]
    return Areas(
        supervised=tuple(outermost({path for duty, path in served if duty == Duty.SUPERVISE})),
        audited=tuple(outermost({path for duty, path in served if duty in LEDGER_READING})),
        offices=tuple(one.organisation for one in held if one.duty == Duty.SUPERVISE),
    )


def root() -> Organisation | None:
    """The province; None before places were loaded."""
    return Organisation.objects.filter(parent__isnull=True).order_by("path").first()


def keeps_system(actor: User) -> bool:
    """Whether 工作日历 stands in the actor's navigation; no statement beyond the one of the frame."""
    return Duty.ADMINISTER_SYSTEM in standing(actor).duties


def supervised(actor: User) -> tuple[str, ...]:
    """The places that the actor supervises. Raises Refused without any."""
    places = areas_of(actor).supervised
    if not places:
        raise Refused(_("只有督查人员可以查看督办"))
    return places
