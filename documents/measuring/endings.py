"""F25 to F30, M02: name, date, seals, stamps, note, attendance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from documents.measuring.case import CELL, LEFT, PITCH, RIGHT, Case, find
from documents.measuring.faults import Fault
from documents.measuring.pages import body, tables
from documents.measuring.sheet import Line, Rule, Sheet, is_red
from documents.measuring.text import set_in

NEAR = 2.0


def signature(case: Case) -> Iterator[Fault]:
    """F25, F26, F27, F29: where the name and the date stand, and that they are not alone on their page."""
    if not case.issue.get("document_date"):
        return
    if case.dated is None:
        yield Fault("F29", len(case.sheets), "没有成文日期，或日期不合规范")
        return
    sheet, date = case.dated
    names = case.issue.get("issuers") or [case.issue["issuer_name"]]
    signed = [line for line in (find(body(case, sheet), name) for name in names) if line]
    if len(signed) < len(names):
        yield Fault("F25", sheet.number, "发文机关署名不全或不在成文日期所在页")
        return
    yield from _not_alone(case, sheet, signed)
    if case.issue.get("is_sealed", True):
        yield from _sealed(case, sheet, date, signed)
    else:
        yield from _unsealed(sheet, date, signed[0])


def _not_alone(case: Case, sheet: Sheet, signed: list[Line]) -> Iterator[Fault]:
    top = min(line.top for line in signed)
    above = [line for line in body(case, sheet) if line.bottom < top and not line.text.startswith("附件：")]
    head = case.title[-1].bottom if case.title else 0.0
    before = [line for earlier in case.sheets[: sheet.number - 1] for line in body(case, earlier)
              if earlier.number > 1 or line.top > head]  # fmt: skip
    if not above:
        yield Fault("F26", sheet.number, "署名所在页没有正文")
    elif len(above) == 1 and not tables(sheet) and sum(not line.text.endswith("：") for line in before) > 1:
        yield Fault("F26", sheet.number, "署名所在页只有一行正文")


def _sealed(case: Case, sheet: Sheet, date: Line, signed: list[Line]) -> Iterator[Fault]:
    last = signed[-1]
    squeezed = last.right > RIGHT - 1
    if abs(date.right - RIGHT + 4 * CELL) > NEAR and not squeezed:
        yield Fault("F25", sheet.number, f"成文日期右空{(RIGHT - date.right) / CELL:.1f}字，应为4")
    if abs(last.middle - date.middle) > NEAR:
        yield Fault("F25", sheet.number, f"署名与成文日期中心相差{abs(last.middle - date.middle):.1f} mm，应居中")
    if abs(date.baseline - last.baseline - PITCH) > 1:
        yield Fault("F25", sheet.number, "成文日期应在署名下一行")
    seals = [
        rule for rule in sheet.rules if is_red(rule.colour) and rule.height > 30 and abs(rule.width - rule.height) < 2
    ]
    if seals:
        yield from _seals(case, sheet, seals, signed)


def _seals(case: Case, sheet: Sheet, seals: list[Rule], signed: list[Line]) -> Iterator[Fault]:
    """F26: each over its name, the first row within a line of the text, apart from each other, inside the area."""
    top = min(line.top for line in signed)
    text = [line.bottom for line in body(case, sheet) if line.bottom < top]
    highest = min(rule.top for rule in seals)
    if text and not -1 <= highest - max(text) <= PITCH + 1:
        yield Fault("F26", sheet.number, f"印章上缘距正文{highest - max(text):.1f} mm，应在一行之内")
    for line in signed:
        over = [seal for seal in seals if abs((seal.left + seal.right) / 2 - line.middle) < NEAR
                and seal.top < line.top and line.bottom < seal.bottom]  # fmt: skip
        if not over:
            yield Fault("F26", sheet.number, f"“{line.text}”未被印章居中压盖")
    for one, other in combinations(_distinct(seals), 2):
        apart = max(one.left, other.left) >= min(one.right, other.right) or max(one.top, other.top) >= min(
            one.bottom, other.bottom
        )
        if not apart:
            yield Fault("F26", sheet.number, "印章相交或相切")
    if min(seal.left for seal in seals) < LEFT - 0.5 or max(seal.right for seal in seals) > RIGHT + 0.5:
        yield Fault("F26", sheet.number, "印章超出版心")


def _distinct(seals: list[Rule]) -> list[Rule]:
    """One outline a seal: rings drawn inside each other count once."""
    outer: list[Rule] = []
    for seal in sorted(seals, key=lambda rule: -rule.width):
        if not any(
            abs(seal.middle - o.middle) < 1 and abs(seal.left + seal.right - o.left - o.right) < 2 for o in outer
        ):
            outer.append(seal)
    return outer


def _unsealed(sheet: Sheet, date: Line, name: Line) -> Iterator[Fault]:
    edge = RIGHT - 2 * CELL
    is_longer = date.right - date.left > name.right - name.left
    if abs((date if is_longer else name).right - edge) > NEAR:
        yield Fault("F27", sheet.number, "不盖章的署名（或较长的日期）应右空二字")
    if abs(date.left - name.left - 2 * CELL) > NEAR:
        yield Fault("F27", sheet.number, "成文日期首字应比署名首字右移二字")


def stamp(case: Case) -> Iterator[Fault]:
    """F28: the date four cells from the right, the office left of the stamp."""
    if case.dated is None:
        yield Fault("F29", len(case.sheets), "没有成文日期，或日期不合规范")
        return
    sheet, date = case.dated
    if abs(date.right - RIGHT + 4 * CELL) > NEAR:
        yield Fault("F28", sheet.number, f"成文日期右空{(RIGHT - date.right) / CELL:.1f}字，应为4")
    for office in case.issue.get("offices", []):
        line = find(sheet.lines, office)
        if line is None or abs(line.right - (RIGHT - 4 * CELL - 40 - 2 * CELL)) > NEAR:
            yield Fault("F28", sheet.number, f"“{office}”应在签名章左空二字")


def note(case: Case) -> Iterator[Fault]:
    """F30: in brackets, two cells in, on the line after the date."""
    if not case.content["note"] or case.dated is None:
        return
    sheet, date = case.dated
    opening = f"（{case.content['note']}）"[:8]
    line = next((line for line in body(case, sheet) if line.text.startswith(opening)), None)
    if line is None:
        yield Fault("F30", sheet.number, "没有带圆括号的附注")
    elif abs(line.left - LEFT - 2 * CELL) > 1 or not 0.8 * PITCH < line.baseline - date.baseline < 2.2 * PITCH:
        yield Fault("F30", sheet.number, "附注应左空二字编排在成文日期下一行")


def attendance(case: Case) -> Iterator[Fault]:
    """M02: one blank line below the text, labels in 黑体 two cells in, names aligned after the colon."""
    rows = [(sheet, line) for sheet in case.sheets for line in body(case, sheet)]
    for wanted in case.content["attendance"]:
        label = next(((sheet, line) for sheet, line in rows if line.text.startswith(f"{wanted['label']}：")), None)
        if label is None:
            yield Fault("M02", len(case.sheets), f"没有“{wanted['label']}”")
            continue
        sheet, line = label
        if abs(line.left - LEFT - 2 * CELL) > 1 or not set_in(line, "hei"):
            yield Fault("M02", sheet.number, f"“{wanted['label']}”应为黑体、左空二字")
        yield from _aligned(sheet, line, [other for at, other in rows if at is sheet])
    if any(is_red(rule.colour) and rule.height > 30 for sheet in case.sheets for rule in sheet.rules):
        yield Fault("M03", len(case.sheets), "纪要不加盖印章")


def _aligned(sheet: Sheet, line: Line, found: list[Line]) -> Iterator[Fault]:
    colon = next(number for number, glyph in enumerate(line.glyphs) if glyph.text == "：")
    names = line.glyphs[colon + 1].left if colon + 1 < len(line.glyphs) else 0.0
    below = [other for other in found if other.baseline > line.baseline]
    for before, other in pairwise([line, *below]):
        if other.baseline - before.baseline > 1.2 * PITCH or abs(other.left - LEFT - 2 * CELL) < 1:
            return
        if abs(other.left - names) > 1:
            yield Fault("M02", sheet.number, "回行时应与冒号后的首字对齐")
