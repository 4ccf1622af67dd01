"""增加环节, 收回环节; 批量领取, 批量转办: steps that are not planned, and many items at once."""

from __future__ import annotations

import pytest
from selenium.webdriver.support.select import Select

from roles.duties import Duty
from tests.desk.conftest import County
from tests.factories import roles as make
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.engine.models import UnplannedStep, WorkItem

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def add(hands: Hands, name: str, at: int) -> None:
    """Fill in 增加环节 and press it."""
    hands.folds("增加环节")
    hands.one("[name=step-name]").send_keys(name)
    Select(hands.one("[name=step-organisation]")).select_by_value(str(at))
    hands.one("[name=step-words]").send_keys("请审核")
    hands.press("button[value=add_step]")


@shows("add_step", "recall_step", width=PHONE)
def test_a_step_is_put_in_gone_through_and_another_taken_back(hands: Hands, place: Place) -> None:
    item = place.at_chief()
    at = [opiner.appointments.get().post.organisation_id for opiner in place.opiners]
    hands.at(place.chief, item)
    add(hands, "法制审核", at[0])
    add(hands, "资金复核", at[1])
    hands.press("button[name=decision][value=approve]")
    hands.become(place.opiners[0], "/")
    assert hands.reads("法制审核（增加的环节）")
    hands.at(place.chief, item)
    hands.folds("收回环节")
    hands.one("[name=unstep-reason]").send_keys("已有结论")
    hands.press("button[value=recall_step]")
    assert hands.reads("已收回“资金复核”")
    hands.at(place.opiners[0], place.at(item.dossier))
    hands.press("button[name=decision][value=approve]")
    item.dossier.refresh_from_db()
    assert (item.dossier.outcome, UnplannedStep.objects.filter(dossier=item.dossier).count()) == ("signed", 2)


@shows("claims", "hand_over", by=KEYS)
def test_many_are_claimed_and_handed_over(hands: Hands, place: Place, county: County) -> None:
    items = [place.begin(), place.begin()]
    head = make.person("专班负责人")
    make.lead(head, county.working_group, Duty.ANNOUNCE)
    ticked = "&".join(f"item={item.pk}" for item in items)
    hands.become(county.drafter, f"/claims/?{ticked}")
    hands.enter("button[data-main]")
    assert hands.reads("批量领取结果")
    assert not WorkItem.objects.filter(pk__in=items).exclude(claimed_by=county.drafter).exists()
    hands.become(head, f"/hand-over/?giver={county.drafter.pk}")
    hands.reach("[data-do=choose-all]")
    hands.type(" ")
    hands.reach("[name=receiver]")
    hands.type(place.second_drafter.name)
    hands.reach("[name=reason]")
    hands.type("外出学习")
    hands.enter("form[method=post] button[data-main]")
    assert hands.reads("批量转办结果")
    assert not WorkItem.objects.filter(pk__in=items).exclude(claimed_by=place.second_drafter).exists()
