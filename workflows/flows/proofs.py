"""Proofs of the flows: a generated province goes on, whatever waits in it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from core import ledger, proofs
from core.models import GeneratedProvince
from core.own_database import own_database
from core.proofs import ProofFailed
from workflows.engine.management.commands.check_flows import lost_work

SHORT = 1
"""How much open work of each kind is done in the short form; in the long one all of it."""
SAMPLE = 20_000
"""Work items of the province that is made where none is."""


def province(*, seed: int, short: bool) -> Iterator[str]:
    """Every open item goes one step forward by the holder of its duty and is put back, in the generated province of
    this database, or else in a sample made in a database of its own; every chain holds and no work is lost."""
    each = SHORT if short else None
    if GeneratedProvince.objects.exists():
        yield from _goes_on(seed, each)
        return
    from workflows.flows.province.making import Size, make

    with own_database("province"):
        made = make(Size(work_items=SAMPLE, years=2, counties=None, seed=seed, password=""), lambda _told: None)
        yield f"made for this: {made['engine_workitem']} work items"
        yield from _goes_on(seed, each)


def _goes_on(seed: int, each: int | None) -> Iterator[str]:
    # Only what proves loads the story-tellers.
    from workflows.flows.province.continuing import continued

    refused = 0
    for found in continued(each, Random(seed)):  # noqa: S311  a choice, not a secret
        yield str(found)
        refused += found.refused.total()
    if refused:
        raise ProofFailed(f"{refused} items could not go forward; their refusals are named above")
    for chain in ledger.chains():
        if not (verdict := ledger.verify(chain)).holds:
            raise ProofFailed(f"the chain of {chain}: {verdict.broken}")
    if lost := lost_work():
        raise ProofFailed("\n".join(lost))
    yield f"{len(ledger.chains())} chains hold, no work is lost"


proofs.register("province", province)
