"""Every stage of an open item is told once for ever, to whom it concerns, and nothing of what stands still."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Barrier, Thread

import pytest
from django.db import connection
from pytest_django import Settings

from core import clock, jobs, locks, working_days
from core.enums import OrganisationKind
from core.models import Dossier, LedgerEntry, User
from roles.duties import Duty
from roles.services import appoint
from tests.desk.conftest import logged_in
from tests.factories import roles as make
from workflows.desk import inbox, reminded, reminding, subjects
from workflows.desk.inbox import Filter
from workflows.desk.models import Reminder, ReminderCopy
from workflows.desk.models.reminders import Stage
from workflows.desk.reminding import Ladder
from workflows.engine import services
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

LADDER = Ladder(before=(3, 1), head=1, office=3)
WEEK = [datetime.date(2026, 3, day) for day in range(2, 14)]


@pytest.fixture
def people(db: None) -> dict[str, User]:
    return _raise()


def _raise() -> dict[str, User]:
    """The trial stage with a head of the township and a supervision office."""
    stage._code.cache_clear()
    stage.raise_stage()
    office = make.place(
        "420301-supervision", "督查室", OrganisationKind.SUPERVISION_OFFICE, stage.organisation("420301")
    )
    head, watcher = make.person("镇长"), make.person("督查员")
    _make_head(head, "420301100")
    make.give(watcher, Duty.SUPERVISE, office)
    return {"holder": stage.holder("420301100"), "head": head, "watcher": watcher}


def _make_head(user: User, code: str) -> None:
    post = make.post(stage.organisation(code), Duty.HANDLE_OBJECTION, is_head=True)
    appoint(actor=None, user=user, post=post, starts_on=datetime.date(2020, 1, 1), ends_on=None, basis="任命")


@contextmanager
def morning_of(day: datetime.date) -> Iterator[None]:
    """Nine o'clock of that day."""
    at = datetime.datetime.combine(day, datetime.time(9), clock.SHANGHAI)
    with clock.shifted(at - clock.now()):
        yield


def told(item: WorkItem) -> list[tuple[str, int, str]]:
    """Stage, days ahead and day of each reminder of an item, in order."""
    rows = Reminder.objects.filter(work_item=item).order_by("pk").values_list("stage", "ahead", "made_at")
    return [(rung, ahead, f"{at.astimezone(clock.SHANGHAI):%m-%d}") for rung, ahead, at in rows]


@pytest.mark.parametrize(
    ("opened", "due", "today", "owed"),
    [
        ("03-02", "03-09", "03-03", []),
        ("03-02", "03-09", "03-04", ["before 3"]),
        ("03-02", "03-09", "03-06", ["before 3", "before 1"]),
        ("03-02", "03-09", "03-08", ["before 3", "before 1"]),
        ("03-02", "03-09", "03-09", ["before 3", "before 1", "due 0"]),
        ("03-02", "03-09", "03-10", ["before 3", "before 1", "due 0", "head 0"]),
        ("03-02", "03-09", "03-12", ["before 3", "before 1", "due 0", "head 0", "office 0"]),
        ("03-02", "03-05", "03-02", []),  # three days are left as it comes: nothing is near yet that was far
        ("03-02", "03-05", "03-04", ["before 1"]),
        ("03-02", "03-03", "03-03", ["due 0"]),
        ("03-06", "03-09", "03-08", []),  # over a weekend nothing comes nearer
        ("02-27", "03-03", "03-02", ["before 1"]),  # Saturday the 28th of February is worked
    ],
)
def test_the_ladder_by_hand(opened: str, due: str, today: str, owed: list[str]) -> None:
    came, last, now = (datetime.date.fromisoformat(f"2026-{day}") for day in (opened, due, today))
    found = LADDER.owed(came, last, now, working_days.Calendar())
    assert [f"{rung.value} {ahead}" for rung, ahead in found] == owed


