"""F36, F37, L07: page numbers, their dashes 7 mm below the type area, outside right and left, upright on every page."""

from __future__ import annotations

from collections.abc import Iterator

from documents.measuring.case import BOTTOM, LEFT, NUMBER, RIGHT, SMALL, Case
from documents.measuring.faults import Fault
from documents.measuring.pixels import Window
from documents.measuring.sheet import Line, Sheet


def numbers(case: Case) -> Iterator[Fault]:
    if case.layout == "form":
        return
    unnumbered = _unnumbered(case)
    measured = False
    for sheet in case.sheets:
        line = next((line for line in sheet.lines if NUMBER.match(line.text) and line.top > BOTTOM), None)
        if sheet.number in unnumbered:
            if line is not None:
                yield Fault("L07" if case.layout == "letter" else "F36", sheet.number, "此页不应编页码")
            continue
        rule = "F37" if sheet.turned else "F36"
        if line is None:
            yield Fault(rule, sheet.number, "没有页码，或页码不在版心之下")
            continue
        yield from _placed(rule, sheet, line)
        if not measured:
            measured = True
            yield from _dash(case, sheet, line)


def _unnumbered(case: Case) -> set[int]:
    """A letter's first page; a blank page before the 版记 and the 版记's own."""
    found = {1} if case.layout == "letter" else set()
    for sheet in case.sheets[1:-1]:
        if sheet.is_blank and sheet.number == len(case.sheets) - 1:
            found |= {sheet.number, len(case.sheets)}
    return found


def _placed(rule: str, sheet: Sheet, line: Line) -> Iterator[Fault]:
    shown = NUMBER.match(line.text)
    if shown and int(shown.group(1)) != sheet.number:
        yield Fault(rule, sheet.number, f"页码为{shown.group(1)}")
    if abs(line.size - 14) > 0.5:
        yield Fault(rule, sheet.number, f"页码{line.size:.1f}磅，应为14")
    if sheet.number % 2 and abs(line.right - RIGHT + SMALL) > 1:
        yield Fault(rule, sheet.number, f"单页码右缘{line.right:.1f} mm，应居右空一字")
    if not sheet.number % 2 and abs(line.left - LEFT - SMALL) > 1:
        yield Fault(rule, sheet.number, f"双页码左缘{line.left:.1f} mm，应居左空一字")


def _dash(case: Case, sheet: Sheet, line: Line) -> Iterator[Fault]:
    dash = line.glyphs[0]
    ink = case.printer.bitmap(sheet.number, Window(dash.left, dash.top, dash.right, dash.bottom + 1)).dark_ink()
    at = (ink.top + ink.bottom) / 2 if ink else 0.0
    if abs(at - BOTTOM - 7) > 1:
        yield Fault("F36", sheet.number, f"一字线在{at:.1f} mm，应为269±1")
