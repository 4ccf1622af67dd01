"""The inbox: what waits for whom, by when, and for how many statements."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db.models import F, QuerySet
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock, kept_statements
from core.models import Dossier, Organisation, User
from roles import asking
from roles.asking import Asker
from tests.desk.conftest import County, at, logged_in
from tests.engine.statements import counted, rows_read
from workflows.desk import calls, chips, inbox, waiting_rows
from workflows.engine.models import WorkItem

STATEMENTS = 6


def test_the_inbox_shows_what_waits_for_the_person(stage: County) -> None:
    item = at(stage.dossier())
    page = logged_in(stage.drafter).get("/")
    assert page.status_code == 200
    assert item.dossier.title in page.content.decode()
    assert "剩5个工作日" in page.content.decode()
    assert item.dossier.title not in logged_in(stage.editor).get("/").content.decode()


def test_nobody_comes_in_without_a_log_in(stage: County) -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")


def test_an_empty_inbox_says_so(stage: County) -> None:
    assert "现在没有待办" in logged_in(stage.stranger).get("/").content.decode()


def test_an_inbox_with_nothing_but_a_call_is_not_called_empty(stage: County) -> None:
    stage.at_meeting()
    browser = logged_in(stage.group_secretary)
    page = browser.get("/").content.decode()
    assert ("1项议题待安排会议" in page, "现在没有待办" in page) == (True, False)
    assert "没有符合筛选条件的待办" in browser.get("/?year=2025").content.decode()


def test_the_inbox_costs_few_statements_however_full(
    stage: County, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    browser = logged_in(stage.drafter)
    for _number in range(12):
        stage.dossier()
    browser.get("/")
    with django_assert_max_num_queries(STATEMENTS):
        page = browser.get("/")
    assert page.content.decode().count("/tasks/") == 12


def _everywhere(_asker: Asker) -> QuerySet[Organisation]:
    return Organisation.objects.all()


def _nowhere(_asker: Asker) -> QuerySet[Organisation]:
    return Organisation.objects.none()


def test_of_a_call_it_reads_the_lines_it_shows_and_counts_the_rest(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every organisation stands for a thing that waits."""
    everywhere = calls.Call(
        "everywhere", _everywhere, str, "desk:inbox", by="code",
        facts={"code": F("code")}, line=lambda facts: calls.Line(words=facts["code"], url="/"),
    )  # fmt: skip
    monkeypatch.setattr(calls, "_calls", {"everywhere": everywhere})
    monkeypatch.setattr(calls, "SHOWN", 3)
    codes = sorted(Organisation.objects.values_list("code", flat=True))
    assert len(codes) > calls.SHOWN
    with counted() as asked, rows_read() as read:
        [panel] = inbox.inbox(stage.drafter, inbox.Filter()).panels
    assert panel.words == str(len(codes))
    assert [line.words for line in panel.lines] == codes[: calls.SHOWN]
    assert len(asked) == 3
    assert max(read) == calls.SHOWN
    monkeypatch.setattr(calls, "_calls", {"none": replace(everywhere, rows=_nowhere)})
    assert inbox.inbox(stage.drafter, inbox.Filter()).panels == []


