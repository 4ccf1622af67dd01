"""How offices speak of themselves and of each other in a letter: 我镇, 你县, 贵厅, derived from the official name."""

from __future__ import annotations

_ENDINGS = (
    ("村村民委员会", "村"), ("村民委员会", "村"), ("居民委员会", "居委会"), ("社区", "社区"), ("村", "村"),
    ("镇人民政府", "镇"), ("乡人民政府", "乡"), ("街道办事处", "街道"), ("工作专班", "专班"), ("领导小组", "领导小组"),
    ("省人民政府", "省"), ("市人民政府", "市"), ("州人民政府", "州"), ("县人民政府", "县"), ("区人民政府", "区"),
    ("办公室", "办"), ("委员会", "委"), ("厅", "厅"), ("局", "局"),
)  # fmt: skip
"""The end of an official name, and what an office is called after 我, 你 or 贵."""

UNKNOWN = "单位"


def ours(name: str) -> str:
    """我镇, 我局, 我县; 我单位 for what has no such name."""
    return f"我{_kind(name)}"


def yours(name: str, *, is_below: bool = False) -> str:
    """贵厅 to an office that is not below, 你县 to one that is; a village is always below who writes to it."""
    kind = _kind(name)
    return f"{'你' if is_below or kind == UNKNOWN else '贵'}{kind}"


def _kind(name: str) -> str:
    return next((kind for ending, kind in _ENDINGS if name.endswith(ending)), UNKNOWN)
