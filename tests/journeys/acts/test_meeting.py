"""会议: called together, kept by keys item by item, corrected, concluded; what a picky secretary tries."""

from __future__ import annotations

import datetime

import pytest
from selenium.webdriver.common.keys import Keys

from core import clock
from tests.desk.conftest import County, at
from tests.journeys.acts.conftest import Place
from tests.journeys.acts.hands import Hands
from tests.journeys.acts.scenes import KEYS, PHONE, shows
from workflows.desk import meetings
from workflows.desk.enums import MeetingKind
from workflows.desk.models import Meeting

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore::ResourceWarning")]


def held(county: County, items: int) -> Meeting:
    """A meeting of the leading group that begins now, with so many items."""
    agenda = [county.at_meeting().pk for _n in range(items)]
    return meetings.convene(
        actor=county.group_secretary, body=county.leading_group, kind=MeetingKind.LEADING_GROUP,
        held_at=clock.now(), place="县委会议室", work_items=agenda,
    )  # fmt: skip


@shows("meeting_new", "meeting:move", "meeting:cancel", width=PHONE)
def test_called_moved_and_cancelled(hands: Hands, place: Place, county: County) -> None:
    item = county.at_meeting()
    hands.become(county.group_secretary, f"/meetings/new/?item={item.pk}")
    hands.one("[name=place]").send_keys("三楼会议室")
    hands.send()
    made = Meeting.objects.get(place="三楼会议室")
    assert (hands.path, list(made.agenda.values_list("work_item", flat=True))) == (f"/meetings/{made.pk}/", [item.pk])
    hands.click(hands.browser.find_element("xpath", "//summary[.='更改时间、地点']"))
    hands.set_moment("move-held_at", clock.today() + datetime.timedelta(days=3), "15:00")
    hands.press("button[aria-describedby=after-move]")
    made.refresh_from_db()
    assert (hands.reads("已更改"), made.held_at.astimezone(clock.SHANGHAI).hour) == (True, 15)
    hands.become(county.members[0], "/")
    assert hands.reads("会议通知")
    hands.become(county.group_secretary, f"/meetings/{made.pk}/")
    hands.click(hands.browser.find_element("xpath", "//summary[.='取消会议']"))
    hands.one("#cancel-reason").send_keys("组长外出")
    hands.press("button[aria-describedby=after-cancel]")
    made.refresh_from_db()
    assert (hands.reads("组长外出"), made.is_cancelled) == (True, True)


@shows("meeting", "meeting_item", "meeting:attend", "meeting:deliberate", "meeting:conclude", by=KEYS)
def test_kept_with_the_keys_from_attendance_to_minutes(hands: Hands, place: Place, county: County) -> None:
    meeting = held(county, 2)
    hands.become(county.group_secretary, f"/meetings/{meeting.pk}/")
    hands.enter("#attendance ~ form button[type=submit]")
    hands.leads(lambda: hands.shortcut("m"))
    assert hands.path == f"/meetings/{meeting.pk}/items/1/"
    hands.shortcut("v", "1")
    hands.leads(lambda: hands.shortcut("a"))
    assert (hands.path, hands.reads("第1项议题已记录：通过")) == (f"/meetings/{meeting.pk}/items/2/", True)
    hands.shortcut("3")
    hands.shortcut("o")
    hands.type("材料待核实")
    hands.leads(lambda: hands.type(Keys.CONTROL, Keys.ENTER))
    assert hands.path == f"/meetings/{meeting.pk}/"
    assert list(meeting.agenda.in_order().values_list("result", "votes_for")) == [("pass", 5), ("defer", 0)]
    hands.become(county.chair, f"/meetings/{meeting.pk}/")
    hands.enter("form.decision button")
    meeting.refresh_from_db()
    assert (hands.reads("已形成纪要"), meeting.is_concluded) == (True, True)
    assert at(meeting.agenda.get(seq=1).work_item.dossier).step == "executive_decides"


@shows("meeting:strike", "meeting:put_on", "meeting:clear", width=PHONE)
def test_the_agenda_and_a_mistake_are_put_right(hands: Hands, place: Place, county: County) -> None:
    meeting, late = held(county, 1), county.at_meeting()
    hands.become(county.group_secretary, f"/meetings/{meeting.pk}/")
    hands.press("#attendance ~ form button[type=submit]")
    hands.click(hands.browser.find_element("xpath", "//summary[.='增补议题']"))
    hands.tick("work_items", str(late.pk))
    hands.press("fieldset.choices ~ button")
    first, second = meeting.agenda.in_order()
    assert (hands.reads("已增补1项议题"), second.work_item) == (True, late)
    hands.open(f"/meetings/{meeting.pk}/items/1/")
    hands.click(hands.one("[data-do=all-for]"))
    hands.click(hands.one("[name=result][value=pass]"))
    hands.press("form.record .button-main")
    hands.open(f"/meetings/{meeting.pk}/items/1/")
    hands.click(hands.browser.find_element("xpath", "//summary[contains(., '清除本项记录')]"))
    hands.press("details .button-danger")
    first.refresh_from_db()
    assert (hands.reads("记录已清除"), first.result, first.votes_for) == (True, "", 0)
    hands.open(f"/meetings/{meeting.pk}/")
    hands.click(hands.one(f"#item-{second.pk} details.fold > summary"))
    hands.one(f"#reason-{second.pk}").send_keys("材料未齐")
    hands.press(f"#item-{second.pk} .button-danger")
    assert (hands.reads("议题已撤下"), meeting.agenda.count()) == (True, 1)
