"""While a dossier is suspended nobody is chased about it; a slip that stood goes on with the working days that were left."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest
from django.test import Client

from core import clock
from core.errors import Conflict
from core.models import LedgerEntry, User
from oversight import letters, services, slip_calls, slip_list, slips
from oversight.models import Slip, SlipNotice, Urge
from oversight.slip_forms import ExtensionAnswerForm
from oversight.slips import standing_still, watching
from tests.oversight.chase import LATER, Chase, on
from tests.oversight.conftest import Watch
from workflows.engine import services as engine
from workflows.engine.trials import stage

REASON = "等待省级政策解释。"
RESUMED = datetime.date(2026, 3, 16)
AFTER = datetime.date(2026, 3, 17)


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


@pytest.fixture
def head() -> User:
    return stage.holder("420301")


def suspend(chase: Chase, head: User, day: datetime.date) -> None:
    with on(day):
        engine.suspend(actor=head, dossier=chase.item.dossier, reason=REASON, expected_on=LATER)


def resume(chase: Chase, head: User) -> None:
    with on(RESUMED):
        engine.resume(actor=head, dossier=chase.item.dossier)


def test_nobody_is_chased_meanwhile(chase: Chase, head: User, client: Client) -> None:
    suspend(chase, head, datetime.date(2026, 3, 2))
    text = "请按期办理。"
    for act in (
        chase.issue,
        lambda: services.urge(actor=chase.supervisor, work_item=chase.item.pk, text=text),
        lambda: letters.send(actor=chase.chief, work_item=chase.item.pk, text=text),
    ):
        with pytest.raises(Conflict, match="案卷已暂停办理，恢复后"):
            act()
    assert not Slip.objects.exists()
    assert not Urge.objects.exists()
    client.force_login(chase.supervisor)
    page = client.get("/oversight/").content.decode()
    assert "暂停期间不催办、不督办" in page
    assert f"/oversight/items/{chase.item.pk}/slip/" not in page
    assert f"/oversight/items/{chase.item.pk}/urge/" not in page


def test_no_slip_runs_out_meanwhile_and_it_goes_on_with_what_was_left(chase: Chase, head: User) -> None:
    made = chase.issue()  # by Monday 9 March
    suspend(chase, head, datetime.date(2026, 3, 4))
    for day in (datetime.date(2026, 3, 9), datetime.date(2026, 3, 12)):
        with on(day):
            assert watching.tell() == 0
            assert not slip_calls.ran_out(chase.supervisor).exists()
            assert not slip_calls.near(chase.supervisor).exists()
            row = slip_list.listed(chase.supervisor, slip_list.Asked(time="suspended"), None).rows[0]
            assert row.due
            assert row.due.text == "暂停，原期限"
    resume(chase, head)
    made.refresh_from_db()
    # nine working days are lost: the 4th to the 6th, the 9th to the 13th and the 16th of March;
    # the day to sign it by had passed before
    assert (made.due_on, made.sign_by) == (datetime.date(2026, 3, 20), datetime.date(2026, 3, 3))
    entry = LedgerEntry.objects.get(action="slip.went_on")
    assert (entry.actor, entry.detail["slip"], entry.detail["due_at"]) == (head, made.pk, "2026-03-20")
    with on(datetime.date(2026, 3, 23)):
        assert watching.tell() == 1
    assert SlipNotice.objects.get().kind == "ran_out"


def test_an_end_that_lifts_the_suspension_moves_the_slip_as_a_resumption_does(chase: Chase, head: User) -> None:
    made = chase.issue()  # by Monday 9 March
    suspend(chase, head, datetime.date(2026, 3, 4))
    with on(RESUMED):
        row = engine.propose_termination(
            actor=stage.holder("420301100"), dossier=chase.item.dossier, reason=REASON, request_id=uuid4()
        )
        engine.decide_termination(actor=head, termination=row.pk, agrees=True, words="", request_id=uuid4())
    made.refresh_from_db()
    assert made.due_on == datetime.date(2026, 3, 20)
    with on(AFTER):
        assert watching.tell() == 0
        assert not slip_calls.ran_out(chase.supervisor).exists()


@pytest.mark.parametrize("is_signed", [True, False])
def test_the_day_that_is_asked_for_moves_as_the_slips_own(chase: Chase, head: User, *, is_signed: bool) -> None:
    made = chase.signed()
    wanted = datetime.date(2026, 3, 12)
    slips.ask(
        actor=chase.head if is_signed else chase.clerk,
        slip=made.pk,
        reason="等待批复。",
        progress="已完成一半。",
        wanted=wanted,
    )
    suspend(chase, head, datetime.date(2026, 3, 4))
    resume(chase, head)
    made.refresh_from_db()
    # nine working days are lost, as above: the slip's own day is now later than the one that was asked for
    assert made.due_on == datetime.date(2026, 3, 20)
    moved = datetime.date(2026, 3, 25)
    assert (made.extensions.get().wanted, standing_still.wanted_now(made.extensions.get())) == (wanted, moved)
    with on(AFTER):
        if not is_signed:
            asked = slips.sign(actor=chase.head, slip=made.pk)
            assert asked.document
            assert "2026年3月25日" in str(asked.document.content)
        assert ExtensionAnswerForm(slip=made).fields["until"].initial == moved
        slips.respond(actor=chase.supervisor, slip=made.pk, text="", until=moved)
    made.refresh_from_db()
    assert made.due_on == moved


def test_since_when_a_slip_that_ran_out_is_to_be_told_of(chase: Chase, head: User) -> None:
    chase.issue()
    assert watching.owed_since() is None
    with on(datetime.date(2026, 3, 12)):
        assert watching.owed_since() == datetime.datetime(2026, 3, 10, tzinfo=clock.SHANGHAI)
        engine.suspend(actor=head, dossier=chase.item.dossier, reason=REASON, expected_on=LATER)
        assert watching.owed_since() is None
    resume(chase, head)
    with on(AFTER):
        watching.tell()
        assert watching.owed_since() is None


def test_what_had_run_out_stays_so(chase: Chase, head: User) -> None:
    made = chase.issue()
    suspend(chase, head, datetime.date(2026, 3, 10))
    resume(chase, head)
    made.refresh_from_db()
    assert made.due_on == datetime.date(2026, 3, 9)
    with on(AFTER):
        assert slip_calls.ran_out(chase.supervisor).get() == made
