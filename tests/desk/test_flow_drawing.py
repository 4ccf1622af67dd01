"""The drawn flow of a dossier: how far each step is, in whose hands, with the days used and left."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import Dossier, User
from core.pages.parts import Progress
from tests.desk.conftest import County, at, logged_in
from workflows.desk import borders, flow_drawing
from workflows.desk.flow_drawing import Drawn
from workflows.desk.flow_standing import Standing
from workflows.desk.records import Records
from workflows.engine import drawing, upright
from workflows.engine.models import Proceeding
from workflows.engine.registry import registered
from workflows.engine.trials import stage as trial

STATEMENTS = 14
DAY = datetime.timedelta(days=1)


def drawn(dossier: Dossier, reader: User) -> Drawn:
    return flow_drawing.drawn(reader, Records(dossier))[0]


def told(process: Proceeding) -> dict[str, Standing]:
    return {one.step: one for one in drawn(process.dossier, trial.holder("420301")).table}


@pytest.fixture
def under_way(db: None) -> Proceeding:
    trial.raise_stage()
    return trial.begin()


def test_the_states_of_every_step_follow_the_dossier(under_way: Proceeding) -> None:
    first = told(under_way)
    assert first["township_reviews"].progress == Progress.NOW
    assert first["leading_group_signs"].progress == Progress.AHEAD
    trial.decide(trial.open_items(under_way)[0])
    seats = trial.open_items(under_way)
    trial.decide(seats[0])
    here = told(under_way)["department_opines"]
    assert [seat.progress for seat in here.seats] == [Progress.DONE, Progress.NOW, Progress.NOW]
    assert here.progress == Progress.NOW
    assert here.seats[1].posts.startswith("岗位")
    assert not here.seats[0].posts
    with clock.shifted(20 * DAY):
        late = told(under_way)["department_opines"]
        assert (late.progress, late.seats[1].progress, late.seats[0].progress) == (
            Progress.LATE, Progress.LATE, Progress.DONE,
        )  # fmt: skip
        assert late.seats[1].left.startswith("逾期")


def test_what_was_returned_is_marked_with_its_round_and_comes_again(under_way: Proceeding) -> None:
    trial.decide(trial.open_items(under_way)[0])
    trial.send_back(trial.open_items(under_way)[0], "township_reviews")
    again = told(under_way)
    assert (again["township_reviews"].progress, again["township_reviews"].rounds) == (Progress.NOW, 2)
    assert again["department_opines"].progress == Progress.RETURNED
    assert again["leading_group_signs"].progress == Progress.AHEAD
    words = [text.words for box in drawn(under_way.dossier, trial.holder("420301")).boxes for text in box.texts]
    assert "办理中（第2轮）" in words


def test_what_was_done_before_a_return_is_to_be_done_again(under_way: Proceeding) -> None:
    trial.run_through(under_way, until="leading_group_signs")
    trial.send_back(trial.open_items(under_way)[0], "township_reviews")
    again = told(under_way)
    assert (again["department_opines"].progress, again["department_opines"].word) == (Progress.AHEAD, "待重办")
    assert again["leading_group_signs"].progress == Progress.RETURNED


def test_what_the_flow_went_past_is_told_once_it_is_closed(under_way: Proceeding) -> None:
    trial.run_through(under_way)
    under_way.refresh_from_db()
    assert {one.progress for one in told(under_way).values()} == {Progress.DONE}
    [end] = [box for box in drawn(under_way.dossier, trial.holder("420301")).boxes if box.place.node.name == "filed"]
    assert end.progress == Progress.DONE


@pytest.mark.parametrize("entry", registered(), ids=lambda entry: entry.key)
def test_no_line_of_any_flow_is_longer_than_eleven_characters_and_no_two_boxes_meet(entry: object) -> None:
    flow = entry.flow  # type: ignore[attr-defined]
    titles = [str(flow.step(name).task_title) for name in drawing.order(flow) if flow.step(name)]
    lines = [line for title in titles for line in upright.wrapped(title, rows=9)]
    assert titles
    assert all(upright._width(line) <= 2 * upright.LINE for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(titles).replace(" ", "")
    placed = list(upright.places(flow, flow_drawing.GRID, lambda _step: 90).values())
    for one in placed:
        for other in placed:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert one is other or apart or one.bottom <= other.y or other.bottom <= one.y


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("方案重开修改（常务会议）", ("方案重开修改（常务会", "议）")),
        ("一二三四五六七八九十（甲）", ("一二三四五六七八九十", "（甲）")),
        ("一二三四五六七八九十甲、乙", ("一二三四五六七八九十", "甲、乙")),
        ("Sign and number the letter", ("Sign and number the", "letter")),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, lines: tuple[str, ...]) -> None:
    assert upright.wrapped(text) == lines


def test_what_is_cut_says_so() -> None:
    assert upright.wrapped("一" * 40) == ("一" * 11, "一" * 10 + "…")


def test_the_page_draws_it_with_a_table_in_at_most_fourteen_statements(stage: County) -> None:
    dossier = stage.dossier()
    stage.decide(stage.drafter, at(dossier))
    browser, address = logged_in(stage.drafter), f"/dossiers/{dossier.pk}/?tab=progress"
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        text = browser.get(address).content.decode()
    assert len(queries) <= STATEMENTS, "\n".join(query["sql"][:200] for query in queries)
    assert text.count('<svg class="flow-picture"') == 1
    assert "box-now" in text
    assert "流程图数据表" in text


def test_the_other_side_of_a_border_is_not_told(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier = stage.dossier()
    stage.decide(stage.drafter, at(dossier))
    monkeypatch.setattr(borders, "crosses", lambda _key: True)
    monkeypatch.setattr(borders, "own_side", lambda _reader, _dossier: lambda place: place == stage.working_group)
    by_step = {one.step: one for one in drawn(dossier, stage.drafter).table}
    assert by_step["group_drafts"].progress == Progress.DONE
    assert {by_step[name].progress for name in ("leading_group_decides", "executive_decides")} == {None}
