"""The examination accuses nobody of what is done while it looks."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connection

from core import clock
from core.models import LedgerEntry
from oversight import examining
from oversight.models import Beside, Deviation, Examination, Stage
from roles.duties import Duty
from tests.factories import roles as make
from workflows.engine.enums import Act, Astray
from workflows.engine.trials import stage
from workflows.engine.trials.flows import open_trials

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_stage(transactional_db: None) -> None:
    open_trials()
    stage._code.cache_clear()
    stage.raise_stage()


class Meanwhile:
    """Does a deed over another connection just before the first statement that reads a table."""

    def __init__(self, table: str, deed: Callable[[], object]) -> None:
        self.table, self.deed, self.is_done = f'FROM "{table}"', deed, False

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if not self.is_done and self.table in sql:
            self.is_done = True
            other = Thread(target=self._do)
            other.start()
            other.join()
        return execute(sql, *rest)

    def _do(self) -> None:
        try:
            self.deed()
        finally:
            connection.close()


def examined(of: Stage, table: str, deed: Callable[[], object]) -> None:
    """One portion of that stage, with the deed done in the middle of it."""
    Examination.objects.create(day=clock.today(), stage=of)
    meanwhile = Meanwhile(table, deed)
    with connection.execute_wrapper(meanwhile):
        assert examining.examine(clock.today(), of, 0)
    assert meanwhile.is_done


def test_a_decision_between_its_statements_is_no_deviation() -> None:
    """The ledger was read before it, the open work after it."""
    item = stage.open_items(stage.begin())[0]
    examined(Stage.PROCEEDINGS, "engine_workitem", lambda: stage.decide(item))
    assert LedgerEntry.objects.filter(action=Act.DECIDE).exists()
    assert not Deviation.objects.filter(kind__in=Astray.values).exists()


def test_an_appointment_between_its_statements_is_no_deviation() -> None:
    """The origins were read before it, the rows of its rights after it."""
    person, county = make.person("新任"), stage.organisation("420301")
    examined(Stage.PEOPLE, "roles_organisationuserpermission", lambda: make.give(person, Duty.HANDLE_OBJECTION, county))
    assert not Deviation.objects.filter(kind__in=(Beside.RIGHT_EXTRA, Beside.RIGHT_MISSING), person=person).exists()
