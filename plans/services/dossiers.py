"""Opening the dossier under every round, plan and filing."""

from __future__ import annotations

from decimal import Decimal

from core import search
from core.enums import DossierKind
from core.models import Dossier, Organisation, User


def open_dossier(
    *, actor: User, kind: DossierKind, title: str, owner: Organisation, year: int, amount: Decimal | None = None
) -> Dossier:
    """A new dossier of the owner's county; `amount` in yuan."""
    county = owner.county or owner
    opened = Dossier.objects.create(
        kind=kind, title=title, owner=owner, county=county, year=year, amount=amount, opened_by=actor
    )
    search.note(opened, title, *search.places(opened))
    return opened
