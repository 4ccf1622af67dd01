"""The page on which a dossier is ended, what the inbox and the dossier say of it, and the same by the interface."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.messages_out import collecting
from core.models import Dossier, Message, User
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_assistance import deputise
from tests.desk.test_meetings import convene
from tests.factories import roles as make
from workflows.desk import inbox, timeline
from workflows.desk.inbox import Filter
from workflows.engine import services as engine
from workflows.engine.enums import TERMINATED, Decision
from workflows.engine.models import Termination, WorkItem

WHY = "资金已收回，本案无须再办。"


@pytest.fixture
def dossier(stage: County) -> Dossier:
    return stage.dossier()


def send(
    user: User, dossier: Dossier, act: str, reason: str = "", status: int = 302, *, read: Termination | None = None
) -> str:
    """Press a button of the page, on which the last proposal was `read` if no other; the page that follows, where none
    is gone to."""
    told = {"act": act, "reason": reason, "request_id": str(uuid.uuid4())}
    if row := read or Termination.objects.filter(dossier=dossier).latest_first().first():
        told["proposal"] = str(row.pk)
    answer = logged_in(user).post(reverse("desk:termination", args=[dossier.pk]), told)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def page(user: User, dossier: Dossier) -> str:
    return logged_in(user).get(reverse("desk:termination", args=[dossier.pk])).content.decode()


def progress(user: User, dossier: Dossier) -> str:
    address = f"{reverse('desk:dossier', args=[dossier.pk])}?tab=progress"
    return logged_in(user).get(address).content.decode()


def told_inbox(user: User) -> list[str]:
    return [line.words for panel in inbox.inbox(user, Filter()).panels for line in panel.lines]


def test_from_the_proposal_to_the_end(stage: County, dossier: Dossier) -> None:
    asked = page(stage.drafter, dossier)
    for said in ("1件在办的待办全部关闭（起草1）", "3个项目退回项目库", "由县领导小组（"):
        assert said in asked
    assert "终止…" in progress(stage.drafter, dossier)
    send(stage.drafter, dossier, "propose", WHY)
    assert told_inbox(stage.chair) == [dossier.title]
    assert told_inbox(stage.drafter) == []
    assert "同意终止" in page(stage.chair, dossier)
    assert "收回提请" in page(stage.drafter, dossier)
    assert "已提请终止" in progress(stage.mayor, dossier)
    assert at(dossier).is_open  # the work goes on
    send(stage.chair, dossier, "agree", "同意。")
    assert told_inbox(stage.chair) == []
    told = progress(stage.mayor, dossier)
    for said in ("已终止", WHY, "编制员于", "组长于", "查看终止情况"):
        assert said in told
    assert WHY in page(stage.mayor, dossier)
    [last] = timeline.rounds(dossier, stage.mayor)
    assert [(act.act, act.who, act.text) for act in last.acts][-1] == ("终止办理", "组长", "同意。")


def test_a_yes_without_words_is_told_as_such(stage: County, dossier: Dossier) -> None:
    send(stage.drafter, dossier, "propose", WHY)
    send(stage.chair, dossier, "agree")
    [last] = timeline.rounds(dossier, stage.mayor)
    assert [(act.who, act.text) for act in last.acts][-2:] == [("编制员", WHY), ("组长", "同意终止（未写意见）")]


def test_a_sign_of_a_reason_is_none_and_is_kept(stage: County, dossier: Dossier) -> None:
    assert "“终止理由”至少写3个字" in send(stage.drafter, dossier, "propose", "误", 422)
    send(stage.drafter, dossier, "propose", WHY)
    assert "“不同意的理由”至少写3个字" in send(stage.chair, dossier, "refuse", "不", 422)
    assert Termination.objects.get().result == ""


def test_a_proposal_is_seen_where_one_works(stage: County, dossier: Dossier) -> None:
    """In the list, on the task page, which leads to it, and on no other row."""
    other, browser = stage.dossier(), logged_in(stage.drafter)
    task = browser.get(f"/tasks/{at(dossier).pk}/").content.decode()
    assert f'href="/dossiers/{dossier.pk}/termination/">终止本案卷…' in task
    assert "终止本案卷…" not in logged_in(stage.editor).get(f"/tasks/{at(dossier).pk}/").content.decode()
    assert "已提请终止" not in browser.get("/").content.decode()
    send(stage.drafter, dossier, "propose", WHY)
    assert WHY in browser.get(f"/tasks/{at(dossier).pk}/").content.decode()
    assert browser.get("/").content.decode().count("已提请终止") == 1
    rows = {row.pk: row.is_to_end for row in inbox.inbox(stage.drafter, Filter()).rows}
    assert rows == {at(dossier).pk: True, at(other).pk: False}


def test_a_yes_is_asked_twice_since_it_stands_for_good(stage: County, dossier: Dossier) -> None:
    send(stage.drafter, dossier, "propose", WHY)
    shown = page(stage.chair, dossier)
    before, asked = shown.split('role="dialog"', 1)
    assert "同意终止…" in before
    assert 'value="agree"' not in before
    assert "终止后不能恢复" in asked.split('value="agree"')[0]


def test_a_no_and_a_proposal_taken_back_stay_readable(stage: County, dossier: Dossier) -> None:
    send(stage.drafter, dossier, "propose", WHY)
    refused = send(stage.chair, dossier, "refuse", "", 422)
    assert "请写明不同意的理由" in refused
    send(stage.chair, dossier, "refuse", "照常办理。")
    send(stage.drafter, dossier, "propose", "再次提请。")
    send(stage.drafter, dossier, "recall")
    told = page(stage.mayor, dossier)
    for said in ("不同意终止", "照常办理。", "已收回", "再次提请。"):
        assert said in told


def test_a_refusal_keeps_what_was_typed_and_says_what_to_do(stage: County) -> None:
    item = stage.at_meeting()
    for actor in (stage.drafter, stage.editor):
        answer = logged_in(actor).get(reverse("desk:termination", args=[item.dossier_id]))
        assert answer.status_code == 200
    assert "提请" not in page(stage.editor, item.dossier).split("没有提请终止")[0].split("<main")[1]
    assert send(stage.editor, item.dossier, "propose", WHY, 403)
    assert not Termination.objects.exists()
    long = "理由" * 160
    assert long in send(stage.drafter, item.dossier, "propose", long, 422)
    assert logged_in(stage.stranger).get(reverse("desk:termination", args=[item.dossier_id])).status_code == 403


def test_what_is_decided_is_what_was_read(stage: County, dossier: Dossier) -> None:
    send(stage.drafter, dossier, "propose", WHY)
    first = Termination.objects.get()
    assert f'name="proposal" value="{first.pk}"' in page(stage.chair, dossier)
    send(stage.drafter, dossier, "recall")
    send(stage.drafter, dossier, "propose", "另一个理由。")
    send(stage.chair, dossier, "agree", status=409, read=first)
    send(stage.drafter, dossier, "recall", status=409, read=first)
    assert Termination.objects.standing().get().reason == "另一个理由。"
    assert at(dossier).is_open
    told = {"act": "agree", "request_id": str(uuid.uuid4())}
    answer = logged_in(stage.chair).post(reverse("desk:termination", args=[dossier.pk]), told)
    assert (answer.status_code, at(dossier).is_open) == (422, True)


@pytest.mark.parametrize("act", ["", "agreed", "no"])
def test_an_act_that_is_none_decides_nothing(stage: County, dossier: Dossier, act: str) -> None:
    send(stage.drafter, dossier, "propose", WHY)
    send(stage.chair, dossier, act, "写错了。", 404)
    assert Termination.objects.standing().exists()


def passed(chair: User, item: WorkItem) -> None:
    """As a meeting's minutes pass it."""
    told: dict[str, Any] = {"decision": Decision.APPROVE, "opinion": "", "request_id": uuid.uuid4()}
    engine.decide(actor=chair, work_item=item.pk, **told)