def test_whoever_is_of_a_kind_too_many_is_asked_the_question_for_everybody(
    stage: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage.dossier()
    stage.at_meeting()
    everyone = (stage.drafter, stage.chair, stage.group_secretary, stage.stranger)
    compiled = [_as_met(user) for user in everyone]
    monkeypatch.setattr(waiting_rows, "KINDS_OF_PEOPLE", 0)
    waiting_rows._kinds.cache_clear()
    assert [_as_met(user) for user in everyone] == compiled
    assert waiting_rows._kind(asking.of(stage.drafter)) == (calls.registered(), None)
    waiting_rows._kinds.cache_clear()


def _as_met(user: User) -> tuple[list[int], int, list[tuple[str, str]], list[str]]:
    seen = inbox.inbox(user, inbox.Filter())
    return [row.pk for row in seen.rows], seen.waiting, seen.calls, [panel.words for panel in seen.panels]


def test_compiled_questions_leave_the_engine_its_room() -> None:
    """Both for each kind of people, and those for everybody."""
    assert 2 * (waiting_rows.KINDS_OF_PEOPLE + 1) <= kept_statements.MOST / 2


def test_only_the_order_in_which_the_inbox_is_first_met_is_kept(stage: County) -> None:
    stage.dossier()
    asker = asking.of(stage.drafter)
    waiting_rows.page(asker, order="")
    with counted() as asked:
        waiting_rows.page(asker, order="")
        waiting_rows.page(asker, order="amount")
    assert [text.split()[0] for text in asked] == ["EXECUTE", "SELECT"]


def test_a_title_is_searched_and_the_count_in_the_frame_stays(stage: County) -> None:
    titles = [at(stage.dossier()).dossier.title for _number in range(2)]
    found = inbox.inbox(stage.drafter, inbox.Filter(q=titles[0]))
    assert [row.title for row in found.rows] == titles[:1]
    assert (found.total, found.waiting) == (1, 2)


def test_items_fall_into_groups_by_their_due_time(stage: County) -> None:
    moments = {"overdue": -1, "today": 2, "week": 48, "later": 24 * 30}
    for hours in moments.values():
        due = clock.now() + datetime.timedelta(hours=hours)
        WorkItem.objects.filter(pk=at(stage.dossier()).pk).update(due_at=due)
    found = inbox.inbox(stage.drafter, inbox.Filter())
    assert [(choice.value, choice.count) for choice in found.groups] == [(name, 1) for name in moments]
    assert [row.group for row in found.rows] == list(moments)
    narrowed = inbox.inbox(stage.drafter, inbox.Filter(group="overdue"))
    assert (len(narrowed.rows), narrowed.total, narrowed.waiting) == (1, 1, 4)
    assert narrowed.rows[0].due.text == "逾期"


@pytest.mark.parametrize(
    ("order", "wanted"), [("", [0, 1, 2]), ("-due", [2, 1, 0]), ("amount", [1, 0, 2]), ("-amount", [0, 1, 2])]
)
def test_the_rows_stand_as_asked(stage: County, order: str, wanted: list[int]) -> None:
    items = [at(stage.dossier()) for _number in range(3)]
    for hours, (item, amount) in enumerate(zip(items, (30, 20, None), strict=True), 1):
        Dossier.objects.filter(pk=item.dossier_id).update(amount=amount)
        WorkItem.objects.filter(pk=item.pk).update(due_at=clock.now() + datetime.timedelta(days=20 * hours))
    found = inbox.inbox(stage.drafter, inbox.Filter(order=order))
    assert [row.pk for row in found.rows] == [items[n].pk for n in wanted]
    assert [row for _label, _count, rows in found.sections for row in rows] == found.rows


def test_the_head_says_how_the_rows_stand(stage: County) -> None:
    stage.dossier()
    browser = logged_in(stage.drafter)
    assert browser.get("/").content.decode().count('aria-sort="ascending"') == 1
    turned = browser.get("/?order=-amount&year=2026").content.decode()
    assert turned.count('aria-sort="descending"') == 1
    assert '<input type="hidden" name="order" value="-amount">' in turned


@pytest.mark.parametrize("asked", [{"year": "2025"}, {"step": "trial_meeting.office_edits"}, {"organisation": "1"}])
def test_facets_narrow_the_inbox(stage: County, asked: dict[str, str]) -> None:
    item = at(stage.dossier())
    browser = logged_in(stage.drafter)
    assert "没有符合筛选条件" in browser.get("/", asked).content.decode()
    mine: dict[str, str | int] = {
        "year": 2026,
        "step": "trial_meeting.group_drafts",
        "organisation": item.dossier.owner_id,
    }
    assert item.dossier.title in browser.get("/", mine).content.decode()


@pytest.mark.parametrize(
    "query", ["page=abc", "page=999", "year=%27", "step=..", "group=x", "organisation=-1", "page=²", "order=pk"]
)
def test_a_strange_address_is_no_error(stage: County, query: str) -> None:
    at(stage.dossier())
    assert logged_in(stage.drafter).get(f"/?{query}").status_code == 200


def test_a_running_notice_is_shown_with_its_last_day(stage: County) -> None:
    item = at(stage.dossier())
    item.not_before = datetime.date(2026, 3, 13)
    assert chips.chip(item).text == "公示期至3月12日"


def test_what_one_began_and_what_one_did(stage: County) -> None:
    dossier = stage.dossier()
    dossier.opened_by = stage.drafter
    dossier.save(update_fields=["opened_by"])
    browser = logged_in(stage.drafter)
    assert "起草" in browser.get("/?tab=begun").content.decode()
    stage.decide(stage.drafter, at(dossier))
    assert "领导小组审议" in browser.get("/?tab=begun").content.decode()
    assert dossier.title in browser.get("/?tab=done").content.decode()
    assert dossier.title not in logged_in(stage.stranger).get("/?tab=done").content.decode()


@pytest.mark.django_db
def test_the_chips_of_a_list_are_those_of_its_rows_and_the_clock_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    hours = (-24 * 40, -24, -1, 1, 24, 48, 24 * 12, 24 * 90)
    asked = [
        (now + datetime.timedelta(hours=hour, minutes=minute), not_before, suspended_at)
        for hour in hours
        for minute in (0, 7)
        for not_before in (None, clock.today(), clock.today() + datetime.timedelta(days=3))
        for suspended_at in (None, now)
    ]
    told = [chips.chip_of(*one) for one in asked]
    questions = []

    def asked_now() -> datetime.datetime:
        questions.append(now)
        return now

    monkeypatch.setattr(clock, "now", asked_now)
    of_many = chips.of_many()
    assert [of_many(*one) for one in asked] == told
    plain = [one for one in asked if one[1:] == (None, None)]
    questions.clear()
    of_many = chips.of_many()
    assert len({of_many(*one).text for one in plain}) > 5
    assert len(questions) == 1
