"""批量同意: what may be approved together, and what becomes of each item."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from pytest_django import Settings

from core.errors import Conflict, Invalid
from core.models import LedgerEntry, User
from roles.duties import Duty
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted
from tests.factories import roles as make
from workflows.desk import batches, drafts, services, timeline, versions
from workflows.desk.models import Batch
from workflows.desk.trials import KEY
from workflows.engine.enums import Assist, Decision
from workflows.engine.models import Opinion, WorkItem

STEP = "group_drafts"


def approve(actor: User, items: list[WorkItem], request_id: UUID | None = None) -> Batch:
    read = {item.pk: versions.version(item) for item in items}
    return batches.approve(
        actor=actor, flow_key=KEY, step=STEP, read=read, opinion="同意。", request_id=request_id or uuid4()
    )


def outcomes(made: Batch) -> list[str]:
    return [one["outcome"] for one in made.results]


def test_each_item_is_approved_by_itself_and_says_so(stage: County) -> None:
    items = [at(stage.dossier()) for _number in range(3)]
    made = approve(stage.drafter, items)
    assert outcomes(made) == ["done"] * 3
    for item in items:
        written = Opinion.objects.select_related("task__work_item").get(task=item.pk)
        assert (written.actor, written.decision, written.text) == (stage.drafter, Decision.APPROVE, "同意。")
        assert "（批量办理）" in str(timeline.act(written, ()).act)
    marks = LedgerEntry.objects.filter(action="engine.decide").values_list("detail__batch", flat=True)
    assert list(marks) == [str(made.request_id)] * 3


def test_one_that_cannot_be_done_hinders_no_other(stage: County) -> None:
    """One that a colleague was first with, one that changed since it was read, and one that is in order."""
    colleague = make.person("同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    first, changed, fine = (at(stage.dossier()) for _number in range(3))
    read = {item.pk: versions.version(item) for item in (first, changed, fine)}
    services.decide(actor=colleague, work_item=first.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())
    WorkItem.objects.filter(pk=changed.pk).update(claimed_by=stage.drafter, claimed_at=changed.opened_at)
    made = batches.approve(actor=stage.drafter, flow_key=KEY, step=STEP, read=read, opinion="", request_id=uuid4())
    assert outcomes(made) == ["first", "first", "done"]
    assert "同事" in made.results[0]["why"]
    assert "已有变化" in made.results[1]["why"]
    assert WorkItem.objects.get(pk=changed.pk).is_open


def test_sent_twice_it_is_one_batch(stage: County) -> None:
    items, request_id = [at(stage.dossier()) for _number in range(2)], uuid4()
    made = approve(stage.drafter, items, request_id)
    assert approve(stage.drafter, items, request_id) == made
    assert Opinion.objects.count() == 2


def test_broken_off_it_is_taken_up_where_it_stopped(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine goes down at the third item: nothing tells of the batch but what the first two have become."""
    items, request_id = [at(stage.dossier()) for _number in range(3)], uuid4()

    def goes_down(*, work_item: int, **_told: object) -> None:
        if work_item == items[2].pk:
            raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(drafts, "drop", goes_down)
        with pytest.raises(RuntimeError):
            approve(stage.drafter, items, request_id)
    assert (Opinion.objects.count(), Batch.objects.count()) == (2, 0)
    assert outcomes(approve(stage.drafter, items, request_id)) == ["done"] * 3
    assert Opinion.objects.count() == 3


def test_with_other_ticks_it_is_another_batch(stage: County) -> None:
    """Whoever goes back to the page, ticks others and presses again is not shown what he did before."""
    items, request_id = [at(stage.dossier()) for _number in range(2)], uuid4()
    first, second = (approve(stage.drafter, [item], request_id) for item in items)
    assert (first.pk == second.pk, outcomes(second)) == (False, ["done"])


def test_the_number_of_anothers_page_brings_nothing_of_his(stage: County) -> None:
    colleague = make.person("同事")
    make.give(colleague, Duty.COMPILE_PLAN, stage.working_group)
    item, request_id = at(stage.dossier()), uuid4()
    approve(stage.drafter, [item], request_id)
    assert (made := approve(colleague, [item], request_id)).actor == colleague
    assert outcomes(made) == ["first"]


def test_whoever_has_not_the_duty_approves_nothing_and_learns_nothing(stage: County) -> None:
    item = at(stage.dossier())
    made = approve(stage.stranger, [item])
    assert [(one["outcome"], one["title"], one["owner"]) for one in made.results] == [("refused", "", "")]
    assert WorkItem.objects.get(pk=item.pk).is_open


