"""批量领取 and 批量转办: each item by itself, with a line for each; by whoever may, and by nobody else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from core.enums import OrganisationKind
from core.errors import Invalid, Refused
from core.messages_out.events import Addressee, Owed
from core.models import LedgerEntry, User
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.desk.test_tasks import at_office
from tests.factories import roles as make
from workflows.desk import bulk, messaged
from workflows.desk.models import Batch
from workflows.engine import services as engine
from workflows.engine.models import Transfer, WorkItem


@pytest.fixture
def chief(stage: County) -> User:
    """Heads the working group, without any of its duties."""
    user = make.person("专班负责人")
    make.lead(user, stage.working_group, Duty.ANNOUNCE)
    return user


@pytest.fixture
def second(stage: County) -> User:
    user = make.person("第二编制员")
    make.give(user, Duty.COMPILE_PLAN, stage.working_group)
    return user


def pool(stage: County, number: int = 2) -> list[WorkItem]:
    return [at(stage.dossier()) for _n in range(number)]


def outcomes(made: Batch) -> list[str]:
    return [one["outcome"] for one in made.results]


def test_what_was_ticked_is_claimed_and_each_says_so(stage: County, second: User) -> None:
    free, taken = pool(stage)
    foreign = stage.at_meeting()
    engine.claim(actor=second, work_item=taken.pk)
    number = uuid4()
    wanted = [free.pk, taken.pk, foreign.pk, 10**9]
    made = bulk.claim(actor=stage.drafter, items=wanted, request_id=number)
    assert outcomes(made) == ["done", "first", "refused", "refused"]
    assert WorkItem.objects.get(pk=free.pk).claimed_by == stage.drafter
    assert WorkItem.objects.get(pk=taken.pk).claimed_by == second
    assert bulk.claim(actor=stage.drafter, items=wanted, request_id=number) == made
    marks = LedgerEntry.objects.filter(action="engine.claim", actor=stage.drafter).values_list(
        "detail__batch", flat=True
    )
    assert list(marks) == [str(made.request_id)]
    with pytest.raises(Invalid, match="勾选"):
        bulk.claim(actor=stage.drafter, items=[], request_id=uuid4())


def test_neither_a_meetings_nor_what_stands_still_is_claimed(stage: County) -> None:
    free, still = pool(stage)
    WorkItem.objects.filter(pk=still.pk).update(suspended_at=still.opened_at)
    meeting = stage.at_meeting()
    make.give(stage.drafter, Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    wanted = [free.pk, still.pk, meeting.pk]
    assert list(bulk.claimable(stage.drafter, wanted)) == [free]
    assert outcomes(bulk.claim(actor=stage.drafter, items=[meeting.pk], request_id=uuid4())) == ["refused"]
    assert WorkItem.objects.get(pk=meeting.pk).claimed_by is None


def test_the_pages_of_claiming(stage: County, second: User) -> None:
    items = pool(stage)
    browser = logged_in(stage.drafter)
    assert "批量领取所选" in browser.get("/").content.decode()
    asked = [item.pk for item in items]
    page = browser.get("/claims/", {"item": asked}).content.decode()
    assert all(item.dossier.title in page for item in items)
    engine.claim(actor=second, work_item=items[1].pk)
    assert "有1项不能领取" in browser.get("/claims/", {"item": asked}).content.decode()
    done = browser.post("/claims/", {"item": asked, "request_id": str(uuid4())}, follow=True).content.decode()
    assert "批量领取结果" in done
    assert "已由第二编制员领取" in done


def test_what_lies_with_two_villages_of_one_name_is_told_apart(stage: County) -> None:
    """Of one township round every village has a seat: title, owner and step are the same on every line."""
    items, clerk = pool(stage), make.person("两村经办人")
    names = ("城关镇龙井村", "宝丰镇龙井村")
    for number, (item, name) in enumerate(zip(items, names, strict=True)):
        township = make.place(f"42032310{number}", name[:3], OrganisationKind.TOWNSHIP, stage.county)
        village = make.place(f"{township.code}201", name[3:], OrganisationKind.VILLAGE, township)
        make.give(clerk, Duty.PROPOSE_PROJECTS, village)
        WorkItem.objects.filter(pk=item.pk).update(duty=Duty.PROPOSE_PROJECTS, organisation=village)
    browser, asked = logged_in(clerk), [item.pk for item in items]
    page = browser.get("/claims/", {"item": asked}).content.decode()
    assert all(page.count(f"<div>{name}</div>") == 1 for name in names)
    made = bulk.claim(actor=clerk, items=asked, request_id=uuid4())
    assert [one["place"] for one in made.results] == list(names)
    done = browser.get(f"/batch/{made.pk}/").content.decode()
    assert all(done.count(f"<div>{name}</div>") == 1 for name in names)
    refused = bulk.claim(actor=stage.stranger, items=asked, request_id=uuid4())
    assert [(one["outcome"], one["place"]) for one in refused.results] == [("refused", "")] * 2
    Batch.objects.filter(pk=made.pk).update(
        results=[{k: v for k, v in one.items() if k != "place"} for one in made.results]
    )
    assert browser.get(f"/batch/{made.pk}/").status_code == 200, "written before places were kept"


def test_the_head_hands_over_to_who_has_the_duty(stage: County, chief: User, second: User) -> None:
    first, other, waiting = pool(stage, 3)
    for item in (first, other, waiting):
        engine.claim(actor=stage.drafter, work_item=item.pk)
    engine.entrust(actor=stage.drafter, work_item=waiting.pk, receiver=second, words="请核对")
    unfit = make.person("无此职责的人")
    make.give(unfit, Duty.ANNOUNCE, stage.working_group)
    told: dict[str, Any] = {"actor": chief, "giver": stage.drafter, "reason": "外出学习"}
    made = bulk.hand_over(**told, receiver=second, items=[first.pk, waiting.pk], request_id=uuid4())
    assert outcomes(made) == ["done", "refused"]
    assert "尚未答复" in made.results[1]["why"]
    handed = Transfer.objects.get(work_item=first.pk)
    assert (handed.made_by, handed.receiver, handed.reason) == (chief, second, "外出学习")
    refused = bulk.hand_over(**told, receiver=unfit, items=[other.pk, first.pk], request_id=uuid4())
    assert outcomes(refused) == ["refused", "first"]
    assert "没有承担本环节职责" in refused.results[0]["why"]
    assert WorkItem.objects.get(pk=other.pk).claimed_by == stage.drafter
    entry = LedgerEntry.objects.get(action="engine.transfer")
    assert (entry.actor, entry.detail["relieved"]) == (chief, stage.drafter.pk)
    [lost] = messaged.taken_back(Owed("desk.taken_back"))
    assert (lost.addressees, lost.about) == ((Addressee(stage.drafter.pk),), first.pk)


def test_separation_keeps_from_whoever_drafted_it(stage: County) -> None:
    checked, chief = at_office(stage), make.person("办公室主任")
    make.lead(chief, stage.office, Duty.ANNOUNCE)
    make.give(stage.drafter, Duty.EDIT_CHECK, stage.office)
    engine.claim(actor=stage.editor, work_item=checked.pk)
    told: dict[str, Any] = {"items": [checked.pk], "reason": "外出学习", "request_id": uuid4()}
    assert bulk.takers(chief, stage.editor, [checked]) == frozenset()
    address = {"giver": stage.editor.pk}
    assert "没有其他人员可以接办核稿员名下的待办" in logged_in(chief).get("/hand-over/", address).content.decode()
    made = bulk.hand_over(actor=chief, giver=stage.editor, receiver=stage.drafter, **told)
    assert outcomes(made) == ["refused"]
    assert "职责分离" in made.results[0]["why"]
    assert WorkItem.objects.get(pk=checked.pk).claimed_by == stage.editor


def test_nobody_else_hands_over(stage: County, chief: User, second: User) -> None:
    [item] = pool(stage, 1)
    engine.claim(actor=stage.drafter, work_item=item.pk)
    told: dict[str, Any] = {"items": [item.pk], "reason": "外出学习", "request_id": uuid4()}
    for actor in (second, stage.editor):
        with pytest.raises(Refused, match="单位负责人"):
            bulk.hand_over(actor=actor, giver=stage.drafter, receiver=second, **told)
        with pytest.raises(Refused, match="办理机关的负责人"):
            engine.reassign(actor=actor, work_item=item.pk, giver=stage.drafter, receiver=second, reason="外出")
    with pytest.raises(Refused, match="本单位任职"):
        bulk.hand_over(actor=chief, giver=stage.drafter, receiver=stage.editor, **told)
    for reason, why in ((" ", "须写明原因"), ("忙。", "至少写3个字")):
        with pytest.raises(Invalid, match=why):
            bulk.hand_over(actor=chief, giver=stage.drafter, receiver=second, **{**told, "reason": reason})
    for giver, receiver in ((second, second), (second, chief)):
        with pytest.raises(Invalid):
            bulk.hand_over(actor=chief, giver=giver, receiver=receiver, **told)
    assert WorkItem.objects.get(pk=item.pk).claimed_by == stage.drafter


def test_who_is_kept_from_a_step_does_not_choose_who_takes_it(stage: County) -> None:
    """The head of the office drafted the plan: who checks its text is not for him to say."""
    item = at(stage.dossier())
    make.lead(stage.drafter, stage.office, Duty.ANNOUNCE)
    stage.decide(stage.drafter, item)
    checked = at(item.dossier)
    WorkItem.objects.filter(pk=checked.pk).update(duty=Duty.EDIT_CHECK, organisation=stage.office)
    second = make.person("第二核稿员")
    make.give(second, Duty.EDIT_CHECK, stage.office)
    engine.claim(actor=stage.editor, work_item=checked.pk)
    with pytest.raises(Refused, match="不能转办该事项"):
        engine.reassign(actor=stage.drafter, work_item=checked.pk, giver=stage.editor, receiver=second, reason="外出")
    checked.refresh_from_db()
    assert bulk.takers(stage.drafter, stage.editor, [checked]) == frozenset()


def test_only_who_may_take_it_is_offered_at_a_price_that_does_not_grow(
    stage: County, chief: User, second: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    items = pool(stage, 3)
    for item in items:
        engine.claim(actor=stage.drafter, work_item=item.pk)
    unfit = make.person("公告公示员")
    make.give(unfit, Duty.ANNOUNCE, stage.working_group)
    with django_assert_max_num_queries(2):
        assert bulk.takers(chief, stage.drafter, items) == {second.pk}
    page = logged_in(chief).get("/hand-over/", {"giver": stage.drafter.pk}).content.decode()
    assert (second.name in page, unfit.name in page.split('name="receiver"')[1]) == (True, False)


def test_the_pages_of_handing_over(stage: County, chief: User, second: User) -> None:
    [item] = pool(stage, 1)
    engine.claim(actor=stage.drafter, work_item=item.pk)
    browser = logged_in(chief)
    assert "/hand-over/" in browser.get("/?tab=others").content.decode()
    page = browser.get("/hand-over/", {"giver": stage.drafter.pk}).content.decode()
    assert item.dossier.title in page
    sent = {"giver": stage.drafter.pk, "item": item.pk, "receiver": second.pk, "request_id": str(uuid4())}
    refused = browser.post("/hand-over/", {**sent, "reason": ""})
    assert (refused.status_code, "转办须写明原因" in refused.content.decode()) == (422, True)
    done = browser.post("/hand-over/", {**sent, "reason": "外出学习"}, follow=True).content.decode()
    assert "由编制员转给第二编制员" in done
    assert WorkItem.objects.get(pk=item.pk).claimed_by == second
    plain = logged_in(stage.drafter)
    assert "/hand-over/" not in plain.get("/?tab=others").content.decode()
    assert "只有单位负责人" in plain.get("/hand-over/").content.decode()
    assert plain.post("/hand-over/", sent).status_code == 403
