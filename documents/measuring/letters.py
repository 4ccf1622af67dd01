"""L01 to L07: the letter's mark, double lines, number and foot."""

from __future__ import annotations

from collections.abc import Iterator

from documents.measuring.case import LEFT, PITCH, RIGHT, Case, find
from documents.measuring.faults import Fault
from documents.measuring.heads import CENTRE, LEADING, NUMBER, STRIP, double_line, mark_ink, middle
from documents.measuring.pixels import Window
from documents.measuring.sheet import Line


def mark(case: Case) -> Iterator[Fault]:
    """L01: red, in the middle, its top 30 mm from the edge of the page."""
    found = mark_ink(case)
    if found is None:
        yield Fault("L01", 1, "没有红色的发文机关标志")
        return
    if abs(found.top - 30) > 1:
        yield Fault("L01", 1, f"标志上缘{found.top:.1f} mm，应为30±1")
    if abs((found.left + found.right) / 2 - CENTRE) > 1.5:
        yield Fault("L01", 1, "标志应居中")
    upper = case.printer.bitmap(1, Window(*_strip(found.bottom - 1, found.bottom + 12))).red_ink()
    if upper is None or abs(upper.top - found.bottom - 4) > 1:
        yield Fault("L02", 1, "标志下4 mm处应有红色双线")


def _strip(top: float, bottom: float) -> tuple[float, float, float, float]:
    return STRIP[0], top, STRIP[1], bottom


def lines(case: Case) -> Iterator[Fault]:
    """L02, L03: 170 mm wide, thick above thin at the head, thin above thick at the foot, 20 mm from the edge."""
    for rule, top, bottom, is_thick_above in (("L02", 30.0, 80.0, True), ("L03", 265.0, 290.0, False)):
        found = case.printer.bitmap(1, Window(*_strip(top, bottom))).red_ink()
        wide = case.printer.bitmap(1, Window(5, (found.top if found else top) - 0.1, 205, (found.bottom if found else bottom) + 0.1),
                                   200).red_ink()  # fmt: skip
        if found is None or wide is None:
            yield Fault(rule, 1, "没有红色双线")
            continue
        if abs(wide.left - 20) > 1 or abs(wide.right - 190) > 1:
            yield Fault(rule, 1, f"双线{wide.left:.1f}—{wide.right:.1f} mm，应为20—190")
        if not is_thick_above and abs(found.bottom - 277) > 1:
            yield Fault(rule, 1, f"双线下缘{found.bottom:.1f} mm，应为277±1")
        thirds = (found.bottom - found.top) / 2
        above = case.printer.bitmap(1, Window(*_strip(found.top - 0.2, found.top + thirds))).thickness()
        below = case.printer.bitmap(1, Window(*_strip(found.top + thirds, found.bottom + 0.2))).thickness()
        if (above > below) != is_thick_above:
            yield Fault(rule, 1, f"双线上{above:.2f}下{below:.2f} mm，粗细颠倒")


def _last_bottom(case: Case, number: Line) -> float:
    """Where the last of the number and what stands in the corner ends."""
    corner = (find(case.first.lines, case.issue.get(key, "")) for key in ("serial", "secrecy", "urgency"))
    return max(line.bottom for line in (number, *corner) if line)


def number(case: Case) -> Iterator[Fault]:
    """L05, L06: the number at the right edge below the double line, the title two lines below it."""
    if not case.issue.get("number"):
        return
    line = case.number
    upper = double_line(case)
    if line is None or upper is None:
        yield Fault("L05", 1, "首页没有发文字号")
        return
    if not NUMBER.match(line.text):
        yield Fault("L05", 1, f"发文字号“{line.text}”不合规范")
    if abs(line.right - RIGHT) > 1 or abs(line.top - upper.bottom - LEADING) > 1:
        yield Fault("L05", 1, f"发文字号右缘{line.right:.1f}、距线{line.top - upper.bottom:.1f} mm，应为184、4.9")
    if not case.title:
        yield Fault("L06", 1, "首页没有标题")
    elif abs((case.title[0].top - _last_bottom(case, line)) / PITCH - 2) > 0.5:
        yield Fault("L06", 1, f"标题上空{(case.title[0].top - _last_bottom(case, line)) / PITCH:.1f}行，应为2")
    yield from middle(case)


def colophon(case: Case) -> Iterator[Fault]:
    """L07: no lines, no 印发, at the foot of the last page."""
    sheet, found = case.colophon
    if any(line.text.endswith("印发") for line in found):
        yield Fault("L07", sheet.number, "信函版记不加印发机关和印发日期")
    copies = [line for line in found if line.text.startswith("抄送：")]
    if case.content["cc"] and not copies:
        yield Fault("L07", sheet.number, "版记应在最后一面")
    if copies and max(line.bottom for line in found) < 255:
        yield Fault("L07", sheet.number, "版记应位于版心最下方")
    if copies and abs(copies[0].left - LEFT - 14 * 25.4 / 72) > 1:
        yield Fault("F33", sheet.number, "抄送应左空一字")
