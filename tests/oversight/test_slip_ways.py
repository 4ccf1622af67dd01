"""The ways of a slip are sound: every state is reached, from every state the end, and no act is without an effect."""

from __future__ import annotations

import pytest

from oversight.enums import SlipAct, SlipColour, SlipState
from oversight.models.slips import OPEN, UNANSWERED
from oversight.rules import GROUNDS_OF, LEVELS, WAYS, next_colour

Ways = dict[SlipAct, tuple[tuple[SlipState, ...], SlipState]]
ON_EXTENSIONS = {
    SlipAct.ASK_EXTENSION,
    SlipAct.SIGN_EXTENSION,
    SlipAct.DROP_EXTENSION,
    SlipAct.GRANT,
    SlipAct.REFUSE,
}


def faults(ways: Ways) -> list[str]:
    """What is wrong with the ways, in words; nothing where they are sound."""
    after = {state: {to for begin, to in ways.values() if state in begin} for state in SlipState}
    reached = _reached(after, SlipState.ISSUED)
    found = [f"{state} is never reached" for state in SlipState if state not in reached]
    found += [
        f"{state} never ends"
        for state in SlipState
        if state != SlipState.ARCHIVED and SlipState.ARCHIVED not in _reached(after, state)
    ]
    return found + [f"{act} goes on after the end" for act, (begin, _to) in ways.items() if SlipState.ARCHIVED in begin]


def _reached(after: dict[SlipState, set[SlipState]], start: SlipState) -> set[SlipState]:
    found, ahead = {start}, [start]
    while ahead:
        new = after[ahead.pop()] - found
        found |= new
        ahead += new
    return found


def test_the_ways_are_sound() -> None:
    assert faults(WAYS) == []


@pytest.mark.parametrize("act", [SlipAct.SIGN, SlipAct.ANSWER, SlipAct.SIGN_REPORT, SlipAct.ESCALATE, SlipAct.ARCHIVE])
def test_without_one_of_them_something_is_said(act: SlipAct) -> None:
    assert faults({one: way for one, way in WAYS.items() if one != act})


def test_every_act_has_its_way() -> None:
    assert set(WAYS) | ON_EXTENSIONS == set(SlipAct)
    assert not set(WAYS) & ON_EXTENSIONS
    assert set(UNANSWERED) < set(OPEN) < set(SlipState)


@pytest.mark.parametrize("warning", ["yellow", "orange"])
def test_every_colour_leads_to_red(warning: str) -> None:
    assert set(LEVELS) == set(GROUNDS_OF) == set(SlipColour)
    for colour in SlipColour:
        climbed = [colour]
        while following := next_colour(climbed[-1], warning):
            climbed.append(following)
        assert climbed[-1] == SlipColour.RED
        assert [LEVELS[one] for one in climbed] == sorted({LEVELS[one] for one in climbed})
