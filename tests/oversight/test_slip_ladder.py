"""The ladder of colours (f.3): the next one once the former ran out unanswered, a graver one at once with a reason."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry
from oversight import slip_calls, slips
from oversight.enums import SlipColour, SlipGround
from oversight.models import Slip, SlipNotice, SlipState
from oversight.rules import next_colour
from oversight.slips import watching
from roles.models import Appointment
from tests.oversight.chase import DAY, LATER, Chase, on
from tests.oversight.conftest import Watch

AFTER = DAY + datetime.timedelta(days=1)
ORANGE: Any = {"colour": SlipColour.ORANGE, "ground": SlipGround.UNANSWERED}
RED: Any = {"colour": SlipColour.RED, "ground": SlipGround.UNANSWERED}
SPECIAL: Any = {"colour": SlipColour.RED, "ground": SlipGround.SPECIAL, "reason": "省政府限时办结。"}


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


def orange(chase: Chase) -> Slip:
    """Issued on the day after the blue one ran out."""
    chase.issue()
    with on(AFTER):
        return chase.issue(due_on=LATER, **ORANGE)


def test_the_next_colour_names_the_slip_that_ran_out(chase: Chase) -> None:
    blue = chase.issue()
    with on(AFTER):
        made = chase.issue(due_on=LATER, **ORANGE)
    blue.refresh_from_db()
    assert (made.colour, made.previous, blue.state) == (SlipColour.ORANGE, blue, SlipState.ESCALATED)
    assert made.document
    assert made.document.content["fields"]["previous"] == blue.number == "竹督办〔2026〕1号"
    assert made.document.title == "督办单（橙色）"
    told = LedgerEntry.objects.get(action="slip.escalated")
    assert (told.detail["slip"], told.detail["colour"]) == (blue.pk, "orange")


def test_it_is_not_issued_before_the_former_ran_out(chase: Chase) -> None:
    blue = chase.issue()
    for day in (DAY - datetime.timedelta(days=3), DAY):
        with on(day), pytest.raises(Conflict, match="尚未期满"):
            chase.issue(due_on=LATER, **ORANGE)
    blue.refresh_from_db()
    assert blue.state == SlipState.ISSUED
    assert Slip.objects.count() == 1


def test_no_step_of_the_ladder_is_left_out(chase: Chase) -> None:
    with pytest.raises(Conflict, match="没有期满未反馈"):
        chase.issue(**ORANGE)
    chase.issue()
    with on(AFTER), pytest.raises(Conflict, match="应升级为橙色"):
        chase.issue(chase.chief, due_on=LATER, **RED)


def test_what_was_reported_in_time_is_verified_and_not_escalated(chase: Chase) -> None:
    slip = chase.answered()
    with on(AFTER), pytest.raises(Conflict):
        chase.issue(due_on=LATER, **ORANGE)
    slip.refresh_from_db()
    assert slip.state == SlipState.ANSWERED


def test_red_follows_orange_and_nothing_follows_red(chase: Chase) -> None:
    before = orange(chase)
    with on(LATER + datetime.timedelta(days=1)):
        red = chase.issue(chase.chief, due_on=LATER + datetime.timedelta(days=4), **RED)
    assert red.previous == before
    with on(LATER + datetime.timedelta(days=9)), pytest.raises(Conflict, match="最高颜色"):
        chase.issue(chase.chief, due_on=LATER + datetime.timedelta(days=20), **RED)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"colour": SlipColour.RED, "ground": SlipGround.SPECIAL}, "越级"),
        ({"colour": SlipColour.ORANGE, "ground": SlipGround.URGENT}, "越级"),
        ({"colour": SlipColour.RED, "ground": SlipGround.URGENT, "reason": "急"}, "特事特办"),
        ({"colour": SlipColour.ORANGE, "ground": SlipGround.REMINDER}, "下达事由"),
        ({"colour": SlipColour.YELLOW, "ground": SlipGround.URGENT, "reason": "急"}, "橙色"),
    ],
)
def test_a_colour_has_its_ground_and_its_reason(chase: Chase, asked: Any, told: str) -> None:
    with pytest.raises(Invalid, match=told):
        chase.issue(chase.chief, **asked)
    assert not Slip.objects.exists()


def test_a_special_case_goes_straight_to_red(chase: Chase) -> None:
    assert chase.issue(chase.chief, **SPECIAL).previous is None


def test_an_urgent_matter_takes_the_place_of_its_blue_slip_at_once(chase: Chase) -> None:
    blue = chase.issue()
    made = chase.issue(colour=SlipColour.ORANGE, ground=SlipGround.URGENT, reason="汛期临近。")
    blue.refresh_from_db()
    assert (made.previous, blue.state) == (blue, SlipState.ESCALATED)
    with pytest.raises(Conflict, match="更高颜色"):
        chase.issue(colour=SlipColour.ORANGE, ground=SlipGround.URGENT, reason="再催。")


def test_red_goes_from_head_to_head(chase: Chase) -> None:
    with pytest.raises(Refused, match="主要负责人下达"):
        chase.issue(chase.supervisor, **SPECIAL)
    red = chase.issue(chase.chief, **SPECIAL)
    assert [one.pk for one in slip_calls.waiting_for(chase.head)] == [red.pk]
    assert not slip_calls.waiting_for(chase.clerk).exists()
    with pytest.raises(Refused, match="主要负责人"):
        slips.sign_for(actor=chase.clerk, slip=red.pk)
    assert slips.sign_for(actor=chase.head, slip=red.pk).signed_by == chase.head
    assert slip_calls.waiting_for(chase.clerk).exists()


def test_red_needs_somebody_to_sign_for_it(chase: Chase) -> None:
    Appointment.objects.filter(user=chase.head).update(ends_on=datetime.date(2026, 3, 1), starts_on="2026-01-01")
    with pytest.raises(Conflict, match="没有在任的主要负责人"):
        chase.issue(chase.chief, **SPECIAL)
    assert not Slip.objects.exists()


def test_a_place_may_warn_in_yellow(chase: Chase, settings: LazySettings) -> None:
    settings.SLIP_WARNING_COLOUR = "yellow"
    chase.issue()
    with on(AFTER):
        made = chase.issue(due_on=LATER, colour=SlipColour.YELLOW, ground=SlipGround.UNANSWERED)
    assert made.colour == SlipColour.YELLOW
    assert next_colour(SlipColour.ORANGE, "yellow") == SlipColour.RED


def test_the_database_knows_the_ladder_too(chase: Chase) -> None:
    blue = chase.issue()
    for wrong in ({"colour": "red"}, {"ground": "special"}, {"ground": "unanswered", "colour": "orange"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Slip.objects.filter(pk=blue.pk).update(**wrong)


def test_the_supervisor_is_told_and_nothing_is_issued_by_itself(chase: Chase) -> None:
    blue = chase.issue()
    with on(DAY):
        assert watching.tell() == 1
        assert not slip_calls.ran_out(chase.supervisor).exists()
        assert [one.pk for one in slip_calls.near(chase.supervisor)] == [blue.pk]
        assert [one.pk for one in slip_calls.near(chase.head)] == [blue.pk]
    with on(AFTER):
        assert watching.tell() == 1
        assert watching.tell() == 0
        assert [one.pk for one in slip_calls.ran_out(chase.supervisor)] == [blue.pk]
        for other in (chase.clerk, chase.head, chase.stranger):
            assert not slip_calls.ran_out(other).exists()
    assert sorted(SlipNotice.objects.values_list("kind", flat=True)) == ["near", "ran_out"]
    actions = LedgerEntry.objects.filter(action__in=("slip.near", "slip.ran_out"), actor=None)
    assert actions.count() == 2
    assert Slip.objects.count() == 1
