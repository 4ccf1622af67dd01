"""Breaks a title into balanced lines that never cut a word (GB/T 9704 7.3.1: 回行时词意完整)."""

from __future__ import annotations

import re
from itertools import pairwise

LONGEST = 19
"""Characters of 22 pt on a line of 156 mm, with a little air."""

_WORDS = """
    人民政府 领导小组 办公室 工作专班 统筹整合 统筹 整合 使用 财政 涉农 资金 实施方案 方案
    规划 年度 精准 扶贫 脱贫 攻坚 项目 计划 申报 审核 情况 报送 备案 关于 印发 编制 征求
    意见 整改 调整 中期 会议 纪要 常务 审议 县级 乡镇 村级 论证 公示 公告 通知 报告 请示
    批复 财政局 财政厅 发展改革 委员会 县委 会签 复函 补充 材料 工作 结果 入库 登记 回执
"""
WORDS = frozenset(_WORDS.split())
"""Words that a line break may not cut."""

_KEPT = re.compile(r"[0-9A-Za-z.]+(?:年度|年|月|日|次|期|批)?|〔[^〕]*〕[^《》]*?号")


def broken(title: str, longest: int = LONGEST) -> list[str]:
    """The lines of a title: as few as fit, even, and broken where a reader would."""
    places = _places(title)
    for count in range(-(-len(title) // longest), len(title)):
        cuts = _cheapest(title, places, count, longest)
        if cuts is not None:
            bounds = [0, *cuts, len(title)]
            return [title[a:b] for a, b in pairwise(bounds)]
    return [title]


def _places(title: str) -> list[int]:
    inside = _inside(title)
    return [place for place in range(2, len(title) - 1) if place not in inside and _allowed(title, place)]


def _cheapest(title: str, places: list[int], count: int, longest: int) -> list[int] | None:
    """The best `count - 1` cuts; None when no way keeps every line within `longest`."""
    mean = len(title) / max(count, 1)
    reached: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for number in range(1, count + 1):
        ends = [len(title)] if number == count else places
        following: dict[int, tuple[float, list[int]]] = {}
        for end in ends:
            options = [
                (cost + (end - start - mean) ** 2 - _merit(title, end), [*cuts, end])
                for start, (cost, cuts) in reached.items()
                if 0 < end - start <= longest
            ]
            if options:
                following[end] = min(options)
        reached = following
    return reached[len(title)][1][:-1] if len(title) in reached else None


def _inside(title: str) -> set[int]:
    """Places that lie inside a word or a number."""
    found: set[int] = set()
    for word in WORDS:
        for match in re.finditer(word, title):
            found.update(range(match.start() + 1, match.end()))
    for match in _KEPT.finditer(title):
        found.update(range(match.start() + 1, match.end()))
    return found


def _allowed(title: str, place: int) -> bool:
    return title[place] not in "的》〉）”、，和与及" and title[place - 1] not in "《（“关"


def _merit(title: str, place: int) -> float:
    """How well a line may end here."""
    if place == len(title):
        return 0.0
    return 14.0 * title.startswith(("关于", "《"), place) + 4.0 * (title[place - 1] in "》的")