def test_a_proposal_goes_with_its_dossier(stage: County) -> None:
    item = stage.at_meeting()
    dossier = item.dossier
    send(stage.drafter, dossier, "propose", WHY)
    collecting.collect()
    assert told_of("desk.termination_proposed") == {"组长"}
    passed(stage.chair, item)  # what comes now is the executive meeting's
    assert told_inbox(stage.chair) == []
    assert told_inbox(stage.mayor) == [dossier.title]
    collecting.collect()
    assert told_of("desk.termination_proposed") == {"组长", "县长"}
    told = progress(stage.drafter, dossier)
    assert "待竹山县决定" in told
    assert "改由竹山县（主持常务会议）决定是否终止" in told
    assert "同意终止" not in page(stage.chair, dossier)
    assert "同意终止" in page(stage.mayor, dossier)
    send(stage.chair, dossier, "refuse", "不同意。", 403)
    send(stage.mayor, dossier, "agree")
    assert Termination.objects.get().deciders == "县长"


def test_a_proposal_that_comes_too_late_stays_with_whom_it_was_laid_before(stage: County) -> None:
    item = stage.at_meeting()
    send(stage.drafter, item.dossier, "propose", WHY)
    passed(stage.chair, item)
    passed(stage.mayor, at(item.dossier))
    assert told_inbox(stage.mayor) == [item.dossier.title]
    send(stage.mayor, item.dossier, "refuse", "已经核稿。")


