"""The model bulletin word for word: 泸西县 2019, its 87.34 % and 12.66 %, its ranking; and what a table may not hold."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.errors import Invalid
from documents import rendering
from documents.adornments import Adornments
from documents.measuring import measure
from oversight.bulletins import drafting, spending
from oversight.bulletins.tables import SpendingTable, SupervisionTable, UnitMonth, percent, ranked, shown
from oversight.papers import SpendingBulletin

MODEL = Path(__file__).parents[1] / "data" / "progress_luxi.csv"
PAID, LEFT = Decimal("216216200"), Decimal("31345100")
SHARED = {
    "issuer": "泸西县人民政府办公室", "county": "泸西县", "month": datetime.date(2019, 12, 1),
    "as_of": datetime.date(2019, 12, 18), "source": "泸西县财政局", "requirement": "请加快支出。",
    "recipients": ("各乡镇人民政府", "县政府各部门"),
}  # fmt: skip


def luxi() -> SpendingTable:
    found = spending.read(MODEL.read_bytes(), MODEL.name)
    assert found.faults == ()
    return SpendingTable(2019, found.units, PAID, LEFT)


def bulletin(table: SpendingTable) -> SpendingBulletin:
    return drafting._spending(SpendingTable.read(table.stored()), dict(SHARED))


def test_the_model_bulletin_is_reproduced() -> None:
    paper = bulletin(luxi())
    assert (paper.progress, paper.balance, paper.paid, paper.left) == ("87.34%", "12.66%", "21,621.62", "3,134.51")
    text = str(paper.content()["body"])
    assert "已支出21,621.62万元，结余3,134.51万元，支出进度87.34%，结余率12.66%" in text
    assert "截至2019年12月18日" in text
    departments, townships = paper.annexes()
    assert [row[:3] for row in departments.rows] == [
        ("1", "县文旅局", "100%"), ("1", "县教育体育局", "100%"), ("1", "县供销社", "100%"), ("4", "县水利局", "96.74%"),
        ("5", "县财政局", "94.98%"), ("6", "县林业和草原局", "93.88%"), ("7", "县交通运输局", "90.22%"),
        ("8", "县农业农村和科学技术局", "86.39%"), ("9", "县扶贫办", "83.06%"),
    ]  # fmt: skip
    assert [row[:3] for row in townships.rows] == [
        ("1", "向阳乡", "90.31%"), ("2", "午街铺镇", "87.97%"), ("3", "白水镇", "87.18%"), ("4", "旧城镇", "86.18%"),
        ("5", "永宁乡", "86.06%"), ("6", "中枢镇", "85.69%"), ("7", "三塘乡", "77.76%"), ("8", "金马镇", "75.47%"),
    ]  # fmt: skip
    assert townships.rows[-1][3] == "24.53%"
    assert paper.done == ("县文旅局", "县教育体育局", "县供销社")
    assert paper.behind[:2] == ("县农业农村和科学技术局", "县扶贫办")
    assert "午街铺镇" not in paper.behind


def test_both_bulletins_are_measured_without_fault() -> None:
    table = SupervisionTable(
        (UnitMonth("部门", "县水利局", 12, 10, 1, 1, 3, 1, 1), UnitMonth("乡镇", "向阳乡")), {"blue": 1}
    )
    for paper in (bulletin(luxi()), drafting._supervision(table, dict(SHARED))):
        content = paper.content()
        content["issue"] = {
            "issuer_name": "泸西县人民政府办公室", "signatory_name": "办公室主任", "number": "泸政办通报〔2019〕12号",
            "document_date": "2019-12-20", "printed_on": "2019-12-20", "printed_by": "泸西县人民政府办公室",
            "mark": "泸西县人民政府办公室文件", "is_sealed": True, "signed_on": "2019-12-20",
            "issuers": ["泸西县人民政府办公室"], "signatories": ["办公室主任"], "co_issuers": [],
        }  # fmt: skip
        assert [str(fault) for fault in measure(rendering.typeset(content, Adornments()).pdf)] == []


def test_units_are_ranked_and_equal_ones_share_a_rank() -> None:
    rows = [("a", Decimal(5)), ("b", Decimal(9)), ("c", None), ("d", Decimal(9)), ("e", Decimal(1))]
    found = ranked(rows, lambda row: row[1], lambda _row: "")
    assert [(rank, row[0]) for rank, row in found] == [("1", "b"), ("1", "d"), ("3", "a"), ("4", "e"), ("—", "c")]
    assert [shown(rate) for rate in (Decimal("100.00"), Decimal("87.30"), Decimal("0.00"), None)] == [
        "100%", "87.3%", "0%", "—",
    ]  # fmt: skip
    assert percent(1, 3) == Decimal("33.33")
    assert percent(2, 3) == Decimal("66.67")


def test_amounts_are_read_from_a_workbook_and_the_rate_counted() -> None:
    book = Workbook()
    for row in (
        ["2026年支出进度表"], ["类别", "单位名称", "下达资金（万元）", "支出资金（万元）"], ["部门", "县水利局", 300, "150.5"],
        ["乡镇", "官渡镇", "200", "200"],
    ):  # fmt: skip
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    units = spending.read(out.getvalue(), "表.xlsx").units
    assert [(unit.unit, unit.progress, unit.allotted) for unit in units] == [
        ("县水利局", Decimal("50.17"), Decimal("3000000")), ("官渡镇", Decimal("100.00"), Decimal("2000000")),
    ]  # fmt: skip


def test_every_wrong_row_is_named_and_none_is_guessed() -> None:
    rows = (
        "类别,单位,支出进度(%)", "部门,县水利局,96.74", "机关,县财政局,90", "部门,,90", "乡镇,向阳乡,很快", "乡镇,白水镇,101",
        "部门,县水利局,50", "",
    )  # fmt: skip
    found = spending.read("\n".join(rows).encode(), "表.csv")
    assert [unit.unit for unit in found.units] == ["县水利局"]
    assert [fault.row for fault in found.faults] == [3, 4, 5, 6, 7]
    assert [
        word in fault.text
        for word, fault in zip(("机关", "缺少单位", "很快", "101", "重复"), found.faults, strict=True)
    ]
    wrong = spending.read(
        "类别,单位,进度,下达,支出\n部门,甲,40,100,50\n部门,乙,,100,120\n部门,丙,,100,\n".encode(), "表.csv"
    )
    assert [fault.row for fault in wrong.faults] == [2, 3, 4]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", "类别,单位,支出进度\n".encode(), b"%PDF-1.4", b""])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        spending.read(content, "表.csv")


def test_a_file_without_a_head_is_told_what_was_looked_for_and_what_it_has() -> None:
    with pytest.raises(Invalid) as refused:
        spending.read("竹山县支出情况\n单位名称,金额,备注\n县水利局,5,\n".encode(), "支出.csv")
    for said in ("“类别”“单位”", "“支出进度（%）”", "“支出.csv”第2行为：单位名称、金额、备注"):
        assert said in refused.value.message
    with pytest.raises(Invalid, match=f"{'长' * 19}…"):
        spending.read(("长" * 150 + ",b\n1,2\n").encode(), "支出.csv")
