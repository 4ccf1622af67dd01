"""What was judged can be judged again: a picture survives being kept, and says the same by the same rules."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from plans.compliance.judging import judge
from plans.compliance.picture import FundingFact, ItemFact, Picture, ProjectFact, SourceFact, from_kept, kept
from plans.compliance.records import HitRow, row_of
from plans.enums import Category
from tests.plans.compliance import pictures

money = st.integers(0, 10**9).map(lambda fen: Decimal(fen) / 100)
words = st.sampled_from(["硬化道路", "建门楼一处", "办公楼", "项目管理费", "", "安全饮水"])
places = st.sampled_from(["甲镇一村", "甲镇二村", "乙镇一村"])
days = st.dates(datetime.date(2024, 1, 1), datetime.date(2028, 12, 31))
projects = st.builds(
    ProjectFact, name=words, category=st.sampled_from(Category.values), township=st.sampled_from(["甲镇", "乙镇", ""]),
    villages=st.lists(places, max_size=2, unique=True).map(tuple), competent=st.just("局"), amount=money,
    poor_households=st.integers(0, 3), poor_people=st.integers(0, 3), starts_on=days, ends_on=days,
)  # fmt: skip
rows = st.builds(
    ItemFact, seq=st.integers(1, 400), code=st.just("P"), project=projects, amount=money,
    platform=words, content=words, schedule=words, responsible_unit=words, justification=words,
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
    assert HitRow(message="甲").words == "甲"
