"""Slips on the pages: the register with its facets, one slip with its acts, tasks, dossiers and packages."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from oversight import slip_acts, slip_list, slip_remarks, slips
from oversight.enums import SlipAct
from oversight.models import Slip, SlipState
from roles.models import Appointment
from tests.factories import roles as make
from tests.oversight.chase import DAY, LATER, Chase, on
from tests.oversight.conftest import Watch
from workflows.desk import packages, subjects
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

AFTER = DAY + datetime.timedelta(days=1)


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def another(chase: Chase) -> WorkItem:
    """One more open matter with the same organisation."""
    return stage.open_items(stage.begin(county="420301"))[0]


def test_the_register_is_narrowed_with_counts(
    chase: Chase, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    chase.closed()
    for _more in range(6):
        slips.issue(actor=chase.supervisor, work_item=another(chase).pk, requirement="请办结。", due_on=LATER)
    chase.issue(colour="orange", ground="urgent", reason="汛期临近。")
    client.force_login(chase.supervisor)
    client.get("/oversight/slips/")
    with django_assert_max_num_queries(8):
        told = page(client, "/oversight/slips/")
    for facet in ("蓝色（7）", "橙色（1）", "待签收（7）", "已销号（1）"):
        assert facet in told
    narrowed = page(client, "/oversight/slips/?colour=orange&state=issued")
    assert narrowed.count("<tr>") == 2
    with on(AFTER):
        found = slip_list.listed(chase.supervisor, slip_list.Asked(time="ran_out"), None)
        assert [row.slip.colour for row in found.rows] == ["orange"]
    assert "没有符合筛选条件的督办单" in page(client, "/oversight/slips/?colour=red")
    assert client.get("/oversight/slips/?colour=pink&page=x&organisation=abc").status_code == 200


def test_a_page_offers_what_its_reader_may_do(chase: Chase, client: Client) -> None:
    slip = chase.issue()
    address = f"/oversight/slips/{slip.pk}/"
    offered = {
        chase.clerk: ("sign", "ask_extension"),
        chase.head: ("sign", "ask_extension"),
        chase.supervisor: (),
        chase.stranger: (),
    }
    for actor, acts in offered.items():
        client.force_login(actor)
        told = page(client, address)
        assert {act.value for act in SlipAct if f'value="{act.value}"' in told} == set(acts)
    assert slip_acts.open_to(chase.supervisor, slip) == {SlipAct.ESCALATE}
    assert client.post(address, {"act": "burn"}).status_code == 400


def test_no_act_is_offered_that_is_always_refused(chase: Chase) -> None:
    """Nothing follows red, and what is not done is not closed."""
    red = chase.issue(chase.chief, colour="red", ground="special", reason="省政府限时办结。")
    assert SlipAct.ESCALATE not in slip_acts.open_to(chase.chief, red)
    slips.sign_for(actor=chase.head, slip=red.pk)
    undone = {"text": "正在办理。", "is_done": False, "reasons": "连续降雨", "done_by": LATER}
    answered = slips.answer(actor=chase.head, slip=red.pk, **undone)  # type: ignore[arg-type]
    assert slip_acts.open_to(chase.supervisor, answered) == {SlipAct.RETURN}
    slips.verify(actor=chase.supervisor, slip=red.pk, holds=False, remark="请抓紧。")
    done = slips.answer(actor=chase.head, slip=red.pk, text="已办结。")
    assert slip_acts.open_to(chase.supervisor, done) == {SlipAct.CLOSE, SlipAct.RETURN}


def test_a_red_one_that_ran_out_still_says_what_follows(chase: Chase, client: Client) -> None:
    red = chase.issue(chase.chief, colour="red", ground="special", reason="省政府限时办结。")
    with on(AFTER):
        for actor, is_told in ((chase.supervisor, True), (chase.head, False)):
            client.force_login(actor)
            assert ("请通报或约谈" in page(client, f"/oversight/slips/{red.pk}/")) == is_told


def test_a_field_that_is_always_asked_for_is_not_called_optional(chase: Chase, client: Client) -> None:
    slip = chase.signed()
    for actor, address, required in (
        (chase.clerk, f"/oversight/slips/{slip.pk}/", ("办理结果", "是否办结", "延期理由", "目前进展")),
        (chase.supervisor, f"/oversight/items/{chase.item.pk}/slip/?follow=1", ("颜色", "下达事由", "督办要求")),
    ):
        client.force_login(actor)
        told = page(client, address)
        for label in required:
            assert re.search(f"{label}</l", told), label
            assert f'{label} <span class="optional">' not in told
        assert "（选填）" in told


def test_a_head_without_any_duty_reaches_his_slip(chase: Chase, client: Client) -> None:
    slip, head = chase.issue(), make.person("代理镇长")
    client.force_login(head)
    assert client.get(f"/oversight/slips/{slip.pk}/").status_code == 403
    Appointment.objects.filter(user=chase.head).update(user=head)
    assert 'value="sign"' in page(client, f"/oversight/slips/{slip.pk}/")


def test_the_head_sees_what_he_signs_and_nothing_typed_is_lost(chase: Chase, client: Client) -> None:
    slip = chase.drafted(evidence="报送回执")
    address = f"/oversight/slips/{slip.pk}/"
    client.force_login(chase.head)
    told = page(client, address)
    assert "data:image/png" in told
    assert 'value="sign_report"' in told
    wrong = client.post(address, {"act": "give_back", "text": " "})
    assert wrong.status_code == 422
    assert "请写明退回修改的理由" in wrong.content.decode()
    client.post(address, {"act": "sign_report"})
    client.force_login(chase.supervisor)
    wrong = client.post(address, {"act": "return", "text": "附件不全。", "due_on": "2026-03-01"})
    assert wrong.status_code == 422
    assert "附件不全。" in wrong.content.decode()
    client.post(address, {"act": "return", "text": "附件不全。", "due_on": "2026-03-20"})
    assert Slip.objects.get().due_on == LATER


def test_an_extension_on_the_page(chase: Chase, client: Client) -> None:
    slip = chase.signed()
    address = f"/oversight/slips/{slip.pk}/"
    client.force_login(chase.clerk)
    asked = {"act": "ask_extension", "reason": "连续降雨。", "progress": "六成。"}
    assert client.post(address, asked | {"wanted": "2027-01-01"}).status_code == 422
    client.post(address, asked | {"wanted": LATER.isoformat()})
    client.force_login(chase.head)
    assert "data:image/png" in page(client, address)
    client.post(address, {"act": "sign_extension"})
    client.force_login(chase.supervisor)
    assert "1件督办延期申请待答复" in page(client, "/")
    assert client.post(address, {"act": "grant", "until": ""}).status_code == 422
    client.post(address, {"act": "grant", "until": LATER.isoformat()})
    assert Slip.objects.get().due_on == LATER


def test_the_inbox_says_what_follows(chase: Chase, client: Client) -> None:
    slip = chase.issue()
    client.force_login(chase.supervisor)
    with on(AFTER):
        told = page(client, "/")
        assert "应升级为橙色督办单" in told
        assert f"/oversight/items/{chase.item.pk}/slip/" in told
        form = page(client, f"/oversight/items/{chase.item.pk}/slip/")
        assert slip.number in form
        assert re.search('value="orange"[^>]* checked', form)


def test_a_slip_may_be_looked_at_before_it_is_issued(chase: Chase, client: Client) -> None:
    client.force_login(chase.supervisor)
    address = f"/oversight/items/{chase.item.pk}/slip/"
    asked = {
        "colour": "blue", "ground": "reminder", "requirement": "请办结。", "due_on": DAY.isoformat(), "preview": "1",
    }  # fmt: skip
    assert "data:image/png" in client.post(address, asked).content.decode()
    assert not Slip.objects.exists()


def test_it_stands_on_the_task_and_on_the_dossier(
    chase: Chase, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_subjects", {})
    slip = chase.issue()
    address = f"/oversight/slips/{slip.pk}/"
    for actor in (chase.clerk, chase.supervisor):
        client.force_login(actor)
        assert address in page(client, f"/tasks/{chase.item.pk}/")
        assert address in page(client, f"/dossiers/{chase.item.dossier_id}/")
        assert address in page(client, f"/dossiers/{chase.item.dossier_id}/?tab=progress")


def test_the_package_keeps_every_round(chase: Chase) -> None:
    slip = chase.closed()
    slips.archive(actor=chase.supervisor, slip=slip.pk)
    [kept] = slip_remarks.kept(chase.item.dossier, None, None)
    assert (kept["state"], kept["reports"][0]["result"]) == (SlipState.ARCHIVED, "已报送。")
    assert slip_remarks.kept(chase.item.dossier, None, frozenset()) == []
    assert slip_remarks.MEMBER not in packages.titles([], {})
    assert packages.titles([], {slip_remarks.MEMBER: b"[]"})[slip_remarks.MEMBER] == slip_remarks.TITLE
