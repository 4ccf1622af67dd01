"""Which words of two texts differ, for whoever reads them side by side. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher

Parts = tuple[tuple[str, bool], ...]
"""A text in parts, each with whether the other text has it otherwise."""
CLOSE = 2
"""Characters that two changes may be apart to be marked as one: single letters in common tell nobody anything."""


def parts(text: str, other: str) -> Parts:
    """`text` as it differs from `other`; all of it is in common where they are the same."""
    if text == other:
        return ((text, False),) if text else ()
    blocks = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    common = [(block.a, block.a + block.size) for block in blocks if _tells(block.a, block.size, len(text))]
    found: list[tuple[str, bool]] = []
    at = 0
    for first, after in common:
        found += [(text[at:first], True), (text[first:after], False)]
        at = after
    return tuple((part, is_changed) for part, is_changed in (*found, (text[at:], True)) if part)


def _tells(start: int, size: int, length: int) -> bool:
    return size > CLOSE or (size > 0 and (start == 0 or start + size == length))
