"""A notice is shown with every deadline that it moves, and moves them only when told to."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from core import clock, working_days
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import CalendarDay, CalendarEdition, LedgerEntry, User
from oversight import calendars
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.desk.why_due import why_due
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

TEXT = "day,working,name\n2026-03-09,0,临时放假\n2026-03-14,1,临时放假调休\n"
MONDAY, TUESDAY = datetime.date(2026, 3, 9), datetime.date(2026, 3, 10)
ADDRESS = "/oversight/calendar/"


@pytest.fixture(autouse=True)
def own_calendar() -> Iterator[None]:
    working_days.forget()
    yield
    working_days.forget()


@pytest.fixture
def keeper(watch: Watch) -> User:
    return _administrator("42")


@pytest.fixture
def of_county(watch: Watch) -> User:
    return _administrator("420301")


def _administrator(place: str) -> User:
    at = make.place(f"{place}-administration", "系统管理组", OrganisationKind.ADMINISTRATION, stage.organisation(place))
    user = make.person(f"{place}系统管理员")
    make.give(user, Duty.ADMINISTER_SYSTEM, at)
    return user


def due_on(item: WorkItem) -> datetime.date:
    return WorkItem.objects.get(pk=item.pk).due_at.astimezone(clock.SHANGHAI).date()


def load(actor: User | None, *, moves: bool) -> CalendarEdition:
    mark = calendars.propose(actor=actor, text=TEXT).mark
    return calendars.load(actor=actor, text=TEXT, source="国办发明电〔2026〕9号", moves=moves, mark=mark)


def test_a_proposal_lists_what_moves_and_keeps_nothing(watch: Watch, keeper: User) -> None:
    found = calendars.propose(actor=keeper, text=TEXT)
    assert [one.item.pk for one in found.moves] == [watch.item.pk, watch.next_door.pk]
    assert {(one.before.date(), one.after.astimezone(clock.SHANGHAI).date()) for one in found.moves} == {
        (MONDAY, TUESDAY)
    }
    assert not CalendarDay.objects.exists()
    assert due_on(watch.item) == MONDAY


def test_they_move_when_told_to_and_the_ledger_tells_both_days(watch: Watch, keeper: User) -> None:
    edition = load(keeper, moves=True)
    assert (edition.number, edition.days, edition.moved, edition.left) == (1, 2, 2, 0)
    assert (due_on(watch.item), due_on(watch.next_door)) == (TUESDAY, TUESDAY)
    [told] = LedgerEntry.objects.filter(action="engine.move", chain=watch.county)
    assert (told.dossier_id, told.detail["work_item"]) == (watch.item.dossier_id, watch.item.pk)
    assert told.actor == keeper
    days = [
        datetime.datetime.fromisoformat(told.detail[key]).astimezone(clock.SHANGHAI).date()
        for key in ("before", "due_at")
    ]
    assert days == [MONDAY, TUESDAY]
    loaded = LedgerEntry.objects.get(action="calendar.deadlines")
    assert (loaded.actor, loaded.detail["moved"], loaded.detail["left"]) == (keeper, 2, 0)
    explained = why_due(WorkItem.objects.get(pk=watch.item.pk))
    assert explained
    assert explained.notes == ("按第1版工作日历计算（国办发明电〔2026〕9号）",)
    assert "临时放假" in {line.reason for line in explained.lines}


def test_they_stay_when_told_so_and_say_it(watch: Watch, keeper: User) -> None:
    edition = load(keeper, moves=False)
    assert (edition.moved, edition.left) == (0, 2)
    item = WorkItem.objects.get(pk=watch.item.pk)
    assert (due_on(item), item.calendar_edition) == (MONDAY, 0)
    assert not LedgerEntry.objects.filter(action="engine.move").exists()
    explained = why_due(item)
    assert explained
    assert explained.notes == ("日历或规定后来有变，已定的期限未作调整：2026年3月9日（周一）",)
    assert stage.open_items(stage.begin())[0].calendar_edition == 1


def test_what_was_not_seen_is_not_moved(watch: Watch, keeper: User) -> None:
    mark = calendars.propose(actor=keeper, text=TEXT).mark
    stage.begin()
    with pytest.raises(Conflict, match="重新核对"):
        calendars.load(actor=keeper, text=TEXT, source="通知", moves=True, mark=mark)
    assert not CalendarEdition.objects.exists()
    assert due_on(watch.item) == MONDAY


@pytest.mark.parametrize(("text", "source"), [("day,working,name\n", "通知"), ("无", "通知"), (TEXT, " ")])
def test_an_empty_notice_and_one_without_a_number_are_refused(keeper: User, text: str, source: str) -> None:
    with pytest.raises(Invalid):
        calendars.load(actor=keeper, text=text, source=source, moves=True, mark="")


def test_only_the_provinces_system_administrator_keeps_it(watch: Watch, of_county: User) -> None:
    for other in (of_county, watch.provincial_supervisor, watch.clerk):
        assert not calendars.may_keep(other)
        with pytest.raises(Refused):
            calendars.propose(actor=other, text=TEXT)
        with pytest.raises(Refused):
            calendars.load(actor=other, text=TEXT, source="通知", moves=True, mark="")
    assert not CalendarEdition.objects.exists()


def test_the_page_asks_before_it_moves(client: Client, watch: Watch, keeper: User) -> None:
    client.force_login(keeper)
    typed = {"source": "国办发明电〔2026〕9号", "text": TEXT}
    shown = client.post(ADDRESS, typed)
    page = shown.content.decode()
    assert "2项未办结的期限将变动" in page
    assert "2026年3月10日" in page
    mark = shown.context["found"].mark
    silent = client.post(ADDRESS, {**typed, "mark": mark})
    assert silent.status_code == 422
    assert "请选择是否一并调整" in silent.content.decode()
    assert "临时放假调休" in silent.content.decode()
    assert due_on(watch.item) == MONDAY
    assert client.post(ADDRESS, {**typed, "mark": mark, "deadlines": "move"}).status_code == 302
    assert due_on(watch.item) == TUESDAY
    assert "国办发明电〔2026〕9号" in client.get(ADDRESS).content.decode()


def test_the_page_is_read_by_county_administrators_and_refused_to_others(
    client: Client, watch: Watch, of_county: User
) -> None:
    client.force_login(of_county)
    assert "核对影响" not in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, {"source": "通知", "text": TEXT}).status_code == 403
    client.force_login(watch.clerk)
    assert client.get(ADDRESS).status_code == 403


def written(folder: Path) -> str:
    """The notice as a file."""
    (folder / "notice.csv").write_text(TEXT, "utf-8")
    return str(folder / "notice.csv")


class TestCommand:
    @pytest.fixture
    def notice(self, tmp_path: Path) -> str:
        return written(tmp_path)

    def test_it_tells_what_is_wrong(self, db: None, tmp_path: Path) -> None:
        with pytest.raises(CommandError):
            call_command("load_calendar", str(tmp_path / "none.csv"), "--source", "一")

    def test_it_asks_too(self, watch: Watch, of_county: User, notice: str, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.raises(CommandError, match="--move"):
            call_command("load_calendar", notice, "--source", "一")
        assert "2026年3月9日（周一） → 2026年3月10日（周二）" in capsys.readouterr().out
        with pytest.raises(CommandError):
            call_command("load_calendar", notice, "--source", "一", "--move", "--as", of_county.username)
        assert due_on(watch.item) == MONDAY
        call_command("load_calendar", notice, "--source", "一", "--move")
        assert due_on(watch.item) == TUESDAY