def test_for_whom_it_was_proposed_and_decided_is_named_everywhere(stage: County, dossier: Dossier) -> None:
    clerk, deputy = stage.editor, stage.members[0]
    deputise(stage.drafter.appointments.get(), clerk, Duty.COMPILE_PLAN)
    deputise(stage.chair.appointments.get(), deputy, Duty.CHAIR_LEADING_GROUP)
    send(clerk, dossier, "propose", WHY)
    asked = "核稿员（代编制员）"
    assert told_inbox(stage.drafter) == []  # it was proposed for him
    [line] = [line for panel in inbox.inbox(stage.chair, Filter()).panels for line in panel.lines]
    assert line.by.startswith(asked)
    assert asked in page(stage.chair, dossier)
    collecting.collect()
    [told] = Message.objects.filter(event="desk.termination_proposed", person=stage.chair)
    assert told.content["who"] == asked
    send(deputy, dossier, "agree", "同意。")
    assert "成员1（代组长）" in page(stage.mayor, dossier)
    [last] = timeline.rounds(dossier, stage.mayor)
    assert [(act.who, act.on_behalf_of) for act in last.acts][-2:] == [("核稿员", "编制员"), ("成员1", "组长")]
    [row] = Caller(stage.mayor).get(f"dossiers/{dossier.pk}/termination/")["proposals"]
    assert (row["proposed_on_behalf_of"]["name"], row["decided_on_behalf_of"]["name"]) == ("编制员", "组长")


def test_for_whom_it_was_proposed_he_does_not_decide(stage: County, dossier: Dossier) -> None:
    clerk = stage.editor
    deputise(stage.drafter.appointments.get(), clerk, Duty.COMPILE_PLAN)
    make.give(stage.drafter, Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    send(clerk, dossier, "propose", WHY)
    assert told_inbox(stage.drafter) == []
    assert "同意终止" not in page(stage.drafter, dossier)
    send(stage.drafter, dossier, "agree", status=403)
    with pytest.raises(IntegrityError, match="engine_termination_by_another"), transaction.atomic():
        Termination.objects.update(
            result="agreed", decided_by=stage.chair, decided_on_behalf_of=stage.drafter, decided_at=clock.now()
        )


def test_who_had_it_in_hand_and_who_proposed_are_told(stage: County, dossier: Dossier) -> None:
    engine.claim(actor=stage.drafter, work_item=at(dossier).pk)
    send(stage.drafter, dossier, "propose", WHY)
    collecting.collect()
    assert told_of("desk.termination_proposed") == {"组长"}
    send(stage.chair, dossier, "agree")
    collecting.collect()
    assert told_of("desk.terminated") == told_of("desk.termination_decided") == {"编制员"}
    assert told_of("desk.taken_back") == set()  # not twice


def test_who_convened_the_meeting_is_told_what_to_strike(stage: County) -> None:
    item = stage.at_meeting()
    convene(stage, item)
    send(stage.drafter, item.dossier, "propose", WHY)
    assert "会议应到的4人收到消息：成员1、成员2、成员3、组长" in page(stage.chair, item.dossier)
    send(stage.chair, item.dossier, "agree")
    collecting.collect()
    assert told_of("desk.terminated") == {"组长", "小组秘书"}
    assert told_of("desk.termination_decided") == {"编制员", "成员1", "成员2", "成员3"}  # each once


def told_of(event: str) -> set[str]:
    return set(Message.objects.filter(event=event).order_by().values_list("person__name", flat=True))


def test_a_program_proposes_and_decides_once_for_each_key(stage: County, dossier: Dossier) -> None:
    drafter, chair, address = Caller(stage.drafter), Caller(stage.chair), f"dossiers/{dossier.pk}/termination/"
    asked = drafter.get(address)
    assert (asked["may_propose"], asked["may_decide"], asked["proposals"]) == (True, False, [])
    assert asked["consequences"][-1] == "3个项目退回项目库"
    for _again in (1, 2):
        told = drafter.post(f"{address}propose/", {"reason": WHY}, key="one")
    [proposal] = told["proposals"]
    assert (proposal["result"], proposal["decides_at"]["name"]) == ("", "县领导小组")
    sent = {"proposal": proposal["id"], "agrees": True}
    assert drafter.post(f"{address}decide/", sent, 403)["detail"].startswith("本阶段由")
    refused = chair.post(f"{address}decide/", {**sent, "agrees": False}, 422)
    assert "理由" in refused["detail"]
    for _again in (1, 2):
        told = chair.post(f"{address}decide/", sent, key="two")
    assert (told["is_terminated"], told["proposals"][0]["result"]) == (True, "agreed")
    assert Termination.objects.count() == 1
    assert drafter.get(f"dossiers/{dossier.pk}/")["outcome"] == TERMINATED
    assert drafter.post(f"{address}recall/", {"proposal": proposal["id"]}, 409)["type"].endswith("#stale")
    assert chair.post(f"{address}decide/", {"proposal": 10**9, "agrees": True}, 409)["detail"] == "没有这项终止提请"
