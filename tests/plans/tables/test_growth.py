"""A row of a long table costs what a row of a short one costs, however much is odd about each."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

from plans.tables import read_table
from plans.tables.places import PlaceIndex
from tests.plans.tables.sheets import Sheet, as_csv, places_of, said

HEAD = ["序号", "项目名称", "建设地点", "建设内容", "金额（万元）", "中央（万元）", "县级（万元）"]


def odd(rows: int) -> Sheet:
    """A subtotal that is wrong after every fourth row, numbers given twice, sources that do not make the amount, and pages
    with a total of their own."""
    sheet: Sheet = [HEAD]
    for n in range(1, rows + 1):
        sheet.append([str(n // 2), f"第{n}号塘", f"光裕{n}村", "清淤", str(n), "1", "1"])
        if n % 4 == 0:
            sheet.append(["", "合计" if n % 8 else "小计", "", "", "1", "1", "1"])
    return sheet


def calls(act: Callable[[], object]) -> int:
    """How many functions are called."""
    count = 0

    def seen(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(seen)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def reading(rows: int, places: PlaceIndex) -> int:
    content = as_csv(odd(rows))
    return calls(lambda: read_table(content, "试表.csv", places))


def test_a_long_odd_table_costs_no_more_a_row() -> None:
    places = places_of("beita")
    reading(8, places)
    few, many = reading(40, places), reading(160, places)
    assert many < few * 4.3


def test_a_project_that_runs_on_and_on_is_cut_off_and_told() -> None:
    """Else each row would copy all that the rows before it added."""
    rows: Sheet = [HEAD, ["1", "山塘", "光裕村", "清淤", "5", "3", "2"]]
    rows += [["", "", "光裕村", f"第{n}段" + "渠" * 200, "", "", ""] for n in range(40)]
    (plan,) = read_table(as_csv(rows), "试表.csv", places_of("beita"))
    (item,) = plan.items
    assert 4000 < len(item.content) < 4300
    assert said(plan, 42, "已超过4000字，本行的内容未并入")
