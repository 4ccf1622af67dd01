"""What somebody changed in the database by hand is found and named; what people did never is."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from core.errors import DomainError
from core.models import LedgerEntry
from tests.engine.test_replaying import MOST_ACTS, any_act
from workflows.engine.enums import Act, Astray
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.reconciling import differences
from workflows.engine.trials import stage
from workflows.engine.trials.flows import TRIALS

pytestmark = pytest.mark.usefixtures("on_stage")


FORGETS = """
    UPDATE core_ledgerentry SET detail = jsonb_set(detail, '{work_item}', '0') WHERE action = 'engine.decide'
    AND (detail->>'work_item')::int = (SELECT task_id FROM engine_opinion WHERE id = %s)"""


def by_hand(table: str, statement: str, *values: Any) -> None:
    """As the owner of the database does who passes by every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def kinds(process: Proceeding) -> list[str]:
    fresh = Proceeding.objects.select_related("dossier").filter(pk=process.pk)
    return [found.kind for found in differences(fresh)]


@pytest.mark.parametrize("key", TRIALS)
def test_whatever_people_do_agrees(key: str) -> None:
    dice = random.Random(f"agree {key}")  # noqa: S311  a seeded walk
    process = stage.begin(key)
    for _act in range(MOST_ACTS):
        if not stage.open_items(process):
            break
        try:
            any_act(process, dice)
        except DomainError:
            continue
        assert kinds(process) == []


@pytest.fixture
def decided() -> Opinion:
    """The township's review, done."""
    process = stage.begin("trial_plan")
    return stage.decide(stage.open_items(process)[0])


def test_a_changed_decision_is_named_with_its_entry_of_the_ledger(decided: Opinion) -> None:
    by_hand("engine_opinion", "UPDATE engine_opinion SET decision = 'object' WHERE id = %s", decided.pk)
    fresh = Proceeding.objects.select_related("dossier").filter(pk=decided.proceeding_id)
    (found,) = differences(fresh)
    assert (found.kind, found.step, found.work_item) == (Astray.ALTERED, "township_reviews", decided.task_id)
    assert found.entry == LedgerEntry.objects.get(action=Act.DECIDE).pk


@pytest.mark.parametrize(
    ("table", "statement", "kind"),
    [
        ("engine_opinion", "UPDATE engine_opinion SET actor_id = (SELECT min(id) FROM core_user) WHERE id = %s", Astray.ALTERED),
        ("engine_opinion", "UPDATE engine_opinion SET withdrawn_at = now() WHERE id = %s", Astray.ALTERED),
        ("core_ledgerentry", FORGETS, Astray.UNTOLD),
        ("engine_opinion", "DELETE FROM engine_opinion WHERE id = %s", Astray.LOST),
    ],
)  # fmt: skip
def test_an_opinion_and_its_entry_say_the_same(decided: Opinion, table: str, statement: str, kind: Astray) -> None:
    by_hand(table, statement, decided.pk)
    assert kind in kinds(decided.proceeding)


@pytest.mark.parametrize(
    ("table", "statement", "kind"),
    [
        ("viewflow_task", "UPDATE viewflow_task SET status = 'CANCELED' WHERE id = %s", Astray.ITEM_ALONE),
        ("engine_workitem", "UPDATE engine_workitem SET closed_at = now() WHERE task_id = %s", Astray.TASK_ALONE),
        (
            "viewflow_task",
            "UPDATE viewflow_task SET owner_id = (SELECT min(id) FROM core_user) WHERE id = %s",
            Astray.CLAIM,
        ),
    ],
)
def test_a_task_and_its_work_item_say_the_same(table: str, statement: str, kind: Astray) -> None:
    process = stage.begin("trial_plan")
    by_hand(table, statement, stage.open_items(process)[0].pk)
    assert kinds(process) == [kind]


def test_a_dossier_closed_by_hand_is_named() -> None:
    process = stage.begin("trial_plan")
    by_hand("core_dossier", "UPDATE core_dossier SET closed_at = now() WHERE id = %s", process.dossier_id)
    assert kinds(process) == [Astray.DOSSIER]


def test_many_cost_five_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _one in range(3):
        stage.decide(stage.open_items(stage.begin("trial_plan"))[0])
    assert WorkItem.objects.open().count() > 3
    with django_assert_num_queries(5):
        assert list(differences(Proceeding.objects.select_related("dossier").order_by("pk"))) == []
