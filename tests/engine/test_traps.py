"""Every trap of the workflow library is answered by a test: the table says by which, the rest is proved here."""

from __future__ import annotations

import ast
import importlib
import itertools
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import Obsolete

import workflows.engine.services as services
from core.models import Dossier, User
from tests.engine.statements import counted
from workflows.engine import statements, turn
from workflows.engine.checks import WORDS
from workflows.engine.enums import Decision
from workflows.engine.management.commands.check_flows import lost_work
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.nodes import Regulation, Step
from workflows.engine.trials import stage
from workflows.engine.trials.flows import TRIALS, PlanTrial

HERE = "tests.engine.test_traps"
ANSWERED = {
    "1 the default lock approves twice": "tests.engine.test_races:test_every_race_holds_and_the_library_alone_does_not",
    "2 a lock that sleeps ends in an error page": f"{HERE}:test_a_held_proceeding_is_answered_and_not_waited_for",
    "3 a node without permission is anybody's":
        "tests.engine.test_checks:test_a_step_cannot_be_written_without_who_where_and_until_when",
    "4 whoever is relieved still decides": "tests.engine.test_deciding:test_who_was_relieved_after_claiming_decides_no_more",
    "5 started and assigned say nothing": f"{HERE}:test_our_own_times_are_kept",
    "6 the queue grows with the grants": "tests.engine.test_inbox:test_the_inbox_reads_the_partial_index_among_thousands",
    "7 deleting a user deletes his tasks": f"{HERE}:test_nobody_is_deleted_and_nothing_that_was_moved",
    "8 a renamed node strands its tasks": f"{HERE}:test_open_work_at_a_step_that_is_gone_is_named",
    "9 generic links to the subject": f"{HERE}:test_the_dossier_is_linked_by_one_real_key",
    "10 object permissions crash for our process": f"{HERE}:test_rights_are_asked_of_our_own_tables_only",
    "11 a shared join": "tests.engine.test_checks:test_a_broken_flow_is_found",
    "12 a cancelled seat does not wake the join":
        "tests.engine.test_countersigning:TestSeats.test_taking_the_last_waiting_seat_away_wakes_the_gather",
    "13 the token grows": "tests.engine.test_returning:test_the_token_does_not_grow_however_often_it_comes_back",
    "14 brief compiles a template a row": f"{HERE}:test_nothing_of_ours_uses_what_is_slow_or_goes_past_the_turn",
    "15 timers": "tests.engine.test_checks:test_a_broken_flow_is_found",
    "16 side paths of timers": "tests.engine.test_checks:test_a_broken_flow_is_found",
    "19 rows joined into the lock are old": f"{HERE}:test_a_turn_is_two_statements_and_the_tasks_come_second",
    "20 every activation reads the process again": "tests.engine.test_deciding:test_the_cost_does_not_grow_with_the_seats",
    "21 the last seat leaves no join": "tests.engine.test_countersigning:TestSeats.test_a_countersign_keeps_one_seat",
    "22 cancel works from new and assigned only": f"{HERE}:test_started_is_never_stored",
    "23 an heir shares the nodes of its parent": "tests.engine.test_checks:test_a_broken_flow_is_found",
    "24 a join is looked up by node only":
        "tests.engine.test_countersigning:TestSeats.test_nested_countersigns_each_wait_for_their_own",
    "25 what goes past the turn": f"{HERE}:test_nothing_of_ours_uses_what_is_slow_or_goes_past_the_turn",
    "26 nothing inside a turn is caught": "tests.engine.test_deciding:test_what_a_hook_refuses_has_not_happened",
    "27 movement walks a set": f"{HERE}:test_movement_has_one_order",
    "28 statements cost": "tests.engine.test_deciding:test_a_plain_approval_costs_few_statements_whatever_the_step",
    "29 numbers taken before a fork": f"{HERE}:test_numbers_are_taken_with_each_lock",
}  # fmt: skip
ELSEWHERE = {"17": "charts are drawn by the desk", "18": "bulk acts are the desk's: one transaction an item"}


def test_every_trap_is_answered() -> None:
    numbers = {title.split()[0] for title in ANSWERED} | set(ELSEWHERE)
    assert numbers == {str(n) for n in range(1, 30)}
    for test in ANSWERED.values():
        module, _colon, path = test.partition(":")
        found: Any = importlib.import_module(module)
        for name in path.split("."):
            found = getattr(found, name)
        assert callable(found)


