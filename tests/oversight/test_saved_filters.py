"""Saved filters and the wall: one's own, shared within the office, as the address spells them; no person on the wall."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import User
from oversight import filters, waiting, walls
from oversight.areas import areas_of
from oversight.beside_matrix import beside_matrix
from oversight.models import SavedFilter, Slip
from oversight.waiting import Asked
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

PAGE, WALL, FILTERS = "/oversight/", "/oversight/wall/", "/oversight/filters/"
LATE = Asked(overdue="1")


@pytest.fixture
def colleague(watch: Watch) -> User:
    found = make.person("督查室主任")
    make.give(found, Duty.SUPERVISE, stage.organisation("420301-supervision"))
    return found


def offered(actor: User) -> list[str]:
    return [one.name for one in SavedFilter.objects.of(actor, areas_of(actor).offices)]


def test_a_filter_is_kept_for_its_owner_and_for_the_office_only_when_shared(watch: Watch, colleague: User) -> None:
    filters.save(actor=watch.supervisor, name="逾期", asked=LATE, shared=False)
    filters.save(actor=watch.supervisor, name="本室", asked=LATE, shared=True)
    assert offered(watch.supervisor) == ["本室", "逾期"]
    assert offered(colleague) == ["本室"]
    assert offered(watch.provincial_supervisor) == []


def test_the_same_name_again_takes_the_new_question(watch: Watch) -> None:
    filters.save(actor=watch.supervisor, name="常看", asked=LATE, shared=True)
    again = filters.save(actor=watch.supervisor, name="常看", asked=Asked(county="7"), shared=False)
    assert (SavedFilter.objects.count(), again.question, again.office_id) == (1, "?county=7", None)


def test_nothing_is_kept_without_a_name_a_question_or_the_duty(watch: Watch) -> None:
    with pytest.raises(Invalid, match="名称"):
        filters.save(actor=watch.supervisor, name="  ", asked=LATE, shared=False)
    with pytest.raises(Invalid, match="筛选条件"):
        filters.save(actor=watch.supervisor, name="全部", asked=Asked(), shared=False)
    with pytest.raises(Refused, match="督查人员"):
        filters.save(actor=watch.clerk, name="逾期", asked=LATE, shared=False)
    assert not SavedFilter.objects.exists()


def test_there_is_an_end_to_them(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filters, "MOST", 1)
    filters.save(actor=watch.supervisor, name="一", asked=LATE, shared=False)
    with pytest.raises(Conflict, match="最多1个"):
        filters.save(actor=watch.supervisor, name="二", asked=LATE, shared=False)
    filters.save(actor=watch.supervisor, name="一", asked=Asked(county="7"), shared=False)


def test_the_page_tells_open_slips_by_colour_in_the_area(watch: Watch, colleague: User) -> None:
    office = stage.organisation("420301-supervision")
    for item, colour, ground in ((watch.item, "blue", "reminder"), (watch.next_door, "red", "special")):
        Slip.objects.create(
            work_item=item, county=item.county, organisation=item.organisation, office=office, requirement="请办理",
            due_on=clock.today(), issued_by=watch.supervisor, issued_at=clock.now(), colour=colour,
            ground=ground, reason="特事特办",
        )  # fmt: skip
    filters.save(actor=colleague, name="本室", asked=LATE, shared=True)
    with CaptureQueriesContext(connection) as queries:
        told = beside_matrix(watch.supervisor)
    assert len(queries) <= 2
    assert [(one.label, one.number) for one in told.slips] == [("蓝色", 1)]
    assert [(one.name, one.is_own, one.is_shared) for one in told.filters] == [("本室", False, True)]
    assert [one.number for one in beside_matrix(watch.provincial_supervisor).slips] == [1, 1]


def test_only_the_owner_gives_it_up(watch: Watch, colleague: User) -> None:
    kept = filters.save(actor=watch.supervisor, name="逾期", asked=LATE, shared=True)
    with pytest.raises(Refused, match="本人"):
        filters.give_up(actor=colleague, saved=kept.pk)
    assert filters.give_up(actor=watch.supervisor, saved=kept.pk) == "逾期"
    assert not SavedFilter.objects.exists()


def test_the_page_keeps_what_its_address_asks_and_nothing_else(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    question = f"?county={watch.county.pk}&by=county&evil=<script>"
    answer = client.post(FILTERS, {"name": "本县", "question": question}, follow=True)
    assert answer.redirect_chain[0][0] == f"{PAGE}?county={watch.county.pk}&by=county"
    kept = SavedFilter.objects.get()
    page = answer.content.decode()
    assert f"{FILTERS}{kept.pk}/delete/" in page
    assert "本县" in client.get(PAGE).content.decode()
    client.post(f"{FILTERS}{kept.pk}/delete/")
    assert not SavedFilter.objects.exists()


def test_the_province_is_counted_by_prefecture_county_or_organisation_as_asked(watch: Watch) -> None:
    places = areas_of(watch.provincial_supervisor).supervised
    labels = {
        by: [line.label for line in waiting.overview(places, Asked.read({"by": by})).lines]
        for by in ("prefecture", "county", "organisation", "nonsense")
    }
    assert labels["prefecture"] == ["湖北省"]
    assert labels["county"] == labels["nonsense"] == [watch.county.name, watch.neighbour.name]
    assert labels["organisation"] == [watch.item.organisation.name, watch.next_door.organisation.name]
    by_prefecture = waiting.overview(places, Asked(prefecture=str(watch.county.parent_id), by="county"))
    assert [line.whole.total for line in by_prefecture.lines] == [1, 1]
    assert waiting.overview(places, Asked(prefecture="999999999")).rows == ()


def test_more_counties_than_fit_are_counted_by_prefecture(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "UNITS", 1)
    found = waiting.overview(areas_of(watch.provincial_supervisor).supervised, Asked())
    assert [line.label for line in found.lines] == ["湖北省"]


def test_the_wall_shows_what_is_late_first_and_no_person(client: Client, watch: Watch) -> None:
    WorkItem.objects.filter(pk=watch.next_door.pk).update(
        due_at=clock.now() - datetime.timedelta(days=3), claimed_by=watch.clerk, claimed_at=clock.now()
    )
    board = walls.board(areas_of(watch.provincial_supervisor).supervised, Asked())
    assert [line.label for line in board.lines] == [watch.neighbour.name, watch.county.name]
    assert (board.on_time_percent, [row.item.pk for row in board.rows]) == (50, [watch.next_door.pk])
    client.force_login(watch.provincial_supervisor)
    client.get(WALL)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(WALL).content.decode()
    assert len(queries) <= 8
    assert 'http-equiv="refresh" content="120"' in page
    assert watch.clerk.name not in page


def test_the_wall_leaves_out_the_best_and_not_the_last(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "UNITS", 1)
    WorkItem.objects.filter(pk=watch.next_door.pk).update(due_at=clock.now() - datetime.timedelta(days=3))
    places = areas_of(watch.provincial_supervisor).supervised
    board = walls.board(places, Asked(by="county"))
    assert ([line.label for line in board.lines], board.more) == ([watch.neighbour.name], 1)
    assert (
        board.lines[0].whole
        == waiting.overview(places, Asked(by="county", county=str(watch.neighbour.pk))).lines[0].whole
    )
    shown = waiting.overview(places, Asked(by="county"))  # the page keeps the order of the tree
    assert ([line.label for line in shown.lines], shown.hidden_lines) == ([watch.county.name], 1)


def test_each_count_is_added_up_once_however_many_units() -> None:
    """A row is read some twenty times, and not anew for every unit that is shown."""
    assert _readings(units=400) < 25 * 400


def _readings(units: int) -> int:
    """How often the matrix asks a counted row for its number."""

    class Counted(dict[str, Any]):
        read = 0

        def __getitem__(self, name: str) -> Any:
            Counted.read += 1
            return super().__getitem__(name)

    at = clock.now()
    rows = [
        Counted(
            county=1, county_name="县", organisation=number, organisation_name=str(number), prefecture=1,
            prefecture_name="省", flow_key="trial_plan", step="township_reviews", n=1, late=0, stalled=0, oldest=at,
        )
        for number in range(units)
    ]  # fmt: skip
    waiting._matrix(rows, Asked(by="organisation"), worst_first=True)  # type: ignore[arg-type]
    return Counted.read


def test_the_wall_is_refused_to_others(client: Client, watch: Watch) -> None:
    client.force_login(watch.clerk)
    assert client.get(WALL).status_code == 403


def test_a_refused_name_stays_on_the_list_with_its_filter(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    for name, why in (("  ", "请填写常用筛选的名称"), ("长" * 31, "30")):
        answer = client.post(FILTERS, {"name": name, "question": "?overdue=1", "shared": "1"})
        told = answer.content.decode()
        assert answer.status_code == 422
        for kept in (why, f'value="{name}"', 'value="?overdue=1"', "显示全部在办", 'name="shared" value="1" checked'):
            assert kept in told
    unasked = client.post(FILTERS, {"name": "全部", "question": ""})
    assert unasked.status_code == 422
    assert "请先选择筛选条件" in unasked.content.decode()
    assert not SavedFilter.objects.exists()
    client.force_login(watch.clerk)
    assert client.post(FILTERS, {"name": "逾期", "question": "?overdue=1"}).status_code == 403
