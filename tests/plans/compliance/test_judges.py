"""Each judged rule as a table: what it finds, what it lets pass; no database."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from plans.compliance import registry
from plans.compliance.judges.layout import gini
from plans.compliance.judging import in_the_way, judge
from plans.compliance.picture import FundingFact, Picture, from_kept, kept
from plans.compliance.records import of_picture
from plans.compliance.rule import Judged
from plans.enums import Category, RuleOutcome, Severity
from plans.models import NegativeListEntry
from plans.rules.parts import parts_of
from plans.rules.parts import read as parts_read
from tests.plans.compliance import pictures
from tests.plans.compliance.pictures import basis, item, picture, source, spread


def outcome(code: str, seen: Picture, **values: Any) -> Judged:
    return next(one for one in judge(seen, basis(**values)) if one.rule.code == code)


def words(judged: Judged) -> list[str]:
    return [hit.said.words for hit in judged.hits]


def test_a_sound_plan_passes_every_rule() -> None:
    found = judge(picture(*spread(12)), basis())
    assert {one.rule.code: one.outcome for one in found if one.outcome != RuleOutcome.PASSED} == {}
    assert len(found) == sum(1 for rule in registry.RULES if rule.judge)


def test_money_that_does_not_add_up_is_forbidden_row_by_row_and_source_by_source() -> None:
    short = item(fundings=(FundingFact(source=0, amount=Decimal(1)),))
    seen = picture(short)
    seen = replace(seen, sources=(replace(source(Decimal(10)), used=Decimal(11)),))
    found = outcome("B01", seen)
    assert found.outcome == RuleOutcome.FORBIDDEN
    assert [hit.seq for hit in found.hits] == [1, None]


def test_a_warning_of_a_row_is_answered_on_the_row() -> None:
    late = {"ends_on": datetime.date(pictures.YEAR - 1, 12, 31)}
    assert outcome("B18", picture(item(of=late))).outcome == RuleOutcome.UNANSWERED
    answered = outcome("B18", picture(item(of=late, justifications={"B18": "续建项目"})))
    assert (answered.outcome, in_the_way([answered])) == (RuleOutcome.JUSTIFIED, [])


def test_the_parts_of_a_row_come_to_its_amount_and_keep_to_the_countys_standard() -> None:
    kept_parts = parts_of(parts_read("大棚｜10｜座｜8000｜\n水窖｜5｜口｜2000｜"))
    given: dict[str, Any] = {"parts": tuple(kept_parts), "of": {"county_standard": Decimal(5000), "county_unit": "座"}}
    less = outcome("B14", picture(item(amount=Decimal(60_000), **given)))
    assert words(less) == ["道路：分项金额合计9万元，与安排金额6万元不符"]
    assert outcome("B14", picture(item(amount=Decimal(90_000), **given))).hits == ()
    assert words(outcome("C04", picture(item(**given)))) == ["道路：补助标准8000元，与县定标准5000元不同"]
    same = {**given, "of": {"county_standard": Decimal(8000), "county_unit": "座"}}
    assert outcome("C04", picture(item(**same))).hits == ()


def test_a_reason_answers_one_rule_of_a_row() -> None:
    """What a row said before reasons were kept by rule stands for each of its warnings."""
    both = {"poor_people": 0, "poor_households": 0, "ends_on": datetime.date(pictures.YEAR - 1, 12, 31)}
    of_one = picture(item(of=both, justifications={"B18": "续建项目"}))
    assert (outcome("B18", of_one).outcome, outcome("N1", of_one).outcome) == (
        RuleOutcome.JUSTIFIED, RuleOutcome.UNANSWERED,
    )  # fmt: skip
    earlier = kept(of_one)
    earlier["items"][0]["justification"] = "续建项目"
    del earlier["items"][0]["justifications"]
    of_all = from_kept(earlier)
    assert {outcome(code, of_all).outcome for code in ("B18", "N1")} == {RuleOutcome.JUSTIFIED}


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ({"content": "硬化 道路。"}, 1),  # spaces and marks tell nothing apart
        ({"content": "别的", "of": {"name": "道路"}}, 1),
        ({"content": "别的", "of": {"name": "水池"}}, 0),
        ({"of": {"name": "水池", "villages": ("甲镇二村",)}}, 0),  # elsewhere
        ({"of": {"name": "水池", "villages": ("甲镇二村", "甲镇一村")}}, 1),
    ],
)
def test_what_reads_alike_in_one_village_is_pointed_out(second: dict[str, Any], found: int) -> None:
    judged = outcome("B20", picture(item(), item(**{"seq": 2, **second})))
    assert len(judged.hits) == found
    assert all("第1项“道路”" in told for told in words(judged))


@pytest.mark.parametrize(
    ("second", "severity"),
    [
        ({"of": {"name": "水池"}}, Severity.HINT),  # one department's work may read alike
        ({"of": {"name": "水池", "competent": "水利局"}}, Severity.WARNING),
        ({"content": "别的"}, Severity.WARNING),  # of one name
    ],
)
def test_two_departments_or_one_name_ask_for_a_reason(second: dict[str, Any], severity: Severity) -> None:
    [hit] = outcome("B20", picture(item(), item(**{"seq": 2, **second}))).hits
    assert hit.said.severity == severity


@pytest.mark.parametrize("villages", [("甲镇一村", "甲镇二村"), ("甲镇二村", "甲镇一村")])
def test_of_several_alike_the_gravest_is_named_whatever_the_order_of_the_villages(villages: tuple[str, ...]) -> None:
    rows = [
        item(seq=1, of={"name": "水池", "villages": ("甲镇一村",), "competent": "水利局"}),
        item(seq=2, of={"name": "水塔", "villages": ("甲镇二村",), "competent": "农业局"}),
        item(seq=3, of={"name": "水井", "villages": villages, "competent": "水利局"}),
    ]
    [hit] = outcome("B20", picture(*rows)).hits
    assert (hit.seq, hit.said.severity) == (3, Severity.WARNING)
    assert "第2项“水塔”" in hit.said.words


def test_of_two_as_grave_at_one_village_the_first_is_named() -> None:
    rows = [item(seq=seq, of={"name": f"水池{seq}", "competent": f"第{seq}局"}) for seq in (1, 2, 3)]
    assert ["第1项" in told for told in words(outcome("B20", picture(*rows)))] == [True, True]


@pytest.mark.parametrize(("count", "found"), [(9, 0), (10, 1)])
def test_one_village_with_too_much_is_named_once_the_plan_is_large_enough(count: int, found: int) -> None:
    rows = spread(count)
    total = sum((row.amount for row in rows[1:]), Decimal(0))
    seen = picture(replace(rows[0], amount=total / 2), *rows[1:])  # a third of all
    judged = outcome("B21", seen)
    assert len(judged.hits) == found
    assert all(told.startswith("1镇一村：资金占全案的33.33%，超过30%") for told in words(judged))


def test_a_row_of_several_villages_counts_for_each_with_its_part() -> None:
    rows = spread(10)
    shared = replace(rows[0].project, villages=("1镇一村", "1镇二村"))
    seen = picture(replace(rows[0], amount=Decimal(600_000), project=shared), *rows[1:])
    assert outcome("B21", seen).hits == ()


def test_a_township_and_a_village_are_answered_together_by_the_plan() -> None:
    rows = [replace(row, project=replace(row.project, villages=("甲镇一村",), township="甲镇")) for row in spread(10)]
    judged = outcome("B21", picture(*rows))
    assert [told.partition("：")[0] for told in words(judged)] == ["甲镇一村", "甲镇"]
    assert judged.outcome == RuleOutcome.UNANSWERED
    assert outcome("B21", picture(*rows, justified={"B21": "整村推进试点"})).outcome == RuleOutcome.JUSTIFIED
    assert outcome("B21", picture(*rows), village_share="100", township_share="100").outcome == RuleOutcome.PASSED


def test_many_small_rows_and_one_amount_for_all_are_pointed_out() -> None:
    small = [replace(row, amount=Decimal(49_999)) for row in spread(10)]
    assert ["不足5万元" in told or "同为4.9999万元" in told for told in words(outcome("B22", picture(*small)))] == [
        True,
        True,
    ]
    assert outcome("B22", picture(*small[:9])).hits == ()
    mixed = [*small[:3], *spread(10)[3:]]
    assert outcome("B22", picture(*mixed)).hits == ()  # three of ten are not more than 30 in a hundred


def test_industry_below_half_is_a_hint_that_stands_in_nobodys_way() -> None:
    judged = outcome("B23", picture(item(of={"category": Category.CAPACITY})))
    assert (judged.outcome, in_the_way([judged])) == (RuleOutcome.NOTED, [])


@pytest.mark.parametrize(("fee", "found"), [(1_000, 0), (1_001, 1)])
def test_fees_take_one_in_a_hundred_of_a_source(fee: int, found: int) -> None:
    rows = (item("管理", of={"name": "项目管理费"}, amount=Decimal(fee)), item(seq=2))
    seen = replace(picture(*rows), sources=(source(Decimal(100_000)),))
    assert len(outcome("N10", seen).hits) == found
    assert outcome("N10", replace(seen, sources=(source(Decimal(100_000), level="province"),))).hits == ()


@pytest.mark.parametrize(
    ("poor_level", "level", "found"),
    [("provincial", "central", 1), ("provincial", "province", 0), ("national", "central", 0), ("", "central", 0)],
)
def test_a_county_of_the_provinces_list_says_why_it_takes_central_money(
    poor_level: str, level: str, found: int
) -> None:
    seen = replace(picture(item(), poor_level=poor_level), sources=(source(Decimal(100_000), level=level),))
    assert len(outcome("N11", seen).hits) == found


def test_central_money_beside_the_pilots_list_is_a_hint_for_counties_of_the_nations_list() -> None:
    seen = replace(picture(item()), sources=(source(Decimal(100_000), name="教育补助资金"),))
    assert [hit.said.severity for hit in outcome("B38", seen).hits] == [Severity.HINT]
    assert outcome("B38", replace(seen, poor_level="provincial")).hits == ()


def line(code: str, **changed: Any) -> NegativeListEntry:
    given: dict[str, Any] = {
        "name": "景观", "keywords": ["喷泉"], "exclude_words": [], "severity": Severity.WARNING, "clause": "县里的规定",
        "valid_from": datetime.date(2020, 1, 1), **changed,
    }  # fmt: skip
    return NegativeListEntry(code=code, **given)


@pytest.mark.parametrize("code", ["X1", "N1", "N7", "N10", "N11", "N12"])
def test_every_line_that_no_rule_of_its_own_looks_for_is_judged_too(code: str) -> None:
    judged = outcome("N12", picture(item("建喷泉")), entries=[line(code)])
    assert [(hit.entry, hit.said.clause) for hit in judged.hits] == [("景观", "县里的规定")]
    assert judged.text_from == datetime.date(2020, 1, 1)


@pytest.mark.parametrize("code", ["N2", "N3", "N4", "N5", "N6", "N8", "N9"])
def test_a_line_is_judged_once_by_the_rule_of_its_code(code: str) -> None:
    judged = judge(picture(item("建喷泉")), basis(entries=[line(code)]))
    assert [one.rule.code for one in judged if one.rule.code[0] == "N" and one.hits] == [code]
    assert outcome("N12", picture(item()), entries=[line(code)]).text_from == datetime.date(2015, 8, 25)


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("靠近城市", "建设产业路", 0),  # name and content are two texts
        ("产业路", "靠近城市建设", 1),
        ("城 市　建设", "产业路", 1),  # blanks hide nothing
        ("产业路", "城市旧办公楼建设", 0),  # what does not count joins nothing
    ],
)
def test_words_are_found_in_one_text_whatever_its_blanks(name: str, content: str, found: int) -> None:
    entry = line("N9", keywords=["城市建设"], exclude_words=["旧办公楼"], severity=Severity.FORBIDDEN)
    assert len(outcome("N9", picture(item(content, of={"name": name})), entries=[entry]).hits) == found


@pytest.mark.parametrize(("amounts", "told"), [([1, 1, 1], "0.00"), ([0, 0, 4], "0.67"), ([], "0.00"), ([5], "0.00")])
def test_gini(amounts: list[int], told: str) -> None:
    assert gini({str(place): Decimal(amount) for place, amount in enumerate(amounts)}) == told


def test_no_rule_of_the_order_held_the_day_before_it() -> None:
    assert [one.rule.code for one in judge(picture(item()), basis(datetime.date(2015, 8, 24)))] == []


def test_a_rule_speaks_from_the_day_of_its_text() -> None:
    codes = {one.rule.code for one in judge(picture(item()), basis(datetime.date(2016, 4, 11)))}
    assert {"N1", "N2"} <= codes
    assert not codes & {"N8", "N9", "N10", "N11", "B38"}


@pytest.mark.parametrize(("day", "is_asked"), [((2017, 3, 12), False), ((2017, 3, 13), True)])
def test_the_rules_for_central_relief_funds_begin_with_their_text(day: tuple[int, int, int], is_asked: bool) -> None:
    codes = {one.rule.code for one in judge(picture(item()), basis(datetime.date(*day)))}
    assert ({"N8", "N9", "N10"} <= codes, bool({"N8", "N9", "N10"} & codes)) == (is_asked, is_asked)


@pytest.mark.parametrize(("rows", "unasked"), [(9, ["B21", "B22"]), (10, [])])
def test_a_plan_too_small_to_be_asked_is_told_from_one_that_passed(rows: int, unasked: list[str]) -> None:
    verdicts = of_picture(picture(*spread(rows)), basis())
    assert [row.code for row in verdicts.rows if row.is_unasked] == unasked
