"""What a row's 时间进度 says: from which month to which, as people write it. Pure; the plan's year stands where a text names
none (四（四）: 时间进度; B18)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from plans.tables.texts import count_word, plain

_NUMBER = r"\d{1,3}|[一二三四五六七八九十]{1,3}"
_LATER = "次年|翌年|明年|下一年|下年"
_TOKEN = re.compile(
    rf"(?:(?P<year>\d{{4}})年?度?[-./]?|(?P<next>{_LATER})度?)?(?:"
    rf"(?P<from>{_NUMBER})(?:-|~|—|至|到)+(?P<till>{_NUMBER})月"
    rf"|(?P<month>{_NUMBER})月"
    r"|(?:第?(?P<since>[一二三四1-4])(?:季度)?[-~—至到、和]+)?第?(?P<quarter>[一二三四1-4])季度"
    r"|(?P<half>[上下])半年"
    r"|(?P<season>[春夏秋冬])"
    r"|(?P<dotted>(?<=[-./])\d{1,3})(?![\d月])(?:[-./]\d{1,2}(?!\d))?)"
    r"|(?P<opens>\d{4})年?[-~—至到]+(?P<closes>\d{4})年度?(?![\d一二三四五六七八九十第上下春夏秋冬])"
    rf"|(?:(?P<whole>\d{{4}})年|(?P<later>{_LATER}))度?(?:底|末|内|初|全年)?|(?:全年|年内|当年|年底|年末)"
)
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 12)}
_QUARTERS = {word: number for number, pair in enumerate(("一1", "二2", "三3", "四4")) for word in pair}
Month = tuple[int, int]
"""Year and month."""


@dataclass(frozen=True)
class Span:
    """The first and the last month that a schedule names."""

    first: Month
    last: Month


class Unreadable(ValueError):
    """Why a schedule names no months; the part of it that is wrong, or nothing."""


def read(text: str, year: int) -> Span:
    """From when to when; 次年 is the year after the one that was written last. Raises Unreadable for a text without months, with the part that is none (13月), and where the
    end comes before the beginning."""
    named: list[tuple[Month, Month]] = []
    at = written = year
    for found in _TOKEN.finditer(plain(text)):
        if stated := found["year"] or found["whole"] or found["closes"]:
            at = written = int(stated)
        elif found["next"] or found["later"]:
            at = written + 1
        first, last = _months(found)
        if not (1 <= first <= 12 and 1 <= last <= 12):
            raise Unreadable(found[0])
        named.append(((int(found["opens"] or at), first), (at, last)))
    if not named or named[-1][1] < named[0][0]:
        raise Unreadable("")
    return Span(named[0][0], max(last for _first, last in named))


def _months(found: re.Match[str]) -> Month:
    """The first and last month of one part of the text."""
    if found["from"]:
        return _number(found["from"]), _number(found["till"])
    if one := found["month"] or found["dotted"]:
        return _number(one), _number(one)
    if found["quarter"]:
        last = 3 * (_QUARTERS[found["quarter"]] + 1)
        return 3 * (_QUARTERS[found["since"] or found["quarter"]] + 1) - 2, last
    if found["half"]:
        return (1, 6) if found["half"] == "上" else (7, 12)
    return _SEASONS[found["season"]] if found["season"] else (1, 12)


def _number(text: str) -> int:
    return count_word(text) or 0
