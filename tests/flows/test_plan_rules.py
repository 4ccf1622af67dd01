"""The pure rules as tables: what each clause refuses, and what it lets pass."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from funds.rules import balance_refusals
from plans.compliance.judges.rows import ELEMENTS, dates, elements
from plans.compliance.judging import judge
from plans.compliance.picture import ItemFact, Picture
from plans.enums import Severity
from plans.models import NegativeListEntry, Project, VillageRound
from plans.rules import Refusal, refuse, told
from plans.rules.notices import gate_refusals, last_day, unanswered_refusals
from plans.rules.rounds import deliberation_refusals, project_refusals, review_refusals
from tests.plans.compliance import pictures

DAY = datetime.date(2026, 3, 2)


def held(
    due: int, present: int, votes: int, against: int = 0, abstained: int = 0, said: str = "同意。"
) -> VillageRound:
    return VillageRound(
        held_on=DAY, representatives=due, present=present, votes_for=votes, votes_against=against,
        votes_abstained=abstained, resolution=said,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("meeting", "refused"),
    [
        (held(36, 24, 24), 0),
        (held(36, 23, 23), 1),  # one short of two thirds
        (held(37, 24, 24), 1),  # 24.67 would be two thirds
        (held(36, 30, 16, 14), 0),
        (held(36, 30, 15, 15), 1),  # exactly half is not more than half
        (held(36, 30, 16, 1, 1), 1),  # votes that do not add up
        (held(36, 30, 28, 1, 1, " "), 1),
        (held(36, 20, 10, 10), 2),
        (VillageRound(), 1),
    ],
)
def test_two_thirds_present_and_more_than_half_for_it(meeting: VillageRound, refused: int) -> None:
    assert len(deliberation_refusals(meeting)) == refused


def test_what_one_clause_says_is_followed_by_it_once() -> None:
    found = [Refusal("甲", "四（四）", "一"), Refusal("乙", "四（四）"), Refusal("丙", "六（四）")]
    assert told(found) == "一：甲；乙（四（四））；丙（六（四））"
    with pytest.raises(Invalid) as refusal:
        refuse(gate_refusals(datetime.date(2027, 3, 11), 2, datetime.date(2027, 3, 11)))
    assert refusal.value.message.count(refusal.value.clause) == 1


POSTED: dict[str, dict[str, str]] = {"1": {"name": "公路", "content": "甲"}, "2": {"name": "水池", "content": "乙"}}


@pytest.mark.parametrize(
    ("concerned", "now", "named"),
    [
        (["1"], POSTED, "公路"),
        (["1"], {**POSTED, "1": {"name": "公路", "content": "改线"}}, ""),
        (["1"], {"2": POSTED["2"]}, ""),  # taken out
        (["1"], {**POSTED, "2": {"name": "水池", "content": "改"}}, "公路"),  # another was changed
        (["1", "2"], {**POSTED, "1": {"name": "公路", "content": "改线"}}, "水池"),
        ([], POSTED, "公路、水池"),
        ([], {**POSTED, "1": {"name": "公路", "content": "改线"}}, ""),
        ([], {"1": POSTED["1"]}, ""),
        (["1"], {**POSTED, "1": {**POSTED["1"], "later": "新"}}, "公路"),  # what a later release prints beside it
    ],
)
def test_an_upheld_objection_asks_for_a_change_of_what_it_concerns(
    concerned: list[str], now: dict[str, dict[str, str]], named: str
) -> None:
    found = unanswered_refusals("异议", concerned, POSTED, now)
    assert [f"“{named}”" in refusal.message for refusal in found] == ([True] if named else [])


@pytest.mark.parametrize(
    ("today", "still_open", "refused"),
    [
        (DAY, 0, 1),
        (DAY + datetime.timedelta(days=10), 0, 1),  # the last day still runs
        (DAY + datetime.timedelta(days=11), 0, 0),
        (DAY + datetime.timedelta(days=11), 1, 1),
        (DAY, 2, 2),
    ],
)
def test_a_notice_is_a_gate(today: datetime.date, still_open: int, refused: int) -> None:
    assert len(gate_refusals(last_day(DAY, 10), still_open, today)) == refused


def item(content: str = "硬化道路", poor: int = 3, **changed: Any) -> ItemFact:
    of = {"poor_people": poor, "poor_households": poor}
    return pictures.item(content, of=of, **changed)


FORBIDDEN = NegativeListEntry(
    name="楼堂馆所", keywords=["办公楼"], exclude_words=["旧办公楼改"], severity=Severity.FORBIDDEN, clause="五（二）",
    valid_from=datetime.date(2016, 1, 1), valid_to=DAY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("listed", "on", "severities"),
    [
        (item(), DAY, []),
        (item("建办公楼"), DAY, ["forbidden"]),
        (item("旧办公楼改仓库"), DAY, []),
        (item("建办公楼"), DAY + datetime.timedelta(days=1), []),  # no longer in force
        (item("建办公楼"), datetime.date(2015, 12, 31), []),  # not yet in force
        (item("建办公楼", justifications={"N12": "已批准"}), DAY, ["forbidden"]),  # nothing justifies what is forbidden
        (item(poor=0), DAY, ["warning"]),
        (item(poor=0, justifications={"N1": "全域受益"}), DAY, []),
        (item(poor=0, justifications={"B18": "续建项目"}), DAY, ["warning"]),  # of another rule
    ],
)
def test_the_negative_list(listed: ItemFact, on: datetime.date, severities: list[str]) -> None:
    seen, basis = pictures.picture(listed), pictures.basis(on, [FORBIDDEN])
    found = [hit for one in judge(seen, basis) if one.rule.code in ("N1", "N12") for hit in one.hits]
    assert [hit.said.severity for hit in found if hit.stands_in_the_way] == severities


def test_a_plan_without_items_is_refused() -> None:
    assert len(lacking(pictures.picture())) == 1


@pytest.mark.parametrize("element", list(ELEMENTS))
def test_each_element_is_asked_of_each_item(element: str) -> None:
    told: dict[str, Any] = {element: " "}
    blank = replace(item(), **told)
    assert lacking(pictures.picture(item(), blank)) == [f"缺少“{ELEMENTS[element]}”"]


def test_a_row_whose_dates_lie_before_the_plans_year_is_warned_of_by_its_number() -> None:
    late = pictures.item(of={"starts_on": datetime.date(2026, 11, 1), "ends_on": datetime.date(2027, 1, 1)})
    last_year = pictures.item(
        seq=7, of={"starts_on": datetime.date(2026, 3, 1), "ends_on": datetime.date(2026, 12, 31)}
    )
    seen = pictures.picture(late, last_year)
    [warned] = [hit.said for hit in dates(replace(seen, year=2027), pictures.basis())]
    assert (warned.message, warned.severity) == ("时间进度早于方案年度", Severity.WARNING)
    assert warned.where == f"第7项“{last_year.project.name}”"
    [across] = [hit.said for hit in dates(replace(seen, year=2026), pictures.basis())]
    assert (across.message, across.where) == ("完工时间跨方案年度", f"第1项“{late.project.name}”")


def test_an_item_without_money_is_refused() -> None:
    assert len(lacking(pictures.picture(item(amount=Decimal(0))))) == 1


def lacking(seen: Picture) -> list[str]:
    return [hit.said.message for hit in elements(seen, pictures.basis())]


@pytest.mark.parametrize(
    ("funded", "used", "refused"),
    [("100.00", "100.00", 0), ("99.99", "99.99", 1), ("100.01", "100.01", 2), ("100.00", "100.01", 1)],
)
def test_money_balances_to_the_fen(funded: str, used: str, refused: int) -> None:
    items = [("路", Decimal("100.00"), Decimal(funded))]
    sources = [("中央", Decimal("100.00"), Decimal(used))]
    assert len(balance_refusals(items, sources)) == refused


def written(**changed: object) -> Project:
    texts = dict.fromkeys(
        ("name", "content", "location", "funding_method", "platform", "responsible_unit", "responsible_person", "linkage",
         "target"), "有",
    )  # fmt: skip
    given = {**texts, "households": 1, "year": 2026, "ends_on": datetime.date(2026, 12, 31), **changed}
    return Project(**given)


@pytest.mark.parametrize(
    ("project", "refused"),
    [
        (written(), 0),
        (written(target=" "), 1),
        (written(households=0, people=0), 1),
        (written(ends_on=datetime.date(2027, 1, 1)), 1),
        (written(linkage="", location=""), 2),
    ],
)
def test_what_a_library_entry_must_say(project: Project, refused: int) -> None:
    assert len(project_refusals(project)) == refused


@pytest.mark.parametrize(
    ("verdict", "points", "note", "refused"),
    [
        ("pass", [], "", 0),
        ("pass", ["truth"], "", 1),
        ("supplement", ["truth"], "补", 0),
        ("supplement", [], "补", 1),
        ("return", ["truth"], " ", 1),
        ("drop", [], "不符", 0),
        ("drop", [], "", 1),
        ("veto", [], "", 1),
        ("return", ["beauty"], "退", 1),
    ],
)
def test_a_verdict_gives_its_reasons(verdict: str, points: list[str], note: str, refused: int) -> None:
    assert len(review_refusals("路", verdict, points, note)) == refused
