"""F31, F37: annexes begin on pages of their own before the 版记; wide tables lie across, their head to the left."""

from __future__ import annotations

from collections.abc import Iterator

from documents.measuring.case import BOTTOM, LEFT, PITCH, RIGHT, TOP, Case
from documents.measuring.faults import Fault
from documents.measuring.sheet import PT_MM, Sheet, is_black

NEAR = 1.5


def annexes(case: Case) -> Iterator[Fault]:
    """Every name in the note of annexes has its annex, and what follows the text is laid out as one."""
    wanted = _wanted(case)
    titles = [title for _label, title in wanted]
    for name in case.content["attachments"]:
        if name not in titles:
            yield Fault("F31", len(case.sheets), f"附件说明所列“{name}”不在文后")
    if not wanted:
        return
    first = min(case.first_enclosed, case.first_annex)
    if first > len(case.sheets):
        yield Fault("F31", len(case.sheets), "没有附件页")
        return
    yield from _heads(case, first, wanted)
    for sheet in case.sheets[case.first_annex - 1 :]:
        yield from _table(sheet)
    yield from _repeated(case)


def _wanted(case: Case) -> list[tuple[str, str]]:
    """Label and title of each annex; tables of an enclosed plan bear the names that the plan gives them."""
    attached, enclosure = case.content["attachments"], case.content["enclosure"]
    found = [(annex["label"], annex["title"]) for annex in case.content["annexes"]]
    if enclosure:
        return [("附件", enclosure["title"]), *found] if attached else found
    if len(attached) == 1:
        return [("附件", title) for _label, title in found]
    return [(f"附件{order}", title) for order, (_label, title) in enumerate(found, 1)] if attached else found


def _heads(case: Case, first: int, wanted: list[tuple[str, str]]) -> Iterator[Fault]:
    """Label in 黑体 on the first line, title in the middle on the third."""
    for sheet in case.sheets[first - 1 :]:
        lines, top = (sheet.across, LEFT) if sheet.turned else (case.inside(sheet), TOP)
        if not wanted or not lines or lines[0].text != wanted[0][0]:
            continue
        label, named = wanted.pop(0)
        if not any(name in lines[0].font.lower() for name in ("hei", "黑")):
            yield Fault("F31", sheet.number, f"“{label}”用{lines[0].font}，应为黑体")
        if abs(lines[0].top - top) > NEAR:
            yield Fault("F31", sheet.number, f"“{label}”应在第一行")
        title = next((line for line in lines if line.size > 20), None)
        if title is None or title.text not in named:
            yield Fault("F31", sheet.number, "没有附件标题，或与附件说明不符")
        elif abs(title.top - top - 2 * PITCH - (PITCH - 22 * PT_MM) / 2 + (PITCH - 16 * PT_MM) / 2) > NEAR:
            yield Fault("F31", sheet.number, "附件标题应在第三行")
    for label, _title in wanted:
        yield Fault("F31", len(case.sheets), f"没有“{label}”")


def _table(sheet: Sheet) -> Iterator[Fault]:
    """The table lies inside the type area; across the page its head points to the left edge of the upright sheet."""
    rules = [rule for rule in sheet.rules if is_black(rule.colour) and max(rule.width, rule.height) > 100]
    for rule in rules:
        if min(rule.left - LEFT, RIGHT - rule.right, rule.top - TOP, BOTTOM - rule.bottom) < -1:
            yield Fault("F37" if sheet.turned else "F04", sheet.number, "表格超出版心")
    if sheet.turned and sheet.rotation != 90:
        yield Fault("F37", sheet.number, "横排表格页在屏幕上应转正")


def _repeated(case: Case) -> Iterator[Fault]:
    """The titles of the columns stand on every page of a table."""
    titles = [{column["title"] for column in annex["columns"]} for annex in case.content["annexes"]]
    for sheet in case.sheets[case.first_annex - 1 :]:
        if not _has_table(sheet):
            continue
        shown = "".join(glyph.text for glyph in sheet.glyphs if glyph.text.strip())
        if not any(all("".join(title.split()) in shown for title in wanted) for wanted in titles):
            yield Fault("F37" if sheet.turned else "F31", sheet.number, "续页没有表头")


def _has_table(sheet: Sheet) -> bool:
    return sum(1 for glyph in sheet.glyphs if glyph.size < 13) > 20
