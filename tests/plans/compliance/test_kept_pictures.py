"""What was judged can be judged again: a picture survives being kept, and says the same by the same rules."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.forms.models import model_to_dict
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.compliance import registry
from plans.compliance.basis import Threshold, lines_kept, thresholds_kept
from plans.compliance.basis import kept as kept_basis
from plans.compliance.judging import judge
from plans.compliance.picture import FundingFact, ItemFact, Picture, ProjectFact, SourceFact, from_kept, kept
from plans.compliance.records import HitRow, VerdictRow, Verdicts, _read, differences, row_of
from plans.enums import Category, RuleOutcome
from plans.models import KeptVerdict, NegativeListEntry
from plans.rules.parts import Part
from tests.plans.compliance import pictures

money = st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100)
words = st.sampled_from(["硬化道路", "建门楼一处", "办公楼", "项目管理费", "", "安全饮水"])
places = st.sampled_from(["甲镇一村", "甲镇二村", "乙镇一村"])
days = st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 12, 31))
projects = st.builds(
    ProjectFact, name=words, category=st.sampled_from(Category.values), township=st.sampled_from(["甲镇", "乙镇", ""]),
    villages=st.lists(places, max_size=2, unique=True).map(tuple), competent=st.just("局"), amount=money,
    poor_households=st.integers(0, 3), poor_people=st.integers(0, 3), starts_on=days, ends_on=days,
    county_standard=st.none() | money, county_unit=words, standard_reason=words,
)  # fmt: skip
parts = st.builds(Part, content=words, quantity=money, unit=words, standard=st.none() | money, amount=money)
rows = st.builds(
    ItemFact, seq=st.integers(1, 400), code=st.just("P"), project=projects, amount=money,
    platform=words, content=words, schedule=words, responsible_unit=words,
    justifications=st.dictionaries(st.sampled_from(["", "N1", "N2", "B18"]), words, max_size=2),
    quantity=st.none() | money, unit_standard=st.none() | money, parts=st.lists(parts, max_size=2).map(tuple),
    fundings=st.lists(st.builds(FundingFact, source=st.integers(0, 1), amount=money), max_size=2).map(tuple),
)  # fmt: skip
sources = st.builds(
    SourceFact, name=words, level=st.sampled_from(["central", "county"]), amount=money, integrable=money, used=money
)
seen = st.builds(
    Picture, year=st.integers(2025, 2027), poor_level=st.sampled_from(["national", "provincial", ""]),
    items=st.lists(rows, max_size=14).map(tuple), sources=st.lists(sources, min_size=2, max_size=2).map(tuple),
    justified=st.dictionaries(st.sampled_from(["B21", "B22", "N11"]), words),
)  # fmt: skip


@settings(max_examples=20)
@given(seen)
def test_a_kept_picture_is_the_picture(one: Picture) -> None:
    assert from_kept(json.loads(json.dumps(kept(one)))) == one


@settings(max_examples=20)
@given(seen, st.dates(datetime.date(2015, 8, 25), datetime.date(2027, 1, 1)))
def test_a_kept_picture_is_judged_the_same(one: Picture, on: datetime.date) -> None:
    basis = pictures.basis(on)
    again = judge(from_kept(json.loads(json.dumps(kept(one)))), basis)
    assert list(map(row_of, again)) == list(map(row_of, judge(one, basis)))


def test_a_record_that_lacks_or_knows_more_than_this_release_is_read() -> None:
    hit = {"seq": 3, "message": "甲", "severity": "hint", "of_a_later_release": ["乙"]}  # and neither where nor clause
    verdict = KeptVerdict(code="B20", outcome="noted", text_from=datetime.date(2015, 8, 25), hits=[hit])
    rule = next(rule for rule in registry.RULES if rule.code == "B20")
    [read] = _read(verdict, rule).hits
    assert read == HitRow(seq=3, message="甲", severity="hint")
    assert (read.words, read.clause, read.amount) == ("甲", "", "0")


LINES = [
    NegativeListEntry(
        code="N2", name="形象工程", keywords=["门楼"], exclude_words=["公示牌"], severity="warning", clause="六（六）",
        valid_from=datetime.date(2015, 8, 25), valid_to=datetime.date(2030, 1, 1),
    ),
    NegativeListEntry(
        code="X1", name="景观", keywords=["喷泉"], severity="forbidden", clause="省政府文件",
        valid_from=datetime.date(2020, 1, 1),
    ),
]  # fmt: skip


def test_what_a_picture_was_judged_by_survives_being_kept() -> None:
    basis = pictures.basis(entries=LINES, village_share="12.50")
    held = Threshold(Decimal("12.50"), datetime.date(2026, 1, 1), "县政府文件", "郧西县")
    basis = replace(basis, thresholds={**basis.thresholds, "village_share": held})
    said = json.loads(json.dumps(kept_basis(basis)))
    assert thresholds_kept(said) == basis.thresholds
    assert [model_to_dict(line) for line in lines_kept(said)] == [model_to_dict(line) for line in LINES]


@pytest.mark.parametrize(
    "changed", [{"entry": "乙"}, {"clause": "乙"}, {"amount": "1"}, {"seq": 2}, {"severity": "hint"}]
)
def test_another_line_that_hits_the_same_row_is_no_same_verdict(changed: dict[str, Any]) -> None:
    rule = next(rule for rule in registry.RULES if rule.code == "N2")
    hit = HitRow(seq=1, entry="甲", clause="甲", amount="0")
    row = VerdictRow(code="N2", outcome=RuleOutcome.UNANSWERED, text_from=rule.valid_from, hits=(hit,), rule=rule)
    one = Verdicts(rules_on=pictures.DAY, rows=(row,), thresholds={})
    other = replace(one, rows=(replace(row, hits=(replace(hit, **changed),)),))
    assert differences(one, one) == []
    assert [code for code, _one, _other in differences(one, other)] == ["N2"]
