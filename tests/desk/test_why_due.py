"""The explanation of a deadline, as the task page and the dossier show it."""

from __future__ import annotations

import datetime

from django.utils import translation

from core import clock
from tests.desk.conftest import County, at, logged_in
from workflows.desk.why_due import why_due
from workflows.engine import due
from workflows.engine.models import WorkItem


def _item(stage: County, opened: str, days: int) -> WorkItem:
    """The item as if it had been opened on that day with that limit."""
    item = at(stage.dossier())
    item.opened_at = item.counted_from = datetime.datetime.fromisoformat(f"{opened}T10:00:00+08:00")
    item.limit_days = days
    item.due_at = due.end(due.terms(item, ""))
    return item


def test_a_plain_week(stage: County) -> None:
    told = why_due(_item(stage, "2026-03-02", 5))
    assert told
    assert told.summary == "5个工作日：2026年3月2日（周一）起算不计，2026年3月9日（周一）止"
    assert [(line.days, line.number, line.reason) for line in told.lines] == [
        ("2026年3月2日（周一）", None, "起算当日不计"),
        ("2026年3月3日（周二）", 1, "工作日"),
        ("2026年3月4日（周三）", 2, "工作日"),
        ("2026年3月5日（周四）", 3, "工作日"),
        ("2026年3月6日（周五）", 4, "工作日"),
        ("2026年3月7日（周六）至2026年3月8日（周日）", None, "周末"),
        ("2026年3月9日（周一）", 5, "工作日"),
    ]
    assert told.notes == ()


def test_holidays_and_days_worked_instead_are_named(stage: County) -> None:
    told = why_due(_item(stage, "2026-02-13", 2))
    assert told
    assert [line.reason for line in told.lines] == ["起算当日不计", "春节调休上班", "春节", "工作日"]


def test_a_pause_and_a_year_not_published_yet(stage: County) -> None:
    item = _item(stage, "2026-03-02", 5)
    item.pauses = [["2026-03-04T10:00:00+08:00", "2026-03-10T10:00:00+08:00", "returned"]]
    item.due_at = due.end(due.terms(item, ""))
    told = why_due(item)
    assert told
    assert told.summary.endswith("2026年3月16日（周一）止")
    assert ("2026年3月4日（周三）至2026年3月10日（周二）", "退回修改期间不计") in [
        (line.days, line.reason) for line in told.lines
    ]
    late = why_due(_item(stage, "2026-12-29", 5))
    assert late
    assert late.notes == ("2027年放假安排尚未公布，暂按周末计算，公布后重新核定",)


def test_a_day_that_stands_although_the_count_changed_says_so(stage: County) -> None:
    item = _item(stage, "2026-03-02", 5)
    item.due_at -= datetime.timedelta(days=3)
    told = why_due(item)
    assert told
    assert told.notes == ("日历或规定后来有变，已定的期限未作调整：2026年3月6日（周五）",)


def test_it_stands_on_the_task_page_the_dossier_and_in_the_story(stage: County) -> None:
    item = at(stage.dossier())
    page = logged_in(stage.drafter).get(f"/tasks/{item.pk}/").content.decode()
    assert "为什么是这一天" in page
    assert "起算当日不计" in page
    progress = logged_in(stage.drafter).get(f"/dossiers/{item.dossier_id}/?tab=progress").content.decode()
    assert "为什么是这一天" in progress
    stage.decide(stage.drafter, item)
    day = item.due_at.astimezone(clock.SHANGHAI).date()
    progress = logged_in(stage.drafter).get(f"/dossiers/{item.dossier_id}/?tab=progress").content.decode()
    assert f"期限{day.year}年{day.month}月{day.day}日" in progress


def test_in_english(stage: County) -> None:
    with translation.override("en"):
        told = why_due(_item(stage, "2026-03-02", 5))
    assert told
    assert told.summary == "5 working days: counted from Mon 2 Mar 2026 (not itself counted) to Mon 9 Mar 2026"
