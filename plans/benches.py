"""Reading a plan table of many rows beside openpyxl passing over the same cells.

Ours finds the header, names the columns, places and funds, checks every row and sums; the peer looks at each cell.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import Workbook, load_workbook

from core import benches
from core.benches import Asked, Figure, at_least, at_most
from core.divisions import HUBEI_DIVISIONS, read_divisions
from core.fresh import Done, once
from core.measuring import ratio
from plans.tables import PlaceIndex, read_table

COUNTY = "420323"
HEADINGS = (
    "序号", "项目名称", "项目类别", "建设性质", "实施地点", "建设内容", "总投资（万元）", "中央（万元）", "省级（万元）", "责任单位",
    "绩效目标", "备注",
)  # fmt: skip
ROOM = __name__
PEER = "openpyxl"
PACE = at_least(2_000, "at least {} rows a second")
PEAK = at_most(300, "at most {} MB")
LINEAR = at_most(1.3, "at most {} x a row")


def measure(asked: Asked) -> Iterator[Figure | str]:
    """Each size in processes of their own, the sizes in turn, so that a busy machine is busy for each of them; the cost of
    a row must not grow, from the smallest to the largest of the same turn."""
    with TemporaryDirectory() as folder:
        files = {rows: _write(Path(folder) / f"{rows}.xlsx", rows) for rows in asked.sizes}
        turns = [{rows: _pair(file, rows) for rows, file in files.items()} for _run in range(asked.runs)]
    for rows in files:
        ours, theirs = [turn[rows][0] for turn in turns], [turn[rows][1] for turn in turns]
        yield from _figures(rows, ours, theirs, is_largest=rows == max(files))
    few, many = min(files), max(files)
    a_row = {rows: [turn[rows][0].cpu / rows for turn in turns] for rows in (few, many)}
    yield Figure(
        case=f"{many:,} rows",
        measure=f"ms a row, beside {few:,} rows",
        ours=statistics.median(a_row[many]) * 1e3,
        peer="ours",
        theirs=statistics.median(a_row[few]) * 1e3,
        ratio=ratio(a_row[many], a_row[few]),
        bar=LINEAR,
    )


def _pair(file: Path, rows: int) -> tuple[Done, Done]:
    ours, theirs = (once(f"{ROOM}:reader", name=name, file=str(file)) for name in ("ours", PEER))
    if ours.answer != rows:
        raise RuntimeError(f"{rows} rows written, {ours.answer} read")
    return ours, theirs


def _figures(rows: int, ours: list[Done], theirs: list[Done], *, is_largest: bool) -> Iterator[Figure]:
    case = f"{rows:,} rows x {len(HEADINGS)} columns"
    mine, other = ([done.cpu for done in found] for found in (ours, theirs))
    yield Figure(
        case=case,
        measure="rows a processor second, validated (ratio: of the seconds)",
        ours=rows / statistics.median(mine),
        peer=PEER,
        theirs=rows / statistics.median(other),
        ratio=None if is_largest else ratio(mine, other),
        bar=PACE if is_largest else None,
    )
    yield Figure(
        case=case,
        measure="peak memory, MB",
        ours=max(done.peak for done in ours),
        peer=PEER,
        theirs=max(done.peak for done in theirs),
        bar=PEAK,
    )


def reader(*, name: str, file: str) -> Callable[[], int]:
    """Prepares one way of reading; the act answers with the number of rows."""
    return {"ours": _ours, PEER: _openpyxl}[name](Path(file))


def _ours(file: Path) -> Callable[[], int]:
    places = PlaceIndex(read_divisions(HUBEI_DIVISIONS), county=COUNTY)
    return lambda: sum(len(plan.items) for plan in read_table(file, file.name, places, max_rows=100_000))


def _openpyxl(file: Path) -> Callable[[], int]:
    def act() -> int:
        sheet = load_workbook(file, read_only=True).worksheets[0]
        return sum(1 for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row)) - 2

    return act


def _write(file: Path, rows: int) -> Path:
    villages = [
        place for place in read_divisions(HUBEI_DIVISIONS) if place.level == "village" and place.code.startswith(COUNTY)
    ]
    names = {place.code: place.name for place in read_divisions(HUBEI_DIVISIONS) if place.level == "township"}
    book = Workbook()  # which says how far the sheet reaches, as office programs do
    sheet = book.create_sheet("方案", 0)
    sheet.append(HEADINGS)
    total = 0
    for n in range(1, rows + 1):
        village = villages[n % len(villages)]
        amount, place = n * 37 % 90 + 10, f"{names[village.parent]}{village.name}"
        total += amount
        sheet.append(
            (
                n, f"{place}第{n}号通村公路硬化工程", "农村基础设施", "新建", place, f"硬化通村公路{n % 9 + 1}公里，路面宽4.5米",
                amount, amount - 5, 5, "县交通运输局", f"解决{n % 400 + 20}户出行难", "",
            )
        )  # fmt: skip
    sheet.append(("合计", "", "", "", "", "", total, total - 5 * rows, 5 * rows, "", "", ""))
    book.save(file)
    return file


benches.register(
    benches.Bench(
        name="import",
        promise="a plan table read and validated beside openpyxl passing over its cells",
        measure=measure,
        sizes=(5_000, 10_000, 20_000),
        tiny=(20, 40),
        runs=3,
        packages=("openpyxl",),
    )
)
