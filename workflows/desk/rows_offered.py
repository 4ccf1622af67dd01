"""Which rows a return may name, as its page offers them: all of a few; of many those that were chosen and those found.

A plan of a large county has over three hundred rows: none of them is offered before something is sought.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from core import search
from workflows.desk.citing import Row

FEW = 40
"""So many rows are all offered."""
MOST_FOUND = 20
IN_CODES = 5
"""So many figures at least are sought in the codes too: fewer stand in nearly every one."""
_NUMBER = re.compile(r"\d+")
_OR = re.compile(r"[、，,；;]")


@dataclass(frozen=True)
class Offered:
    """The rows to choose from: of many the chosen ones first, then at most `MOST_FOUND` of the `found` others."""

    rows: Sequence[Row]
    number: int
    sought: str = ""
    found: int = 0

    @property
    def is_long(self) -> bool:
        return self.number > FEW

    @property
    def is_cut(self) -> bool:
        """Whether more were found than are offered."""
        return self.found > MOST_FOUND


NONE = Offered((), 0)


def offered(listed: Sequence[Row], *, chosen: Collection[str], sought: str) -> Offered:
    """Of these rows, the codes chosen so far and the words sought. No statement."""
    if len(listed) <= FEW:
        return Offered(listed, len(listed))
    kept = [row for row in listed if row.code in chosen]
    others = [row for row in found(listed, sought) if row.code not in chosen]
    return Offered([*kept, *others[:MOST_FOUND]], len(listed), sought, len(others))


def found(listed: Sequence[Row], sought: str) -> list[Row]:
    """Those that have every word of one of the choices (3、17、茅坪镇 饮水): a number, that of the row or one that stands whole
    in its name or place, or letters of code, name or place, or their pinyin initials; rows of a number sought come first."""
    choices = [words for part in _OR.split(sought[: search.LONGEST]) if (words := _words(part))]
    numbers = {int(word) for words in choices for word in words if word.isdecimal()}
    having = [row for row in listed if any(_has(row, words) for words in choices)]
    return sorted(having, key=lambda row: row.number not in numbers)


def _words(text: str) -> list[str]:
    return [word for word in map(search.letters, text.split()) if word]


def _has(row: Row, words: Sequence[str]) -> bool:
    return all(_has_word(row, word) for word in words)


def _has_word(row: Row, word: str) -> bool:
    if word.isdecimal() and len(word) < IN_CODES:
        return int(word) in {row.number, *map(int, _NUMBER.findall(f"{row.name} {row.place}"))}
    return any(word in text for text in _texts(row))


def _texts(row: Row) -> Iterator[str]:
    for text in (row.name, row.place):
        bare = search.letters(text)
        yield bare
        yield search.initials(bare)
    yield search.letters(row.code)
