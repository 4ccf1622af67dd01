"""Village names taken apart, as the statistics bureau and everyone else spells them."""

from __future__ import annotations

import pytest

from core.place_names import village_name


@pytest.mark.parametrize(
    ("printed", "short", "official"),
    [
        ("柏树村村民委员会", "柏树村", "柏树村村民委员会"),
        ("柏树村委会", "柏树村", "柏树村村民委员会"),
        ("柏树村村委会", "柏树村", "柏树村村民委员会"),
        ("柏树村民委员会", "柏树村", "柏树村村民委员会"),
        ("柏树村", "柏树村", "柏树村村民委员会"),
        ("董村村民委员会", "董村", "董村村民委员会"),
        ("新村村村民委员会", "新村", "新村村民委员会"),
        ("城关社区居委会", "城关社区", "城关社区居民委员会"),
        ("城关社区居民委员会", "城关社区", "城关社区居民委员会"),
        ("城关社区", "城关社区", "城关社区居民委员会"),
        ("乌龙巷居委会（社区）", "乌龙巷社区", "乌龙巷社区居民委员会"),
        ("红花坪居委会", "红花坪居委会", "红花坪居民委员会"),
        ("四份村委会（含移民新区）", "四份村", "四份村村民委员会"),
        ("一连生活区", "一连生活区", "一连生活区"),
    ],
)
def test_short_and_official(printed: str, short: str, official: str) -> None:
    name = village_name(printed)
    assert (name.short, name.official) == (short, official)
    assert village_name(name.short).short == short
    assert village_name(name.official).official == official
