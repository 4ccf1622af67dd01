"""同意, 同意并有修改意见, 不同意, 补正, 退回, 撤回, 批量同意: what moves a dossier on or back."""

from __future__ import annotations

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from tests.desk.conftest import County
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.desk.models import Batch
from workflows.engine.models import Opinion, WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def decided(item: WorkItem) -> tuple[str, str]:
    """How, and in which words."""
    written = Opinion.objects.get(task_id=item.pk)
    return written.decision, written.text


@shows("task", "decide", "decide:approve", by=KEYS)
def test_approved(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    hands.reach("[name=opinion]")
    hands.type("同意。")
    hands.leads(lambda: hands.type(Keys.CONTROL, Keys.ENTER))
    assert (hands.path, hands.reads("办结")) == ("/", True)
    assert decided(item) == ("approve", "同意。")


@pytest.mark.parametrize("decision", ["approve_with_changes", "object", "supplement"])
@shows("decide:approve_with_changes", "decide:object", "decide:supplement", width=PHONE)
def test_decided_otherwise(hands: Hands, place: Place, decision: str) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    hands.decide(decision, "第三条须改。")
    assert hands.path == "/"
    assert decided(item) == (decision, "第三条须改。")


@pytest.mark.parametrize("to", ["group_drafts", "department_opines"])
@shows("return", "decide:return", width=PHONE)
def test_returned_to_each_step_behind(hands: Hands, place: Place, to: str) -> None:
    """To the drafter, who sends it straight back once it is changed; to the departments, who do it all again."""
    item, is_straight = place.at_chief(), to == "group_drafts"
    hands.at(place.chief, item)
    hands.folds("退回")
    Select(hands.one("[name=return_step]")).select_by_value(to)
    hands.click(hands.one("[name=return_grounds]"))
    if is_straight:
        hands.click(hands.one("[name=straight_back]"))
    hands.one("[name=return_reason]").send_keys("数字不符")
    hands.press("button[value=return]")
    assert hands.path == "/"
    lying = WorkItem.objects.open().filter(dossier=item.dossier)
    assert set(lying.values_list("step", "why")) == {(to, "returned")}
    if is_straight:
        hands.at(place.county.drafter, lying.get())
        assert hands.reads("数字不符")
        hands.decide("approve", "已改。")
        assert place.at(item.dossier).step == "chief_signs"


@shows("return", by=KEYS)
def test_returned_with_the_keys(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    hands.at(place.chief, item)
    hands.shortcut("r")
    hands.reach("[name=return_grounds]")
    hands.type(Keys.SPACE)
    hands.reach("[name=return_reason]")
    hands.type("依据不足")
    hands.enter("button[value=return]")
    assert decided(item) == ("return", "依据不足")


@shows("withdraw", width=PHONE)
def test_taken_back_before_anybody_looked(hands: Hands, place: Place) -> None:
    [seat, _other] = place.at_departments()
    hands.at(place.opiners[0], seat)
    hands.decide("approve")
    hands.open(f"/tasks/{seat.pk}/")
    hands.click(hands.browser.find_element("xpath", "//summary[starts-with(normalize-space(), '撤回')]"))
    hands.one("[name=reason]").send_keys("漏写一项")
    hands.press("button[value=withdraw]")
    assert hands.reads("已撤回")
    assert Opinion.objects.get(task_id=seat.pk).withdrawn_at is not None
    again = WorkItem.objects.open().get(dossier=seat.dossier, organisation=seat.organisation_id)
    assert hands.path == f"/tasks/{again.pk}/"


@shows("batch", "inbox", by=KEYS)
def test_several_at_once(hands: Hands, place: Place) -> None:
    for _n in range(3):
        place.begin()
    hands.become(place.county.drafter, "/?step=trial_acts.group_drafts")
    hands.shortcut("j", "x", "j", "x")
    hands.leads(lambda: hands.shortcut("b"))
    hands.leads(lambda: hands.shortcut("a"))
    done = Batch.objects.get()
    assert (hands.path, hands.reads("2项")) == (f"/batch/{done.pk}/", True)
    assert [decided(WorkItem.objects.get(pk=one["item"]))[0] for one in done.results] == ["approve", "approve"]


@shows("decide", width=PHONE)
def test_acting_for_somebody_absent(hands: Hands, place: Place, county: County) -> None:
    """Whoever goes away says who does his work; the deputy finds it in his inbox, and the story has both names."""
    hands.become(place.absent, "/my-posts/")
    Select(hands.one("[name=deputy]")).select_by_value(str(place.deputy.pk))
    hands.browser.execute_script(
        "for (const n of ['starts_on', 'ends_on']) document.querySelector(`[name=${n}]`).value = '2026-03-02'"
    )
    hands.one("[name=reason]").send_keys("外出学习")
    hands.send()
    item = place.begin()
    hands.become(place.deputy)
    hands.task(item.dossier.title)
    hands.decide("approve", "代办。")
    written = Opinion.objects.get(task_id=item.pk)
    assert (written.actor, written.on_behalf_of) == (place.deputy, place.absent)
    hands.open(f"/tasks/{item.pk}/")
    assert hands.reads("受外出的编制员委托")
