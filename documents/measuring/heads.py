"""F09 to F21, M01, C01: mark, number, signatory, red line, title, addressees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from documents.measuring.case import CELL, EM, LEFT, PITCH, RIGHT, TOP, Case, find
from documents.measuring.faults import Fault
from documents.measuring.pages import body
from documents.measuring.pixels import Window
from documents.measuring.sheet import Rule, is_red

NUMBER = re.compile(r"^.+〔(19|20)\d{2}〕[1-9]\d*号$")
CENTRE = (LEFT + RIGHT) / 2
STRIP = (22.0, 26.0)
"""A strip beside the type area which only a letter's double lines cross."""
LEADING = EM * 7 / 8
WORDS = ("文件", "命令", "令")
DOTS = 200


def ink(case: Case, top: float, bottom: float) -> Window | None:
    """The red ink of the mark."""
    return case.printer.bitmap(1, Window(5, top, 205, bottom), DOTS).red_ink()


def mark_ink(case: Case) -> Window | None:
    if not case.mark:
        return None
    lowest = max(line.bottom for line in case.mark)
    return ink(case, 15, lowest + 1)


def mark(case: Case) -> Iterator[Fault]:
    """F12, F13, M01: red, 小标宋, 35 mm below the top of the type area, larger than the title, no wider than it."""
    yield from _mark(case, "M01" if case.layout == "minutes" else "F12", TOP + 35)


def order_mark(case: Case) -> Iterator[Fault]:
    yield from _mark(case, "C01", TOP + 20)


def _mark(case: Case, rule: str, top: float) -> Iterator[Fault]:
    found = mark_ink(case)
    if found is None:
        yield Fault(rule, 1, "没有红色的发文机关标志")
        return
    if abs(found.top - top) > 1:
        yield Fault(rule, 1, f"标志上缘{found.top:.1f} mm，应为{top:.0f}±1")
    if abs((found.left + found.right) / 2 - CENTRE) > 1.5:
        yield Fault(rule, 1, f"标志中心{(found.left + found.right) / 2:.1f} mm，应居中")
    if found.right - found.left > RIGHT - LEFT + 0.5 or min(line.size for line in case.mark) <= 22:
        yield Fault("F13", 1, "标志应大于标题且不宽于版心")


def number(case: Case) -> Iterator[Fault]:
    """F15: two blank lines below the mark, in the middle, as the pattern wants."""
    if not case.issue.get("number"):
        return
    line, above = case.number, mark_ink(case)
    if line is None:
        yield Fault("F15", 1, "首页没有发文字号")
        return
    if case.layout in {"document", "upward"} and not NUMBER.match(line.text):
        yield Fault("F15", 1, f"发文字号“{line.text}”不合规范")
    if abs(line.middle - CENTRE) > 1.5:
        yield Fault("F15", 1, f"发文字号中心{line.middle:.1f} mm，应居中")
    if above and abs(line.top - above.bottom - 2 * PITCH) > 1:
        yield Fault("F15", 1, f"发文字号距标志{line.top - above.bottom:.1f} mm，应空二行")


def upward_number(case: Case) -> Iterator[Fault]:
    """F16, F17: the number one cell from the left; the signatory one from the right, his name in 楷体."""
    line = case.number
    if line is None:
        yield Fault("F16", 1, "首页没有发文字号")
        return
    if not NUMBER.match(line.text):
        yield Fault("F16", 1, f"发文字号“{line.text}”不合规范")
    if abs(line.left - LEFT - CELL) > 1.5:
        yield Fault("F16", 1, f"发文字号左空{(line.left - LEFT) / CELL:.1f}字，应为1")
    beside = [other for other in case.first.lines if other.text and other.bottom < line.bottom + 1 and other.left > 90
              and other.top > line.top - 3 * PITCH and not is_red(other.colour)]  # fmt: skip
    if not any("签发人：" in other.text for other in beside):
        yield Fault("F17", 1, "没有签发人")
        return
    label = next(other for other in beside if "签发人：" in other.text)
    right = max(other.glyphs[-1].right for other in beside)
    if abs(right - RIGHT + CELL) > 1.5:
        yield Fault("F17", 1, f"签发人右空{(RIGHT - right) / CELL:.1f}字，应为1")
    name = label.glyphs[4].font if len(label.glyphs) > 4 else "空白"
    if "kai" not in name.lower() and "楷" not in name:
        yield Fault("F17", 1, f"签发人姓名用{name}，应为楷体")
    if not any(abs(other.baseline - line.baseline) < 0.5 for other in beside):
        yield Fault("F16", 1, "发文字号应与最后一个签发人同行")


def corner(case: Case) -> Iterator[Fault]:
    """F09 to F11: 份号, 密级, 紧急程度 one below the other at the left edge, in that order; L04: in a letter they
    begin 7/8 of a line's type below the double line."""
    keys = (("F09", "serial"), ("F10", "secrecy"), ("F11", "urgency"))
    wanted = [(rule, case.issue[key]) for rule, key in keys if case.issue.get(key)]
    top = TOP
    if case.layout == "letter":
        upper = double_line(case)
        top = upper.bottom + LEADING if upper else TOP
    for rule, text in wanted:
        line = find(case.first.lines, text)
        if line is None or abs(line.left - LEFT) > 1:
            yield Fault(rule, 1, f"“{text}”应顶格编排")
        elif abs(line.top - top) > 1:
            yield Fault("L04" if case.layout == "letter" else rule, 1, f"“{text}”上缘{line.top:.1f} mm，应为{top:.1f}")
        top += PITCH