def test_a_fortnight_tells_each_stage_on_its_day_and_never_twice(people: dict[str, User]) -> None:
    item = stage.open_items(stage.begin())[0]
    for day in WEEK:
        with morning_of(day):
            reminding.remind()
            assert reminding.remind() == 0
    assert told(item) == [
        ("before", 3, "03-04"), ("before", 1, "03-06"), ("due", 0, "03-09"), ("head", 0, "03-10"),
        ("office", 0, "03-12"),
    ]  # fmt: skip
    copies = ReminderCopy.objects.order_by("pk").values_list("reminder__stage", "reader")
    assert list(copies) == [
        *((rung, people["holder"].pk) for rung in ("before", "before", "due")),
        ("head", people["head"].pk), ("office", people["watcher"].pk),
    ]  # fmt: skip
    entries = LedgerEntry.objects.filter(action="step.escalated").order_by("seq")
    assert [entry.detail["stage"] for entry in entries] == ["head", "office"]


def test_after_a_stop_everything_owed_comes_once(people: dict[str, User]) -> None:
    item = stage.open_items(stage.begin())[0]
    with morning_of(datetime.date(2026, 3, 5)):
        assert reminding.remind() == 1
    with morning_of(datetime.date(2026, 3, 10)):  # nothing ran on the 6th, the 8th and the 9th
        assert reminding.remind() == 3
        assert reminding.remind() == 0
        assert [copy.reminder.stage for copy in reminded.unread_by(people["holder"])] == [Stage.DUE]
    assert Counter(rung for rung, _ahead, _day in told(item)) == {"before": 2, "due": 1, "head": 1}


def test_a_reminder_that_was_made_late_says_what_was_left(people: dict[str, User]) -> None:
    stage.begin()  # due on 9 March
    with morning_of(datetime.date(2026, 3, 6)):  # nothing ran on the 4th
        reminding.remind()
    at_once = stage.begin()
    with morning_of(datetime.date(2026, 3, 9)):
        reminding.remind()
    said = [
        reminded.told(
            one.stage, one.ahead, "中心镇", left=reminded.left(one.made_at, one.due_at)
        ) for one in Reminder.objects.order_by("pk")
    ]  # fmt: skip
    assert said[:2] == ["提前提醒补发，补发时剩1个工作日（中心镇）", "提前1个工作日提醒（中心镇）"]
    late = "提前提醒补发，补发时期限已到（中心镇）"
    assert said[2:] == ["到期提醒（中心镇）", late, late, "到期提醒（中心镇）"]
    assert [rung for rung, _ahead, _day in told(stage.open_items(at_once)[0])] == ["before", "before", "due"]


def test_what_nobody_is_there_to_be_told_of_is_told_once_somebody_is(people: dict[str, User]) -> None:
    item = stage.open_items(stage.begin())[0]
    people["watcher"].is_active = False
    people["watcher"].save()
    with morning_of(datetime.date(2026, 3, 12)):
        reminding.remind()
        assert [rung for rung, _ahead, _day in told(item)] == ["before", "before", "due", "head"]
        assert [entry.detail["stage"] for entry in LedgerEntry.objects.filter(action="step.escalated")] == ["head"]
    people["watcher"].is_active = True
    people["watcher"].save()
    with morning_of(datetime.date(2026, 3, 13)):
        assert reminding.remind() == 1
        assert reminding.remind() == 0
    assert told(item)[-1] == ("office", 0, "03-13")
    assert ReminderCopy.objects.get(reminder__stage="office").reader == people["watcher"]


def test_what_is_decided_suspended_or_returned_is_not_told(people: dict[str, User]) -> None:
    decided, suspended, returned = (stage.begin() for _n in range(3))
    stage.decide(stage.open_items(decided)[0])
    dossier = Dossier.objects.get(pk=suspended.dossier_id)
    services.suspend(
        actor=stage.holder("420301"), dossier=dossier, reason="等待解释。", expected_on=datetime.date(2026, 3, 20)
    )
    stage.decide(stage.open_items(returned)[0])
    stage.send_back(stage.open_items(returned)[0], "township_reviews")
    services.lapse_overdue()
    with morning_of(datetime.date(2026, 3, 13)):
        reminding.remind()
    about = set(Reminder.objects.order_by("pk").values_list("work_item__proceeding", flat=True))
    assert about == {decided.pk}  # its open seats
    assert not Reminder.objects.filter(work_item__step="township_reviews").exists()


