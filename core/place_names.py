"""Names of villages: the statistics bureau spells one kind a dozen ways (柏树村村民委员会, 柏树村委会, 柏树村村委会)."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

_VILLAGE = re.compile(r"(?P<stem>.+?)(?:村村民委员会|村村委会|村民委员会|村民委会|村民居委会|村委员会|村委会)")
_COMMUNITY = re.compile(
    r"(?P<stem>.+?)社区(?:村民委员会|村委会|居民委员会|居民居委会|居委员会|居委会|居民委会|管理委员会|委员会|居民委员|居委)?"
)
_RESIDENTS = re.compile(r"(?P<stem>.+?)(?:居民委员会|居民居委会|居委员会|居委会|居民委会)")
_REMARK = re.compile(r"[（(][^（()）]*[）)]")
_PLAIN = re.compile(r"(?P<stem>.+?)村")


class VillageKind(StrEnum):
    """How a village-level place governs itself; the value ends its short name."""

    VILLAGE = "村"
    COMMUNITY = "社区"
    RESIDENTS = "居委会"
    OTHER = ""


class VillageName(NamedTuple):
    """A village-level name taken apart: 柏树村村民委员会 is (柏树, 村)."""

    stem: str
    kind: VillageKind

    @property
    def short(self) -> str:
        """What lists show: 柏树村, 城关社区, 东街居委会; other kinds (一连生活区) as they are."""
        if self.kind is VillageKind.VILLAGE and self.stem.endswith("村") and len(self.stem) > 1:
            return self.stem
        return f"{self.stem}{self.kind}"

    @property
    def official(self) -> str:
        """What documents print."""
        match self.kind:
            case VillageKind.VILLAGE:
                return f"{self.short}村民委员会"
            case VillageKind.COMMUNITY:
                return f"{self.short}居民委员会"
            case VillageKind.RESIDENTS:
                return f"{self.stem}居民委员会"
            case _:
                return self.stem


@lru_cache(maxsize=65_536)
def village_name(printed: str) -> VillageName:
    """A village-level name as printed anywhere, taken apart; a remark in brackets (四份村委会（含移民新区）) is no part of it."""
    bare = _REMARK.sub("", printed) or printed
    for pattern, kind in (
        (_COMMUNITY, VillageKind.COMMUNITY),
        (_VILLAGE, VillageKind.VILLAGE),
        (_RESIDENTS, VillageKind.RESIDENTS),
        (_PLAIN, VillageKind.VILLAGE),
    ):
        if found := pattern.fullmatch(bare):
            is_community = printed.endswith(("（社区）", "(社区)"))
            return VillageName(found["stem"], VillageKind.COMMUNITY if is_community else kind)
    return VillageName(bare, VillageKind.OTHER)
