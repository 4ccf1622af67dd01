"""Proofs of the ledger: its cost grows with its length and no faster, and no tampering stays unseen.

Both work on a chain of their own in a transaction that is rolled back.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from core import clock, ledger
from core.enums import OrganisationKind
from core.ledger import Anchor, Break, Fault
from core.models import LedgerEntry, Organisation
from core.proofs import ProofFailed, register

DAY = 20
"""Entries between two heads that are kept."""

COLUMNS = {
    "action": "action || 'x'",
    "detail": "detail || '{\"x\": 1}'",
    "at": "at + interval '1 second'",
    "clock_at": "clock_at - interval '1 second'",
    "id": "id + 1000000000",
    "hash": "sha256(hash)",
    "prev": "sha256(prev)",
}


def cost_is_linear(*, seed: int, short: bool) -> Iterator[str]:
    """64,000 entries in one transaction cost at most 5 times 16,000.

    The short form takes a tenth of both and asks only that the cost is not quadratic (which would be 16 times):
    so few entries are too quick for a finer measure. The quickest of several interleaved runs counts, because
    what else the machine does can only add; on a busy machine more runs are made before the cost is called too high.
    """
    small, large, limit, least, most = (1_600, 6_400, 8, 5, 20) if short else (16_000, 64_000, 5, 2, 4)
    few = many = float("inf")
    for run in range(1, most + 1):
        few, many = min(few, _seconds_for(small)), min(many, _seconds_for(large))
        if run >= least and many <= limit * few:
            break
    yield f"{small} entries in {few:.2f} s, {large} in {many:.2f} s: {many / few:.2f} times, {large / many:.0f} a second"
    if many > limit * few:
        raise ProofFailed(f"{large} entries cost {many / few:.2f} times {small}, more than {limit} times")


def every_tampering_is_found(*, seed: int, short: bool) -> Iterator[str]:
    """1,000 tamperings by the tables' owner (short: 60), each found at its exact place.

    Single entries are changed, removed, put in and exchanged; the end is cut off; and a changed chain is hashed anew
    to its end, which holds by itself and fails only against the head of a day. Both of the last leave the recorded
    anchors alone, as whoever tampers must who cannot reach the printed ones.
    """
    chance, tries, length = random.Random(seed), 60 if short else 1_000, 200  # noqa: S311
    found = Counter[str]()
    with _a_chain(length) as chain:
        anchors = _daily_heads(chain, length)
        kinds = _tamperings(length)
        for number in range(tries):
            what, tamper, expect = kinds[number % len(kinds)]
            seq = chance.randint(1, length - 1)
            verdict = _verdict_after(chain, tamper, seq, anchors)
            if verdict != expect(seq):
                raise ProofFailed(f"{what}, entry {seq}: expected {expect(seq)!r}, found {verdict!r}")
            found[what] += 1
    told = ", ".join(f"{count} {what}" for what, count in sorted(found.items()))
    yield f"{tries} tamperings of a chain of {length}, {sum(found.values())} found at the exact entry: {told}"


Tamper = Callable[[int, int], None]
Expect = Callable[[int], Break]


def _tamperings(length: int) -> list[tuple[str, Tamper, Expect]]:
    """What is done, how, and what must be found."""
    altered: Expect = lambda seq: Break(seq=seq, fault=Fault.ALTERED)  # noqa: E731
    single: list[tuple[str, Tamper, Expect]] = [
        (f"{column} changed", _change(column, value), altered) for column, value in COLUMNS.items()
    ]
    return [
        *single,
        ("removed", _remove, lambda seq: Break(seq=seq, fault=Fault.MISSING)),
        ("exchanged with the next", _exchange, altered),
        ("put in and linked", _put_in, _unless_head(lambda seq: Break(seq=seq + 1, fault=Fault.ALTERED))),
        ("hashed anew alone", _hash_anew, _unless_head(lambda seq: Break(seq=seq, fault=Fault.UNLINKED))),
        ("cut off to the end", _cut_off, lambda seq: Break(seq=seq, fault=Fault.UNANCHORED)),
        ("rewritten to the end", _rewrite, lambda seq: Break(seq=_day_of(seq, length), fault=Fault.UNANCHORED)),
    ]


def _unless_head(expect: Expect) -> Expect:
    """The head of a day is found by its anchor before anything else."""
    return lambda seq: Break(seq=seq, fault=Fault.UNANCHORED) if seq % DAY == 0 else expect(seq)


def _daily_heads(chain: Organisation, length: int) -> list[Anchor]:
    """A head every DAY entries, and the last."""
    days = {_day_of(seq, length) for seq in range(1, length + 1)}
    kept = LedgerEntry.objects.filter(chain=chain, seq__in=days).order_by("seq").values_list("seq", "hash")
    return [Anchor(seq=seq, hash=bytes(digest).hex()) for seq, digest in kept]


def _day_of(seq: int, length: int) -> int:
    """The number of the entry that heads the day in which this one was written."""
    return min(-(-seq // DAY) * DAY, length)


def _change(column: str, value: str) -> Tamper:
    def change(chain_id: int, seq: int) -> None:
        _execute(f"UPDATE core_ledgerentry SET {column} = {value} WHERE chain_id = {chain_id} AND seq = {seq}")  # noqa: S608

    return change


def _remove(chain_id: int, seq: int) -> None:
    _execute(f"DELETE FROM core_ledgerentry WHERE chain_id = {chain_id} AND seq = {seq}")  # noqa: S608


def _cut_off(chain_id: int, seq: int) -> None:
    _execute(f"DELETE FROM core_ledgerentry WHERE chain_id = {chain_id} AND seq >= {seq}")  # noqa: S608


def _exchange(chain_id: int, seq: int) -> None:
    for old, new in ((seq, 0), (seq + 1, seq), (0, seq + 1)):
        _execute(f"UPDATE core_ledgerentry SET seq = {new} WHERE chain_id = {chain_id} AND seq = {old}")  # noqa: S608


def _put_in(chain_id: int, seq: int) -> None:
    """A forged entry with a right hash and the right entry before it; those behind move up."""
    behind = f"chain_id = {chain_id} AND seq"
    _execute(f"UPDATE core_ledgerentry SET seq = -seq - 1 WHERE {behind} >= {seq}")  # noqa: S608
    _execute(f"UPDATE core_ledgerentry SET seq = -seq WHERE {behind} < 0")  # noqa: S608
    _execute(
        "INSERT INTO core_ledgerentry (chain_id, seq, at, clock_at, action, detail, prev, hash)"  # noqa: S608
        f" SELECT chain_id, {seq}, at, clock_at, 'forged', detail, prev, hash FROM core_ledgerentry"
        f" WHERE {behind} = {seq + 1}"
    )
    _hash_anew(chain_id, seq)


def _hash_anew(chain_id: int, seq: int) -> None:
    _change("action", "action || 'x'")(chain_id, seq)
    _change("hash", "core_ledger_digest(core_ledgerentry)")(chain_id, seq)


def _rewrite(chain_id: int, seq: int) -> None:
    """What a forger would do who knows how the chain is made."""
    _hash_anew(chain_id, seq)
    last = LedgerEntry.objects.filter(chain_id=chain_id).count()
    for number in range(seq + 1, last + 1):
        before = f"(SELECT hash FROM core_ledgerentry WHERE chain_id = {chain_id} AND seq = {number - 1})"  # noqa: S608
        _change("prev", before)(chain_id, number)
        _change("hash", "core_ledger_digest(core_ledgerentry)")(chain_id, number)


def _verdict_after(chain: Organisation, tamper: Tamper, seq: int, anchors: list[Anchor]) -> Break | None:
    """What is found after tampering as the tables' owner, which is then undone."""
    with _undone():
        _execute("SET CONSTRAINTS ALL IMMEDIATE")
        _execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
        tamper(chain.pk, seq)
        return ledger.verify(chain, anchors=anchors).broken


def _seconds_for(count: int) -> float:
    began = time.perf_counter()
    with _a_chain(count):
        return time.perf_counter() - began


@contextmanager
def _a_chain(length: int) -> Iterator[Organisation]:
    with _undone():
        county = Organisation.objects.create(
            code="proof", name="proof", official_name="proof", kind=OrganisationKind.COUNTY, path="proof/"
        )
        entries = (
            LedgerEntry(chain=county, action="proof", clock_at=clock.now(), detail={"n": n}) for n in range(length)
        )
        LedgerEntry.objects.bulk_create(entries, batch_size=1_000)
        yield county


@contextmanager
def _undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


register("ledger-cost", cost_is_linear)
register("ledger-tampering", every_tampering_is_found)
