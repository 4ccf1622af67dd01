"""县, 市, 区 and 林区: what a place of each kind is called, for every county-level place of the province."""

from __future__ import annotations

import pytest

from core.county_words import words
from core.divisions import HUBEI_DIVISIONS, official_name, read_divisions
from core.enums import OrganisationKind

PLACES = [row.name for row in read_divisions(HUBEI_DIVISIONS) if row.level == "county"]


def test_every_place_of_the_table_is_asked() -> None:
    """The 103 of the province, and two zones that the statistics bureau counts beside them."""
    assert len(set(PLACES)) == 103 + 2


@pytest.mark.parametrize("place", PLACES)
def test_a_place_is_called_what_it_is(place: str) -> None:
    """By its plain and its official name alike; the oracle is the last character, and 林区 for the forest district."""
    spoken, last = words(place), place[-1]
    assert words(official_name(place, OrganisationKind.COUNTY)) == spoken
    assert spoken.level == ("林区" if place == "神农架林区" else last)
    assert (spoken.ours, spoken.directly, spoken.head) == (f"我{last}", f"{last}直", f"{last}长")
    assert (spoken.units, spoken.departments) == (f"{last}直各有关单位", f"{spoken.level}政府各部门")
    assert {spoken.departments, spoken.units} <= spoken.names_of_departments
    assert spoken.full(f"{spoken.level}审计局") == f"{place}审计局"
    assert spoken.full(f"{place}审计局") == f"{place}审计局"


@pytest.mark.parametrize(
    ("place", "committee", "departments"),
    [
        ("竹山县", "县委", "县政府各部门"), ("恩施市", "市委", "市政府各部门"), ("郧阳区", "区委", "区政府各部门"),
        ("长阳土家族自治县", "县委", "县政府各部门"), ("神农架林区", "林区党委", "林区政府各部门"),
    ],
)  # fmt: skip
def test_its_organs(place: str, committee: str, departments: str) -> None:
    assert (words(place).committee, words(place).departments) == (committee, departments)


def test_names_of_others_stay_as_they_are() -> None:
    assert words("恩施市").full("湖北省财政厅") == "湖北省财政厅"
    assert words("竹山县").full("各乡镇人民政府") == "各乡镇人民政府"
