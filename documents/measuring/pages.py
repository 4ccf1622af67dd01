"""F01 to F08: paper, type area, lines a page, characters a line, colour."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, takewhile

from documents.measuring.case import BOTTOM, CELL, LEFT, PITCH, RIGHT, TOP, Case
from documents.measuring.faults import Fault
from documents.measuring.sheet import Line, Rule, Sheet, is_black, is_red

NEAR = 1.0
PITCH_NEAR = 0.3 * 25.4 / 72
GRID_NEAR = 0.3
ROWS = 22
HANGING = "，。、；：？！）》〉」』”’】〕"
"""Marks whose right half is blank and may hang in the margin."""


def paper(case: Case) -> Iterator[Fault]:
    for sheet in case.sheets:
        if abs(sheet.width - 210) > 0.5 or abs(sheet.height - 297) > 0.5:
            yield Fault("F01", sheet.number, f"纸张{sheet.width:.1f}×{sheet.height:.1f} mm，应为210×297")


def characters(case: Case) -> Iterator[Fault]:
    """Not in the table: every character must mean something, or the page shows an empty box."""
    for sheet in case.sheets:
        if any(glyph.text == "\ufffd" for glyph in sheet.glyphs):
            yield Fault("F07", sheet.number, "有无法识别的字形")


def _text_pages(case: Case) -> list[Sheet]:
    return [sheet for sheet in case.sheets if sheet.number < case.first_annex and not sheet.turned]


def body(case: Case, sheet: Sheet) -> list[Line]:
    """Lines of 三号 in the type area, black."""
    return [line for line in case.inside(sheet) if 15 < line.size < 17 and not is_red(line.colour)]


def area(case: Case) -> Iterator[Fault]:
    """F02 to F04: where text begins and ends on its pages."""
    for sheet in _text_pages(case):
        lines = body(case, sheet)
        if not lines:
            continue
        highest = min([lines[0].top, *(rule.top for rule in tables(sheet))])
        if sheet.number > 1 and sheet.number != case.first_enclosed and abs(highest - TOP) > NEAR:
            yield Fault("F02", sheet.number, f"天头{highest:.1f} mm，应为37±1")
        flush = min(line.left for line in lines)
        if len(lines) > 3 and abs(flush - LEFT) > NEAR and abs(flush - LEFT - 2 * CELL) > NEAR:
            yield Fault("F03", sheet.number, f"订口{flush:.1f} mm，应为28±1")
        if lines[-1].bottom > BOTTOM + NEAR:
            yield Fault("F04", sheet.number, f"末行下缘{lines[-1].bottom:.1f} mm，超出版心")
        for line in lines:
            if _edge(line) > RIGHT + NEAR:
                yield Fault("F04", sheet.number, f"“{line.text[:8]}…”右缘{_edge(line):.1f} mm，超出版心")


def _edge(line: Line) -> float:
    """The right edge of the ink: the blank half of a closing mark does not count."""
    half = line.size * 25.4 / 72 / 2 if line.text[-1] in HANGING else 0
    return line.right - half


def grid(case: Case) -> Iterator[Fault]:
    """F05: the pitch, every line on the grid, and 22 lines on every page that the text fills."""
    pages = _text_pages(case)
    for sheet in pages:
        lines = body(case, sheet)
        steps = [after.baseline - before.baseline for before, after in pairwise(_rows(lines))]
        for step in steps:
            if step < 1.5 * PITCH and abs(step - PITCH) > PITCH_NEAR:
                yield Fault("F05", sheet.number, f"行距{step / 25.4 * 72:.2f}磅，应为{PITCH / 25.4 * 72:.2f}")
                break
        yield from _off_grid(case, sheet, lines)
    for sheet, following in pairwise(pages):
        if sheet.number > 1 and _is_filled(case, sheet, following):
            rows = len(_rows(body(case, sheet)))
            last = body(case, sheet)[-1].bottom
            moved = len(leading_headings(case, body(case, following)))
            wanted = range(rows, rows + 1) if sheet.number == case.first_enclosed else range(ROWS - moved, ROWS + 1)
            if rows not in wanted or not -NEAR <= BOTTOM - last <= moved * PITCH + NEAR:
                yield Fault("F05", sheet.number, f"满页{rows}行、末行下缘{last:.1f} mm，应为22行撑满版心")


def _off_grid(case: Case, sheet: Sheet, lines: list[Line]) -> Iterator[Fault]:
    """The text keeps to its 22 lines whatever stands between: a signature, a table. Lines of the text begin at the
    left edge or two cells in, below the head of the first page."""
    top = case.title[-1].bottom if sheet.number == 1 and case.title else TOP - NEAR
    flowing = [line for line in lines if line.top > top and line.left < LEFT + 2 * CELL + NEAR]
    for line in flowing:
        off = (line.top - TOP) / PITCH
        if abs(off - round(off)) * PITCH > GRID_NEAR:
            yield Fault("F05", sheet.number, f"“{line.text[:8]}…”偏离行格{(off - round(off)) * PITCH:.2f} mm")
            return


def leading_headings(case: Case, lines: list[Line]) -> list[Line]:
    """The first lines as long as they are headings on lines of their own."""
    enclosed = case.content["enclosure"] or {"blocks": []}
    blocks = (*case.content["body"], *enclosed["blocks"])
    alone = {"".join(item["text"].split()) for item in blocks if item["block"] == "heading" and not item["run_in"]}
    return list(takewhile(lambda line: any("".join(line.text.split()) in heading for heading in alone), lines))


def _rows(lines: list[Line]) -> list[Line]:
    """One line for each baseline."""
    return [line for number, line in enumerate(lines) if not number or line.baseline - lines[number - 1].baseline > 1]


def tables(sheet: Sheet) -> list[Rule]:
    """The frames of tables: their rules are painted together, so their box is high; rules alone are thin."""
    return [rule for rule in sheet.rules if is_black(rule.colour) and rule.width > 100 and rule.height > 4]


def _is_filled(case: Case, sheet: Sheet, following: Sheet) -> bool:
    """Whether text runs on from a page to the next: not where the signature took its last lines along, not before
    an enclosure, not where a table stands."""
    ends = {case.dated[0].number} if case.dated else set()
    attached = any(line.text.startswith("附件：") for line in following.lines)
    attends = any(line.text.startswith("出席：") for line in following.lines)
    stops = following.number in ends or attached or attends or following.number == case.first_enclosed
    stops = stops or _is_short_end(case, following)
    tabled = bool(tables(sheet) or tables(following))
    signs = sheet.number in ends or any(line.text.startswith(("附件：", "出席：")) for line in sheet.lines)
    return bool(body(case, following)) and bool(body(case, sheet)) and not stops and not tabled and not signs


def _is_short_end(case: Case, sheet: Sheet) -> bool:
    """Whether two lines end a text: the last one took another along, as no page bears a single line."""
    last = max(sheet.number for sheet in _text_pages(case) if body(case, sheet))
    ends = sheet.number in {case.first_enclosed - 1, case.first_annex - 1, last}
    return ends and len(_rows(body(case, sheet))) == 2


def colours(case: Case) -> Iterator[Fault]:
    """F08: black unless the standard says red."""
    for sheet in case.sheets:
        for glyph in sheet.glyphs:
            if glyph.text.strip() and not is_black(glyph.colour) and not is_red(glyph.colour):
                yield Fault("F08", sheet.number, f"“{glyph.text}”颜色{glyph.colour}，应为黑色")
                break
