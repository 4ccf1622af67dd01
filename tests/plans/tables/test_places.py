"""Places by the names people write: township, stem and kind; doubt is told, never guessed (B17)."""

from __future__ import annotations

import csv
from functools import cache

import pytest

from core.divisions import HUBEI_DIVISIONS, Division, read_divisions
from core.errors import Invalid
from plans.tables import PlaceIndex
from plans.tables.sightings import look
from plans.tables.siting import Sited, site
from tests.plans.tables.sheets import DATA


@cache
def _hubei() -> list[Division]:
    return read_divisions(HUBEI_DIVISIONS)


@cache
def _index(county: str) -> PlaceIndex:
    return PlaceIndex(_hubei(), county)


def _site(
    county: str, place: str = "", *, township: str = "", village: str = "", name: str = ""
) -> tuple[list[str], str]:
    """The full names of what is found, and everything the clerk is told."""
    index = _index(county)
    found: Sited = site(index, township=township, village=village, place=place, name=name)
    return [index.full_name(code) for code in found.codes], "；".join(found.messages)


def test_a_village_that_bears_its_townships_name_is_named_and_read_once() -> None:
    index = _index("420323")
    named = [village for village in index.villages if village.name.startswith(index.by_code[village.parent].name)]
    assert named
    assert [index.full_name(village.code) for village in named] == [village.name for village in named]
    assert [look(index, village.name).villages for village in named] == [[village.code] for village in named]


def _real_villages() -> list[tuple[str, str, str]]:
    with (DATA / "divisions" / "real_villages_hubei.csv").open(encoding="utf-8-sig", newline="") as text:
        return [(row["县代码"], row["乡镇"], row["村"]) for row in csv.DictReader(text)]


@pytest.mark.parametrize(("county", "township", "village"), _real_villages())
@pytest.mark.parametrize("form", ["one cell", "two columns", "name"])
def test_villages_of_a_provincial_notice(county: str, township: str, village: str, form: str) -> None:
    if form == "one cell":
        found, told = _site(county, township + village)
    elif form == "two columns":
        found, told = _site(county, township=township, village=village)
    else:
        found, told = _site(county, name=f"{township}{village}道路硬化工程")
    assert len(found) == 1
    assert found[0].startswith(township[:2])
    assert village.removesuffix("村") in found[0].removeprefix(township[:2])
    assert not told


def test_kind_decides_where_stems_clash() -> None:
    assert _site("429021", "木鱼镇红花坪村")[0] == ["木鱼镇红花坪村委会"]
    assert _site("429021", "木鱼镇红花坪居委会")[0] == ["木鱼镇红花坪居委会"]
    found, told = _site("429021", "木鱼镇红花坪")
    assert found == ["木鱼镇"]
    assert "“红花坪”有多个同名地点" in told


def test_one_name_in_two_townships_is_asked_for() -> None:
    found, told = _site("421224", "港口村")
    assert found == ["通山县"]
    assert "“港口村”有多个同名地点" in told
    assert "通羊镇" in told
    assert _site("421224", "通羊镇港口村")[0][0].startswith("通羊镇港口")


def test_a_village_of_another_township_is_not_taken() -> None:
    found, told = _site("420323", township="宝丰镇", village="窑沟村")
    assert found == ["宝丰镇"]
    assert "宝丰镇没有“窑沟村”，同名的有城关镇窑沟" in told


@pytest.mark.parametrize("cell", ["全县", "全县各乡镇", "各乡镇", "全县范围内", "竹山县"])
def test_the_whole_county(cell: str) -> None:
    assert _site("420323", cell)[0] == ["竹山县"]


@pytest.mark.parametrize(
    "cell", ["城关镇窑沟村一组", "城关镇窑沟村1-3组", "城关镇窑沟村委会二组至五组", "竹山县城关镇窑沟村民委员会"]
)
def test_groups_belong_to_their_village(cell: str) -> None:
    assert _site("420323", cell)[0] == ["城关镇窑沟村委会"]


def test_an_unknown_village_falls_to_its_township() -> None:
    found, told = _site("420323", "城关镇无此名村")
    assert found == ["城关镇"]
    assert "“无此名村”在行政区划表中没有找到" in told


def test_an_index_is_of_one_county() -> None:
    with pytest.raises(Invalid, match="恰有一个县"):
        PlaceIndex(_hubei())
