"""A meeting through its pages, and whom they refuse."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from core.enums import OrganisationKind
from documents import fontpackages
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk.forms import ConveneForm, MoveForm
from workflows.desk.models import Meeting


def convened(stage: County) -> Meeting:
    item = stage.at_meeting()
    browser = logged_in(stage.group_secretary)
    posted = {"held_at": "2026-03-02T08:30", "place": "县委会议室", "work_items": [str(item.pk)]}
    answer = browser.post("/meetings/new/", posted)
    assert answer.status_code == 302
    return Meeting.objects.get()


def attended(stage: County) -> Meeting:
    meeting = convened(stage)
    present = {f"presence-{user.pk}": "present" for user in [stage.chair, *stage.members]}
    answer = logged_in(stage.group_secretary).post(f"/meetings/{meeting.pk}/", {"action": "attend", **present})
    assert answer.status_code == 302
    return meeting


def deliberation(stage: County, meeting: Meeting, result: str = "pass", choice: str = "for") -> dict[str, str]:
    item = meeting.agenda.get()
    votes = {f"vote-{user.pk}": choice for user in [stage.chair, *stage.members]}
    return {"action": "deliberate", "item": str(item.pk), "result": result, "text": "", **votes}


def test_a_meeting_from_agenda_to_minutes(stage: County) -> None:
    meeting = attended(stage)
    secretary, chair = logged_in(stage.group_secretary), logged_in(stage.chair)
    address = f"/meetings/{meeting.pk}/"
    assert secretary.post(address, deliberation(stage, meeting)).status_code == 302
    assert "赞成4票" in chair.get(address).content.decode()
    answer = chair.post(address, {"action": "conclude", "request_id": str(uuid4())}, follow=True)
    assert "已形成纪要" in answer.content.decode()
    dossier = meeting.agenda.get().work_item.dossier
    assert at(dossier).step == "executive_decides"
    documents = logged_in(stage.drafter).get(f"/dossiers/{dossier.pk}/?tab=documents").content.decode()
    assert "领导小组会议纪要" in documents


def test_the_page_costs_the_same_however_long_its_agenda(stage: County) -> None:
    def cost(items: int) -> int:
        Meeting.objects.all().delete()
        agenda = [str(stage.at_meeting().pk) for _n in range(items)]
        browser = logged_in(stage.group_secretary)
        browser.post(
            "/meetings/new/", {"held_at": "2026-03-02T08:30", "place": "县委会议室", "work_items": agenda}
        )  # fmt: skip
        address = f"/meetings/{Meeting.objects.get().pk}/"
        browser.post(address, {"action": "attend", **{f"presence-{u.pk}": "present" for u in stage.members}})
        with counted() as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    assert cost(1) == cost(3)


def test_the_list_is_for_those_it_concerns(stage: County) -> None:
    meeting = convened(stage)
    for reader in (stage.group_secretary, stage.members[0], stage.auditor):
        assert meeting.title in logged_in(reader).get("/meetings/").content.decode()
    assert meeting.title not in logged_in(stage.stranger).get("/meetings/").content.decode()
    assert Client().get("/meetings/").status_code == 302


@pytest.mark.parametrize("who", ["chair", "drafter", "stranger"])
def test_only_a_secretary_opens_the_convening_page(stage: County, who: str) -> None:
    stage.at_meeting()
    assert logged_in(getattr(stage, who)).get("/meetings/new/").status_code == 403
    assert logged_in(stage.group_secretary).get("/meetings/new/").status_code == 200
    assert Client().get("/meetings/new/").status_code == 302


def test_a_meeting_without_an_agenda_is_asked_again(stage: County) -> None:
    stage.at_meeting()
    posted = {"held_at": "2026-03-04T09:00", "place": "三楼会议室"}
    answer = logged_in(stage.group_secretary).post("/meetings/new/", posted)
    assert answer.status_code == 422
    assert "三楼会议室" in answer.content.decode()


def test_a_stranger_does_not_find_the_meeting(stage: County) -> None:
    address = f"/meetings/{convened(stage).pk}/"
    assert logged_in(stage.stranger).get(address).status_code == 404
    assert logged_in(stage.stranger).post(address, {"action": "conclude"}).status_code == 404
    assert Client().get(address).status_code == 302


def test_those_who_watch_the_county_from_above_look_into_its_meetings(stage: County) -> None:
    """A10 "its counties, read", A13 and A14 "area": those of another prefecture do not find it."""
    address = f"/meetings/{convened(stage).pk}/"
    prefecture = stage.county.parent
    assert prefecture
    assert prefecture.parent
    other = make.place("4228", "恩施州", OrganisationKind.PREFECTURE, prefecture.parent)
    for place, kind, duty in (
        (prefecture.parent, OrganisationKind.AUDIT_OFFICE, Duty.AUDIT),
        (prefecture.parent, OrganisationKind.SUPERVISION_OFFICE, Duty.SUPERVISE),
        (prefecture, OrganisationKind.DEPARTMENT, Duty.READ_TERRITORY),
        (other, OrganisationKind.DEPARTMENT, Duty.READ_TERRITORY),
    ):
        reader = make.person()
        make.give(reader, duty, make.place(f"{place.code}-{duty}", "查阅机关", kind, place))
        browser, is_above = logged_in(reader), place != other
        assert browser.get(address).status_code == (200 if is_above else 404), duty
        assert browser.post(address, {"action": "cancel", "reason": "不开"}).status_code == (403 if is_above else 404)
    assert Meeting.objects.get().state == "convened"


def test_a_member_reads_and_does_not_record(stage: County) -> None:
    meeting = attended(stage)
    browser = logged_in(stage.members[0])
    assert browser.get(f"/meetings/{meeting.pk}/").status_code == 200
    assert browser.post(f"/meetings/{meeting.pk}/", deliberation(stage, meeting)).status_code == 403
    conclusion = {"action": "conclude", "request_id": str(uuid4())}
    assert browser.post(f"/meetings/{meeting.pk}/", conclusion).status_code == 403


def test_a_result_that_the_votes_do_not_carry_keeps_what_was_typed(stage: County) -> None:
    meeting = attended(stage)
    posted = {**deliberation(stage, meeting, choice="against"), "text": "会上有不同意见"}
    answer = logged_in(stage.group_secretary).post(f"/meetings/{meeting.pk}/", posted)
    assert answer.status_code == 422
    assert "不能通过" in answer.content.decode()
    assert "会上有不同意见" in answer.content.decode()


def test_an_item_of_another_meeting_is_a_conflict(stage: County) -> None:
    meeting = attended(stage)
    posted = {**deliberation(stage, meeting), "item": "999999"}
    assert logged_in(stage.group_secretary).post(f"/meetings/{meeting.pk}/", posted).status_code == 409


def test_striking_an_item_needs_a_reason(stage: County) -> None:
    meeting = convened(stage)
    browser, item = logged_in(stage.group_secretary), meeting.agenda.get()
    without = {"action": "strike", "item": str(item.pk), "reason": " "}
    assert browser.post(f"/meetings/{meeting.pk}/", without).status_code == 422
    assert browser.post(f"/meetings/{meeting.pk}/", {**without, "reason": "材料未齐"}).status_code == 302
    assert not meeting.agenda.exists()


def test_a_meeting_is_moved_and_cancelled_through_its_page(stage: County) -> None:
    meeting = convened(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    moved = {"action": "move", "move-held_at": "2026-03-03T15:00", "move-place": "二楼会议室"}
    assert "时间、地点已更改" in browser.post(address, moved, follow=True).content.decode()
    answer = browser.post(address, {"action": "cancel", "reason": ""})
    assert answer.status_code == 422
    told = browser.post(address, {"action": "cancel", "reason": "组长外出"}, follow=True).content.decode()
    assert "取消：组长外出" in told
    assert "保存出席情况" not in told
    assert "没有等待上会的事项" not in browser.get("/meetings/").content.decode()


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ({"action": "move", "move-held_at": "明天", "move-place": "二楼会议室"}, "二楼会议室"),
        ({"action": "move", "move-held_at": "2026-03-01T15:00", "move-place": "二楼会议室"}, "二楼会议室"),
    ],
)
def test_a_wrong_hour_is_asked_again_with_the_place_kept(stage: County, posted: dict[str, str], kept: str) -> None:
    meeting = convened(stage)
    answer = logged_in(stage.group_secretary).post(f"/meetings/{meeting.pk}/", posted)
    assert answer.status_code == 422
    assert kept in answer.content.decode()


def test_a_place_that_no_minutes_can_print_is_refused_beside_its_box(stage: County) -> None:
    meeting, bad = convened(stage), "二楼会议室😀"
    for name, form in (
        (
            "place",
            ConveneForm({"held_at": "2026-03-03T15:00", "place": bad, "work_items": ["1"]}, agenda=[(1, "议题")]),
        ),
        ("place", MoveForm({"move-held_at": "2026-03-03T15:00", "move-place": bad})),
    ):
        assert "无法印在公文上" in str(form.errors[name])
    moved = {"action": "move", "move-held_at": "2026-03-03T15:00", "move-place": bad}
    answer = logged_in(stage.group_secretary).post(f"/meetings/{meeting.pk}/", moved)
    assert answer.status_code == 422
    assert bad in answer.content.decode()
    meeting.refresh_from_db()
    assert meeting.place != bad


@pytest.mark.parametrize("who", ["chair", "members"])
def test_only_the_secretary_moves_and_cancels(stage: County, who: str) -> None:
    meeting = convened(stage)
    person = stage.members[0] if who == "members" else stage.chair
    browser, address = logged_in(person), f"/meetings/{meeting.pk}/"
    assert "取消会议" not in browser.get(address).content.decode()
    moved = {"action": "move", "move-held_at": "2026-03-03T15:00", "move-place": "二楼会议室"}
    assert browser.post(address, moved).status_code == 403
    assert browser.post(address, {"action": "cancel", "reason": "组长外出"}).status_code == 403


@pytest.mark.parametrize("forged", ["9" * 30, "9" * 500, str(2**63 - 1), "²", "-1"])
def test_forged_keys_are_answered(stage: County, forged: str) -> None:
    meeting = convened(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    assert browser.post(address, {"action": "attend", f"presence-{forged}": "observer"}).status_code == 422
    assert not meeting.attendances.exists()
    assert browser.post(address, {**deliberation(stage, meeting), "item": forged}).status_code == 409
    assert browser.post(address, {"action": "strike", "item": forged, "reason": "材料未齐"}).status_code == 409


def test_a_null_character_in_a_field_that_no_form_reads_is_refused_and_the_text_kept(stage: County) -> None:
    meeting = convened(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    struck = {"action": "strike", "item": str(meeting.agenda.get().pk), "reason": "材料未齐，另行安排\0"}
    noted = {"action": "attend", f"presence-{stage.chair.pk}": "present", f"note-{stage.chair.pk}": "晚到 十分钟\0"}
    for posted, kept in (
        (struck, "材料未齐"),
        (noted, "晚到 十分钟"),
        ({"action": "cancel", "reason": "外出\0"}, "外出"),
    ):
        answer = browser.post(address, posted)
        assert answer.status_code == 422
        assert kept in answer.content.decode()
    assert meeting.agenda.exists()
    assert not meeting.attendances.exists()


def test_the_page_says_where_attendance_is_recorded_and_keeps_what_was_typed(stage: County) -> None:
    meeting = convened(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    assert 'href="#attendance"' in browser.get(address).content.decode()
    posted = {"action": "deliberate", "item": str(meeting.agenda.get().pk), "result": "defer", "text": "材料待核实"}
    answer = browser.post(address, posted)
    assert (answer.status_code, "请先在本次会议的“出席情况”中登记并保存" in answer.content.decode()) == (409, True)
    assert "材料待核实" in answer.content.decode()


def test_no_verdict_is_asked_for_before_those_present_can_decide(stage: County) -> None:
    meeting = convened(stage)
    browser, address = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    page = browser.get(address).content.decode()
    assert ('value="deliberate"' in page, "请先登记并保存出席情况" in page) == (False, True)
    browser.post(address, {"action": "attend", f"presence-{stage.chair.pk}": "present"})
    page = browser.get(address).content.decode()
    assert ('value="deliberate"' in page, page.count("未超过半数，不能议决")) == (False, 2)
    everyone = {f"presence-{user.pk}": "present" for user in [stage.chair, *stage.members]}
    browser.post(address, {"action": "attend", **everyone})
    assert 'value="deliberate"' in browser.get(address).content.decode()


def test_a_day_before_the_item_came_is_refused_with_the_day_it_came(stage: County) -> None:
    item = stage.at_meeting()
    posted = {"held_at": "2026-02-27T09:00", "place": "三楼会议室", "work_items": [str(item.pk)]}
    answer = logged_in(stage.group_secretary).post("/meetings/new/", posted)
    assert (answer.status_code, "2026年3月2日才提请审议" in answer.content.decode()) == (422, True)
    assert "三楼会议室" in answer.content.decode()
    assert not Meeting.objects.exists()


def test_the_minutes_are_drafted_once_everything_is_recorded(stage: County) -> None:
    fontpackages.install(lambda line: None)
    meeting = convened(stage)
    chair, address = logged_in(stage.chair), f"/meetings/{meeting.pk}/draft/"
    assert address in chair.get(f"/meetings/{meeting.pk}/").content.decode()
    said = chair.get(address)
    assert (said.status_code, "请先在会议页面保存出席情况" in said.content.decode()) == (409, True)
    secretary, page = logged_in(stage.group_secretary), f"/meetings/{meeting.pk}/"
    secretary.post(page, {"action": "attend", **{f"presence-{user.pk}": "present" for user in stage.members}})
    assert "第1项议题尚未记录议决结果" in chair.get(address).content.decode()
    secretary.post(page, deliberation(stage, meeting) | {f"vote-{stage.chair.pk}": ""})
    assert "主持人尚未登记为出席" in chair.get(address).content.decode()
    present = {f"presence-{user.pk}": "present" for user in [stage.chair, *stage.members]}
    secretary.post(page, {"action": "attend", **present})
    for reader in (stage.chair, stage.group_secretary, stage.members[0]):
        assert logged_in(reader).get(address)["Content-Type"] == "application/pdf"
    assert logged_in(stage.stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    chair.post(page, {"action": "conclude", "request_id": str(uuid4())})
    assert chair.get(address).status_code == 409
