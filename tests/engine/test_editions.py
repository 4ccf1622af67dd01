"""Editions of one flow: what began stays on its edition, what is moved goes on right, and a move can be undone."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core import clock
from core.errors import Conflict
from core.models import LedgerEntry
from core.pages.parts import Progress
from workflows.desk import flow_standing, timeline
from workflows.desk.records import Records
from workflows.engine import checks, editions, registry, services
from workflows.engine.enums import Decision
from workflows.engine.models import EditionMove, EditionRun, Opinion, Proceeding, WorkItem
from workflows.engine.nodes import at_least
from workflows.engine.reconciling import differences
from workflows.engine.replaying import deviations, forget_nets
from workflows.engine.services import migrating
from workflows.engine.trials import stage
from workflows.engine.trials.editions import LATER, SHORTER, PlanTrial2027, PlanTrialShort, open_editions
from workflows.engine.trials.flows import PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")
FIRST = "trial_plan"


@pytest.fixture(autouse=True)
def several(monkeypatch: pytest.MonkeyPatch, on_stage: None) -> None:
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    open_editions()


@pytest.fixture
def nets_read_anew() -> Iterator[None]:
    forget_nets()
    yield
    forget_nets()


def in_the_countersign() -> Proceeding:
    """At the departments, one of which has answered."""
    process = stage.begin()
    stage.decide(stage.open_items(process)[0])
    stage.decide(stage.open_items(process)[0], Decision.OBJECT)
    return process


def faults(process: Proceeding) -> list[str]:
    again = Proceeding.objects.filter(pk=process.pk).select_related("dossier")
    return [str(one) for one in (*deviations(again), *differences(again))]


def finish(process: Proceeding) -> str:
    stage.run_through(process)
    process.refresh_from_db()
    assert process.closed_at
    return process.outcome


def test_both_editions_are_sound_regulations() -> None:
    for flow in (PlanTrial2027, PlanTrialShort):
        assert list(checks.findings(flow)) == []


def test_names_that_lead_nowhere_or_two_to_one_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    for renamed in ({"no_such": "filed"}, {"registers": "no_such"}, {"registers": "filed"}):
        monkeypatch.setattr(PlanTrial2027, "replaces", {FIRST: renamed})
        assert "E021" in {number for number, _message in checks.findings(PlanTrial2027)}
    monkeypatch.setattr(PlanTrial2027, "replaces", {"no_such_flow": {}})
    assert "E021" in {number for number, _message in checks.findings(PlanTrial2027)}


def test_what_begins_goes_by_the_newest_in_force_and_what_began_stays() -> None:
    before = stage.begin()
    new_year = datetime.datetime(2027, 1, 4, 9, tzinfo=clock.SHANGHAI) - clock.now()
    with clock.shifted(new_year):
        after = stage.begin()
        assert (before.flow_key, after.flow_key) == (FIRST, LATER)
        stage.run_through(before)
        stage.run_through(after)
    ended = set(Opinion.objects.filter(proceeding=before).order_by().values_list("step", flat=True))
    assert "department_opines" in ended
    assert "office_checks" not in ended
    assert "office_checks" in Opinion.objects.filter(proceeding=after).order_by().values_list("step", flat=True)
    assert faults(before) == faults(after) == []
    with pytest.raises(Conflict):
        services.start(actor=None, flow=LATER, dossier=_open_on_first().dossier)


def _open_on_first() -> Proceeding:
    return stage.begin()


def test_names_lead_there_and_back() -> None:
    assert editions.name_in("department_opines", FIRST, LATER) == "department_advises"
    assert editions.name_in("department_advises", LATER, FIRST) == "department_opines"
    assert editions.name_in("leading_group_signs", FIRST, LATER) == "leading_group_signs"
    assert editions.name_in("registers", FIRST, LATER) is None
    assert editions.against("department_opines", FIRST, SHORTER)


def test_a_move_in_the_middle_of_a_countersign_goes_on_right_and_is_undone() -> None:
    process = in_the_countersign()
    due = dict(WorkItem.objects.open().filter(proceeding=process).values_list("pk", "due_at"))
    entries = LedgerEntry.objects.count()
    tried = migrating.rehearse(FIRST, LATER)
    assert {(line.old, line.new): line.count for line in tried.lines} == {
        ("department_opines", "department_advises"): 2,
        ("departments_answered", "departments_advised"): 1,
    }
    assert tried.is_clear
    assert LedgerEntry.objects.count() == entries
    run = migrating.apply(FIRST, LATER)
    assert stage.open_steps(process) == ["department_advises"] * 2
    assert dict(WorkItem.objects.open().filter(proceeding=process).values_list("pk", "due_at")) == due
    process.refresh_from_db()
    assert (process.flow_key, process.flow_class) == (LATER, PlanTrial2027)
    assert faults(process) == []
    seats = WorkItem.objects.seats_beside(stage.open_items(process)[0])
    assert seats.count() == 3  # the answered one among them
    reader = stage.holder("420301")
    standing = flow_standing.standings(process, PlanTrial2027, reader, Records(process.dossier))
    assert standing["township_reviews"].progress == Progress.DONE
    assert [seat.progress for seat in standing["department_advises"].seats] == [
        Progress.DONE, Progress.NOW, Progress.NOW,
    ]  # fmt: skip
    told = [act for group in timeline.rounds(process.dossier, reader) for act in group.acts]
    assert any("流程由" in str(act.text) for act in told)
    back = migrating.undo(run)
    assert back.moves.get().is_moved
    process.refresh_from_db()
    assert (process.flow_key, process.flow_class) == (FIRST, PlanTrial)
    assert stage.open_steps(process) == ["department_opines"] * 2
    assert faults(process) == []
    assert finish(process) == "filed"
    assert faults(process) == []
    with pytest.raises(Conflict):
        migrating.undo(run)


def test_what_was_moved_is_returned_and_finishes_on_the_new_edition() -> None:
    process = in_the_countersign()
    migrating.apply(FIRST, LATER)
    stage.send_back(stage.open_items(process)[0], "township_reviews")
    stage.run_through(process, until="leading_group_signs")
    stage.send_back(stage.open_items(process)[0], "department_advises")
    assert finish(process) == "filed"
    assert "office_checks" in Opinion.objects.filter(proceeding=process).order_by().values_list("step", flat=True)
    assert faults(process) == []


def test_what_was_decided_before_is_not_taken_back_after() -> None:
    process = in_the_countersign()
    first = Opinion.objects.filter(proceeding=process).order_by("pk").last()
    assert first
    assert first.actor
    migrating.apply(FIRST, LATER)
    assert "换版" in str(services.against_withdrawing(actor=first.actor, work_item=first.task_id))
    with pytest.raises(Conflict, match="换版"):
        services.withdraw(actor=first.actor, work_item=first.task_id, reason="误办。")
    assert faults(process) == []


def test_straight_back_leads_to_the_new_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlanTrial, "may_go_straight_back", True)
    monkeypatch.setattr(PlanTrial2027, "may_go_straight_back", True)
    process = in_the_countersign()
    stage.send_back(stage.open_items(process)[0], "township_reviews", straight_back=True)
    migrating.apply(FIRST, LATER)
    stage.decide(stage.open_items(process)[0])
    assert set(stage.open_steps(process)) == {"department_advises"}
    assert faults(process) == []
    assert migrating.rehearse(LATER, SHORTER).blocked


def test_where_a_node_is_unmapped_nothing_is_moved_unless_asked_for() -> None:
    blocked, free = in_the_countersign(), stage.begin()
    tried = migrating.rehearse(FIRST, SHORTER)
    assert set(tried.blocked) == {blocked.pk}
    assert "没有这个环节" in " ".join(tried.blocked[blocked.pk])
    with pytest.raises(Conflict, match="1件"):
        migrating.apply(FIRST, SHORTER)
    assert not EditionRun.objects.exists()
    assert not Proceeding.objects.filter(flow_key=SHORTER).exists()
    run = migrating.apply(FIRST, SHORTER, skips_blocked=True)
    found = {move.proceeding_id: move.reason for move in EditionMove.objects.filter(run=run)}
    assert found[free.pk] == ""
    assert "没有这个环节" in found[blocked.pk]
    assert faults(blocked) == faults(free) == []


def test_what_went_on_to_a_new_step_is_not_undone_and_says_why() -> None:
    process = in_the_countersign()
    run = migrating.apply(FIRST, LATER)
    stage.run_through(process, until="office_checks")
    back = migrating.undo(run)
    assert "没有这个环节" in back.moves.get().reason
    assert finish(process) == "filed"
    assert faults(process) == []


def test_what_is_moved_and_its_line_are_written_together(monkeypatch: pytest.MonkeyPatch) -> None:
    process = stage.begin()

    def dies(**_told: object) -> None:
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(EditionMove.objects, "create", dies)
    with pytest.raises(RuntimeError):
        migrating.apply(FIRST, LATER)
    process.refresh_from_db()
    assert process.flow_key == FIRST, "moved without its line it could not be undone"
    assert stage.open_steps(process) == ["township_reviews"]
    assert faults(process) == []


def test_seats_asked_in_turn_do_not_go_on_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlanTrial2027.instance.node("consults_departments"), "in_turn", True)
    assert "会签" in editions.against("department_opines", FIRST, LATER)
    in_the_countersign()
    with pytest.raises(Conflict):
        migrating.apply(FIRST, LATER)


@pytest.mark.usefixtures("nets_read_anew")
def test_those_not_asked_yet_are_known_to_the_replay_after_a_move(monkeypatch: pytest.MonkeyPatch) -> None:
    gather = PlanTrial2027.instance.node("departments_advised")
    monkeypatch.setattr(PlanTrial2027.instance.node("consults_departments"), "in_turn", True)
    monkeypatch.setattr(gather, "rule", at_least(2))
    monkeypatch.setattr(gather, "_otherwise", PlanTrial2027.instance.node("filed"))
    process = stage.begin()
    migrating.apply(FIRST, LATER)
    stage.decide(stage.open_items(process)[0])
    for answer in (Decision.OBJECT, Decision.APPROVE):
        assert stage.open_steps(process) == ["department_advises"]
        assert faults(process) == []
        stage.decide(stage.open_items(process)[0], answer)
    assert finish(process) == "filed"
    assert faults(process) == []


def test_flows_of_other_families_and_those_not_known_are_refused() -> None:
    for to in ("trial_vote", "no_such_flow", FIRST):
        with pytest.raises(Conflict):
            migrating.rehearse(FIRST, to)


def test_the_command_rehearses_applies_and_undoes() -> None:
    process = in_the_countersign()

    def said(*options: str) -> str:
        out = io.StringIO()
        call_command("migrate_flow", FIRST, LATER, *options, stdout=out)
        return out.getvalue()

    assert "department_opines | department_advises | 2 |" in said()
    assert not EditionRun.objects.exists()
    assert f"proceeding {process.pk}: moved" in said("--apply")
    run = EditionRun.objects.get()
    assert "1 of 1 moved" in said("--undo", str(run.pk))
    with pytest.raises(CommandError, match="no run"):
        said("--undo", "99999")
    with pytest.raises(CommandError, match="cannot go"):
        call_command("migrate_flow", FIRST, SHORTER, "--rehearse", stdout=io.StringIO())
