"""Proofs of the ledger: its cost grows with its length and no faster, and no tampering stays unseen.

Both work on a chain of their own in a transaction that is rolled back.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from core import clock, ledger
from core.enums import OrganisationKind
from core.ledger import Break, Fault
from core.models import LedgerEntry, Organisation
from core.proofs import ProofFailed, register

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
    what else the machine does can only add.
    """
    small, large, limit = (1_600, 6_400, 8) if short else (16_000, 64_000, 5)
    pairs = [(_seconds_for(small), _seconds_for(large)) for _run in range(5 if short else 2)]
    few, many = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
    yield f"{small} entries in {few:.2f} s, {large} in {many:.2f} s: {many / few:.2f} times, {large / many:.0f} a second"
    if many > limit * few:
        raise ProofFailed(f"{large} entries cost {many / few:.2f} times {small}, more than {limit} times")


def every_tampering_is_found(*, seed: int, short: bool) -> Iterator[str]:
    """1,000 changed or removed entries (short: 60), each found at its exact place."""
    chance, tries, length = random.Random(seed), 60 if short else 1_000, 200  # noqa: S311
    with _a_chain(length) as chain:
        for _number in range(tries):
            seq = chance.randint(1, length)
            what, tampered = chance.choice([*_changes(), ("removed", _remove)])
            expected = _expected(what, seq, length)
            found = _tampered_verdict(chain, tampered, seq)
            if found != expected:
                raise ProofFailed(f"{what} of entry {seq}: expected {expected!r}, found {found!r}")
    yield f"{tries} tamperings of a chain of {length}, {tries} found at the exact entry"


def _expected(what: str, seq: int, length: int) -> Break | None:
    if what == "removed":
        return None if seq == length else Break(seq=seq, fault=Fault.MISSING)
    return Break(seq=seq, fault=Fault.ALTERED)


def _changes() -> list[tuple[str, Callable[[int, int], None]]]:
    return [(column, _change(column, value)) for column, value in COLUMNS.items()]


def _change(column: str, value: str) -> Callable[[int, int], None]:
    def change(chain_id: int, seq: int) -> None:
        _execute(f"UPDATE core_ledgerentry SET {column} = {value} WHERE chain_id = {chain_id} AND seq = {seq}")  # noqa: S608

    return change


def _remove(chain_id: int, seq: int) -> None:
    _execute(f"DELETE FROM core_ledgerentry WHERE chain_id = {chain_id} AND seq = {seq}")  # noqa: S608


def _tampered_verdict(chain: Organisation, tamper: Callable[[int, int], None], seq: int) -> Break | None:
    """What is found after tampering as the tables' owner, which is then undone."""
    with _undone():
        _execute("SET CONSTRAINTS ALL IMMEDIATE")
        _execute("ALTER TABLE core_ledgerentry DISABLE TRIGGER USER")
        tamper(chain.pk, seq)
        return ledger.verify(chain).broken


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
