"""Anchoring: each chain's head of the day, written down to be printed, and the chains held against it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import QuerySet

from core import ledger, tree
from core.models import LedgerAnchor, LedgerEntry, Organisation


@transaction.atomic
def record_heads(day: datetime.date) -> list[LedgerAnchor]:
    """Write down where every chain stands, once a day; returns what was written now, in the order of the tree."""
    already = set(LedgerAnchor.objects.filter(day=day).values_list("chain_id", flat=True))
    made = [_made(chain, day) for chain in ledger.chains() if chain.pk not in already]
    return LedgerAnchor.objects.bulk_create(made)


def of_day(day: datetime.date) -> QuerySet[LedgerAnchor]:
    """The anchors of a day, in the order of the tree."""
    return LedgerAnchor.objects.filter(day=day).select_related("chain").order_by("chain__path")


def of_chain(chain: Organisation) -> QuerySet[LedgerAnchor]:
    """The anchors of a chain, the latest first."""
    return LedgerAnchor.objects.filter(chain=chain).order_by("-day")


def verify(chain: Organisation, *, anchor: ledger.Anchor | None = None) -> ledger.Verdict:
    """Walk the chain against every anchor recorded here, and one that was kept outside."""
    recorded = LedgerAnchor.objects.filter(chain=chain).order_by("seq").values_list("seq", "head")
    kept = [ledger.Anchor(seq=seq, hash=head) for seq, head in recorded]
    return ledger.verify(chain, anchors=[*kept, *([anchor] if anchor else [])])


def hashes(chain_id: int, *, upto: int | None = None) -> list[bytes]:
    """The hashes of a chain in their order, all or up to a number."""
    entries = LedgerEntry.objects.filter(chain_id=chain_id).order_by("seq")
    if upto is not None:
        entries = entries.filter(seq__lte=upto)
    return [bytes(digest) for digest in entries.values_list("hash", flat=True)]


def _made(chain: Organisation, day: datetime.date) -> LedgerAnchor:
    found = hashes(chain.pk)
    return LedgerAnchor(chain=chain, day=day, seq=len(found), head=found[-1].hex(), root=tree.root(found).hex())
