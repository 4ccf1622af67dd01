"""An agenda that changes: items are added and struck, those called are told, no number tells of two items, and what has
ended in between is neither voted on nor put off."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict
from core.models import User
from tests.desk.conftest import County, logged_in
from tests.desk.test_meetings import attend, convene, ready, resolve
from tests.engine.statements import counted
from workflows.desk import conclusion, meetings, rearranging, terminations
from workflows.desk.enums import ItemResult, News, Presence
from workflows.desk.models import AgendaItem, Invitation
from workflows.desk.sittings import Sitting
from workflows.engine import services as engine
from workflows.engine.models import WorkItem


def unread(person: User) -> list[str]:
    return [told.news for told in Invitation.objects.unread_by(person)]


def end(stage: County, item: WorkItem) -> None:
    """The dossier is ended while it waits for the meeting."""
    proposed = engine.propose_termination(
        actor=stage.drafter, dossier=item.dossier, reason="资金已收回", request_id=uuid4()
    )
    engine.decide_termination(actor=stage.chair, termination=proposed.pk, agrees=True, words="", request_id=uuid4())


def test_those_called_are_told_of_what_was_added(stage: County) -> None:
    meeting, member = convene(stage, stage.at_meeting()), stage.members[0]
    browser = logged_in(member)
    browser.get(f"/meetings/{meeting.pk}/")
    assert unread(member) == []
    rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[stage.at_meeting().pk])
    assert unread(member) == [News.EXTENDED]
    assert "新通知：议程增补" in browser.get("/meetings/").content.decode()
    browser.get(f"/meetings/{meeting.pk}/")
    assert unread(member) == []


def test_whoever_left_before_what_was_struck_did_not_see_what_is_added(stage: County) -> None:
    first, second, third = stage.at_meeting(), stage.at_meeting(), stage.at_meeting()
    meeting, early = convene(stage, first, second), stage.members[0]
    present = {user.pk: (Presence.PRESENT, "") for user in (stage.chair, *stage.members)}
    meetings.record_attendance(
        actor=stage.group_secretary, meeting=meeting.pk, presences=present, spans={early.pk: (None, 2)}
    )
    meetings.strike(actor=stage.group_secretary, agenda_item=meeting.agenda.get(seq=2).pk, reason="材料未齐")
    [added] = rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[third.pk])
    assert added.seq == 3
    assert early.pk not in {one.user_id for one in Sitting(meeting).voters(added.seq)}
    assert early.pk in {one.user_id for one in Sitting(meeting).voters(1)}


def test_nobody_else_puts_the_same_on_another_agenda_meanwhile(stage: County) -> None:
    """Whoever calls a meeting and whoever adds to an agenda lock the body first: the second finds it listed."""
    meeting, other = convene(stage, stage.at_meeting()), convene(stage, stage.at_meeting())
    item = stage.at_meeting()
    with counted() as seen:
        rearranging.put_on(actor=stage.group_secretary, meeting=meeting.pk, work_items=[item.pk])
    locked = [sql for sql in seen if " FOR " in sql and "UPDATE" in sql]
    assert [sql.partition(" FROM ")[2].split()[0] for sql in locked[:2]] == ['"core_organisation"', '"desk_meeting"']
    with pytest.raises(Conflict, match="已列入另一次会议"):
        rearranging.put_on(actor=stage.group_secretary, meeting=other.pk, work_items=[item.pk])


def test_what_was_ended_is_marked_not_recorded_and_keeps_nothing_else_from_the_minutes(stage: County) -> None:
    gone, stays = stage.at_meeting(), stage.at_meeting()
    meeting, everyone = convene(stage, gone, stays), [stage.chair, *stage.members]
    [said] = [one for one in terminations.consequences(gone.proceeding) if "议程" in one]
    assert said.startswith(f"已列入{meeting.title}议程第1项")
    attend(stage, meeting, *everyone)
    end(stage, gone)
    ended, other = meeting.agenda.in_order()
    for act in (
        lambda: resolve(stage, ended, *everyone),
        lambda: meetings.record_votes(actor=stage.group_secretary, agenda_item=ended.pk, votes={}),
    ):
        with pytest.raises(Conflict, match="终止或办结，请先从议程中撤下"):
            act()
    browser = logged_in(stage.group_secretary)
    page = browser.get(f"/meetings/{meeting.pk}/").content.decode()
    assert (page.count("不再审议，请从议程中撤下"), page.count('value="deliberate"')) == (1, 1)
    room = browser.get(f"/meetings/{meeting.pk}/items/1/").content.decode()
    assert ("不再审议，请从议程中撤下" in room, 'value="deliberate"' in room) == (True, False)
    resolve(stage, other, *everyone)
    meetings.strike(actor=stage.group_secretary, agenda_item=ended.pk, reason="案卷已终止")
    assert conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4()).is_concluded


def test_minutes_do_not_put_off_what_was_ended_a_moment_before(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, item = ready(stage, result=ItemResult.DEFER, text="下次再议")
    lock = conclusion._lock_proceedings

    def after_the_end(agenda: list[AgendaItem]) -> None:
        WorkItem.objects.filter(pk=item.pk).update(closed_at=clock.now())
        lock(agenda)

    monkeypatch.setattr(conclusion, "_lock_proceedings", after_the_end)
    with pytest.raises(Conflict, match="第1项议题：该事项已撤回、终止或办结"):
        conclusion.conclude(actor=stage.chair, meeting=meeting.pk, request_id=uuid4())
    meeting.refresh_from_db()
    assert meeting.is_under_way
