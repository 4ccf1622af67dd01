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
from plans.compliance.picture import FundingFact, Picture
from plans.compliance.rule import Judged
from plans.enums import Category, RuleOutcome, Severity
from plans.models import NegativeListEntry
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
    answered = outcome("B18", picture(item(of=late, justification="续建项目")))
    assert (answered.outcome, in_the_way([answered])) == (RuleOutcome.JUSTIFIED, [])


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


def test_lines_under_codes_of_their_own_are_judged_too() -> None:
    entry = NegativeListEntry(
        code="X1", name="景观", keywords=["喷泉"], exclude_words=[], severity=Severity.WARNING, clause="县里的规定",
        valid_from=datetime.date(2020, 1, 1),
    )  # fmt: skip
    judged = outcome("N12", picture(item("建喷泉")), entries=[entry])
    assert [(hit.entry, hit.said.clause) for hit in judged.hits] == [("景观", "县里的规定")]


@pytest.mark.parametrize(("amounts", "told"), [([1, 1, 1], "0.00"), ([0, 0, 4], "0.67"), ([], "0.00"), ([5], "0.00")])
def test_gini(amounts: list[int], told: str) -> None:
    assert gini({str(place): Decimal(amount) for place, amount in enumerate(amounts)}) == told


def test_no_rule_of_the_order_held_the_day_before_it() -> None:
    assert [one.rule.code for one in judge(picture(item()), basis(datetime.date(2015, 8, 24)))] == []


def test_a_rule_speaks_from_the_day_of_its_text() -> None:
    codes = {one.rule.code for one in judge(picture(item()), basis(datetime.date(2016, 4, 11)))}
    assert {"N1", "N9"} <= codes
    assert not codes & {"N10", "N11", "B38"}
