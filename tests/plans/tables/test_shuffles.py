"""However a county orders and names its columns, the same items and totals come out."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from plans.tables import ReadItem, ReadPlan, read_table
from tests.plans.tables.sheets import PLANS, Sheet, as_csv, as_xlsx, places_of, read, sheet_of

SYNONYMS = {
    "序号": ["编号", "序 号", "项目序号", "No."],
    "村名": ["行政村", "所在村", "项目村", "村（社区）"],
    "项目名称": ["工程名称", "建设项目名称", "项目", "项目名称 "],
    "项目类型": ["项目类别", "类别", "项目分类"],
    "建设性质": ["项目性质", "性质", "新建/续建"],
    "建设内容": ["建设任务", "主要建设内容", "建设内容及规模", "实施内容"],
    "建设任务": ["建设内容", "建设规模及内容", "工程内容"],
    "建设地点": ["实施地点", "项目地点", "建设地址", "项目实施地点"],
    "实施地点": ["建设地点", "项目建设地点", "地点"],
    "资金金额(万元)": ["资金规模（万元）", "安排资金(万元)", "投资金额(万元)", "金额（万元）"],
    "投资规模": ["投资金额", "计划投资", "资金规模", "资金"],
    "投资(万元)": ["总投资(万元)", "计划资金（万元）", "金额(万元)"],
    "整合资金(万元)": ["统筹整合资金（万元）", "整合资金规模(万元)", "资金规模(万元)"],
    "计划投资(万元)": ["投资规模（万元）", "总投资(万元)", "资金规模(万元)"],
    "本次分配金额(万元)": ["本次安排资金（万元）", "本批下达资金(万元)"],
    "资金规模(万元)": ["资金金额(万元)", "项目资金（万元）"],
    "总投资(万元)": ["投资合计（万元）", "合计(万元)", "资金总额（万元）"],
    "责任单位": ["主管部门", "行业主管部门", "责任部门"],
    "实施单位": ["建设单位", "项目实施单位", "实施主体"],
    "资金来源": ["资金渠道", "资金性质", "资金名称"],
    "资金性质": ["资金来源", "资金类型"],
    "补助标准": ["补贴标准", "奖补标准"],
    "实施期限": ["建设期限", "时间进度", "实施时间"],
    "绩效目标": ["预期效益", "目标"],
    "受益对象": ["受益群众", "受益范围"],
    "乡镇": ["乡（镇）", "所属乡镇", "镇乡", "乡镇名称"],
    "市州": ["地市", "市（州）"],
    "县(市、区)": ["县区", "县市区"],
    "表": ["表号", "附表"],
}
COUNTIES = ["beita", "zeku", "yaozhou", "ziyang", "beiguan", "jiaxian", "yanshi", "wenquan"]


def _facts(plans: tuple[ReadPlan, ...]) -> list[list[tuple[object, ...]]]:
    """What must come out alike; row numbers move when rows are put in above."""
    return [[_item(item) for item in plan.items] for plan in plans]


def _item(item: ReadItem) -> tuple[object, ...]:
    return (item.seq, item.name, item.amount_yuan, item.category, item.nature, set(item.content), item.note,
            item.places, item.department_text, item.implementing_unit, item.source_amounts, item.target_text)  # fmt: skip


def _varied(sheet: Sheet, chance: random.Random, *, shuffle: bool, rename: bool, above: bool, unit_row: bool) -> Sheet:
    """The same table as another county might have typed it."""
    head, *rows = [list(row) for row in sheet]
    if rename:
        head = [chance.choice([name, *SYNONYMS.get(name, [])]) for name in head]
    if unit_row:
        units = ["(万元)" if "万元" in name else "" for name in head]
        if any(units):
            head = [name.replace("(万元)", "").replace("（万元）", "") for name in head]
            rows.insert(0, units)
    order = list(range(len(head)))
    if shuffle:
        chance.shuffle(order)
    rows.insert(chance.randrange(1, len(rows) + 1), [""] * len(head))
    table = [[row[i] for i in order] for row in [head, *rows]]
    title = ["2020年财政专项扶贫资金项目计划表", *[""] * (len(head) - 1)]
    return [title, [""] * len(head), *table] if above else table


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    county=st.sampled_from(COUNTIES),
    seed=st.integers(0, 10_000),
    shuffle=st.booleans(),
    rename=st.booleans(),
    above=st.booleans(),
    unit_row=st.booleans(),
    form=st.sampled_from([as_csv, as_xlsx]),
)
def test_the_same_items_however_typed(county: str, seed: int, form: object, **how: bool) -> None:
    sheet = _varied(sheet_of(county), random.Random(seed), **how)  # noqa: S311 - a shuffle, not a secret
    again = read_table(form(sheet), PLANS[county].name, places_of(county))  # type: ignore[operator]
    assert _facts(again) == _facts(read(county))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), shuffle=st.booleans(), above=st.booleans(), form=st.sampled_from([as_csv, as_xlsx]))
def test_an_allocation_stays_refused_however_typed(seed: int, shuffle: bool, above: bool, form: object) -> None:
    chance = random.Random(seed)  # noqa: S311
    sheet = _varied(sheet_of("jiaozuo"), chance, shuffle=shuffle, rename=False, above=above, unit_row=False)
    with pytest.raises(Invalid, match="切块分配"):
        read_table(form(sheet), "jiaozuo", places_of("beita"))  # type: ignore[operator]
