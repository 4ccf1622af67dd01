"""The nine published tables, read as printed: totals, items, places, and a warning for every oddity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import Invalid
from plans.tables import Category, PlaceIndex, read_table
from tests.plans.tables.sheets import PLANS, as_csv, as_xlsx, places_of, read, said, sheet_of

TOTALS = {
    "beita": ["408"],
    "zeku": ["1259"],
    "yaozhou": ["1598"],
    "ziyang": ["914.95", "559.88"],
    "beiguan": ["113.5"],
    "jiaxian": ["55"],
    "yanshi": ["155"],
    "wenquan": ["45"],
}
ITEMS = {
    "beita": [16],
    "zeku": [6],
    "yaozhou": [7],
    "ziyang": [3, 3],
    "beiguan": [3],
    "jiaxian": [2],
    "yanshi": [3],
    "wenquan": [4],
}


@pytest.mark.parametrize("county", TOTALS)
def test_totals_and_items_are_the_printed_ones(county: str) -> None:
    plans = read(county)
    assert [plan.total_yuan / 10_000 for plan in plans] == [Decimal(total) for total in TOTALS[county]]
    assert [len(plan.items) for plan in plans] == ITEMS[county]
    assert {plan.unit for plan in plans} == {"万元"}


@pytest.mark.parametrize("county", TOTALS)
@pytest.mark.parametrize("form", ["xlsx", "gb18030", "utf-8-sig"])
def test_every_file_form_reads_alike(county: str, form: str) -> None:
    sheet = sheet_of(county)
    content = as_xlsx(sheet) if form == "xlsx" else as_csv(sheet, form)
    name = PLANS[county].name
    assert [p.items for p in read_table(content, name, places_of(county))] == [p.items for p in read(county)]


@pytest.mark.parametrize("form", [as_csv, as_xlsx])
def test_an_allocation_to_counties_is_no_plan(form: object, places: PlaceIndex) -> None:
    content = form(sheet_of("jiaozuo"))  # type: ignore[operator]
    with pytest.raises(Invalid, match=r"切块分配资金的表.*不是项目方案"):
        read_table(content, "jiaozuo", places)


@pytest.fixture
def places() -> PlaceIndex:
    return places_of("beita")


def test_beita_subtotals_close() -> None:
    (plan,) = read("beita")
    assert [(s.printed_yuan / 10_000, s.is_grand, s.agrees) for s in plan.subtotals] == [
        (Decimal(160), False, True),
        (Decimal(236), False, True),
        (Decimal(408), True, True),
    ]


def test_beita_oddities() -> None:
    (plan,) = read("beita")
    grapes = next(item for item in plan.items if item.name == "葡萄基地")
    assert (grapes.amount_yuan, grapes.note, grapes.nature) == (Decimal(100_000), "其中,灾情因素6万元", "续建")
    assert said(plan, grapes.row, "灾情因素6万元")
    loans = plan.items[-1]
    assert (loans.category, loans.places) == (Category.FINANCE, ("430511",))
    assert said(plan, loans.row, "没有写明地点")
    assert said(plan, 8, "“邓家村”现为“邓家社区”")
    assert said(plan, 11, "“陈家桥村”现为“陈家桥社区”")
    assert said(plan, None, "没有资金来源列")


def test_zeku_places_come_out_of_the_names() -> None:
    (plan,) = read("zeku")
    assert [item.places for item in plan.items] == [
        ("632323203",),
        ("632323102204",),
        ("632323",),
        ("632323",),
        ("632323202203",),
        ("632323",),
    ]
    assert said(plan, 2, "三个村")
    assert said(plan, 3, "“司玛村”按同音对应为“司么村")
    assert said(plan, 5, "2个村")
    assert said(plan, 6, "“王家乡”按同音对应为“王加乡”")
    assert said(plan, 2, "没有注明资金来源")
    assert plan.items[4].source_amounts == {"少数民族发展资金": Decimal("1670000.00")}
    assert said(plan, None, "没有合计行")


def test_yaozhou_several_villages_and_whole_county() -> None:
    (plan,) = read("yaozhou")
    water, upkeep, fields = plan.items[1:4]
    assert water.places == ("610204111222", "610204107201")
    assert upkeep.places == ("610204",)
    assert fields.places == ("610204107224", "610204107220")
    assert said(plan, water.row, "一格涉及2个村")
    assert said(plan, upkeep.row, "“全区”，按全县计")
    for unknown in ("芋河", "山家坡", "柏林", "周家河"):
        assert said(plan, fields.row, f"“{unknown}”在行政区划表中没有找到")
    assert said(plan, 7, "括注“五峰”")
    assert said(plan, None, "没有合计行")


def test_ziyang_two_plans_with_their_sources() -> None:
    canals, ponds = read("ziyang")
    assert canals.source_totals == {"省级财政奖补资金": Decimal("3650000"), "地方计划自筹": Decimal("5499500")}
    assert ponds.source_totals == {"省级财政奖补资金": Decimal("2020000"), "地方计划自筹": Decimal("3578800")}
    assert all(s.agrees and s.is_grand for plan in (canals, ponds) for s in plan.subtotals)
    assert said(canals, None, "2个方案")
    first = canals.items[0]
    assert first.name_is_built
    assert first.name == "茈湖口镇清淤渠道、新建及节水改造连接渠道项目"
    assert first.content == "清淤渠道4.5公里，新建及节水改造连接渠道2公里"
    assert said(canals, first.row, "没有项目名称")
    assert ponds.items[0].name == "长春镇山塘清淤项目"
    assert said(ponds, 7, "没有序号")


def test_beiguan_units_inside_the_cells() -> None:
    (plan,) = read("beiguan")
    assert [item.amount_yuan for item in plan.items] == [200_000, 200_000, 735_000]
    assert [item.places for item in plan.items] == [("410503009206",), ("410503009215",), ("410503100211",)]
    assert all(said(plan, item.row, "自带单位“万元”") for item in plan.items)


def test_yanshi_is_one_allotment_of_longer_projects() -> None:
    (plan,) = read("yanshi")
    assert said(plan, None, "不是项目总投资")
    assert [item.places for item in plan.items] == [("410307110219",), ("410307107204",), ("410307111203",)]
    assert {item.department_text for item in plan.items} == {"交通运输局"}


def test_jiaxian_forest_zones_are_no_divisions() -> None:
    (plan,) = read("jiaxian")
    assert [item.nature for item in plan.items] == ["新建", "新建"]
    assert said(plan, 2, "“大刘山林区”在行政区划表中没有找到")
    assert said(plan, 2, "未能对应到乡镇或村，按全县计")


def test_wenquan_quantity_by_standard() -> None:
    (plan,) = read("wenquan")
    assert plan.source_totals == {"财政专项扶贫资金": Decimal("450000.00")}
    assert said(plan, 2, "注明为“合计”")
    assert not any("×" in warning.message for warning in plan.warnings)
    assert {item.implementing_unit for item in plan.items} == {"塔秀乡人民政府"}


def test_wenquan_text_counts_three_villages_where_rows_name_four() -> None:
    sheet = [["温泉县2019年扶贫项目公示，涉及3个村", *[""] * 9], *sheet_of("wenquan")]
    (plan,) = read_table(as_csv(sheet), "wenquan", places_of("wenquan"))
    assert said(plan, None, "“3个村”，表中各行实有4个村")


def test_wenquan_a_wrong_product_is_told() -> None:
    sheet = sheet_of("wenquan")
    sheet[4][5] = "16"
    (plan,) = read_table(as_csv(sheet), "wenquan", places_of("wenquan"))
    assert said(plan, 5, "30个×5000元为15万元，与金额16万元不符")
