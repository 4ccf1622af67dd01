"""F06, F07, F22 to F24: lines filled to both edges, faces by level, indents, the note of annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from documents.measuring.case import CELL, EM, LEFT, PITCH, RIGHT, Case
from documents.measuring.faults import Fault
from documents.measuring.pages import HANGING, body, leading_headings, tables
from documents.measuring.sheet import Glyph, Line, Sheet

NEVER_FIRST = "，。、；：？！）》〉」』”’】〕…%％℃‰"
NEVER_LAST = "（《〈「『“‘【〔"
FACES = {"fang": ("fang", "仿宋", "fzfs"), "hei": ("hei", "黑体"), "kai": ("kai", "楷体")}
LEVELS = (
    (re.compile(r"^[一二三四五六七八九十]+、"), "hei"),
    (re.compile(r"^（[一二三四五六七八九十]+）"), "kai"),
    (re.compile(r"^\d+\.(?!\d)"), "fang"),
    (re.compile(r"^（\d+）"), "fang"),
)
INDENT = 2 * CELL
_WORD = re.compile(r"[0-9.]+(?:—[0-9.]+)+年?|\d{4}年|[0-9A-Za-z][0-9A-Za-z.,%/\-]*|——|……|.")


def set_in(line: Line, face: str) -> bool:
    return any(name in line.font.lower() for name in FACES[face])


def _text_sheets(case: Case) -> Iterator[tuple[Sheet, list[Line]]]:
    for sheet in case.sheets:
        if sheet.number < case.first_annex and not sheet.turned:
            yield sheet, [line for line in body(case, sheet) if line not in _head(case)]


def _head(case: Case) -> list[Line]:
    """Lines of the first page above its title."""
    edge = case.title[-1].bottom if case.title else 0.0
    return [line for line in case.first.lines if line.bottom < edge]


def lines(case: Case) -> Iterator[Fault]:
    """F06: a line that its paragraph goes on from reaches the right edge, and no word was held back that fits."""
    for sheet, found in _text_sheets(case):
        for line, following in pairwise(found):
            goes_on = abs(following.left - LEFT) < 1 and following.baseline - line.baseline < 1.2 * PITCH
            if following.text[0] in NEVER_FIRST:
                yield Fault("F06", sheet.number, f"“{following.text[:6]}…”行首为标点")
            if not goes_on or line.left > LEFT + INDENT + 1:
                continue
            yield from _full(sheet, line, following)


def _full(sheet: Sheet, line: Line, following: Line) -> Iterator[Fault]:
    edge = line.right - (EM / 2 if line.text[-1] in HANGING else 0)
    if abs(edge - RIGHT) > 1:
        yield Fault("F06", sheet.number, f"“…{line.text[-6:]}”右缘{edge:.1f} mm，应为184±1")
    if line.text[-1] in NEVER_LAST:
        yield Fault("F06", sheet.number, f"“…{line.text[-6:]}”行末为前引标点")
    cells = (line.left - LEFT) / CELL + _cells(line.glyphs)
    held = sum(len(word) for word in _WORD.findall(following.text)[:2])
    if cells + _cells(following.glyphs[:held]) < 27 or cells > 29.5:
        yield Fault("F06", sheet.number, f"“{line.text[:6]}…”一行{cells:.1f}字，应为28")
    word = re.search(r"[0-9][0-9.,]*$", line.text)
    if word and re.match(r"[0-9]", following.text):
        yield Fault("F06", sheet.number, f"“{word.group()}{following.text[:4]}”数字被断开")


def _cells(glyphs: tuple[Glyph, ...]) -> float:
    return sum(glyph.right - glyph.left for glyph in glyphs) / EM


def levels(case: Case) -> Iterator[Fault]:
    """F07, F22, F23: paragraphs begin two cells in, each level in its face, all else 仿宋 of 三号."""
    for sheet, found in _text_sheets(case):
        for line in found:
            if abs(line.left - LEFT - INDENT) <= 1:
                wanted = next((face for level, face in LEVELS if level.match(line.text)), "")
                if wanted and not set_in(line, wanted):
                    yield Fault("F23", sheet.number, f"“{line.text[:8]}”用{line.font}，应为{wanted}")
            elif abs(line.left - LEFT) > 1 and LEFT + 1 < line.left < LEFT + 3 * CELL:
                yield Fault("F22", sheet.number, f"“{line.text[:8]}”左空{(line.left - LEFT) / CELL:.1f}字，应为2")
            if not 15.5 <= line.size <= 16.1:
                yield Fault("F07", sheet.number, f"“{line.text[:8]}”{line.size:.1f}磅，应为16")
        if len(found) > 3 and _share(found) < 0.3:
            yield Fault("F07", sheet.number, f"正文用{found[-1].font}，应为仿宋")


def widows(case: Case) -> Iterator[Fault]:
    """F23: no heading that stands on a line of its own ends a page whose text goes on."""
    shown = [(sheet, found) for sheet, found in _text_sheets(case) if found]
    for (sheet, found), (_next, following) in pairwise(shown):
        is_last = not any(frame.top > found[-1].baseline for frame in tables(sheet))
        if is_last and following and leading_headings(case, [found[-1]]):
            yield Fault("F23", sheet.number, f"标题“{found[-1].text[:8]}”落在页末")


def _share(found: list[Line]) -> float:
    """How much of the Chinese text is 仿宋, 黑体 or 楷体, the first counting whole."""
    chinese = [glyph.font.lower() for line in found for glyph in line.glyphs if glyph.text > "\u2e80"]
    fang = sum(any(name in font for name in FACES["fang"]) for font in chinese)
    other = sum(any(name in font for face in ("hei", "kai") for name in FACES[face]) for font in chinese)
    return (fang + other / 2) / max(len(chinese), 1)


def attachments(case: Case) -> Iterator[Fault]:
    """F24: one blank line below the text, two cells in, each name below the last, no mark at the end."""
    names = case.content["attachments"]
    if not names:
        return
    for sheet in case.sheets:
        found = [line for line in body(case, sheet) if line.text.startswith("附件：")]
        for line in found:
            yield from _attached(case, sheet, line, names)
            return
    yield Fault("F24", 1, "缺少附件说明")


def _attached(case: Case, sheet: Sheet, line: Line, names: list[str]) -> Iterator[Fault]:
    if abs(line.left - LEFT - INDENT) > 1:
        yield Fault("F24", sheet.number, f"附件说明左空{(line.left - LEFT) / CELL:.1f}字，应为2")
    above = [other.baseline for other in body(case, sheet) if other.baseline < line.baseline - 1]
    if not above:
        yield Fault("F24", sheet.number, "附件说明上方没有正文")
    elif abs(line.baseline - above[-1] - 2 * PITCH) > 1:
        yield Fault("F24", sheet.number, "附件说明与正文之间应空一行")
    below = "".join(other.text for other in body(case, sheet) if other.baseline >= line.baseline - 0.5)
    for order, name in enumerate(names, 1):
        shown = f"{order}. {name}" if len(names) > 1 else name
        if "".join(shown.split()) not in "".join(below.split()):
            yield Fault("F24", sheet.number, f"附件说明缺“{shown[:12]}”或次序不符")
        if name[-1] in "，。；、":
            yield Fault("F24", sheet.number, f"附件名称“{name[-6:]}”后不加标点")