@pytest.mark.usefixtures("on_real_stage")
def test_a_held_proceeding_is_answered_and_not_waited_for() -> None:
    """Trap 2: a lock time-out is a refusal with words, not a failure."""
    from threading import Event, Thread

    from core.errors import Stale

    item = stage.open_items(stage.begin())[0]
    taken, done = Event(), Event()

    def hold() -> None:
        with turn.take(task=item.pk):
            taken.set()
            done.wait(10)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    taken.wait(10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(Stale, match="他人正在办理"):
            stage.decide(item)
    finally:
        done.set()
        thread.join()
        connection.close()


@pytest.mark.usefixtures("on_stage_alone")
def test_our_own_times_are_kept() -> None:
    """Trap 5: opened, first opened, claimed, decided are ours and follow the application's clock."""
    process = stage.begin()
    item = stage.open_items(process)[0]
    services.note_opened(actor=stage.holder(item.organisation_id), work_item=item.pk)
    stage.decide(item)
    item.refresh_from_db()
    times = [item.opened_at, item.first_opened_at, item.claimed_at, item.decided_at]
    assert None not in times
    assert times == sorted(t for t in times if t)
    assert item.closed_at == item.decided_at


@pytest.mark.usefixtures("on_stage_alone")
def test_nobody_is_deleted_and_nothing_that_was_moved() -> None:
    """Trap 7: the database itself refuses, whoever asks; opinions do not change either."""
    process = stage.begin()
    item = stage.open_items(process)[0]
    opinion, person = stage.decide(item), stage.holder(item.organisation_id).pk
    for forbidden in (
        lambda: User.objects.filter(pk=person)._raw_delete("default"),
        lambda: Task.objects.filter(pk=item.pk)._raw_delete("default"),
        lambda: WorkItem.objects.filter(pk=item.pk)._raw_delete("default"),
        lambda: Opinion.objects.filter(pk=opinion.pk)._raw_delete("default"),
        lambda: Opinion.objects.filter(pk=opinion.pk).update(text="另一意见"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden()
    with pytest.raises((models.ProtectedError, models.RestrictedError, IntegrityError)), transaction.atomic():
        User.objects.get(pk=person).delete()


@pytest.mark.usefixtures("on_stage_alone")
def test_open_work_at_a_step_that_is_gone_is_named() -> None:
    """Trap 8: found by check_flows, and answered with words instead of a failure."""
    from core.errors import Conflict

    item = stage.open_items(stage.begin())[0]
    assert lost_work() == []
    Task.objects.filter(pk=item.pk).update(flow_task="engine/trials.flows.PlanTrial.township_checks")
    assert isinstance(Task.objects.get(pk=item.pk).flow_task, Obsolete)
    with pytest.raises(Conflict, match="已不在现行流程"):
        stage.decide(item)
    WorkItem.objects.filter(pk=item.pk).update(step="township_checks")
    assert lost_work() == ["trial_plan: open work items at township_checks, which is no step"]


def test_the_dossier_is_linked_by_one_real_key() -> None:
    """Trap 9: one foreign key to the dossier, with a constraint; the generic ones stay empty."""
    links = [f.name for f in Proceeding._meta.local_fields if isinstance(f, models.ForeignKey)]
    assert links == ["process_ptr", "dossier", "started_by"]
    assert Proceeding._meta.get_field("dossier").related_model is Dossier


@pytest.mark.usefixtures("on_stage_alone")
def test_rights_are_asked_of_our_own_tables_only() -> None:
    """Traps 3, 4 and 10: the library's own questions are answered by our policy, default deny."""
    item = stage.open_items(stage.begin())[0]
    holder, stranger = stage.holder(item.organisation_id), stage.holder("420301-finance")
    with turn.take(task=item.pk) as t:
        task = t.tasks[item.pk]
        step = task.flow_task
        assert step.can_assign(holder, task)
        assert not step.can_assign(stranger, task)
        assert not step.can_execute(holder, task), "not his yet"
        step.activation_class(task).assign(stranger)
        assert not step.can_execute(stranger, task), "owning is not enough"
        assert not step.can_assign(holder, task)
        assert step.can_unassign(stranger, task)
        assert not step.can_unassign(holder, task)


@pytest.mark.usefixtures("on_stage_alone")
def test_a_turn_is_two_statements_and_the_tasks_come_second() -> None:
    """Trap 19: one locks and reads the proceeding, the next reads what is live now."""
    item = stage.open_items(stage.begin())[0]
    with counted() as seen, turn.take(task=item.pk):
        pass
    assert [sql.split()[1] for sql in seen] == [statements.lock_by_task().name, statements.live().name]
    assert "FOR NO KEY UPDATE" in statements.lock_by_task().text
    assert "FOR" not in statements.live().text


@pytest.mark.usefixtures("on_stage_alone")
def test_what_is_kept_outlives_a_new_column_of_another_version() -> None:
    """Trap 19 again: a migration ran in another process, this connection still has its statements."""
    item, other = (stage.open_items(stage.begin())[0] for _number in range(2))
    stage.decide(item)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing waits for the end of the test's transaction
        for table in ("engine_proceeding", "viewflow_process", "viewflow_task", "engine_workitem", "core_dossier"):
            cursor.execute(f"ALTER TABLE {table} ADD COLUMN of_the_next_version integer")
    stage.decide(other)


@pytest.mark.usefixtures("on_stage_alone")
@pytest.mark.parametrize("flow", sorted(TRIALS))
def test_started_is_never_stored(flow: str) -> None:
    """Trap 22: a human task is new, assigned, done or cancelled."""
    process = stage.begin(flow)
    while (items := stage.open_items(process)) and items[0].step != "archives":
        stage.decide(items[0])
        stored = Task.objects.filter(process_id=process.pk, flow_task_type="HUMAN").order_by("pk")
        assert "STARTED" not in set(stored.values_list("status", flat=True).distinct())


@pytest.mark.usefixtures("on_stage_alone")
def test_movement_has_one_order() -> None:
    """Trap 27: seats get their numbers in the order of the list, whatever the hash of a task."""
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    items = stage.open_items(process)
    assert [i.organisation.code for i in items] == sorted(i.organisation.code for i in items)
    numbers = [i.pk for i in items]
    assert all(b == a + 1 for a, b in itertools.pairwise(numbers))


def test_numbers_are_taken_with_each_lock() -> None:
    """Trap 29: no block of numbers outlives its turn, so none is shared by forked servers."""
    assert "nextval" in statements.lock_by_task().text
    kept = [name for name in vars(statements) if "ids" in name.lower() and isinstance(vars(statements)[name], list)]
    assert kept == []


def test_nothing_of_ours_uses_what_is_slow_or_goes_past_the_turn() -> None:
    """Traps 6, 14 and 25: no queue, no brief, no task_set, no cancel of the library, no end that terminates.
    The peer that the inbox is measured against is the library's queue itself."""
    root = Path(turn.__file__).parents[1]
    peer = root / "engine" / "benches" / "stock_queue.py"
    banned = {"queue", "brief", "task_set", "TerminateEnd", "ConditionalCatch", "StartTimer", "user_queue"}
    for path in sorted(set(root.rglob("*.py")) - {peer}):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        assert not names & banned, path
    assert all(type(node) in WORDS for flow in TRIALS.values() for node in flow.instance.nodes())


@pytest.mark.usefixtures("on_stage_alone")
def test_a_seat_is_decided_once_whoever_writes() -> None:
    """The second wall of trap 1: the database refuses a second decision for a seat in a round."""
    process = stage.begin()
    opinion = stage.decide(stage.open_items(process)[0])
    other = stage.open_items(process)[0]
    fields = {f.attname: getattr(opinion, f.attname) for f in Opinion._meta.concrete_fields}
    second = Opinion(**{**fields, "id": None, "task_id": other.pk, "request_id": "0" * 32})
    with pytest.raises(IntegrityError, match="engine_opinion_one_decision"), transaction.atomic():
        second.save(force_insert=True)
    silent = Opinion(
        **{**fields, "id": None, "task_id": other.pk, "request_id": "1" * 32, "seat": "x", "actor_id": None}
    )
    with pytest.raises(IntegrityError, match="engine_opinion_silence"), transaction.atomic():
        silent.save(force_insert=True)


def test_the_base_of_flows_stands_on_the_turn() -> None:
    assert Regulation.lock_impl is turn.turn_lock
    assert issubclass(Regulation.process_class, Process)
    assert PlanTrial.step("township_reviews") is PlanTrial.instance.node("township_reviews")
    assert PlanTrial.step("asks_departments") is None
    assert isinstance(PlanTrial.step("township_reviews"), Step)
    assert PlanTrial.ways_back() == {("is_approved", "township_reviews")}
    assert PlanTrial.step("department_opines").allows(Decision.RETURN)
    assert not PlanTrial.step("township_reviews").allows(Decision.RETURN)


@pytest.mark.django_db
def test_the_models_and_the_migrations_agree() -> None:
    call_command("makemigrations", "engine", check=True, dry_run=True, verbosity=0)
