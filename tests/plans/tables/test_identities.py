"""What does not add up is told with its row, and never put right in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import Invalid
from plans.tables import ReadPlan, read_table
from tests.plans.tables.sheets import Sheet, as_csv, as_xlsx, places_of, said

HEAD = ["序号", "项目名称", "建设地点", "建设内容", "资金(万元)"]


def _read(*rows: list[str], head: list[str] = HEAD, merge: tuple[str, ...] = ()) -> ReadPlan:
    sheet: Sheet = [head, *rows]
    content = as_xlsx(sheet, merge) if merge else as_csv(sheet)
    (plan,) = read_table(content, "试表.csv", places_of("beita"))
    return plan


def _road(seq: str, amount: str, place: str = "光裕村") -> list[str]:
    return [seq, f"{place}道路硬化{seq}", place, "硬化道路1公里", amount]


def test_a_wrong_subtotal_and_total_are_told() -> None:
    plan = _read(
        _road("1", "10"), _road("2", "20"), ["", "小计", "", "", "31"], _road("3", "5"), ["合计", "", "", "", "36"]
    )
    assert plan.total_yuan == 350_000
    assert said(plan, 4, "小计印为31万元，所列项目之和为30万元，相差1万元")
    assert said(plan, 6, "合计印为36万元，所列项目之和为35万元")


def test_a_row_that_only_sums_is_no_item() -> None:
    plan = _read(_road("1", "10"), _road("2", "20"), ["", "", "", "", "30"])
    assert len(plan.items) == 2
    assert said(plan, 4, "按合计行核对")


def test_a_chinese_numbered_head_sums_the_rows_below() -> None:
    plan = _read(
        ["一", "产业发展", "", "", "30"], _road("1", "10"), _road("2", "20"),
        ["二", "基础设施", "", "", "6"], _road("1", "5"), ["", "总计", "", "", "35"],
    )  # fmt: skip
    assert [(s.label, s.agrees) for s in plan.subtotals] == [("产业发展", True), ("基础设施", False), ("总计", True)]
    assert said(plan, 5, "相差1万元")


def test_sources_that_do_not_make_the_amount() -> None:
    head = ["项目名称", "村", "中央资金(万元)", "自筹(万元)", "合计(万元)"]
    plan = _read(["道路硬化", "光裕村", "6", "3", "10"], ["道路绿化", "光裕村", "6", "5", "10"], head=head)
    assert plan.items[0].source_amounts["其他（未列明来源）"] == 10_000
    assert said(plan, 2, "相差1万元")
    assert said(plan, 3, "相差-1万元")
    assert "其他（未列明来源）" not in plan.items[1].source_amounts


def test_a_blank_total_is_the_sum_of_its_sources() -> None:
    head = ["项目名称", "村", "中央资金(万元)", "省级资金(万元)", "合计(万元)"]
    plan = _read(["道路硬化", "光裕村", "6", "3", "9"], ["道路绿化", "光裕村", "6", "", ""], head=head)
    assert plan.total_yuan == 150_000
    assert said(plan, 3, "没有填写金额，按各来源之和6万元计")


def test_an_unreadable_or_negative_amount_is_no_item() -> None:
    plan = _read(_road("1", "若干"), _road("2", "-5"), _road("3", "8"))
    assert [item.row for item in plan.items] == [4]
    assert said(plan, 2, "“若干”读不出数")
    assert said(plan, 3, "不是正数")


def test_a_quantity_by_standard_in_its_own_columns() -> None:
    head = ["项目名称", "村", "数量", "计量单位", "补助标准", "资金(万元)"]
    tea = ["种植茶叶", "光裕村", "200", "亩", "每亩500元", "10"]
    oil = ["种植油茶", "光裕村", "200", "亩", "500元/亩", "11"]
    plan = _read(tea, oil, head=head)
    assert not said(plan, 2, "×")
    assert said(plan, 3, "200亩×500元为10万元，与金额11万元不符")


def test_repeats_and_absurd_lengths() -> None:
    plan = _read(_road("1", "10"), _road("1", "10"), ["3", "通村路", "光裕村", "道路长2950千米", "9"])
    assert said(plan, 3, "疑似重复")
    assert said(plan, 3, "序号1重复")
    assert said(plan, 4, "疑将米误写为千米")


@pytest.mark.parametrize(
    ("heading", "cell", "yuan"),
    [
        ("资金(元)", "１５９，９９３．２６", "159993.26"),
        ("资金（万元）", "931.409198", "9314091.98"),
        ("资金", "20万元", "200000"),
        ("资金(万元)", "350000元", "350000"),
        ("资金(万元)", "1,200", "12000000"),
        ("资金(万元)", "10(其中,灾情因素6万元)", "100000"),
        ("资金(亿元)", "0.01", "1000000"),
    ],
)
def test_amounts_in_every_unit(heading: str, cell: str, yuan: str) -> None:
    plan = _read(["1", "道路硬化", "光裕村", "硬化", cell], head=[*HEAD[:4], heading])
    assert plan.total_yuan == Decimal(yuan)


def test_a_unit_nobody_prints_is_supposed_aloud() -> None:
    plan = _read(["1", "道路硬化", "光裕村", "硬化", "20"], head=[*HEAD[:4], "资金"])
    assert plan.total_yuan == 200_000
    assert said(plan, None, "没有注明单位，按万元计")


def test_a_merged_amount_counts_once() -> None:
    plan = _read(_road("1", "10"), ["", "", "田庄村", "硬化道路2公里", ""], _road("2", "5"), merge=("A2:A3", "B2:B3", "E2:E3"))  # fmt: skip
    assert plan.total_yuan == 150_000
    assert len(plan.items) == 2
    assert len(plan.items[0].places) == 2
    assert said(plan, 3, "并入第2行")


def test_sub_headings_under_a_merged_heading() -> None:
    sheet = [
        ["北塔区2020年统筹资金项目表", "", "", "", "", ""],
        ["单位：万元", "", "", "", "", ""],
        ["序号", "项目名称", "实施地点", "资金来源", "", "合计"],
        ["", "", "", "中央", "省级", ""],
        ["1", "道路硬化", "光裕村", "6", "4", "10"],
    ]
    (plan,) = read_table(
        as_xlsx(sheet, ("A1:F1", "D3:E3", "A3:A4", "B3:B4", "C3:C4", "F3:F4")), "表", places_of("beita")
    )
    assert plan.title == "北塔区2020年统筹资金项目表"
    assert plan.source_totals == {"中央": Decimal(60_000), "省级": Decimal(40_000)}


def test_two_tables_one_below_the_other() -> None:
    sheet = [
        ["表1 产业项目", "", "", "", ""], HEAD, _road("1", "10"), ["", "合计", "", "", "10"],
        [""] * 5,
        ["表2 基础设施", "", "", "", ""], HEAD, _road("1", "7"), _road("2", "1"),
    ]  # fmt: skip
    plans = read_table(as_csv(sheet), "两表.csv", places_of("beita"))
    assert [(plan.title, plan.total_yuan) for plan in plans] == [
        ("表1 产业项目", Decimal(100_000)),
        ("表2 基础设施", Decimal(80_000)),
    ]


def test_nothing_but_remarks_is_no_plan() -> None:
    with pytest.raises(Invalid, match="没有读到一个项目"):
        _read(["备注：以上项目待定", "", "", "", ""])


def test_own_contributions_stay_outside_the_integrated_funds() -> None:
    head = ["项目名称", "村", "总投资(万元)", "资金规模（整合）(万元)", "中央", "省", "自筹"]
    plan = _read(["道路硬化", "光裕村", "70", "60", "40", "20", "10"], head=head)
    assert plan.total_yuan == 600_000
    assert plan.source_totals == {"中央": Decimal(400_000), "省": Decimal(200_000)}
    assert said(plan, None, "“自筹”不在整合资金之内")
    assert said(plan, None, "另有“总投资(万元)”")


def test_headings_nobody_has_seen_are_read_by_their_cells() -> None:
    plan = _read(
        ["30", "光裕村", "修路1公里", "光裕村道路工程"],
        ["20", "田庄村", "修路2公里", "田庄村道路工程"],
        head=["资金", "在哪里", "干什么", "工程"],
    )
    assert [(item.name, item.content) for item in plan.items] == [
        ("光裕村道路工程", "修路1公里"),
        ("田庄村道路工程", "修路2公里"),
    ]
    assert [len(item.places) for item in plan.items] == [1, 1]


def test_a_column_without_meaning_is_told() -> None:
    plan = _read(["1", "道路硬化", "光裕村", "硬化", "3", "同意"], head=[*HEAD, "乡镇意见"])
    assert said(plan, None, "“乡镇意见”列没有读入")


@pytest.mark.parametrize("head", [["县区", "因素得分", "分配资金(万元)"], ["乡镇", "项目个数", "资金(万元)"]])
def test_shares_and_counts_by_place_are_no_projects(head: list[str]) -> None:
    with pytest.raises(Invalid, match="切块分配"):
        _read(["陈家桥镇", "3", "30"], ["茶元头街道", "2", "20"], head=head)
