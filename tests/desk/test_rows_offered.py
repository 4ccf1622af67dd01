"""Which rows of many are found: a number is sought alike in every row, and those that bear it come first."""

from __future__ import annotations

import pytest
from django.utils import translation

from workflows.desk.citing import Column, Row
from workflows.desk.rows_offered import found

ROWS = [
    Row(code=f"K{number:03}", name=name, number=number)
    for number, name in (
        (7, "12组公路"),
        (12, "饮水"),
        (42, "2027年产业路"),
        (112, "桥12a"),
        (150, "2027年产业路"),
        (170, "水渠"),
    )
]


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [("2027", [42, 150]), ("12", [12, 7, 112]), ("7、水渠", [7, 170]), ("2", []), ("2027 150", [150]), ("k112", [112])],
)
def test_a_number_is_that_of_the_row_or_stands_whole_in_its_name(sought: str, numbers: list[int]) -> None:
    assert [row.number for row in found(ROWS, sought)] == numbers


def test_the_columns_of_a_row_are_told_in_the_readers_language() -> None:
    row = Row(code="K1", name="路", columns=(Column(code="a", title="A"), Column(code="b", title="B")))
    with translation.override("en"):
        assert row.wrong == " (A, B)"
