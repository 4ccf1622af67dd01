"""What a watcher watches: the places that his supervision or audit office serves, asked once a request."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from core.models import Organisation, User
from roles import origins
from roles.duties import LEDGER_READING, Duty
from roles.people import standing
from roles.reach import PLACES, outermost

KEPT = "_oversight_areas"


@dataclass(frozen=True, slots=True)
class Areas:
    """Paths in the tree: of supervision, and of the ledgers that may be read."""

    supervised: tuple[str, ...]
    audited: tuple[str, ...]


def areas_of(actor: User) -> Areas:
    """The areas by the actor's current duties; one statement, kept on the account that the request carries."""
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


def within(paths: tuple[str, ...], field: str) -> Q:
    """Rows whose path (`field`) lies in one of the areas; none of them without an area."""
    condition = Q(pk__in=())
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _ask(actor: User) -> Areas:
    watching = {Duty.SUPERVISE, *LEDGER_READING}
    rows = origins.held(actor).filter(permission__codename__in=sorted(watching)).order_by("pk")
    found = rows.values_list(
        "permission__codename", "content_object__kind", "content_object__path", "content_object__parent__path"
    )
    served = [(duty, path if kind in PLACES else above or path) for duty, kind, path, above in found]
    return Areas(
        supervised=tuple(outermost({path for duty, path in served if duty == Duty.SUPERVISE})),
        audited=tuple(outermost({path for duty, path in served if duty in LEDGER_READING})),
    )


def root() -> Organisation | None:
    """The province; None before places were loaded."""
    return Organisation.objects.filter(parent__isnull=True).order_by("path").first()


def keeps_system(actor: User) -> bool:
    """Whether 工作日历 stands in the actor's navigation; no statement beyond the one of the frame."""
    return Duty.ADMINISTER_SYSTEM in standing(actor).duties
