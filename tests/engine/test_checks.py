"""System checks: one broken flow for each, found by its number."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from pytest_django import Settings
from viewflow.workflow import lock, nodes
from viewflow.workflow.models import Task

from core.enums import DossierKind
from roles.duties import Duty
from workflows.engine import checks, golden, limits, registry
from workflows.engine.enums import Decision
from workflows.engine.nodes import (
    Act,
    Ballot,
    Begin,
    Countersign,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    answered,
    at_least,
    seat,
    this,
)  # fmt: skip
from workflows.engine.nodes.base import Moving
from workflows.engine.trials.flows import TRIALS, AddedTrial, PlanTrial


def step(**other: object) -> Step:
    told = {"duty": Duty.SIGN_OFF, "organisation": this.place, "limit": "trial_sign", **other}
    return Step(**told)


def seats(**other: object) -> Step:
    return step(organisation=seat, **other)


class Place:
    def place(self, activation: Moving) -> int:
        return 1

    def places(self, activation: Moving) -> list[int]:
        return [1]

    def act(self, activation: Moving) -> None: ...


class Unlocked(Place, Regulation):
    lock_impl = lock.no_lock
    begin = Begin().Next(this.signs)
    signs = step().Next(this.end)
    end = Finish()


class StockTasks(Place, Regulation):
    task_class = Task
    begin = Begin().Next(this.signs)
    signs = step().Next(this.end)
    end = Finish()


class Parent(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step().Next(this.end)
    end = Finish()


class Heir(Parent):
    pass


class Limitless(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step(limit="nowhere").Next(this.end)
    end = Finish()


class StockView(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = nodes.View(view=None).Next(this.end)
    end = Finish()


class StockTimer(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step().OnTimeout(1, this.end).Next(this.end)
    end = Finish()


class ReturnsNowhere(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step(returns_to=("drafts",)).Next(this.end)
    end = Finish()


class ReturnsForward(Place, Regulation):
    begin = Begin().Next(this.drafts)
    drafts = step(returns_to=("signs",)).Next(this.signs)
    signs = step().Next(this.end)
    end = Finish()


class SharedGather(Place, Regulation):
    begin = Begin().Next(this.is_long)
    is_long = Gate(answered(Decision.APPROVE)).Then(this.asks).Else(this.asks_more)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = seats().Next(this.gathered)
    asks_more = Countersign().Next(this.opines_more, seats=this.places)
    opines_more = seats().Next(this.gathered)
    gathered = Gather().Next(this.end)
    end = Finish()


class Ungathered(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = seats().Next(this.end)
    end = Finish()


class SeatWithoutOrganisation(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = step().Next(this.gathered)
    gathered = Gather().Next(this.end)
    end = Finish()


class Unreached(Place, Regulation):
    begin = Begin().Next(this.end)
    signs = step().Next(this.end)
    end = Finish()


class Endless(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step().Next(this.acts)
    acts = Act(this.act).Next(this.signs)
    end = Finish()


class VoteWithoutOtherwise(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = seats().Next(this.gathered)
    gathered = Gather(at_least(2)).Next(this.end)
    end = Finish()


class AsksTwoInTurn(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign(in_turn=True).Next(this.opines, seats=this.places)
    opines = seats().Next(this.signs)
    signs = step().Next(this.gathered)
    gathered = Gather().Next(this.end)
    end = Finish()


class WeighsTwoSteps(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = seats().Next(this.signs)
    signs = step().Next(this.gathered)
    gathered = Gather(Ballot(Fraction(2, 3))).Next(this.end).Otherwise(this.end)
    end = Finish()


class WeighsNestedSeats(Place, Regulation):
    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.opines, seats=this.places)
    opines = seats().Next(this.asks_more)
    asks_more = Countersign().Next(this.advises, seats=this.places)
    advises = seats().Next(this.advised)
    advised = Gather().Next(this.gathered)
    gathered = Gather(Ballot(Fraction(2, 3))).Next(this.end).Otherwise(this.end)
    end = Finish()


class LongName(Place, Regulation):
    begin = Begin().Next(this.an_end_whose_name_is_so_long_that_it_can_not_be_stored)
    an_end_whose_name_is_so_long_that_it_can_not_be_stored = Finish()


class BatchWithPapers(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step(in_batches=True, papers=("plan",)).Next(this.end)
    end = Finish()


class BatchWithForm(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step(in_batches=True, form=object).Next(this.end)
    end = Finish()


class BatchByMeeting(Place, Regulation):
    begin = Begin().Next(this.signs)
    signs = step(in_batches=True, by_meeting=True).Next(this.end)
    end = Finish()


BROKEN: list[tuple[type[Regulation], str]] = [
    (Unlocked, "E001"),
    (StockTasks, "E002"),
    (Heir, "E003"),
    (Limitless, "E004"),
    (StockView, "E005"),
    (StockTimer, "E005"),
    (ReturnsNowhere, "E006"),
    (ReturnsForward, "E006"),
    (SharedGather, "E007"),
    (Ungathered, "E007"),
    (SeatWithoutOrganisation, "E007"),
    (Unreached, "E009"),
    (Endless, "E009"),
    (VoteWithoutOtherwise, "E010"),
    (LongName, "E013"),
    (AsksTwoInTurn, "E022"),
    (WeighsTwoSteps, "E022"),
    (WeighsNestedSeats, "E022"),
    (BatchWithPapers, "E020"),
    (BatchWithForm, "E020"),
    (BatchByMeeting, "E020"),
]


@pytest.fixture
def no_kept_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    path = tmp_path / golden.FILE
    monkeypatch.setattr(golden, "path_of", lambda _flow: path)
    golden._lines.cache_clear()
    return path


@pytest.mark.usefixtures("no_kept_names")
@pytest.mark.parametrize(("flow", "number"), BROKEN, ids=[f"{flow.__name__}-{number}" for flow, number in BROKEN])
def test_a_broken_flow_is_found(flow: type[Regulation], number: str) -> None:
    # E011 is about this very module, which names the library to break its flows.
    assert {found for found, _message in checks.findings(flow)} - {"E011"} == {number}


@pytest.mark.parametrize("key", sorted(TRIALS))
def test_a_sound_flow_has_no_findings(key: str) -> None:
    assert list(checks.findings(TRIALS[key])) == []


@pytest.mark.usefixtures("no_kept_names")
def test_what_goes_past_the_turn_is_found_in_the_module_of_a_flow() -> None:
    assert "E011" in {found for found, _message in checks.findings(Unreached)}


def test_a_name_once_kept_cannot_go(no_kept_names: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert golden.new_names(PlanTrial) == golden.names(PlanTrial)
    golden.keep([PlanTrial])
    assert golden.new_names(PlanTrial) == golden.lost_names(PlanTrial) == []
    with no_kept_names.open("a", encoding="utf-8") as file:
        file.write("trial_plan.township_checks\n")
    golden._lines.cache_clear()
    assert [m for n, m in checks.findings(PlanTrial) if n == "E012"] == [
        "the node township_checks is gone; stored tasks name it: keep it, or write a new flow beside this one"
    ]


def test_a_key_is_given_once() -> None:
    with pytest.raises(ImproperlyConfigured, match="trial_plan"):
        registry.register(Unreached, key="trial_plan", kind=DossierKind.PLAN, title="另一流程")


def test_a_step_cannot_be_written_without_who_where_and_until_when() -> None:
    for missing in ("duty", "organisation", "limit"):
        told = {"duty": Duty.SIGN_OFF, "organisation": seat, "limit": "trial_sign"}
        told.pop(missing)
        with pytest.raises(TypeError, match=missing):
            Step(**told)  # type: ignore[arg-type]


def test_the_database_must_have_a_lock_timeout_and_no_atomic_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_settings() == []
    careless = SimpleNamespace(DATABASES={"default": {"ATOMIC_REQUESTS": True, "OPTIONS": {}}})
    monkeypatch.setattr(checks, "settings", careless)
    assert {found.id for found in checks.check_settings()} == {"engine.E014", "engine.E015"}


def test_an_installation_sets_its_own_limits(settings: Settings) -> None:
    assert limits.days("trial_sign") == 2
    settings.STEP_LIMITS = {"trial_sign": 7}
    assert limits.days("trial_sign") == 7


@pytest.mark.django_db
def test_the_command_names_what_is_not_kept_and_keeps_it(
    no_kept_names: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_flows", {key: registry._flows[key] for key in TRIALS})
    with pytest.raises(CommandError, match=r"trial_added: E025 (?:.*\n)+.*township_reviews is not kept yet"):
        call_command("check_flows")
    monkeypatch.setattr(AddedTrial, "may_go_straight_back", False)
    call_command("check_flows", write=True)
    call_command("check_flows")
    assert "trial_plan: 12 nodes, 4 steps" in capsys.readouterr().out


def test_a_flow_is_exported_as_bpmn(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("export_bpmn", "trial_plan")
    text = capsys.readouterr().out
    assert text.startswith("<?xml")
    assert "multiInstanceLoopCharacteristics" in text
    with pytest.raises(CommandError, match="trial_plan"):
        call_command("export_bpmn", "nothing")
