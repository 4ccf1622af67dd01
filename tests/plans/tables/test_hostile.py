"""Files that are no plan table are refused with a reason, quickly."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from core.errors import Invalid
from plans.tables import read_table
from plans.tables.grid import Limits, load
from plans.tables.sheet_xml import shown_number
from tests.plans.tables.sheets import as_csv, as_xlsx, places_of

HEAD = ["序号", "项目名称", "建设地点", "资金(万元)"]
ROW = ["1", "道路硬化", "光裕村", "10"]


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def _sheet_replaced(old: bytes, new: bytes, *, reaches: bytes = b"A1:D2") -> bytes:
    """A sound workbook whose sheet has been tampered with; how far it says that it reaches."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx([HEAD, ROW]))) as source, zipfile.ZipFile(out, "w") as package:
        for part in source.infolist():
            content = source.read(part)
            if "sheet1" in part.filename:
                content = content.replace(old, new).replace(b'"A1:D2"', b'"%s"' % reaches)
            package.writestr(part, content)
    return out.getvalue()


def _sheets(count: int, rows: int = 1) -> bytes:
    """A workbook of so many sheets that reach down to so many rows."""
    book = Workbook(write_only=True)
    for _number in range(count):
        sheet = book.create_sheet()
        for row in [HEAD, *[[]] * (rows - 2), ROW]:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


BELOW = b'</sheetData><mergeCells><mergeCell ref="A30000:BL90000"/><mergeCell ref="A3:BL5000"/></mergeCells>'
AWAY = (
    b"".join(b'<row r="%d"></row>' % number for number in range(3, 5_001))
    + b'</sheetData><mergeCells count="1"><mergeCell ref="A3:BL5000"/></mergeCells>'
)
"""As the library writes it, which takes five seconds for so many cells."""
LOW = b'<row r="20000"><c r="A20000" t="n"><v>1</v></c></row></sheetData>'

HOSTILE = {
    "empty": (b"", "空的"),
    "blank": (b" \n \n", "空的"),
    "pdf": (b"%PDF-1.7 ...", "PDF"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "另存为 .xlsx"),
    "page": (b"<!DOCTYPE html><table></table>", "读不出文字"),
    "noise": (bytes(range(128, 256)) * 9, "读不出文字"),
    "prose": ("各乡镇：现将有关事项通知如下。\n请遵照执行。".encode(), "找不到表头"),
    "numbers": (as_csv([["1", "2"], ["3", "4"]]), "找不到表头"),
    "csv formula": (as_csv([HEAD, [*ROW[:3], "=1+9"]]), "公式"),
    "xlsx formula": (as_xlsx([HEAD, [*ROW[:3], "=SUM(A1:A2)"]]), "第 2 行第 4 列是公式"),
    "open quote": (b'\xe5\xba\x8f\xe5\x8f\xb7,"\xe9\xa1\xb9' + b",1\n" * 50, "csv"),
    "too many rows": (as_csv([HEAD, *([ROW] * 5_001)]), "超过 5000 行"),
    "too wide": (as_csv([HEAD * 30, ROW * 30]), "列"),
    "far cell": (_sheet_replaced(b'r="A2"', b'r="XFD2"'), "超出 64 列"),
    "far row": (_sheet_replaced(b'r="2"', b'r="9999999999"'), "xlsx|列"),
    "error cell": (
        _sheet_replaced(b'<c r="D2" t="n"><v>10</v></c>', b'<c r="D2" t="e"><v>#REF!</v></c>'),
        "D2 是错误值“#REF!”",
    ),
    "low row": (_sheet_replaced(b"</sheetData>", LOW), "第 20000 行有内容"),
    "many sheets": (_sheets(41), "超过40张"),
    "many long sheets": (_sheets(3, rows=4_000), "合计超过 10000 行"),
    "merged far below": (_sheet_replaced(b"</sheetData>", BELOW), "合并单元格过多"),
    "long cell": (as_csv([HEAD, ["1", "路" * 5_000, "", "1"]]), "字"),
    "large": (b"a,b\n" * 3_000_000, "MB"),
    "broken zip": (b"PK\x03\x04" + b"\0" * 400, "完好"),
    "other zip": (_zip(a=b"1"), "没有工作簿"),
    "zip bomb": (_zip(xl__workbook=b"", bomb=b"\0" * 90_000_000), "解开后过大"),
    "macro": (_zip(**{"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"1"}), "宏"),
    "links": (_zip(**{"xl/workbook.xml": b"<a/>", "xl/externalLinks/externalLink1.xml": b"<a/>"}), "断开链接"),
    "entities": (
        _sheet_replaced(b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'),
        "完好",
    ),
    "no money": (as_csv([["序号", "项目名称", "建设地点"], ["1", "道路硬化", "光裕村"]]), "没有金额列"),
    "no projects": (as_csv([["乡镇", "资金合计(万元)"], ["陈家桥镇", "10"]]), "切块分配"),
    "merged away": (_sheet_replaced(b"</sheetData>", AWAY, reaches=b"A1:BL5000"), "合并单元格过多"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_refused_with_a_reason_and_soon(kind: str) -> None:
    content, reason = HOSTILE[kind]
    began = time.perf_counter()
    with pytest.raises(Invalid, match=reason):
        read_table(content, f"{kind}.csv", places_of("beita"))
    assert time.perf_counter() - began < 3


def test_five_thousand_rows_are_read_soon() -> None:
    rows = [[str(n), f"光裕村道路硬化{n}", "光裕村", "1"] for n in range(1, 4_990)]
    began = time.perf_counter()
    (plan,) = read_table(as_xlsx([HEAD, *rows]), "大表.xlsx", places_of("beita"))
    assert plan.total_yuan == 49_890_000
    assert time.perf_counter() - began < 20


def test_a_formula_counts_as_what_it_gave_where_results_are_taken() -> None:
    """A clerk's sums come in as figures; one that no program has worked out is named, never read as empty."""
    cell = b'<c r="D2"><f>5+5</f><v>10</v></c>'
    content = _sheet_replaced(b'<c r="D2" t="n"><v>10</v></c>', cell)
    [grid] = load(content, "a.xlsx", Limits(takes_results=True))
    assert grid.raw(1, 3) == "10"
    with pytest.raises(Invalid, match="是公式"):
        load(content, "a.xlsx", Limits())
    with pytest.raises(Invalid, match="D2 的公式没有算出结果"):
        load(
            _sheet_replaced(b'<c r="D2" t="n"><v>10</v></c>', cell.replace(b"10", b"")),
            "a.xlsx",
            Limits(takes_results=True),
        )


@pytest.mark.parametrize(
    ("text", "shown"),
    [("0.1234567891", "0.1234567891"), ("0.30000000000000004", "0.3"), ("123456789.12000001", "123456789.12"),
     ("5.551115123125783e-17", "0"), ("1.5E2", "150")],
)  # fmt: skip
def test_a_number_is_shown_to_the_fen_without_binary_residue(text: str, shown: str) -> None:
    assert shown_number(text) == shown
