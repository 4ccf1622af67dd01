"""F32 to F35: the 版记, its lines by their pixels, its place on the last, even page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from documents.measuring.case import BOTTOM, LEFT, RIGHT, SMALL, Case
from documents.measuring.faults import Fault
from documents.measuring.pixels import FINE, MM_INCH, Window
from documents.measuring.sheet import Line, Sheet

THICK, THIN, THICKNESS_NEAR = 0.35, 0.25, 0.05
STRIP = (29.0, 31.0)
"""Inside the type area, left of the text: only the lines cross it."""
PRINTED = re.compile(r"^(19|20)\d{2}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日印发$")


def colophon(case: Case) -> Iterator[Fault]:
    if not case.content["cc"] and not case.issue.get("printed_by"):
        return
    sheet, found = case.colophon
    if not found:
        yield Fault("F32", sheet.number, "版记应在最后一面")
        return
    if sheet.number % 2:
        yield Fault("F32", sheet.number, "版记应在偶数页")
    yield from _lines(case, sheet, found)
    yield from _copies(case, sheet, found)
    yield from _printed(case, sheet, found)


def strokes(case: Case, sheet: Sheet, top: float) -> list[tuple[float, float]]:
    """Middle and thickness of every dark stroke across the strip below `top`."""
    bitmap = case.printer.bitmap(sheet.number, Window(STRIP[0], top, STRIP[1], BOTTOM + 3))
    width, height = bitmap.image.size
    column = bitmap.grey.crop((width // 2, 0, width // 2 + 1, height)).tobytes()
    found: list[tuple[float, float]] = []
    ink, begun = 0.0, None
    for row, value in enumerate((*column, 255)):
        dark = (255 - value) / 255
        if dark > 0.02 and begun is None:
            begun, ink = row, 0.0
        ink += dark
        if dark <= 0.02 and begun is not None:
            found.append((top + (begun + row) / 2 * MM_INCH / FINE, ink * MM_INCH / FINE))
            begun = None
    return found


def _lines(case: Case, sheet: Sheet, found: list[Line]) -> Iterator[Fault]:
    lines = strokes(case, sheet, min(line.top for line in found) - 4)
    wanted = 2 + (bool(case.issue.get("printed_by")) and any(_is_receiver(line) for line in found))
    if len(lines) != wanted:
        yield Fault("F32", sheet.number, f"版记分隔线{len(lines)}条，应为{wanted}条")
        return
    if abs(lines[-1][0] - BOTTOM) > 1:
        yield Fault("F32", sheet.number, f"末条分隔线{lines[-1][0]:.1f} mm，应与版心下缘262重合")
    for number, (_at, thickness) in enumerate(lines):
        right = THIN if 0 < number < len(lines) - 1 else THICK
        if abs(thickness - right) > THICKNESS_NEAR:
            yield Fault("F32", sheet.number, f"第{number + 1}条分隔线粗{thickness:.2f} mm，应为{right}")
    edges = [rule for rule in sheet.rules if rule.width > 150 and rule.bottom > min(line.top for line in found) - 4]
    if any(abs(rule.left - LEFT) > 1 or abs(rule.right - RIGHT) > 1 for rule in edges):
        yield Fault("F32", sheet.number, "分隔线应与版心等宽")


def _is_receiver(line: Line) -> bool:
    return line.text.startswith(("抄送：", "分送：", "主送："))


def _copies(case: Case, sheet: Sheet, found: list[Line]) -> Iterator[Fault]:
    """F33, F34: one cell in at both sides, wrapped lines below the first name, a full stop at the end."""
    labels = [line for line in found if _is_receiver(line)]
    if case.content["cc"] and not labels:
        yield Fault("F33", sheet.number, "版记没有抄送机关")
    for label in labels:
        if abs(label.left - LEFT - SMALL) > 1:
            yield Fault("F33", sheet.number, f"“{label.text[:3]}”左空{(label.left - LEFT) / SMALL:.1f}字，应为1")
    yield from _names(sheet, found)
    texts = "".join(line.text for line in found if not line.text.endswith("印发"))
    if labels and "。" not in texts:
        yield Fault("F33", sheet.number, "抄送机关后应为句号")
    order = [line.text[:2] for line in sorted(labels, key=lambda line: line.baseline)]
    if any(one != "主送" and other == "主送" for one, other in pairwise(order)):
        yield Fault("F34", sheet.number, "主送应在抄送之上")


def _names(sheet: Sheet, found: list[Line]) -> Iterator[Fault]:
    """Every line of receivers, those after a label too."""
    for line in found:
        is_wrapped = not _is_receiver(line) and LEFT + 2 * SMALL < line.left < 100
        if is_wrapped and abs(line.left - LEFT - 4 * SMALL) > 1:
            yield Fault("F33", sheet.number, "抄送机关回行应与冒号后的首字对齐")
        if (is_wrapped or _is_receiver(line)) and line.right - SMALL / 2 > RIGHT - SMALL + 1:
            yield Fault("F33", sheet.number, "抄送机关应右空一字")


def _printed(case: Case, sheet: Sheet, found: list[Line]) -> Iterator[Fault]:
    """F35: the office one cell from the left, the date with 印发 one from the right, on the last line."""
    if not case.issue.get("printed_by"):
        return
    date = next((line for line in found if PRINTED.match(line.text)), None)
    office = next((line for line in found if case.issue["printed_by"].startswith(line.text)), None)
    if date is None or office is None:
        yield Fault("F35", sheet.number, "没有印发机关或印发日期")
        return
    if abs(office.left - LEFT - SMALL) > 1 or abs(date.right - RIGHT + SMALL) > 1:
        yield Fault("F35", sheet.number, "印发机关左空一字、印发日期右空一字")
    is_whole = office.text == case.issue["printed_by"]
    if (is_whole and abs(office.baseline - date.baseline) > 0.5) or max(
        line.baseline for line in found
    ) > date.baseline + 0.5:
        yield Fault("F35", sheet.number, "印发机关和印发日期应同在末行")
