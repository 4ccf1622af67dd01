"""Proofs of the flows: a generated province goes on, whatever waits in it."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from django.db import transaction

from core import ledger, proofs
from core.models import GeneratedProvince
from core.own_database import own_database
from core.proofs import ProofFailed
from workflows.engine.management.commands.check_flows import lost_work
from workflows.engine.proofs import database_of_its_own

SHORT = 1
"""How much open work of each kind is done in the short form; in the long one all of it."""
SHORT_PAIRS = 3
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


def returns(*, seed: int, short: bool) -> Iterator[str]:
    """From every step of every flow to every earlier step, and to the end afterwards. On the trial flows each seat of a
    countersign, the others open, answered or late, every step again and straight back; on the regulations in force
    what they declare, by the people of a county's year, and whatever else is refused. Short: a few of them."""
    from workflows.engine.trials import matrix
    from workflows.engine.trials import returns as trial_returns

    with database_of_its_own():
        yield matrix.LEGEND
        with transaction.atomic():
            trial_returns.prepare()
            chance, pairs = Random(seed), trial_returns.every_pair()  # noqa: S311  a choice, not a secret
            chosen = chance.sample(pairs, SHORT_PAIRS) if short else pairs
            every = [trial_returns.of_pair(*pair) for pair in chosen]
            returned = [one for found in every for one in ([chance.choice(found)] if short else found)]
            yield f"{len(returned)} returns of {len(chosen)} of the {len(pairs)} pairs of steps of the trial flows"
            yield from trial_returns.tried(returned, seed)
            transaction.set_rollback(True)
        with transaction.atomic():
            yield from _returned_in_force(short=short)
            transaction.set_rollback(True)


def zigui_year(*, seed: int, short: bool) -> Iterator[str]:
    """A plan of 311 items and 688,000,000.00 yuan of eight sources, compiled, checked, issued and adjusted with a browser
    by the people whose duty it is: every sum to the fen, what each page costs, and no page that needs more statements for
    more rows. Short: a dozen items. Needs chromium; pictures go to `TONGCHOU_PICTURES`."""
    from workflows.flows.zigui.proving import done

    yield from done(seed, short=short)


def _returned_in_force(*, short: bool) -> Iterator[str]:
    from workflows.flows import returning
    from workflows.flows.rehearsal import small
    from workflows.flows.rehearsal.journey import Journey
    from workflows.flows.rehearsal.july import from_july

    with from_july(small.YEAR):
        journey = Journey(small.county(), small.YEAR, small.plan())
        driver = returning.Returning.of(journey, only="village_round" if short else "")
        driver.travel(journey)
    yield from driver.told()


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
proofs.register("returns", returns)
proofs.register("zigui-year", zigui_year)