def test_an_item_of_another_step_is_not_smuggled_in(stage: County) -> None:
    item = at(stage.dossier())
    services.decide(actor=stage.drafter, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())
    elsewhere = at(item.dossier)
    make.give(stage.drafter, Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    assert outcomes(approve(stage.drafter, [elsewhere])) == ["refused"]
    assert WorkItem.objects.get(pk=elsewhere.pk).is_open


def test_what_its_flow_does_not_declare_and_too_much_is_refused(stage: County, settings: Settings) -> None:
    waiting = stage.at_meeting()
    with pytest.raises(Conflict, match="逐件审阅"):
        batches.choose(stage.chair, [waiting.pk])
    with pytest.raises(Conflict, match="逐件审阅"):
        batches.approve(
            actor=stage.chair, flow_key=KEY, step=waiting.step, read={waiting.pk: ""}, opinion="", request_id=uuid4()
        )
    settings.BATCH_MOST = 1
    items = [at(stage.dossier()) for _number in range(2)]
    with pytest.raises(Invalid, match="最多批量办理1项"):
        batches.choose(stage.drafter, [item.pk for item in items])
    with pytest.raises(Invalid, match="最多批量办理1项"):
        approve(stage.drafter, items)
    assert not Opinion.objects.filter(task__in=[item.pk for item in items]).exists()


def test_several_steps_are_refused_together_and_what_is_read_one_by_one_is_set_aside(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.give(stage.drafter, Duty.CHAIR_LEADING_GROUP, stage.leading_group)
    first, single = at(stage.dossier()), stage.at_meeting()
    chosen = batches.choose(stage.drafter, [first.pk, single.pk, 10**9])
    assert ([one.item for one in chosen.items], chosen.aside, chosen.gone) == ([first], 1, 1)
    shown = logged_in(stage.drafter).get("/batch/", {"item": [first.pk, single.pk]}).content.decode()
    assert "有1项须逐件审阅" in shown
    with pytest.raises(Conflict, match="逐件审阅"):
        batches.choose(stage.drafter, [single.pk])
    monkeypatch.setattr(batches, "is_in_batches", lambda _flow, _step: True)
    with pytest.raises(Conflict, match="同一环节"):
        batches.choose(stage.drafter, [first.pk, single.pk])


def test_the_pages_from_the_tick_to_the_results(stage: County) -> None:
    items = [at(stage.dossier()) for _number in range(2)]
    browser = logged_in(stage.drafter)
    inbox = browser.get("/").content.decode()
    assert (inbox.count("data-choose"), "批量办理所选" in inbox) == (2, True)
    asked = {"item": [item.pk for item in items]}
    shown = browser.get("/batch/", asked).content.decode()
    assert all(item.dossier.title in shown for item in items)
    sent = {"item": [items[0].pk], "step": f"{KEY}.{STEP}", "opinion": "已核。", "request_id": str(uuid4())}
    sent |= {f"version-{item.pk}": versions.version(item) for item in items}
    answer = browser.post("/batch/", sent, follow=True)
    assert "“同意”1项" in answer.content.decode()
    assert [WorkItem.objects.get(pk=item.pk).is_open for item in items] == [False, True]
    made = Batch.objects.get()
    assert logged_in(stage.stranger).get(f"/batch/{made.pk}/").status_code == 404


def test_the_confirming_page_says_what_is_wrong(stage: County) -> None:
    browser = logged_in(stage.drafter)
    assert (nothing := browser.get("/batch/")).status_code == 422
    assert "请先在待办中勾选" in nothing.content.decode()
    item = at(stage.dossier())
    shown = logged_in(stage.stranger).get("/batch/", {"item": item.pk})
    assert (shown.status_code, item.dossier.title in shown.content.decode()) == (409, False)
    for strange in ("item=abc", "item=-1", f"item={'9' * 30}", "step=..", "item=²"):
        assert browser.get(f"/batch/?{strange}").status_code in {409, 422}


def test_what_is_refused_keeps_the_words_and_the_ticks(stage: County, settings: Settings) -> None:
    """Nothing ticked, too much ticked, and nothing of it left."""
    browser, items = logged_in(stage.drafter), [at(stage.dossier()) for _number in range(2)]
    sent = {"step": f"{KEY}.{STEP}", "opinion": "逐件核对过，附件齐全。", "request_id": str(uuid4())}
    sent |= {f"version-{item.pk}": versions.version(item) for item in items}
    refused = browser.post("/batch/", sent)
    page = refused.content.decode()
    assert (refused.status_code, page.count('name="item"'), page.count("data-choose checked")) == (422, 2, 0)
    assert "checked data-do" not in page
    assert ("请先在待办中勾选" in page, sent["opinion"] in page) == (True, True)
    elsewhere = browser.post("/batch/", {**sent, "step": f"{KEY}.no_such", "item": [items[0].pk]}).content.decode()
    assert ("不能批量办理" in elsewhere, elsewhere.count("data-choose checked")) == (True, 1)
    settings.BATCH_MOST = 1
    much = browser.post("/batch/", {**sent, "item": [item.pk for item in items]}).content.decode()
    assert ("最多批量办理1项" in much, sent["opinion"] in much) == (True, True)
    assert all(WorkItem.objects.get(pk=item.pk).is_open for item in items)


def test_what_waits_for_an_answer_is_not_offered_ticked(stage: County) -> None:
    waiting, free = (at(stage.dossier()) for _number in range(2))
    WorkItem.objects.filter(pk=waiting.pk).update(
        waits=Assist.ENTRUST, claimed_by=stage.drafter, claimed_at=waiting.opened_at
    )
    chosen = batches.choose(stage.drafter, [waiting.pk, free.pk])
    assert {one.item.pk: one.hindrance for one in chosen.items} == {waiting.pk: "委派待答复", free.pk: ""}


def test_a_whole_filter_is_looked_at_at_once(stage: County) -> None:
    items = [at(stage.dossier()) for _number in range(2)]
    shown = logged_in(stage.drafter).get("/batch/", {"step": f"{KEY}.{STEP}"}).content.decode()
    assert all(item.dossier.title in shown for item in items)


def test_the_confirming_page_costs_the_same_however_many(stage: County) -> None:
    browser = logged_in(stage.drafter)
    items = [at(stage.dossier()) for _number in range(6)]
    browser.get("/batch/", {"item": [items[0].pk]})
    with counted() as few:
        browser.get("/batch/", {"item": [items[0].pk]})
    with counted() as many:
        browser.get("/batch/", {"item": [item.pk for item in items]})
    assert len(few) == len(many) <= 8
