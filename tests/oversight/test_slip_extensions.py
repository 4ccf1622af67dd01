"""More time for a slip: asked for before its day has passed, signed by the head, answered by the supervisor (f.3)."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.conf import LazySettings

from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry
from core.working_days import add_working_days
from oversight import slip_calls, slip_story, slips
from oversight.models import Slip, SlipExtension
from tests.desk.called import whom_it_names
from tests.oversight.chase import DAY, LATER, Chase, on
from tests.oversight.conftest import Watch

WHY: Any = {"reason": "连续降雨。", "progress": "已完成六成。"}


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


@pytest.fixture
def slip(chase: Chase) -> Slip:
    return chase.signed()


def asked(chase: Chase, slip: Slip) -> SlipExtension:
    slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    return slips.sign(actor=chase.head, slip=slip.pk)


def test_a_granted_one_moves_the_day_and_keeps_the_former(chase: Chase, slip: Slip) -> None:
    request = asked(chase, slip)
    assert request.document
    assert (request.document.kind, request.document.signatory) == ("D29", chase.head)
    assert Slip.objects.get().due_on == DAY
    assert [one.pk for one in slip_calls.asking_for_time(chase.supervisor)] == [request.pk]
    assert chase.supervisor in whom_it_names("slip_extensions")
    until = datetime.date(2026, 3, 18)
    slips.respond(actor=chase.supervisor, slip=slip.pk, text="抓紧办理。", until=until)
    request.refresh_from_db()
    assert (request.granted, request.until, request.due_before, Slip.objects.get().due_on) == (True, until, DAY, until)
    assert LedgerEntry.objects.get(action="slip.extended").detail["due_at"] == until.isoformat()
    assert not slip_calls.asking_for_time(chase.supervisor).exists()


def test_a_reason_that_ends_its_sentence_ends_it_once(chase: Chase, slip: Slip) -> None:
    slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, reason="连续降雨。", progress="六成。")
    told = [act.text for part in slip_story.rounds(slip) for act in part.acts]
    assert "申请延至2026年3月20日。理由：连续降雨。进展：六成。" in told


def test_a_refused_one_changes_nothing(chase: Chase, slip: Slip) -> None:
    asked(chase, slip)
    with pytest.raises(Invalid):
        slips.respond(actor=chase.supervisor, slip=slip.pk, text=" ", until=None)
    before = Slip.objects.values().get()
    slips.respond(actor=chase.supervisor, slip=slip.pk, text="理由不充分。", until=None)
    assert Slip.objects.values().get() == before
    kept = SlipExtension.objects.get()
    assert (kept.granted, kept.until, kept.answer) == (False, None, "理由不充分。")


def test_it_is_asked_for_before_the_day_has_passed(chase: Chase, slip: Slip) -> None:
    with on(DAY + datetime.timedelta(days=1)), pytest.raises(Conflict, match="期限已过"):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    with on(DAY):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    with on(DAY + datetime.timedelta(days=1)), pytest.raises(Conflict, match="期限已过"):
        slips.sign(actor=chase.head, slip=slip.pk)
    assert SlipExtension.objects.get().signed_at is None


def test_it_may_be_answered_after_the_day_where_it_was_asked_in_time(chase: Chase, slip: Slip) -> None:
    asked(chase, slip)
    with on(DAY + datetime.timedelta(days=1)):
        assert not slip_calls.ran_out(chase.supervisor).exists()
        with pytest.raises(Conflict, match="尚未答复"):
            chase.issue(colour="orange", ground="unanswered", due_on=LATER)
        slips.respond(actor=chase.supervisor, slip=slip.pk, text="", until=LATER)
    assert Slip.objects.get().due_on == LATER


@pytest.mark.parametrize("field", ["reason", "progress"])
def test_it_needs_reason_and_progress(chase: Chase, slip: Slip, field: str) -> None:
    with pytest.raises(Invalid):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **(WHY | {field: " "}))
    assert not SlipExtension.objects.exists()


def test_the_day_lies_within_what_the_place_allows(chase: Chase, slip: Slip) -> None:
    for wrong in (DAY, datetime.date(2026, 3, 5), add_working_days(DAY, 11)):
        with pytest.raises(Invalid):
            slips.ask(actor=chase.clerk, slip=slip.pk, wanted=wrong, **WHY)
    asked(chase, slip)
    for wrong in (DAY, add_working_days(DAY, 11)):
        with pytest.raises(Invalid):
            slips.respond(actor=chase.supervisor, slip=slip.pk, text="", until=wrong)
    assert Slip.objects.get().due_on == DAY


def test_it_is_granted_only_so_often(chase: Chase, slip: Slip, settings: LazySettings) -> None:
    settings.SLIP_EXTENSIONS = 1
    asked(chase, slip)
    with pytest.raises(Conflict, match="尚未答复"):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    slips.respond(actor=chase.supervisor, slip=slip.pk, text="", until=LATER)
    with pytest.raises(Conflict, match="已延期1次"):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER + datetime.timedelta(days=3), **WHY)


def test_the_head_may_not_want_to_ask(chase: Chase, slip: Slip) -> None:
    slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    assert [one.pk for one in slip_calls.waiting_for(chase.head)] == [slip.pk]
    slips.drop(actor=chase.head, slip=slip.pk, reason="可以按期完成。")
    assert not slip_calls.waiting_for(chase.head).exists()
    slips.ask(actor=chase.head, slip=slip.pk, wanted=LATER, **WHY)
    assert SlipExtension.objects.to_answer().count() == 1


def test_each_act_is_its_own_persons(chase: Chase, slip: Slip) -> None:
    for actor in (chase.supervisor, chase.stranger):
        with pytest.raises(Refused):
            slips.ask(actor=actor, slip=slip.pk, wanted=LATER, **WHY)
    slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
    for actor in (chase.clerk, chase.supervisor):
        with pytest.raises(Refused):
            slips.sign(actor=actor, slip=slip.pk)
        with pytest.raises(Refused):
            slips.drop(actor=actor, slip=slip.pk, reason="不必")
    slips.sign(actor=chase.head, slip=slip.pk)
    for actor in (chase.clerk, chase.head, chase.stranger):
        with pytest.raises(Refused):
            slips.respond(actor=actor, slip=slip.pk, text="", until=LATER)
    assert Slip.objects.get().due_on == DAY


def test_an_answered_slip_is_not_extended(chase: Chase, slip: Slip) -> None:
    asked(chase, slip)
    slips.answer(actor=chase.head, slip=slip.pk, text="已办结。")
    with pytest.raises(Conflict, match="不能延期"):
        slips.respond(actor=chase.supervisor, slip=slip.pk, text="", until=LATER)
    with pytest.raises(Conflict, match="不能延期"):
        slips.ask(actor=chase.clerk, slip=slip.pk, wanted=LATER, **WHY)
