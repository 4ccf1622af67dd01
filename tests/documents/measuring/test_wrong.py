"""The measuring fails on files that are deliberately wrong, and says which rule was broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils.safestring import SafeString

from documents import colophons, composer, drawing, furniture, heads, pagination, rendering, signatures, specimens
from documents.adornments import Adornments
from documents.annexes.pages import Page
from documents.blocks import Heading, Paragraph, plain
from documents.enums import Layout
from documents.measuring import measure
from documents.text import drawing as texts
from documents.text import pages, parts, rows
from tests.documents.measuring.test_right import annexed_plan, dice, ring

Spoil = Callable[[str, str], None]
Patch = pytest.MonkeyPatch


@pytest.fixture
def css(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spoil]:
    """Prints with a stylesheet in which one text is another."""

    def spoil(old: str, new: str) -> None:
        text = pagination.STYLESHEET.read_text()
        assert old in text, old
        spoilt = tmp_path / "print.css"
        spoilt.write_text(text.replace(old, new))
        monkeypatch.setattr(pagination, "STYLESHEET", spoilt)
        pagination.typography.cache_clear()

    yield spoil
    pagination.typography.cache_clear()


def content(layout: Layout, paragraphs: int = 6, **more: Any) -> dict[str, Any]:
    annexes = (specimens.annex(dice(2), 12, is_wide=True),) if more.pop("annexed", False) else ()
    return specimens.content(layout, specimens.text(dice(8), paragraphs), annexes, **more)


def rules(printed: dict[str, Any]) -> set[str]:
    return {fault.rule for fault in measure(rendering.typeset(printed, Adornments(seal=ring)).pdf)}


@pytest.mark.parametrize(
    ("layout", "rule", "old", "new"),
    [
        (Layout.DOCUMENT, "F01", "size: A4;", "size: 216mm 279mm;"),
        (Layout.DOCUMENT, "F07", '"FangSong_GB2312", "仿宋_GB2312", FandolFang', "FandolSong"),
        (Layout.DOCUMENT, "F19", 'TitleFace, "Noto Serif CJK SC"', "FandolFang"),
        (Layout.DOCUMENT, "F23", 'SimHei, "黑体", FandolHei', "FandolSong"),
        (Layout.DOCUMENT, "F26", ".seal, .stamp {", ".seal, .stamp { margin-top: 14mm;"),
        (Layout.UPWARD, "F17", "FandolKai", "FandolFang"),
    ],
)
def test_a_spoilt_stylesheet(css: Spoil, layout: Layout, rule: str, old: str, new: str) -> None:
    css(old, new)
    assert rule in rules(content(layout))


@pytest.mark.parametrize(
    ("layout", "rule", "module", "name", "value"),
    [
        (Layout.DOCUMENT, "F02", texts, "ORIGIN", "q 1 0 0 1 79.37 755 cm 0 g"),
        (Layout.DOCUMENT, "F03", texts, "ORIGIN", "q 1 0 0 1 72 737.01 cm 0 g"),
        (Layout.DOCUMENT, "F04", pages, "ROWS", 23),
        (Layout.DOCUMENT, "F05", texts, "LINE_MM", 10.227),
        (Layout.DOCUMENT, "F06", texts, "_shown", lambda glyphs, spacing: f"<{glyphs}> Tj"),
        (Layout.DOCUMENT, "F06", composer, "BLANK_RIGHT", frozenset()),
        (Layout.DOCUMENT, "F08", texts, "ORIGIN", "q 1 0 0 1 79.37 737.01 cm 0.27 g"),
        (Layout.DOCUMENT, "F12", heads, "MARK_TOPS", dict.fromkeys(heads.MARK_TOPS, 41.0)),
        (Layout.DOCUMENT, "F15", furniture, "TYPE_WIDTH_MM", 146.0),
        (Layout.DOCUMENT, "F18", furniture, "TYPE_WIDTH_MM", 147.0),
        (Layout.DOCUMENT, "F18", heads, "NUMBER_INK_BELOW_MM", 4.7),
        (Layout.DOCUMENT, "F19", parts, "TITLE_PT", 18.0),
        (Layout.DOCUMENT, "F20", parts, "BLANK", rows.Passage("", ())),
        (Layout.DOCUMENT, "F22", rows, "CELL_MM", 4.5),
        (Layout.DOCUMENT, "F25", signatures, "CELL_MM", 2.5),
        (Layout.DOCUMENT, "F32", colophons, "OUTER_MM", 0.5),
        (Layout.DOCUMENT, "F32", colophons, "INNER_MM", 0.35),
        (Layout.DOCUMENT, "F32", furniture, "TYPE_HEIGHT_MM", 218.0),
        (Layout.DOCUMENT, "F33", colophons, "EM_MM", 9.88),
        (Layout.DOCUMENT, "F36", furniture, "NUMBER_BASELINE_MM", 275.3),
        (Layout.LETTER, "L01", heads, "LETTER_MARK_TOP_MM", -2.0),
        (Layout.LETTER, "L02", furniture, "DOUBLE", (0.3, 0.9, 0.9)),
        (Layout.LETTER, "L02", furniture, "DOUBLE_WIDTH_MM", 156.0),
        (Layout.LETTER, "L03", heads, "LETTER_LINE_MM", 9.0),
        (Layout.LETTER, "L05", furniture, "TYPE_WIDTH_MM", 150.0),
        (Layout.UPWARD, "F16", furniture, "CELL_MM", 0.0),
        (Layout.MINUTES, "M01", heads, "MARK_TOPS", dict.fromkeys(heads.MARK_TOPS, 41.0)),
        (Layout.MINUTES, "M02", parts, "INDENT_MM", 0.0),
        (Layout.ORDER, "C01", heads, "MARK_TOPS", dict.fromkeys(heads.MARK_TOPS, 26.0)),
        (Layout.ORDER, "F28", signatures, "CELL_MM", 2.5),
    ],
)  # fmt: skip
def test_a_spoilt_length(monkeypatch: Patch, layout: Layout, rule: str, module: Any, name: str, value: object) -> None:
    monkeypatch.setattr(module, name, value)
    assert rule in rules(content(layout))


@pytest.mark.parametrize(
    ("rule", "module", "name", "value"),
    [
        ("F24", parts, "BLANK", rows.Passage("", ())),
        ("F37", furniture, "NUMBER_PT", 10.0),
    ],
)
def test_a_spoilt_length_with_annexes(monkeypatch: Patch, rule: str, module: Any, name: str, value: object) -> None:
    monkeypatch.setattr(module, name, value)
    assert rule in rules(content(Layout.DOCUMENT, annexed=True))


def test_an_annex_whose_title_stands_too_high(css: Spoil) -> None:
    css(".annex h1.title { margin-top: 10.445mm; }", ".annex h1.title { margin-top: 0; }")
    assert "F31" in rules(content(Layout.DOCUMENT, annexed=True))


@pytest.mark.parametrize("part", ["enclosure", "annexes"])
def test_an_annex_that_is_named_and_does_not_follow(part: str) -> None:
    named = annexed_plan() if part == "enclosure" else content(Layout.LETTER, annexed=True)
    without = named | {part: None if part == "enclosure" else []}
    assert any("不在文后" in fault.message for fault in measure(rendering.typeset(without).pdf))


@pytest.mark.parametrize(("name", "value"), [("ANNEX", "附录"), ("BLANK", rows.Passage("", ()))])
def test_a_plan_that_is_an_annex_without_its_label_or_too_high(monkeypatch: Patch, name: str, value: object) -> None:
    monkeypatch.setattr(parts, name, value)
    assert "F31" in rules(annexed_plan())


def test_numbers_of_pages_on_the_wrong_side(monkeypatch: Patch) -> None:
    number = furniture.number
    monkeypatch.setattr(furniture, "number", lambda page, glyphs: number(page + 1, glyphs))
    assert "F36" in rules(content(Layout.DOCUMENT))


def test_a_letter_whose_first_page_is_numbered(monkeypatch: Patch) -> None:
    monkeypatch.setattr(drawing.Drawn, "numbered", lambda self, count: range(count))
    assert "L07" in rules(content(Layout.LETTER))


def test_a_note_two_lines_too_low(monkeypatch: Patch) -> None:
    sealed = signatures.sealed
    monkeypatch.setattr(signatures, "sealed", lambda *asked: replace(sealed(*asked), rows=sealed(*asked).rows + 2))
    assert "F30" in rules(content(Layout.DOCUMENT))


@pytest.mark.parametrize(("layout", "rule"), [(Layout.DOCUMENT, "F09"), (Layout.LETTER, "L04")])
def test_what_stands_in_the_corner_too_low(monkeypatch: Patch, layout: Layout, rule: str) -> None:
    """份号, 密级 and 紧急程度, first as they should be."""
    marked = content(layout, serial="000012", secrecy="秘密★1年", urgency="特急")
    assert rule not in rules(marked)
    corner = furniture._corner
    monkeypatch.setattr(furniture, "_corner", lambda issue, placed: [(w, at + 3) for w, at in corner(issue, placed)])
    assert rule in rules(marked)


def _lead_last(names: Any, mark: str, size: float, top: float) -> Any:
    return _joint(names[::-1], mark, size, top)


def _word_too_high(names: Any, mark: str, size: float, top: float) -> Any:
    pieces, bottom = _joint(names, mark, size, top)
    return (*pieces[:-1], replace(pieces[-1], top=pieces[-1].top - 8)), bottom


def _not_spread(names: Any, mark: str, size: float, top: float) -> Any:
    pieces, bottom = _joint(names, mark, size, top)
    return tuple(replace(piece, spacing=0.0) for piece in pieces), bottom


_joint = heads._joint


@pytest.mark.parametrize("spoilt", [_lead_last, _word_too_high, _not_spread])
def test_a_spoilt_joint_mark(monkeypatch: Patch, spoilt: Any) -> None:
    """F14: the lead agency first, all as wide as the longest, 文件 in the middle beside them."""
    joint = content(Layout.DOCUMENT, **specimens.JOINT)
    assert "F14" not in rules(joint)
    monkeypatch.setattr(heads, "_joint", spoilt)
    assert "F14" in rules(joint)


def test_a_colophon_on_an_odd_page(monkeypatch: Patch) -> None:
    monkeypatch.setattr(colophons, "EVEN", frozenset())
    odd = next(c for c in (content(Layout.DOCUMENT, many) for many in range(1, 20)) if rendering.typeset(c).pages % 2)
    assert "F32" in rules(odd)


def test_the_note_of_a_table_in_the_colophon(monkeypatch: Patch) -> None:
    """F32: within 4 mm of it, the ink of a note or the last rule of a table reads as a rule of the 版记."""
    annex = replace(specimens.annex(dice(3), 28, is_wide=False), notes=("注：金额以县级财政部门实际拨付为准。",) * 3)
    made = specimens.content(Layout.DOCUMENT, specimens.text(dice(8), 2), (annex,))
    assert "F32" not in rules(made)
    monkeypatch.setattr(Page, "used", property(lambda self: self.notes_top))
    monkeypatch.setattr(colophons, "AIR_MM", 0.0)
    assert "F32" in rules(made)


def test_a_first_page_without_text(monkeypatch: Patch) -> None:
    """F21, with too much room below the title."""
    addressed = parts._addressed
    gap = [rows.Passage("", (rows.Row(),) * 15)]
    monkeypatch.setattr(parts, "_addressed", lambda *asked: (addressed(*asked)[0] + gap, ""))
    assert "F21" in rules(content(Layout.DOCUMENT))


def test_a_heading_that_ends_a_page(monkeypatch: Patch) -> None:
    """F23: a text whose every page is tried with a heading at its end."""
    texts_of = [
        specimens.content(Layout.LETTER, (*[Paragraph("现函告如下。")] * before, Heading(1, "一、总体要求"),
                                          *[Paragraph("请予支持。")] * 20))
        for before in range(4, 26)
    ]  # fmt: skip
    assert [made for made in texts_of if rules(made) & {"F05", "F23"}] == []
    monkeypatch.setattr(rows.Passage, "held", lambda self, whole=True: self)
    assert any("F23" in rules(made) for made in texts_of)


def test_a_table_that_leaves_the_grid(monkeypatch: Patch) -> None:
    """F05: what follows a table in the text stands on the page's lines again."""
    made = specimens.content(Layout.LETTER, specimens.text(dice(8), 3))
    made["body"][1:1] = plain([specimens.table(dice(4), 3)])
    assert "F05" not in rules(made)
    monkeypatch.setattr(pages, "whole_rows", lambda height: height / 10.445)
    assert "F05" in rules(made)


@pytest.mark.parametrize("number", ["青政发〔2016〕012号", "青政发[2016]12号", "青政发〔2016〕第12号"])
def test_a_badly_written_number(number: str) -> None:
    assert "F15" in rules(content(Layout.DOCUMENT, number=number))


def test_a_seal_on_minutes() -> None:
    sealed = content(Layout.MINUTES)
    pdf = rendering.typeset(sealed, Adornments(draft_mark=SafeString(f'<div style="width:42mm">{ring("")}</div>'))).pdf
    assert "M03" in {fault.rule for fault in measure(pdf)}
