"""Which rules are asked of which layout."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from documents.measuring import annexes, colophon, endings, heads, letters, numbers, pages, text
from documents.measuring.case import Case, opened
from documents.measuring.faults import Fault

Check = Callable[[Case], Iterator[Fault]]

ALWAYS: tuple[Check, ...] = (pages.paper, pages.characters, numbers.numbers, annexes.annexes)
OFFICIAL: tuple[Check, ...] = (
    pages.area,
    pages.grid,
    pages.colours,
    text.lines,
    text.levels,
    text.widows,
    text.attachments,
    heads.corner,
)
CHECKS: dict[str, tuple[Check, ...]] = {
    "document": (heads.mark, heads.joint, heads.number, heads.red_line, heads.title, heads.addressees, endings.signature,
                 endings.note, colophon.colophon),
    "upward": (heads.mark, heads.joint, heads.upward_number, heads.red_line, heads.title, heads.addressees, endings.signature,
               endings.note, colophon.colophon),
    "letter": (letters.mark, letters.lines, letters.number, heads.addressees, endings.signature, endings.note,
               letters.colophon),
    "minutes": (heads.mark, heads.number, heads.title, endings.attendance, colophon.colophon),
    "order": (heads.order_mark, heads.number, endings.stamp, colophon.colophon),
    "form": (),
}  # fmt: skip


def measure(pdf: bytes) -> list[Fault]:
    """Every fault of a file; none for a proper one."""
    case = opened(pdf)
    common = () if case.layout == "form" else OFFICIAL
    return [fault for check in (*ALWAYS, *common, *CHECKS[case.layout]) for fault in check(case)]
