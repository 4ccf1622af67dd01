"""Posting to the account of a source that is locked: the movement and the two sums that it changes, together."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.models import User
from core.soundness import require_sound
from funds.enums import FundNature, MovementKind
from funds.models import FundMovement, FundSource


def hold(sources: Iterable[int]) -> dict[int, FundSource]:
    """The sources by key, locked in order of key, as everybody does who moves or arranges money; not against rows that
    only point at them, which an adjustment copies while it holds the ledger."""
    found = FundSource.objects.filter(pk__in=list(sources)).select_related("county").order_by("pk")
    return {source.pk: source for source in found.select_for_update(of=("self",), no_key=True)}


def hold_year(county: int, year: int) -> list[FundSource]:
    """Every source of a county's year, locked in the same order."""
    found = FundSource.objects.filter(county=county, year=year).order_by("pk")
    return list(found.select_for_update(of=("self",), no_key=True))


def require_some(source: FundSource) -> None:
    """Raises Invalid for a new line without money: a source begins with what was allotted."""
    if source.amount <= 0:
        raise Invalid(_("下达金额须大于零"), field="amount")


def opened(source: FundSource, actor: User, kind: MovementKind | None = None) -> FundMovement:
    """The first movement of a source that was just written: all it has, by its own document."""
    usual = MovementKind.CARRIED_IN if source.nature == FundNature.CARRYOVER else MovementKind.ALLOTTED
    return FundMovement.objects.create(
        source=source, kind=kind or usual, doc_no=source.doc_no, dated=source.received_on, amount=source.amount,
        integrated=source.integrable, entered_by=actor,
    )  # fmt: skip


def post(movement: FundMovement) -> FundMovement:
    """Write the movement of a locked source and what the source has after it. Raises Invalid for either."""
    source = movement.source
    require_sound(movement, exclude=["source", "county"])
    source.amount += movement.amount
    source.integrable += movement.integrated
    require_sound(source, exclude=["county", "competent"])
    source.save(update_fields=["amount", "integrable", "not_integrated_reason"])
    movement.save(force_insert=True)
    return movement
