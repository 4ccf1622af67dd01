"""Breaks a title into lines that read as whole words and look like a trapezoid or a diamond (GB/T 9704 7.3.1:
回行时，要做到词意完整，排列对称，长短适宜，间距恰当……使用梯形或菱形)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, pairwise
from math import inf

LONGEST = 19.4
"""Ems of 22 pt on a line of 156 mm, with a little air."""
FIGURE = 0.56
"""The width of a figure or a Latin letter of the title's face, in ems."""

_WORDS = """
    人民政府 领导小组 办公室 工作专班 统筹整合 统筹 整合 使用 财政 涉农 涉农资金 资金 统筹资金 整合资金
    统筹整合资金 实施方案 方案 规划 年度 精准 扶贫 脱贫 攻坚 项目 项目计划 计划 申报 申报表 审核 情况 报送
    备案 关于 印发 编制 征求 意见 意见表 征求意见稿 整改 调整 中期 会议 会议纪要 纪要 常务会议 审议 县级 乡镇
    村级 村民 代表 论证 联合论证 公示 公告 通知 报告 请示 批复 财政局 财政厅 发展改革 委员会 村民委员会 县委
    会签 复函 补充 材料 工作 结果 入库 项目库 登记 登记簿 回执 支出 进度 督办 通报 组织 实施 工程 硬化 公路
"""
WORDS = frozenset(_WORDS.split())
"""Words that a line break may not cut."""

_UNITS = (
    "年度|年|月|日|季度|次|期|批|届|号|个|户|人|项|件|条|座|处|亿元|万元|元|公里|千米|米|亩|公顷|吨|千瓦|平方米|立方米|"
    "工作日|天|标段"
)
_KEPT = re.compile(
    rf"第?[0-9][0-9A-Za-z.,—%％]*(?:{_UNITS})?|[A-Za-z][0-9A-Za-z.]*|第[一二三四五六七八九十百]+(?:{_UNITS})?|"
    r"〔[^〕]*〕[^《》]*?号|（[^（）]{1,7}）"
)
_HAN = r"(?:(?!关于|印发|报送|编制|征求)[\u4e00-\u9fff])"
_PLACE = rf"(?:(?![局厅府室组班会]){_HAN}){{1,9}}?(?:自治[州县]|林区|街道|社区|州(?![市县区])|[省市县区乡镇村])"
_BODY = rf"{_HAN}{{0,16}}?(?:人民政府办公室|人民政府|办公室|委员会|领导小组|工作专班|办事处)"
_OFFICE = rf"{_HAN}{{1,9}}?[局厅]"
_NAME = re.compile(
    rf"(?:^|(?<=关于)|(?<=[《（、和及对向给局厅府室会组班]))(?:(?:{_PLACE})+(?:{_BODY}|{_OFFICE})?|{_BODY})"
)
_PLACES = re.compile(_PLACE)
"""A place, or an office with the places before it: 竹山县麻家渡镇人民政府."""

SPLIT_NAME, WAIST, BLOCK, FURTHER_LINE = 40.0, 20.0, 40.0, 32.0
"""What it costs to part a name from the year after it, to have a short line between longer ones, a second line as long
as a long first one, and a line more."""
LONG_LINE = 17.0
UNEVEN = 9.0
"""A line is at most so many ems shorter than the mean."""


def broken(title: str, longest: float = LONGEST) -> list[str]:
    """The lines of a title: few, even, and broken where a reader would; within no word, name or number where any way
    of breaking spares them."""
    inside, names = _inside(title), _within(title, longest)
    return _lines(title, inside | names, longest) or _lines(title, inside, longest) or _cut(title, longest)


def _lines(title: str, inside: set[int], longest: float) -> list[str]:
    """The better of the least number of lines and one more; nothing where no way keeps every line within `longest`."""
    places = [place for place in range(2, len(title) - 1) if place not in inside and _allowed(title, place)]
    least = max(int(-(-_width(title) // longest)), 1)
    for count in range(least, len(places) + 2):
        found = [cut for more in (0, 1) if (cut := _cheapest(title, places, count + more, longest))]
        if found:
            _cost, cuts = min((cost + order * FURTHER_LINE, cuts) for order, (cost, cuts) in enumerate(found))
            return [title[a:b] for a, b in pairwise([0, *cuts, len(title)])]
        if count > 2 * least + 2:
            break
    return []


def _cut(title: str, longest: float) -> list[str]:
    """Without a place to break at: full lines."""
    size = int(longest)
    return [title[at : at + size] for at in range(0, len(title), size)]


def _cheapest(title: str, places: list[int], count: int, longest: float) -> tuple[float, list[int]] | None:
    """Cost and places of the best `count - 1` cuts; None when no way keeps every line within `longest`."""
    up_to = list(accumulate((_width(character) for character in title), initial=0.0))
    mean = up_to[-1] / count
    reached: dict[tuple[int, int], tuple[float, list[int]]] = {(0, 0): (0.0, [])}
    for number in range(1, count + 1):
        ends = [len(title)] if number == count else places
        following: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (before, start), (cost, cuts) in reached.items():
            for end in ends:
                line = up_to[end] - up_to[start]
                if not mean - UNEVEN < line <= longest:
                    continue
                added = (line - mean) ** 2 - _merit(title, end)
                if number > 1:
                    added += _shape(
                        up_to[start] - up_to[before], line, (up_to[-1] - up_to[end]) / (count - number or 1)
                    )
                if cost + added < following.get((start, end), (inf,))[0]:
                    following[start, end] = (cost + added, [*cuts, end])
        reached = following
    best = min(reached.values(), default=None)
    return (best[0], best[1][:-1]) if best else None


def _shape(above: float, line: float, below: float) -> float:
    """What the outline of the title costs: a waist, or a block where a trapezoid was wanted."""
    is_waist = line < min(above, below) - 1
    is_block = min(above, line) > LONG_LINE and abs(above - line) < 1.5
    return WAIST * is_waist + BLOCK * is_block


def _width(text: str) -> float:
    return sum(FIGURE if character.isascii() else 1.0 for character in text)


def _inside(title: str) -> set[int]:
    """Places that lie inside a word or a number with its unit."""
    found: set[int] = set()
    for word in WORDS:
        for match in re.finditer(word, title):
            found.update(range(match.start() + 1, match.end()))
    for match in _KEPT.finditer(title):
        found.update(range(match.start() + 1, match.end()))
    return found


def _within(title: str, longest: float) -> set[int]:
    """Places that lie inside the name of a place or of an office; of one too long for a line, inside its parts."""
    return {place for a, b in _names(title, longest) for place in range(a + 1, b)}


def _names(title: str, longest: float) -> Iterator[tuple[int, int]]:
    for match in _NAME.finditer(title):
        if _width(match.group()) <= longest:
            yield match.span()
        else:
            yield from (part.span() for part in _PLACES.finditer(title, *match.span()))


def _allowed(title: str, place: int) -> bool:
    return title[place] not in "的》〉）”、，和与及" and title[place - 1] not in "《（“关"


def _merit(title: str, place: int) -> float:
    """How well a line may end here: before 关于 and a title in 《》, after its end, a year or a place's year; badly
    between a name and its year, or a year and the count after it."""
    if place == len(title):
        return 0.0
    parts = title[place].isdigit() and title[place - 1] in "省市州县区乡镇村"
    counts = title[place] == "第" and title[place - 1] in "年度"
    good = 14.0 * title.startswith(("关于", "《"), place) + 4.0 * (title[place - 1] in "》的度")
    return good - SPLIT_NAME * (parts or counts) - 8.0 * title.endswith("关于", 0, place)
