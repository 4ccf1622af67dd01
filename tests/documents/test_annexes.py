"""Drawn tables keep every cell, keep amounts whole, repeat their head, and are tagged as tables."""

from __future__ import annotations

import io
import random
from dataclasses import asdict
from itertools import pairwise

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import annexes, rendering, specimens
from documents.annexes.cells import bound, cell
from documents.annexes.columns import grid
from documents.blocks import Annex, Column
from documents.composer import NEVER_FIRST, NEVER_LAST, width
from documents.enums import Layout
from documents.measuring.reading import sheets


def printed(annex: Annex) -> pikepdf.Pdf:
    content = specimens.content(Layout.LETTER, specimens.text(random.Random(1), 1), (annex,))  # noqa: S311
    return pikepdf.Pdf.open(io.BytesIO(rendering.typeset(content).pdf))


def structure(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Object]:
    """Every element of a kind in the tree of tags."""
    found, ahead = [], [pdf.Root.StructTreeRoot.K[0]]
    while ahead:
        element = ahead.pop()
        if element.get("/S") == kind:
            found.append(element)
        ahead += [kid for kid in list(element.get("/K", [])) if isinstance(kid, pikepdf.Dictionary)]
    return found


@pytest.mark.parametrize("is_wide", [False, True])
def test_a_table_is_tagged_cell_by_cell(is_wide: bool) -> None:
    annex = specimens.annex(random.Random(2), 60, is_wide=is_wide)  # noqa: S311
    with printed(annex) as pdf:
        assert len(structure(pdf, "/Table")) == 1
        assert len(structure(pdf, "/TH")) == len(annex.columns)
        assert len(structure(pdf, "/TR")) == len(annex.rows) + 1
        assert len(structure(pdf, "/TD")) == len(annex.rows) * len(annex.columns)
        assert (sum(page.get("/Rotate", 0) == 90 for page in pdf.pages) > 1) == is_wide


def test_every_cell_points_at_its_own_text() -> None:
    with printed(specimens.annex(random.Random(3), 30, is_wide=False)) as pdf:  # noqa: S311
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        for page in range(len(pdf.pages)):
            marked = [str(o.operands[1].MCID) for o in pikepdf.parse_content_stream(pdf.pages[page])
                      if str(o.operator) == "BDC" and "/MCID" in o.operands[1]]  # fmt: skip
            assert len(marked) == len(set(marked)) == len(numbers[2 * page + 1])


def test_a_row_taller_than_a_page_loses_nothing() -> None:
    text = "通村公路硬化及安全饮水巩固提升" * 300
    annex = Annex("附件", "长行表", (Column("序号", 3), Column("说明", 8, "left")), (("1", text), ("2", "短")))
    with printed(annex) as pdf:
        shown = "".join(glyph.text for sheet in sheets(pdf) for glyph in sheet.glyphs if glyph.size < 13)
    assert text in shown.replace("序号说明", "")


def test_totals_are_never_alone() -> None:
    for rows in range(2, 60):
        annex = specimens.annex(random.Random(rows), rows, is_wide=False)  # noqa: S311
        content = specimens.content(Layout.LETTER, specimens.text(random.Random(1), 1), (annex,))  # noqa: S311
        laid = annexes.lay_out(content)[0]
        assert sum(len(page.rows) for page in laid.pages) == rows
        assert len(laid.pages[-1].rows) > 1
        assert all(page.notes_top <= laid.grid.height + 0.01 for page in laid.pages)


def test_amounts_stay_on_one_line_and_marks_stand_where_they_may() -> None:
    amount = cell("1,234,567.891234", 4.0, "right")
    assert len(amount.lines) == 1
    assert amount.scale < 1
    words = cell("通村公路硬化，安全饮水、光伏电站（二期）。", 4.2, "left")
    assert len(words.lines) > 3
    assert not [line for line, _width in words.lines if line[0] in NEVER_FIRST]


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [
        ("（420323-2026-0001）", 9.0, ["（420323-2026-", "0001）"]),
        ("（420323-2026-0001）", 11.0, ["（420323-2026-0001）"]),
        ("竹山统筹组纪〔2026〕1号", 9.5, ["竹山统筹组纪", "〔2026〕1号"]),
        ("2026年3月开工，2026年11月完工", 5.2, ["2026年3月", "开工，", "2026年11月", "完工"]),
        ("使用平台", 3.2, ["使用", "平台"]),
        ("类别／建设性质", 6.1, ["类别／建设", "性质"]),
        ("资金（万元）", 4.1, ["资金", "（万元）"]),
    ],
)
def test_a_cell_parts_no_word_and_leaves_no_character_alone(text: str, room: float, lines: list[str]) -> None:
    assert [line for line, _width in cell(text, room, "left").lines] == lines


@given(text=st.text("（）《》，。、—〔〕42-年月号甲乙丙丁", min_size=1, max_size=60), room=st.floats(6, 20))
def test_no_mark_begins_or_ends_a_line_where_it_may_not(text: str, room: float) -> None:
    found = [line for line, _width in cell(text, room, "left").lines]
    assert "".join(found) == text
    assert max(width(line) for line in found) <= room + 0.01
    parted = pairwise(found)
    words = list(bound(text))
    if max(map(width, words)) <= room:
        assert not [(a, b) for a, b in parted if a[-1] in NEVER_LAST or b[0] in NEVER_FIRST]


def test_a_narrow_column_gives_its_title_two_characters_a_line() -> None:
    columns = [asdict(column) for column in (Column("序号", 1), Column("名称", 30, "left"))]
    narrow = grid(columns)
    assert narrow.room(0) >= 2
    assert narrow.width == pytest.approx(156)


def test_columns_are_fitted_to_what_stands_in_them() -> None:
    """Empty columns give way to full ones, a code and a figure stay whole; columns that serve are left as asked."""
    columns = [
        asdict(column)
        for column in (Column("名称", 8, "left"), Column("备注", 8), Column("编号", 8), Column("金额", 8, "right"))
    ]
    rows = [["麻家渡镇塅里村通村公路硬化工程（二期）" * 2, "", "420323-2016-0001", "12,569,091.98"]] * 3
    fitted, asked = grid(columns, rows), grid(columns)
    assert fitted.room(1) < asked.room(1) < fitted.room(0)
    assert len(cell(rows[0][2], fitted.room(2), "center").lines) == 1
    assert cell(rows[0][3], fitted.room(3), "right").scale == 1.0
    assert fitted.width == pytest.approx(asked.width)
    assert grid(columns, [["甲", "乙", "丙", "1"]]) == asked