def test_who_has_it_in_hand_is_told_alone_and_a_head_is_not_told_of_himself(people: dict[str, User]) -> None:
    colleague = make.person("同事")
    stage.appoint(colleague, stage.organisation("420301100"), (Duty.REVIEW_PROPOSALS,))
    stage.appoint(people["head"], stage.organisation("420301100"), (Duty.REVIEW_PROPOSALS,))
    mayor = make.person("县长")
    _make_head(mayor, "420301")
    item = stage.open_items(stage.begin())[0]
    services.claim(actor=colleague, work_item=item.pk)
    with morning_of(datetime.date(2026, 3, 10)):
        reminding.remind()
    readers = ReminderCopy.objects.order_by("pk").values_list("reminder__stage", "reader__name")
    assert set(readers) == {("before", "同事"), ("due", "同事"), ("head", "县长")}


def test_settings_say_when(people: dict[str, User], settings: Settings) -> None:
    settings.REMIND_DAYS_BEFORE, settings.ESCALATE_TO_HEAD_AFTER, settings.ESCALATE_TO_OFFICE_AFTER = (2,), 2, 4
    item = stage.open_items(stage.begin())[0]
    for day in WEEK:
        with morning_of(day):
            reminding.remind()
    assert told(item) == [("before", 2, "03-05"), ("due", 0, "03-09"), ("head", 0, "03-11"), ("office", 0, "03-13")]


def test_the_inbox_shows_it_until_it_was_read(people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subjects, "_subjects", {})
    item = stage.open_items(stage.begin())[0]
    holder, head = logged_in(people["holder"]), logged_in(people["head"])
    with morning_of(datetime.date(2026, 3, 10)):
        reminding.remind()
        page = holder.get("/").content.decode()
        assert "1条期限提醒未读" in page
        assert "到期提醒（中心镇）" in page
        assert [row.mark for row in inbox.inbox(people["holder"], Filter()).rows] == ["已提醒"]
        assert "逾期报主要负责人（中心镇）" in head.get("/").content.decode()
        assert "期限提醒未读" not in logged_in(people["watcher"]).get("/").content.decode()
        assert 'href="/reminders/" title="期限提醒"' in head.get("/search/").content.decode()  # the bell of every page
        listed = holder.get("/reminders/").content.decode()
        assert listed.count('<span class="chip chip-soon">未读</span>') == 3
        assert head.get("/reminders/").content.decode().count("逾期报主要负责人（中心镇）") == 1
        holder.get(f"/tasks/{item.pk}/")
        assert "期限提醒未读" not in holder.get("/").content.decode()
        assert "期限提醒未读" in head.get("/").content.decode()
        head.post("/reminders/")
        assert "期限提醒未读" not in head.get("/").content.decode()
        assert not ReminderCopy.objects.unread().exists()


def _race() -> None:
    """Two workers at the same instant, each on a connection of its own."""
    start = Barrier(2)

    def work() -> None:
        with morning_of(datetime.date(2026, 3, 10)):
            start.wait(20)
            try:
                with suppress(jobs.ElsewhereNow):
                    reminding.remind()
            finally:
                connection.close()

    threads = [Thread(target=work) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_tell_nothing_twice(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, *, locked: bool
) -> None:
    """With the lock, and by the locked rows and the unique constraint alone."""
    _raise()
    for _n in range(4):
        stage.begin()
    if not locked:
        monkeypatch.setattr(locks, "held", _as_if_gained)
    _race()
    with morning_of(datetime.date(2026, 3, 10)):
        reminding.remind()
    stages = Counter(Reminder.objects.order_by("pk").values_list("work_item", "stage", "ahead"))
    assert len(stages) == 4 * 4
    assert set(stages.values()) == {1}
    assert set(Counter(ReminderCopy.objects.order_by("pk").values_list("reminder", "reader")).values()) == {1}


@contextmanager
def _as_if_gained(_kind: int, _which: int = 0) -> Iterator[bool]:
    yield True
