"""An act of one proceeding begins others in the same transaction."""

from __future__ import annotations

import pytest

from core import ledger
from core.errors import Conflict
from core.models import LedgerEntry
from tests.engine.statements import counted
from workflows.engine import services, turn
from workflows.engine.models import Proceeding, TurnTask, WorkItem
from workflows.engine.trials import stage
from workflows.engine.trials.flows import IssueTrial, PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")


def test_issuing_begins_one_filing_for_every_addressee() -> None:
    process = stage.begin("trial_issue")
    item = stage.open_items(process)[0]
    stage.decide(item)
    filings = WorkItem.objects.open().filter(flow_key="trial_filing").order_by("organisation__code")
    assert [i.organisation.code for i in filings] == ["42-agriculture", "42-land"]
    assert {i.sender for i in filings} == {stage.holder(item.organisation_id)}
    assert stage.open_steps(process) == ["county_archives"]
    for filing in filings:
        stage.decide(filing)
    stage.run_through(process)
    assert set(Proceeding.objects.values_list("outcome", flat=True).distinct()) == {"acknowledged", "issued"}


def test_the_ledger_of_all_is_written_after_the_last_of_them() -> None:
    item = stage.open_items(stage.begin("trial_issue"))[0]
    with counted() as seen:
        stage.decide(item)
    written = [n for n, sql in enumerate(seen) if "core_ledgerentry" in sql]
    assert written == [len(seen) - 1]
    actions = LedgerEntry.objects.order_by("-seq").values_list("action", flat=True)[:3]
    assert list(actions) == ["engine.decide", "engine.start", "engine.start"]


def test_what_a_service_of_the_step_records_is_written_last_too(monkeypatch: pytest.MonkeyPatch) -> None:
    process = stage.begin("trial_issue")
    files = IssueTrial.instance.node("files")
    monkeypatch.setattr(
        files, "_func", lambda activation: ledger.record(actor=None, action="x", chain=activation.dossier.county_id)
    )
    with counted() as seen:
        stage.decide(stage.open_items(process)[0])
    written = [n for n, sql in enumerate(seen) if "core_ledgerentry" in sql]
    assert written == [len(seen) - 1]
    actions = LedgerEntry.objects.order_by("-seq").values_list("action", flat=True)[:2]
    assert list(actions) == ["engine.decide", "x"]


def test_a_filing_that_cannot_begin_undoes_the_issuing(monkeypatch: pytest.MonkeyPatch) -> None:
    process = stage.begin("trial_issue")
    began = services.start

    def refuse_the_second(**told: object) -> object:
        if Proceeding.objects.filter(flow_key="trial_filing").exists():
            raise Conflict("不行")
        return began(**told)  # type: ignore[arg-type]

    monkeypatch.setattr(services, "start", refuse_the_second)
    with pytest.raises(Conflict):
        stage.decide(stage.open_items(process)[0])
    assert stage.open_steps(process) == ["county_issues"]
    assert not Proceeding.objects.filter(flow_key="trial_filing").exists()
    assert turn.current() is None


def test_another_proceeding_may_be_moved_within_a_turn() -> None:
    first, second = stage.begin(), stage.begin()
    item = stage.open_items(second)[0]
    with turn.take(proceeding=first.pk) as outer:
        stage.decide(item)
        assert turn.current() is outer
        with turn.take(proceeding=first.pk) as same:
            assert same is outer
    assert stage.open_steps(second) == ["department_opines"] * 3


def test_a_query_within_an_inner_turn_sees_what_the_outer_has_done() -> None:
    item = stage.open_items(stage.begin())[0]
    born = Proceeding(flow_class=PlanTrial, flow_key="trial_plan", dossier=stage.dossier())
    with turn.take(task=item.pk) as outer:
        task = outer.tasks[item.pk]
        with turn.begin(born):
            task.flow_task.activation_class(task).cancel()
            assert TurnTask.objects.filter(pk=item.pk, status="CANCELED").exists()
            with turn.take(task=item.pk) as same:
                assert same is outer


def test_a_query_within_a_turn_sees_what_the_turn_has_done() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    with turn.take(task=item.pk) as t:
        task = t.tasks[item.pk]
        task.flow_task.activation_class(task).cancel()
        assert TurnTask.objects.filter(pk=item.pk, status="CANCELED").exists()
        assert list(task.previous.all())
