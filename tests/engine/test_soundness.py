"""Every flow is a sound workflow net; cut any way of it and the proof says where and tells the story."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.enums import DossierKind
from roles.duties import Duty
from workflows.engine import golden, registry
from workflows.engine.exploration import Space
from workflows.engine.nets import END, START, Net
from workflows.engine.nodes import Begin, Countersign, Finish, Gather, Regulation, Step, at_least, everyone, seat, this
from workflows.engine.nodes.base import Moving
from workflows.engine.registry import registered
from workflows.engine.trials.flows import TRIALS, NestedTrial, PlanTrial

REAL = {entry.key: entry.flow for entry in registered()}
FLOWS = {**REAL, **TRIALS}


class Place:
    def place(self, activation: Moving) -> int:
        return 1

    def places(self, activation: Moving) -> list[int]:
        return [1]


def step(**other: object) -> Step:
    told = {"duty": Duty.SIGN_OFF, "organisation": this.place, "limit": "trial_sign", **other}
    return Step(**told)


class EndsBesideSeats(Place, Regulation):
    """The first seat ends the flow while the others are still asked."""

    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.answers, seats=this.places)
    answers = step(organisation=seat).Next(this.ended)
    ended = Finish()


class NeverAgreed(Place, Regulation):
    """Nobody can answer often enough, so the way behind a pass is dead."""

    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.answers, seats=this.places)
    answers = step(organisation=seat).Next(this.answered)
    answered = Gather(at_least(9)).Next(this.signs).Otherwise(this.dropped)
    signs = step().Next(this.signed)
    signed = Finish()
    dropped = Finish()


class GathersElsewhere(Place, Regulation):
    """A seat goes to the gather of another countersign, which waits for it in vain."""

    begin = Begin().Next(this.asks)
    asks = Countersign().Next(this.answers, seats=this.places).Next(this.strays, seats=this.places)
    answers = step(organisation=seat).Next(this.answered)
    answered = Gather(everyone).Next(this.signed)
    strays = step(organisation=seat).Next(this.elsewhere)
    elsewhere = Gather(everyone).Next(this.signed)
    signed = Finish()


@pytest.mark.parametrize("key", REAL)
def test_every_regulation_is_sound_with_up_to_three_seats(key: str) -> None:
    space = Space(Net.of(REAL[key], most=3))
    assert space.faults() == []
    assert {START, END} < set(space.came)


@pytest.mark.parametrize("key", TRIALS)
def test_every_trial_is_sound(key: str) -> None:
    assert Space(Net.of(TRIALS[key])).faults() == []


@pytest.mark.parametrize("key", FLOWS)
def test_a_way_cut_off_is_found_and_told(key: str) -> None:
    """Where a way leads nowhere, the end is out of reach for whoever takes it."""
    net = Net.of(FLOWS[key])
    for node, way in net.ways:
        faults = Space(net.without(node, way)).faults()
        assert faults, f"{node}: {way} can be cut without anybody noticing"
        told = faults[0]
        assert "out of reach" in told.what
        assert told.trace[-1].partition("[")[0].partition(":")[0] == node
        assert told.trace[0] == "i: begin"


def test_an_end_beside_open_seats_is_no_proper_completion() -> None:
    whats = [fault.what for fault in Space(Net.of(EndsBesideSeats)).faults()]
    assert any("it ends while" in what for what in whats)


def test_a_way_that_nobody_can_take_is_named() -> None:
    faults = {fault.what for fault in Space(Net.of(NeverAgreed)).faults()}
    assert faults == {"answered: passed is never taken", "signs: approve is never taken", "signed: end is never taken"}


def test_seats_that_wait_at_two_gathers_are_found() -> None:
    first = Space(Net.of(GathersElsewhere)).faults()[0]
    assert first.trace[:2] == ("i: begin", "begin: begun")


def test_what_people_do_across_the_edges_is_in_the_net(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PlanTrial, "may_go_straight_back", True)
    space = Space(Net.of(PlanTrial, most=3))
    assert space.faults() == []
    ways = {way for _node, way in space.fired}
    assert {"add a seat", "remove a seat", "straight back", "lapsed"} <= ways
    assert any(way.startswith("return to ") for way in ways)


def test_an_inner_countersign_keeps_the_seats_of_the_outer_one() -> None:
    """A seat added beside one that has called others may not take its number."""
    assert Space(Net.of(NestedTrial)).doubled == []


@pytest.mark.django_db
def test_the_command_tells_the_story_of_an_unsound_flow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(golden, "path_of", lambda flow: tmp_path / "node_names.txt")
    registry.register(NeverAgreed, key="never_agreed", kind=DossierKind.PLAN, title="never_agreed")
    with pytest.raises(CommandError, match="never_agreed: not sound: answered: passed is never taken"):
        call_command("check_flows")
