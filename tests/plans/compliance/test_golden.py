"""What each edition of each judged rule says of two pictures, pinned: a judge that says otherwise than it did would make
kept records read otherwise, so whoever changes this table does it on purpose, and says so."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal

from plans.compliance import registry
from plans.compliance.judging import judge
from plans.compliance.picture import AllottedFact, FundingFact, Picture
from plans.compliance.rule import Judged
from plans.enums import Category
from plans.models import NegativeListEntry
from tests.plans.compliance.pictures import basis, picture, source, spread

ON = datetime.date(2026, 3, 2)
WORDS = {
    "N2": "门楼",
    "N3": "城区管网",
    "N4": "办公楼",
    "N5": "慰问金",
    "N6": "差旅费",
    "N8": "偿还债务",
    "N9": "购车",
    "X1": "喷泉",
}
LINES = [
    NegativeListEntry(
        code=code, name=code, keywords=[word], exclude_words=["公示牌"], severity="warning" if code in {"N2", "X1"} else "forbidden",
        clause="文件", valid_from=datetime.date(2018, 1, 1),
    )
    for code, word in WORDS.items()
]  # fmt: skip


def crowded() -> Picture:
    """A county of the nation's list: a plan that leans on one place, and offends against each rule for single rows."""
    rows = spread(12)
    rows[0] = replace(rows[0], amount=Decimal(3_000_000), platform=" ")
    rows[1] = replace(
        rows[1], project=replace(rows[1].project, ends_on=datetime.date(2027, 1, 1)), justifications={"B18": "续建"}
    )
    rows[2] = replace(rows[2], content=rows[1].content, project=replace(rows[2].project, villages=("2镇一村",)))
    rows[3] = replace(rows[3], project=replace(rows[3].project, poor_people=0, poor_households=0))
    rows[4] = replace(rows[4], project=replace(rows[4].project, name="项目管理费"))
    for place, word in enumerate(WORDS.values(), 4):
        rows[place] = replace(rows[place], content=f"{rows[place].content}{word}")
    dearer = replace(rows[9].project, county_standard=Decimal(500))
    rows[9] = replace(rows[9], unit_standard=Decimal(600), project=dearer)
    rows[10] = replace(rows[10], quantity=Decimal(10), unit_standard=Decimal(999))
    rows = [replace(row, project=replace(row.project, category=Category.CAPACITY)) for row in rows]
    total = sum((row.amount for row in rows), Decimal(0))
    return replace(picture(*rows), sources=(source(total, name="教育补助资金"),))


def sprinkled() -> Picture:
    """A county of the province's list: one small amount for everybody, from central money, twice what was planned and less
    than was allotted to the first."""
    rows = [
        replace(row, amount=Decimal(20_000), fundings=(FundingFact(source=0, amount=Decimal(20_000)),))
        for row in spread(10)
    ]
    given = AllottedFact(project="一", source="中央", allotted=Decimal(30_000), arranged=Decimal(20_000), seq=1)
    shown = replace(picture(*rows, poor_level="provincial"), planned={Category.INDUSTRY.value: Decimal(100_000)})
    return replace(shown, allotted=(given,))


def told(judged: Judged) -> str:
    """Outcome, day of the text, and of each hit row, severity and amount."""
    hits = (f"{hit.seq or '-'} {hit.said.severity.value} {hit.amount}" for hit in judged.hits)
    return "; ".join([f"{judged.outcome.value} {judged.text_from}", *hits])


CROWDED = {
    "N1": "unanswered 2015-08-25; 4 warning 104000",
    "N2": "unanswered 2018-01-01; 5 warning 105000",
    "N3": "forbidden 2018-01-01; 6 forbidden 106000",
    "N4": "forbidden 2018-01-01; 7 forbidden 107000",
    "N5": "forbidden 2018-01-01; 8 forbidden 108000",
    "N6": "forbidden 2018-01-01; 9 forbidden 109000",
    "N8": "forbidden 2018-01-01; 10 forbidden 110000",
    "N9": "forbidden 2018-01-01; 11 forbidden 111000",
    "N10": "unanswered 2017-03-13; 5 warning 105000",
    "N12": "unanswered 2018-01-01; 12 warning 112000",
    "B01": "forbidden 2015-08-25; 1 forbidden 3000000",
    "B02": "forbidden 2015-08-25; 1 forbidden 3000000",
    "B14": "unanswered 2015-08-25; 11 warning 111000",
    "B18": "justified 2015-08-25; 2 warning 102000",
    "B20": "noted 2015-08-25; 3 hint 103000",
    "B21": "unanswered 2015-08-25; - warning 3000000.00; - warning 3000000.00",
    "B23": "noted 2015-08-25; - hint 0",
    "B38": "noted 2016-04-12; - hint 4177000",
    "C04": "unanswered 2015-08-25; 10 warning 110000",
}
SPRINKLED = {
    "N11": "unanswered 2016-04-12; - warning 200000",
    "B40": "forbidden 2015-08-25; 1 forbidden 10000",
    "B39": "unanswered 2015-08-25; - warning 100000",
    "B22": "unanswered 2015-08-25; - warning 200000.00; - warning 200000.00",
}


def test_a_plan_that_offends_against_single_rows() -> None:
    assert {one.rule.code: told(one) for one in judge(crowded(), basis(ON, LINES)) if one.hits} == CROWDED


def test_a_plan_that_sprinkles() -> None:
    assert {one.rule.code: told(one) for one in judge(sprinkled(), basis(ON, LINES)) if one.hits} == SPRINKLED


def test_every_edition_of_a_judged_rule_is_pinned() -> None:
    """A new edition needs a day of its own here."""
    pinned = {(rule.code, rule.valid_from) for rule in registry.judged_on(ON) if rule.code in {*CROWDED, *SPRINKLED}}
    assert pinned == {(rule.code, rule.valid_from) for rule in registry.RULES if rule.judge}
