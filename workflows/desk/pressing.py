"""Where a reader may press whoever has a matter: rooms above the desk register the page for it (an urge lies above it)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from core.models import User
from workflows.engine.models import WorkItem

Offer = Callable[[User, Sequence[WorkItem]], Mapping[int, str]]
"""The address by work item, of those that the reader may press; the items come with dossier and organisation."""

_offers: list[Offer] = []


def register(offer: Offer) -> None:
    """Make it known, at start-up."""
    if offer not in _offers:
        _offers.append(offer)


def addresses(actor: User, items: Sequence[WorkItem]) -> dict[int, str]:
    """Where each of these open items may be pressed; nothing of those that may not."""
    return {pk: address for offer in _offers for pk, address in offer(actor, items).items()}
