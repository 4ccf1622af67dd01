"""The ledger: who did what, in one chain of hashes per county, and whether that chain still holds.

The database numbers, times and links each entry (migration 0002); here it is written to and checked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from core import clock
from core.models import Dossier, LedgerEntry, Organisation, User

GENESIS = bytes(32)

_waiting: ContextVar[list[LedgerEntry] | None] = ContextVar("ledger_waiting", default=None)
_mark: ContextVar[Mapping[str, Any] | None] = ContextVar("ledger_mark", default=None)


class Fault(StrEnum):
    """What is wrong at the first broken entry of a chain."""

    ALTERED = "altered"
    MISSING = "missing"
    UNLINKED = "unlinked"
    UNANCHORED = "unanchored"


@dataclass(frozen=True, kw_only=True)
class Break:
    """The first entry that does not hold."""

    seq: int
    fault: Fault

    def __str__(self) -> str:
        match self.fault:
            case Fault.ALTERED:
                return _("第 %(seq)d 条记录已被改动") % {"seq": self.seq}
            case Fault.MISSING:
                return _("第 %(seq)d 条记录缺失") % {"seq": self.seq}
            case Fault.UNLINKED:
                return _("第 %(seq)d 条记录与其后一条不再衔接") % {"seq": self.seq}
            case Fault.UNANCHORED:
                return _("第 %(seq)d 条记录与留存的锚点不符") % {"seq": self.seq}


@dataclass(frozen=True, kw_only=True)
class Anchor:
    """A head kept outside the database: printed, published or sent to the province."""

    seq: int
    hash: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a walk along a chain found; `head` is the hex digest of the last entry that holds."""

    chain_id: int
    entries: int
    head: str
    broken: Break | None

    @property
    def holds(self) -> bool:
        return self.broken is None


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """An entry as the chain sees it: the text that was hashed, and the hash."""

    seq: int
    text: str
    prev: bytes
    hash: bytes


def record(
    *, actor: User | None, action: str, chain: Organisation | int, dossier: Dossier | int | None = None, **detail: Any
) -> None:
    """Write one entry with one INSERT; inside a transaction it stands or falls with the act itself.

    `chain` is the county; of any other organisation its county is taken, and a province stands for itself.
    It takes the chain's lock until commit, so it is the last thing a service does; one that calls several others
    does so in `written_last`.
    """
    told = {**detail, **(_mark.get() or {})}
    entry = LedgerEntry(
        actor=actor,
        action=action,
        chain_id=_chain_id(chain),
        dossier_id=dossier.pk if isinstance(dossier, Dossier) else dossier,
        clock_at=clock.now(),
        detail=json.loads(json.dumps(told, cls=DjangoJSONEncoder)) if told else {},
    )
    waiting = _waiting.get()
    if waiting is None:
        entry.save(force_insert=True)
    else:
        waiting.append(entry)


@contextmanager
def marked(**mark: Any) -> Iterator[None]:
    """Every entry recorded within says this too, such as by which token of the interface the act came in; one within
    another says both."""
    token = _mark.set({**(_mark.get() or {}), **mark})
    try:
        yield
    finally:
        _mark.reset(token)


@contextmanager
def written_last() -> Iterator[None]:
    """What is recorded within is written, in its order, when the outermost such block ends.

    So the chain's lock comes after every other lock of an act, whatever services the act is made of, and is held
    only from there to the commit. All of it is one statement, whose rows the database numbers and links in their
    order. Stands inside the transaction; nothing inside may catch an exception.
    """
    if _waiting.get() is not None:
        yield
        return
    entries: list[LedgerEntry] = []
    token = _waiting.set(entries)
    try:
        yield
    finally:
        _waiting.reset(token)
    LedgerEntry.objects.bulk_create(entries)


def verify(chain: Organisation | int, *, anchor: Anchor | None = None, anchors: Iterable[Anchor] = ()) -> Verdict:
    """Walk a chain from its first entry and name the first one that does not hold.

    Entries cut off at the end, and a chain rewritten from some entry on, hold by themselves: only anchors, kept
    outside or recorded day by day (`core.anchors`), show them.
    """
    chain_id = _chain_id(chain)
    kept = {known.seq: known.hash for known in (*anchors, *([anchor] if anchor else []))}
    seq, head, broken = 0, GENESIS, None
    for entry in sealed(chain_id):
        if broken := _fault(entry, after=seq, head=head, kept=kept):
            break
        seq, head = entry.seq, entry.hash
    if broken is None and max(kept, default=0) > seq:
        broken = Break(seq=seq + 1, fault=Fault.UNANCHORED)
    return Verdict(chain_id=chain_id, entries=seq, head=head.hex(), broken=broken)


def head(chain: Organisation | int) -> Anchor | None:
    """The last entry's number and hash, to be kept outside; None of an empty chain."""
    last = LedgerEntry.objects.filter(chain_id=_chain_id(chain)).order_by("-seq").values_list("seq", "hash").first()
    return Anchor(seq=last[0], hash=bytes(last[1]).hex()) if last else None


def chains() -> list[Organisation]:
    """The organisations that have a chain, in the order of the tree."""
    return list(Organisation.objects.filter(pk__in=LedgerEntry.objects.values("chain_id")).order_by("path"))


def sealed(chain_id: int) -> Iterator[Sealed]:
    """The entries of a chain in their order, read in portions."""
    rows = (
        LedgerEntry.objects.filter(chain_id=chain_id)
        .annotate(text=RawSQL("core_ledger_canonical(core_ledgerentry)", (), output_field=CharField()))
        .order_by("seq")
        .values_list("seq", "text", "prev", "hash")
    )
    for seq, text, prev, digest in rows.iterator(chunk_size=2_000):
        yield Sealed(seq=seq, text=text, prev=bytes(prev), hash=bytes(digest))


def _fault(entry: Sealed, *, after: int, head: bytes, kept: Mapping[int, str]) -> Break | None:
    if entry.seq != after + 1:
        return Break(seq=after + 1, fault=Fault.MISSING)
    if hashlib.sha256(entry.text.encode()).digest() != entry.hash:
        return Break(seq=entry.seq, fault=Fault.ALTERED)
    if entry.prev != head:
        return Break(seq=max(after, 1), fault=Fault.UNLINKED)
    if kept.get(entry.seq, entry.hash.hex()) != entry.hash.hex():
        return Break(seq=entry.seq, fault=Fault.UNANCHORED)
    return None


def _chain_id(chain: Organisation | int) -> int:
    if isinstance(chain, Organisation):
        return chain.county_id or chain.pk
    return chain
