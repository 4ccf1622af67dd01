"""Proofs of the desk: whatever people do with a dossier, in whatever order."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.db import transaction

from core import proofs
from core.proofs import ProofFailed
from workflows.engine.proofs import database_of_its_own

EXAMPLES, SHORT_EXAMPLES = 2_000, 4
STEPS, SHORT_STEPS = 50, 20


def desk_acts(*, seed: int, short: bool) -> Iterator[str]:
    """2,000 stories of 50 acts each (short: a few), by anybody, lawful or not; after every act that was done everything
    holds, and every act that was refused has changed nothing."""
    # Only what proves loads the machine and the library it is built on.
    import hypothesis
    from hypothesis.stateful import run_state_machine_as_test

    from workflows.desk.acting import people
    from workflows.desk.acting.machine import DeskActs

    DeskActs.told.clear()
    DeskActs.acts, began = 0, time.monotonic()
    told = hypothesis.settings(
        max_examples=SHORT_EXAMPLES if short else EXAMPLES,
        stateful_step_count=SHORT_STEPS if short else STEPS,
        database=None,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
        print_blob=False,
    )
    with database_of_its_own(), transaction.atomic():
        people.settle()
        try:
            run_state_machine_as_test(hypothesis.seed(seed)(DeskActs), settings=told)
        except ProofFailed as failure:
            raise ProofFailed("\n".join([str(failure), *getattr(failure, "__notes__", ())])) from failure
        transaction.set_rollback(True)
    for act, times in sorted(DeskActs.told.items()):
        yield f"{act}: {times}"
    spent = time.monotonic() - began
    yield f"{DeskActs.acts} acts, {DeskActs.acts / spent:.1f} a second"


proofs.register("desk-acts", desk_acts)