def double_line(case: Case) -> Window | None:
    """The ink of a letter's first double line, beside the type area where nothing else stands."""
    return case.printer.bitmap(1, Window(STRIP[0], 30, STRIP[1], 80)).red_ink()


def joint(case: Case) -> Iterator[Fault]:
    """F14: the offices of a joint mark in their order, lead first, all as wide as the longest; 文件 at their right, its
    middle at theirs."""
    issuers = case.issue.get("issuers") or []
    if len(issuers) < 2:
        return
    names = [line for line in case.mark if line.text in issuers]
    if [line.text for line in names] != issuers:
        yield Fault("F14", 1, "联合行文标志应依次列出各发文机关，主办机关在前")
        return
    lefts, rights = [line.left for line in names], [line.right for line in names]
    if max(lefts) - min(lefts) > 1 or max(rights) - min(rights) > 1:
        yield Fault("F14", 1, "联合行文各发文机关名称应左右两端对齐")
    word = next((line for line in case.mark if line.text in WORDS), None)
    if word is None:
        return
    across = case.printer.bitmap(1, Window(word.left, 15, word.right, word.bottom + 20), DOTS).red_ink()
    beside = case.printer.bitmap(1, Window(min(lefts), 15, max(rights), names[-1].bottom + 2), DOTS).red_ink()
    if word.left < max(rights) or across is None or beside is None:
        yield Fault("F14", 1, f"“{word.text}”应在发文机关名称右侧")
    elif abs(across.top + across.bottom - beside.top - beside.bottom) / 2 > 1:
        yield Fault("F14", 1, f"“{word.text}”应上下居中")


def lines(case: Case) -> list[Rule]:
    """Red horizontal rules of the first page."""
    return [rule for rule in case.first.rules if is_red(rule.colour) and rule.width > 100 and rule.height < 5]


def red_line(case: Case) -> Iterator[Fault]:
    """F18: as wide as the type area, 4 mm below the number's ink."""
    found = lines(case)
    if len(found) != 1:
        yield Fault("F18", 1, f"红色分隔线{len(found)}条，应为1条")
        return
    rule = found[0]
    if abs(rule.left - LEFT) > 1 or abs(rule.right - RIGHT) > 1:
        yield Fault("F18", 1, f"分隔线{rule.left:.1f}—{rule.right:.1f} mm，应与版心等宽")
    if case.number is None:
        return
    gap = rule.top - case.number.bottom
    if not 3 <= gap <= 5.4:
        yield Fault("F18", 1, f"分隔线距发文字号{gap:.1f} mm，应为4")


def title(case: Case) -> Iterator[Fault]:
    """F19: 二号小标宋, two blank lines below the red line, in the middle."""
    if "".join(line.text for line in case.title) != case.content["title"].replace(" ", ""):
        yield Fault("F19", 1, "首页没有完整的标题，或字号不是二号")
        return
    found = lines(case)
    if found:
        blank = (case.title[0].top - found[0].bottom) / PITCH
        if abs(blank - 2) > 0.5:
            yield Fault("F19", 1, f"标题上空{blank:.1f}行，应为2")
    yield from middle(case)


def middle(case: Case) -> Iterator[Fault]:
    for line in case.title:
        if abs(line.middle - CENTRE) > 1.5 + EM / 2 * (line.text[0] in "《（" or line.text[-1] in "》）"):
            yield Fault("F19", 1, f"标题“{line.text[:8]}…”中心{line.middle:.1f} mm，应居中")
        if abs(line.size - 22) > 0.5 or not ("title" in line.font.lower() or "小标宋" in line.font):
            yield Fault("F19", 1, f"标题用{line.font} {line.size:.1f}磅，应为22磅小标宋")


def addressees(case: Case) -> Iterator[Fault]:
    """F20, F21: one blank line below the title, at the left edge; the first page shows a line of text."""
    names = "，".join(case.content["addressees"])
    below = [line for line in body(case, case.first) if case.title and line.top > case.title[-1].bottom]
    if names and below and not _in_colophon(case, names):
        first = below[0]
        if not names.startswith(first.text.rstrip("：")[:28]) or abs(first.left - LEFT) > 1:
            yield Fault("F20", 1, "标题下应顶格编排主送机关")
        elif abs(first.baseline - case.title[-1].baseline - 2 * PITCH) > 2:
            yield Fault("F20", 1, "主送机关与标题之间应空一行")
        count = next((number for number, line in enumerate(below, 1) if line.text.endswith("：")), 0)
        if not count:
            yield Fault("F20", 1, "主送机关后应有冒号")
        below = below[count:]
    if not [line for line in below if line.left < LEFT + 3 * CELL]:
        yield Fault("F21", 1, "首页没有正文")


def _in_colophon(case: Case, names: str) -> bool:
    return any(line.text.startswith("主送：") for line in case.colophon[1])
