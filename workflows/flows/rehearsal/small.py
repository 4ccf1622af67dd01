"""One township of a county of the division table, and a plan of four rows: the smallest year that has every step."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from django.contrib.contenttypes.models import ContentType

from core.divisions import HUBEI_DIVISIONS, Division, load, read_divisions
from core.models import Organisation
from plans.tables import ReadItem, ReadPlan
from plans.tables.result import Category

COUNTY, TOWNSHIP = "420323", "420323100"
FIRST, SECOND = "420323100201", "420323100202"
YEAR = 2027
CENTRAL, PROVINCIAL = "中央财政专项扶贫资金", "省级财政专项扶贫资金"
ROWS = (
    # name, the village, central and provincial money in yuan, the department
    ("一组至三组通组公路", FIRST, "400000", "85000.01", "交通运输局"),
    ("香菇种植大棚", FIRST, "0", "303000.20", "农业局"),
    ("安全饮水管网延伸", SECOND, "250000", "0", "水利局"),
    ("低产林改造", "", "123456.78", "0", "林业局"),
)


@cache
def hubei() -> tuple[Division, ...]:
    """Every row of the province's table, read once a process."""
    return tuple(read_divisions(HUBEI_DIVISIONS))


def county() -> Organisation:
    """The places of one township loaded, nothing else."""
    wanted = {COUNTY[:2], COUNTY[:4], COUNTY, TOWNSHIP, FIRST, SECOND}
    load(row for row in hubei() if row.code in wanted)
    ContentType.objects.clear_cache()
    return Organisation.objects.select_related("county").get(code=COUNTY)


def plan() -> ReadPlan:
    """Two villages' projects and a department's own."""
    items = tuple(_item(n, *row) for n, row in enumerate(ROWS, 1))
    given = {name: sum(i.source_amounts[name] for i in items) for name in (CENTRAL, PROVINCIAL)}
    return ReadPlan(
        title="", items=items, total_yuan=sum((i.amount_yuan for i in items), Decimal()), subtotals=(), unit="元",
        source_totals={name: Decimal(amount) for name, amount in given.items()}, warnings=(),
    )  # fmt: skip


def _item(n: int, name: str, village: str, central: str, provincial: str, department: str) -> ReadItem:
    amounts = {CENTRAL: Decimal(central), PROVINCIAL: Decimal(provincial)}
    return ReadItem(
        row=n, seq=str(n), name=name, amount_yuan=sum(amounts.values(), Decimal()), category=Category.INDUSTRY,
        nature="新建", content=f"{name}1处", places=(village,) if village else (), place_text="", source_amounts=amounts,
        department_text=department,
    )  # fmt: skip
