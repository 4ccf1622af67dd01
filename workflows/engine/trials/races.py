"""People who act at the same instant, on real connections in real threads, and what must hold after."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

from django.db import connection
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from core.errors import DomainError
from core.proofs import ProofFailed
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials import stage, stock

Deed = Callable[[], Any]
Outcomes = list[str]
OK = "ok"


def together(*deeds: Deed) -> Outcomes:
    """Do the deeds at one instant, each on its own connection; "ok" or the name of the refusal."""
    barrier, outcomes = Barrier(len(deeds)), [""] * len(deeds)

    def run(n: int, deed: Deed) -> None:
        connection.ensure_connection()
        barrier.wait()
        try:
            deed()
            outcomes[n] = OK
        except DomainError as refusal:
            outcomes[n] = type(refusal).__name__
        except Exception as error:  # the outermost runner: this is the finding
            outcomes[n] = repr(error)[:200]
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def same_item() -> Outcomes:
    """Eight people decide one item: one wins, seven are told that it is done."""
    process = stage.begin()
    item = stage.open_items(process)[0]
    outcomes = together(*[lambda: stage.decide(item)] * 8)
    hold(sorted(outcomes) == ["Stale"] * 7 + [OK], "one of eight decides", outcomes)
    hold(opened(process, "department_opines") == 3, "the next step opened once", outcomes)
    return sound(process, outcomes)


def same_request() -> Outcomes:
    """One request sent eight times at once: carried out once, answered eight times."""
    process, request = stage.begin(), uuid.uuid4()
    item = stage.open_items(process)[0]
    outcomes = together(*[lambda: stage.decide(item, request_id=request)] * 8)
    hold(outcomes == [OK] * 8, "every repetition is answered", outcomes)
    hold(Opinion.objects.filter(task_id=item.pk).count() == 1, "it is carried out once", outcomes)
    return sound(process, outcomes)


def last_seats() -> Outcomes:
    """Three seats decided at the same instant: the gather fires once."""
    process, seats = to_seats("trial_plan")
    outcomes = together(*[_deciding(item) for item in seats])
    hold(outcomes == [OK] * 3, "each seat is its own", outcomes)
    hold(opened(process, "leading_group_signs") == 1, "the gather fires once", outcomes)
    return sound(process, outcomes)


def votes() -> Outcomes:
    """Two of three pass it: the third is taken away."""
    process, seats = to_seats("trial_vote")
    outcomes = together(*[_deciding(item) for item in seats])
    hold(sorted(outcomes) == ["Stale", OK, OK], "two votes decide, the third comes too late", outcomes)
    hold(opened(process, "leading_group_signs") == 1, "the gather fires once", outcomes)
    return sound(process, outcomes)


def approve_or_return() -> Outcomes:
    """One seat, approved and returned at once: exactly one of the two happens."""
    process, seats = to_seats("trial_plan")
    outcomes = together(_deciding(seats[0]), _returning(seats[0]))
    hold(sorted(outcomes) == ["Stale", OK], "one of the two happens", outcomes)
    expected = ["department_opines"] * 2 if outcomes[0] == OK else ["township_reviews"]
    hold(stage.open_steps(process) == expected, "what is open fits", outcomes)
    return sound(process, outcomes)


def last_seats_approve_and_return() -> Outcomes:
    """The last two seats, one approved and one returned at once: it goes back, whoever was first."""
    process, seats = to_seats("trial_plan")
    stage.decide(seats[0])
    outcomes = together(_deciding(seats[1]), _returning(seats[2]))
    hold(outcomes[1] == OK, "the return happens", outcomes)
    hold(stage.open_steps(process) == ["township_reviews"], "it is back", outcomes)
    return sound(process, outcomes)


def remove_last_seat() -> Outcomes:
    """Two have answered, the third seat is taken away by two at once: the gather wakes once."""
    process, seats = to_seats("trial_plan")
    for item in seats[:2]:
        stage.decide(item)
    outcomes = together(*[_removing(seats[2])] * 2)
    hold(sorted(outcomes) == ["Stale", OK], "it is taken away once", outcomes)
    hold(stage.open_steps(process) == ["leading_group_signs"], "the gather woke", outcomes)
    return sound(process, outcomes)


def remove_or_decide() -> Outcomes:
    """Two seats left: one decided while the other is taken away; then the gather has fired once."""
    process, seats = to_seats("trial_plan")
    stage.decide(seats[0])
    outcomes = together(_deciding(seats[1]), _removing(seats[2]))
    hold(outcomes == [OK, OK], "both happen", outcomes)
    hold(stage.open_steps(process) == ["leading_group_signs"], "the gather fired once", outcomes)
    return sound(process, outcomes)


def add_or_decide() -> Outcomes:
    """The last seat decided while one is added: either it waits for the new one, or adding comes too late."""
    process, seats = to_seats("trial_plan")
    for item in seats[:2]:
        stage.decide(item)
    outcomes = together(_deciding(seats[2]), _adding(seats[2]))
    hold(outcomes[0] == OK and outcomes[1] in (OK, "Stale"), "the decision stands", outcomes)
    expected = "department_opines" if outcomes[1] == OK else "leading_group_signs"
    hold(stage.open_steps(process) == [expected], "what is open fits", outcomes)
    return sound(process, outcomes)


def veto_or_consent() -> Outcomes:
    """One objects and two consent at once under a veto: stopped, whatever the order."""
    process, seats = to_seats("trial_veto")
    outcomes = together(_deciding(seats[0], Decision.OBJECT), *[_deciding(item) for item in seats[1:]])
    hold(outcomes[0] == OK and stage.open_steps(process) == [], "the objection stops it", outcomes)
    process.refresh_from_db()
    hold(process.outcome == "stopped", "it ends as stopped", outcomes)
    return sound(process, outcomes)


def withdraw_or_claim() -> Outcomes:
    """A decision is taken back while the next person claims what it led to: exactly one happens."""
    process = stage.begin("trial_notice")
    item = stage.open_items(process)[0]
    stage.decide(item)
    following = stage.open_items(process)[0]
    outcomes = together(
        lambda: services.withdraw(actor=stage.holder(item.organisation_id), work_item=item.pk, reason="误办。"),
        lambda: services.claim(actor=stage.holder(following.organisation_id), work_item=following.pk),
    )
    hold(sorted(outcomes) == ["Stale", OK], "one of the two happens", outcomes)
    expected = "township_drafts" if outcomes[0] == OK else "township_confirms"
    hold(stage.open_steps(process) == [expected], "what is open fits", outcomes)
    return sound(process, outcomes)


RACES: tuple[Callable[[], Outcomes], ...] = (
    same_item,
    same_request,
    last_seats,
    votes,
    approve_or_return,
    last_seats_approve_and_return,
    remove_last_seat,
    remove_or_decide,
    add_or_decide,
    veto_or_consent,
    withdraw_or_claim,
)


def stock_seals(flow: type[Flow], racers: int = 8) -> int:
    """How often the library itself, with the lock of that flow, carries out one approval that many try."""
    user = stage.holder(stage.organisation("420301"))
    task = stock.begin(flow, user)
    together(*[lambda: stock.approve(task.pk, user)] * racers)
    return stock.seals(task.process_id)


def hold(condition: bool, what: str, outcomes: Outcomes) -> None:
    """Raises ProofFailed unless the condition holds."""
    if not condition:
        raise ProofFailed(f"{what}: {outcomes}")


def sound(process: Proceeding, outcomes: Outcomes) -> Outcomes:
    """Nothing hangs, nothing is doubled: the invariants after any race."""
    process.refresh_from_db()
    tasks = Task.objects.filter(process_id=process.pk)
    live = tasks.exclude(status__in=[STATUS.DONE, STATUS.CANCELED])
    items = WorkItem.objects.filter(proceeding=process)
    human = set(live.filter(flow_task_type="HUMAN").values_list("pk", flat=True))
    started = live.filter(status=STATUS.STARTED).exclude(flow_task_type="JOIN")
    hold(not started.exists(), "no task is left started", outcomes)
    hold(human == set(items.open().values_list("pk", flat=True)), "tasks and work items agree", outcomes)
    standing = Opinion.objects.filter(proceeding=process)
    hold(items.filter(decided_at__isnull=False).count() == standing.count(), "an opinion a decision", outcomes)
    hold(process.closed_at is not None or bool(human), "it does not hang", outcomes)
    return outcomes


def to_seats(flow: str) -> tuple[Proceeding, list[WorkItem]]:
    """A proceeding with three open countersign seats."""
    process = stage.begin(flow)
    if stage.open_steps(process) == ["township_reviews"]:
        stage.decide(stage.open_items(process)[0])
    return process, stage.open_items(process)


def opened(process: Proceeding, step: str) -> int:
    """How many seats of a step were ever opened."""
    return WorkItem.objects.filter(proceeding=process, step=step).count()


def _deciding(item: WorkItem, decision: Decision = Decision.APPROVE) -> Deed:
    return lambda: stage.decide(item, decision)


def _returning(item: WorkItem) -> Deed:
    return lambda: stage.send_back(item, "township_reviews")


def _removing(item: WorkItem) -> Deed:
    return lambda: services.remove_seat(actor=stage.holder(item.organisation_id), work_item=item.pk)


def _adding(item: WorkItem) -> Deed:
    water = stage.organisation("420301-water")
    return lambda: services.add_seat(actor=stage.holder(item.organisation_id), beside=item.pk, organisation=water)
