"""会议模式 and what the meeting's page says of absent chairs and of what somebody else has just recorded."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.desk.conftest import County, logged_in
from tests.desk.test_meeting_records import attend, held, resolve
from tests.engine.statements import counted
from workflows.desk import sittings
from workflows.desk.models import Meeting


def address(meeting: Meeting, seq: int = 1) -> str:
    return f"/meetings/{meeting.pk}/items/{seq}/"


def sent(stage: County, meeting: Meeting, seq: int = 1, result: str = "pass") -> dict[str, str]:
    item = meeting.agenda.get(seq=seq)
    votes = {f"vote-{user.pk}": "for" for user in [stage.chair, *stage.members]}
    read = sittings.version_of(item)
    return {"action": "deliberate", "item": str(item.pk), "result": result, "text": "", "read": read, **votes}


def test_from_item_to_item_and_back_to_the_meeting(stage: County) -> None:
    meeting = held(stage, 3)
    attend(stage, meeting, stage.chair, *stage.members)
    secretary = logged_in(stage.group_secretary)
    assert "应到4人，本项到会4人；通过须3票赞成" in secretary.get(address(meeting)).content.decode()
    assert secretary.post(address(meeting, 2), sent(stage, meeting, 2))["Location"] == address(meeting, 3)
    assert secretary.post(address(meeting, 3), sent(stage, meeting, 3))["Location"] == address(meeting, 1)
    last = secretary.post(address(meeting, 1), sent(stage, meeting, 1))
    assert last["Location"] == f"/meetings/{meeting.pk}/#agenda"
    assert "等主持人在会议页面签发纪要" in secretary.get(f"/meetings/{meeting.pk}/").content.decode()


def test_who_looks_and_who_records(stage: County) -> None:
    meeting = held(stage, 1)
    secretary, page = logged_in(stage.group_secretary), address(meeting)
    assert ("尚未登记出席情况" in (told := secretary.get(page).content.decode()), 'name="result"' in told) == (
        True,
        False,
    )
    attend(stage, meeting, stage.chair, *stage.members)
    for reader in (stage.members[0], stage.auditor):
        shown = logged_in(reader).get(page)
        assert (shown.status_code, b'name="result"' in shown.content) == (200, False)
        assert logged_in(reader).post(page, sent(stage, meeting)).status_code == 403
    assert logged_in(stage.stranger).get(page).status_code == 404
    assert Client().get(page).status_code == 302
    assert meeting.agenda.get().result == ""


def test_an_item_that_was_struck_off_leads_to_the_meeting(stage: County) -> None:
    meeting = held(stage, 1)
    answer = logged_in(stage.group_secretary).get(address(meeting, 9), follow=True)
    assert "议程中没有第9项议题，可能已撤下" in answer.content.decode()
    assert answer.redirect_chain == [(f"/meetings/{meeting.pk}/", 302)]


@pytest.mark.parametrize("place", ["item", "meeting"])
def test_the_second_of_two_secretaries_keeps_what_he_typed(stage: County, place: str) -> None:
    meeting = held(stage, 1)
    attend(stage, meeting, stage.chair, *stage.members)
    mine = {**sent(stage, meeting, result="defer"), "text": "材料待核实"}
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members)
    page = address(meeting) if place == "item" else f"/meetings/{meeting.pk}/"
    answer = logged_in(stage.group_secretary).post(page, mine)
    told = answer.content.decode()
    assert (answer.status_code, "在您打开后有更改" in told, "材料待核实" in told, "赞成4票" in told) == (
        409,
        True,
        True,
        True,
    )
    again = {**mine, "read": sittings.version_of(meeting.agenda.get())}
    assert again["read"] in told
    assert logged_in(stage.group_secretary).post(page, again).status_code == 302
    assert meeting.agenda.get().result == "defer"


def test_the_secretary_is_told_that_nobody_can_sign(stage: County) -> None:
    meeting = held(stage, 1)
    secretary, page = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    assert "纪要不能签发" not in secretary.get(page).content.decode()
    attend(stage, meeting, *stage.members)
    assert "主持人组长未登记为出席，纪要不能签发" in secretary.get(page).content.decode()
    attend(stage, meeting, stage.chair, *stage.members)
    assert "纪要不能签发" not in secretary.get(page).content.decode()


def test_late_and_early_are_recorded_on_the_page_and_kept_where_refused(stage: County) -> None:
    meeting = held(stage, 2)
    secretary, page, late = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/", stage.members[2]
    everyone = {f"presence-{user.pk}": "present" for user in [stage.chair, *stage.members]}
    wrong = {"action": "attend", **everyone, f"first-{late.pk}": "2", f"last-{late.pk}": "1"}
    refused = secretary.post(page, wrong)
    assert (refused.status_code, '<option value="2" selected>' in refused.content.decode()) == (422, True)
    assert secretary.post(page, {**wrong, f"last-{late.pk}": ""}).status_code == 302
    assert "成员3：出席，自第2项议题起" in logged_in(stage.chair).get(page).content.decode()


def test_an_item_costs_the_same_however_long_the_agenda(stage: County) -> None:
    def cost(items: int) -> int:
        meeting = held(stage, items)
        attend(stage, meeting, stage.chair, *stage.members)
        browser = logged_in(stage.group_secretary)
        with counted() as seen:
            assert browser.get(address(meeting)).status_code == 200
        return len(seen)

    assert cost(1) == cost(3)


def test_a_result_that_does_not_hold_any_more_says_so(stage: County) -> None:
    meeting = held(stage, 1)
    secretary, page = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    attend(stage, meeting, stage.chair, *stage.members)
    resolve(stage, meeting.agenda.get(), stage.chair, *stage.members)
    whole = "等主持人在会议页面签发纪要"
    told = secretary.get(page).content.decode()
    assert ("不支持这一议决" in told, whole in told) == (False, True)
    attend(stage, meeting, stage.chair, stage.members[0])
    told = secretary.get(page).content.decode()
    assert ("不支持这一议决（到会成员2人，应到4人" in told, whole in told) == (True, False)
