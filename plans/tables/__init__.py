"""The reader of published plan tables: a county's own spreadsheet in, plain items and warnings out.

`read_table(file, name, places)` is the whole of it; `PlaceIndex` holds the county's places. No database."""

from plans.tables.places import Place, PlaceIndex
from plans.tables.reader import read_table
from plans.tables.result import Category, Quantity, ReadItem, ReadPlan, ReadSubtotal, ReadWarning

__all__ = [
    "Category",
    "Place",
    "PlaceIndex",
    "Quantity",
    "ReadItem",
    "ReadPlan",
    "ReadSubtotal",
    "ReadWarning",
    "read_table",
]
