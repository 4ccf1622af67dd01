"""Opening the dossier under every round, plan and filing."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Sum

from core import search
from core.enums import DossierKind
from core.models import Dossier, Organisation, User
from plans.enums import GONE
from plans.models import VillageRound


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


def batch(earlier: int) -> str:
    """What tells a year's later rounds from its first: 第2批."""
    return f"第{earlier + 1}批" if earlier else ""


def keep_total(village_round: VillageRound) -> None:
    """The dossier shows the sum of the village's projects, as they stand."""
    total = village_round.projects.exclude(state__in=GONE).aggregate(total=Sum("amount"))["total"]
    village_round.dossier.amount = total
    village_round.dossier.save(update_fields=["amount"])
