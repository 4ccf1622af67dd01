"""The real tables, the places of their counties, and ways to write a table anew."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from openpyxl import Workbook

from plans.tables import PlaceIndex, ReadPlan, read_table

DATA = Path(__file__).parents[2] / "data"
COUNTIES = {file.stem[7:]: file for file in (DATA / "divisions").glob("[0-9]*_*.csv")}
PLANS = {file.stem.rpartition("_")[0]: file for file in (DATA / "plans").glob("*.csv")}

Sheet = list[list[str]]


@cache
def places_of(county: str) -> PlaceIndex:
    """The places of the county of a real table."""
    with COUNTIES[county].open(encoding="utf-8-sig", newline="") as text:
        return PlaceIndex(csv.DictReader(text))


def sheet_of(county: str) -> Sheet:
    """A real table as rows of cells."""
    with PLANS[county].open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text))


def as_csv(sheet: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(sheet)
    return text.getvalue().encode(encoding)


def as_xlsx(sheet: Sequence[Sequence[str]], merge: Sequence[str] = ()) -> bytes:
    """The table as a workbook, numbers typed as numbers the way a spreadsheet keeps them."""
    book = Workbook()
    page = book.active
    assert page is not None
    for row in sheet:
        page.append([_typed(cell) for cell in row])
    for cells in merge:
        page.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _typed(cell: str) -> str | float | None:
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell or None


def read(county: str) -> tuple[ReadPlan, ...]:
    """The plans of a county's real table."""
    return read_table(PLANS[county], PLANS[county].name, places_of(county))


def said(plan: ReadPlan, row: int | None, words: str) -> bool:
    """Whether a warning on that row holds the words."""
    return any(warning.row == row and words in warning.message for warning in plan.warnings)
