"""Opening and closing the dossier under every round, plan and filing."""

from __future__ import annotations

from decimal import Decimal

from core import clock
from core.enums import DossierKind
from core.models import Dossier, Organisation, User


def open_dossier(
    *, actor: User, kind: DossierKind, title: str, owner: Organisation, year: int, amount: Decimal | None = None
) -> Dossier:
    """A new dossier of the owner's county; `amount` in yuan."""
    county = owner.county or owner
    return Dossier.objects.create(
        kind=kind, title=title, owner=owner, county=county, year=year, amount=amount, opened_by=actor
    )


def close_dossier(dossier: Dossier, outcome: str) -> None:
    """Note how it ended; the flow's end calls this."""
    dossier.closed_at, dossier.outcome = clock.now(), outcome
    dossier.save(update_fields=["closed_at", "outcome"])
