"""A suspended dossier as its pages show it, and its time, in which nothing is counted twice and nothing left out."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock
from core.models import Dossier
from tests.desk.conftest import County, at, logged_in
from workflows.desk import chips, elapsed, inbox
from workflows.desk.elapsed import State
from workflows.desk.inbox import Filter, Group
from workflows.desk.why_due import why_due
from workflows.engine import services as engine
from workflows.engine.enums import Why
from workflows.engine.models import Proceeding, Suspension, WorkItem

HOUR = datetime.timedelta(hours=1)
REASON = "等待省级政策解释。"
BEGUN = datetime.datetime(2026, 3, 2, tzinfo=datetime.UTC)


def hours(told: elapsed.Elapsed) -> dict[str, float]:
    return {state.value: part / HOUR for state, part in told.parts if part}


def suspend(stage: County, dossier: Dossier) -> Suspension:
    day = clock.today() + datetime.timedelta(days=10)
    return engine.suspend(actor=stage.chair, dossier=dossier, reason=REASON, expected_on=day)


def test_the_time_it_stood_still_is_a_part_of_its_own(stage: County) -> None:
    dossier = stage.dossier()
    item = at(dossier)
    with clock.shifted(2 * HOUR):
        engine.note_opened(actor=stage.drafter, work_item=item.pk)
    with clock.shifted(5 * HOUR):
        suspend(stage, dossier)
    with clock.shifted(9 * HOUR):
        told = elapsed.account(dossier, stage.drafter)
        assert told
        assert hours(told.dossier) == {"pool": 2, "held": 3, "suspended": 4}
        engine.resume(actor=stage.chair, dossier=dossier)
    with clock.shifted(12 * HOUR):
        told = elapsed.account(dossier, stage.drafter)
        assert told
        assert hours(told.dossier) == hours(told.items[0]) == {"pool": 2, "held": 6, "suspended": 4}


moments = st.integers(0, 40)


@given(
    opened=moments,
    closed=st.none() | moments,
    first_opened=st.none() | moments,
    hands=st.lists(st.tuples(moments, st.booleans()), max_size=6),
    stood=st.lists(st.tuples(moments, st.integers(0, 10)), max_size=4),
    why=st.sampled_from([Why.STEP, Why.RETURNED]),
)
def test_the_parts_of_an_item_sum_exactly_to_its_whole(
    opened: int, closed: int | None, first_opened: int | None, hands: list[tuple[int, bool]],
    stood: list[tuple[int, int]], why: Why,
) -> None:  # fmt: skip
    def moment(hour: int) -> datetime.datetime:
        return BEGUN + hour * HOUR

    item = WorkItem(
        flow_key="", step="", why=why, opened_at=moment(opened), closed_at=moment(max(opened, closed or 41)),
        first_opened_at=None if first_opened is None else moment(first_opened),
    )  # fmt: skip
    pauses = [[moment(since).isoformat(), moment(since + long).isoformat(), "suspended"] for since, long in stood]
    still = list(elapsed._stood_still(Proceeding(pauses=pauses)))
    told = elapsed._parts(elapsed._stretches(item, [(moment(hour), held) for hour, held in sorted(hands)], still))
    assert item.closed_at
    assert sum((part for _state, part in told), datetime.timedelta()) == item.closed_at - item.opened_at
    assert all(part >= datetime.timedelta() for _state, part in told)
    lain = range(opened, max(opened, closed or 41))
    counted = sum(any(since <= hour < since + long for since, long in stood) for hour in lain)
    assert dict(told)[State.SUSPENDED] == counted * HOUR


def test_the_inbox_keeps_it_apart_and_counts_it_neither_near_nor_late(stage: County) -> None:
    dossier = stage.dossier()
    suspend(stage, dossier)
    item = at(dossier)
    assert (chips.chip(item).text, chips.chip(item).mark) == ("暂停，原期限", "‖")
    with clock.shifted(datetime.timedelta(days=60)):
        found = inbox.inbox(stage.drafter, Filter())
        assert [row.group for row in found.rows] == [Group.SUSPENDED]
        assert {choice.value: choice.count for choice in found.groups if choice.count} == {Group.SUSPENDED: 1}
        assert chips.chip(item).text == "暂停，原期限"


def test_the_count_day_by_day_leaves_it_out_and_says_so(stage: County) -> None:
    dossier = stage.dossier()
    with clock.shifted(datetime.timedelta(days=1)):  # Tuesday 3 March
        suspend(stage, dossier)
        told = why_due(at(dossier))
        assert told
        assert "案卷自2026年3月3日（周二）起暂停办理" in told.notes[0]
    with clock.shifted(datetime.timedelta(days=8)):
        engine.resume(actor=stage.chair, dossier=dossier)
        after = why_due(at(dossier))
    assert after
    assert ("2026年3月3日（周二）至2026年3月10日（周二）", None, "暂停办理期间不计") in [
        (line.days, line.number, line.reason) for line in after.lines
    ]
    assert not any("暂停办理，当日起" in note for note in after.notes)


def test_the_pages(stage: County) -> None:
    dossier = stage.dossier()
    address, day = f"/dossiers/{dossier.pk}/suspension/", (clock.today() + datetime.timedelta(days=10)).isoformat()
    drafter, chair = logged_in(stage.drafter), logged_in(stage.chair)
    assert drafter.get(address).status_code == 200
    assert drafter.post(address, {"reason": REASON, "expected_on": day}).status_code == 403
    wrong = chair.post(address, {"reason": REASON, "expected_on": "2026-03-02"})
    assert wrong.status_code == 422
    assert REASON in wrong.content.decode()
    assert not Suspension.objects.exists()
    assert "暂停办理…" in chair.get(f"/dossiers/{dossier.pk}/?tab=progress").content.decode()
    assert chair.post(address, {"reason": REASON, "expected_on": day}).status_code == 302
    task = drafter.get(f"/tasks/{at(dossier).pk}/").content.decode()
    assert "已暂停办理：" in task
    assert 'name="decision"' not in task
    progress = drafter.get(f"/dossiers/{dossier.pk}/?tab=progress").content.decode()
    assert "查看暂停情况" in progress
    assert "恢复办理…" not in progress
    assert progress.count(REASON) == 2  # above, and in the story
    assert drafter.post(address, {"act": "resume"}).status_code == 403
    assert chair.post(address, {"act": "resume"}).status_code == 302
    assert "恢复办理" in drafter.get(f"/dossiers/{dossier.pk}/?tab=progress").content.decode()
    assert 'name="decision"' in drafter.get(f"/tasks/{at(dossier).pk}/").content.decode()
    assert chair.post(address, {"act": "resume"}).status_code == 422


def test_a_form_sent_twice_does_not_resume_it(stage: County) -> None:
    dossier = stage.dossier()
    sent = {"act": "suspend", "reason": REASON, "expected_on": "2026-03-20"}
    address, chair = f"/dossiers/{dossier.pk}/suspension/", logged_in(stage.chair)
    assert chair.post(address, sent).status_code == 302
    again = chair.post(address, sent)
    assert again.status_code == 422
    assert "该案卷已暂停办理" in again.content.decode()
    assert Suspension.objects.standing().filter(dossier=dossier).exists()


@pytest.mark.parametrize("act", ["suspend", "resume"])
def test_a_stranger_is_refused(stage: County, act: str) -> None:
    dossier = stage.dossier()
    stranger = logged_in(stage.stranger)
    assert stranger.get(f"/dossiers/{dossier.pk}/suspension/").status_code == 403
    assert stranger.post(f"/dossiers/{dossier.pk}/suspension/", {"act": act}).status_code == 403
