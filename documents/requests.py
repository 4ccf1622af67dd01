"""How a request is worded in official prose, and where one stands in a text (条例 第十五条).

A report may ask for nothing and a 请示 for one thing. What stands in quotation marks or in a 书名号 is somebody else's
words: the name of a document or what was said.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

_ASKED = (
    "批示|批复|批准|批办|审批|审核|审定|审议|审查|审示|核准|核定|核批|支持|拨付|拨给|下拨|拨款|追加|解决|同意|指示|答复|定夺|"
    "安排|研究|考虑|协调|帮助|扶持|减免|授权|给予|增加|准予"
)
"""What a superior is asked to do."""

FORMS: tuple[re.Pattern[str], ...] = (
    # 请（某机关）（予以）批准: 申请、邀请、聘请 ask no superior, 已请…审核了 tells what was done
    re.compile(rf"(?<![申邀聘宴约延已])请(?!假|示|柬|客)[^，。；：！？\n]{{0,24}}?(?:{_ASKED})(?![了过])"),
    re.compile(r"恳(?:请|求|望|切希望)"),
    re.compile(r"(?:特此|现|谨此|专此|[，。])请示(?!报告|汇报|制度)"),
    re.compile(r"请求(?!权)"),
    re.compile(r"[妥当可]否(?=[，。？！]|请|$)"),
    re.compile(r"(?:以上|上述)[^，。；]{0,8}(?:如无不妥|如可行|是否妥当|是否可行)"),
    re.compile(r"(?<![渴希期盼])[盼望]予?以?(?:批准|批复|赐复|支持|解决)"),
)
"""Each a way to ask; found in prose without blanks."""

_GAPS = re.compile(r"[\s\u3000]+")
_QUOTED = re.compile(r"《[^《》]*》|〈[^〈〉]*〉|“[^“”]*”|「[^「」]*」|‘[^‘’]*’")
_ORDINALS = {
    "一、": re.compile(r"(?:^|(?<=[。；：]))[一二三四五六七八九十]+、"),
    "（一）": re.compile(r"(?:^|(?<=[。；：]))（[一二三四五六七八九十]+）"),
    "1.": re.compile(r"(?:^|(?<=[。；：]))\d+[.．、](?!\d)"),
    "（1）": re.compile(r"(?:^|(?<=[。；：]))（\d+）"),
}


def plain(text: str) -> str:
    """The text without blanks and without what it quotes, however deep titles stand in titles."""
    found = _GAPS.sub("", text)
    while (shorter := _QUOTED.sub("", found)) != found:
        found = shorter
    return found


def requests_in(text: str) -> list[str]:
    """The words with which the text asks for something, in order of the forms."""
    words = plain(text)
    return [hit.group() for form in FORMS for hit in form.finditer(words)]


def numbered_requests(texts: Iterator[str]) -> list[str]:
    """The requests that stand under ordinals of one level, where there are several; else none."""
    by_level: dict[str, list[str]] = defaultdict(list)
    for text in map(plain, texts):
        for level, ordinal in _ORDINALS.items():
            by_level[level] += [found[0] for item in _items(text, ordinal) if (found := requests_in(item))]
    return next((found for found in by_level.values() if len(found) > 1), [])


def _items(text: str, ordinal: re.Pattern[str]) -> Iterator[str]:
    """What stands behind each ordinal, up to the next."""
    starts = list(ordinal.finditer(text))
    bounds = [*(start.start() for start in starts), len(text)]
    for start, end in zip(starts, bounds[1:], strict=True):
        yield text[start.end() : end]
