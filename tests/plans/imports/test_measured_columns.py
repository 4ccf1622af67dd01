"""Quantity, 补助标准 and the ways of support go out into a sheet and come back; a foreign table's are taken where they fit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.models import Organisation
from plans.imports.fields import Unreadable
from plans.imports.library import LIBRARY
from plans.imports.library_fields import FIELDS
from plans.models import Project
from plans.rules import parts
from plans.tables.headings import MONEY, meanings
from tests.plans.imports.tables import PROJECTS, confirmed, poverty, projects_sent, verdicts
from tests.plans.imports.test_library import brought_back, exported

OWN = FIELDS[-9:]
"""The columns that were asked last."""


def test_no_own_column_reads_as_money_of_another_table() -> None:
    assert OWN[0].name == "quantity"
    assert [field.heading for field in OWN if set(meanings(field.heading)) & MONEY] == []


@pytest.mark.parametrize(
    ("name", "text", "value", "shown"),
    [
        ("quantity", "1,200.50", "1200.5", "1200.5"),
        ("unit_standard", "5000元", "5000.00", "5000"),
        ("parts", "机耕路|3.2|公里|150000|", "机耕路｜3.2｜公里｜150000｜48", "机耕路｜3.2｜公里｜150000｜48"),
        ("support_mode", "先建后补", "build_first", "先建后补"),
        ("loan_rate", "", "", ""),
    ],
)
def test_a_cell_becomes_a_value_and_is_shown_again(name: str, text: str, value: str, shown: str) -> None:
    field = LIBRARY.field(name)
    assert field.read(text) == value
    assert field.shown(value, {}) == shown


@pytest.mark.parametrize(
    ("name", "text"),
    [("quantity", "三座"), ("unit_standard", "面议"), ("parts", "机耕路"), ("parts", "机耕路\ue000｜1｜公里｜1｜")],
)
def test_what_is_no_such_value_is_named(name: str, text: str) -> None:
    with pytest.raises(Unreadable):
        LIBRARY.field(name).read(text)


def test_a_foreign_tables_standard_is_kept_where_it_comes_to_the_amount_and_goes_out_again(
    county: Organisation,
) -> None:
    head = (*PROJECTS[0][:4], "补助标准", *PROJECTS[0][4:])
    rows = [
        head,
        ("1", "养殖圈舍建设", "", "新建圈舍90个", "5000元/个", "45", "农业农村局", "主任", "86", "301"),
        ("2", "香菇大棚建设", "", "新建大棚20座", "5000元/座", "45", "农业农村局", "主任", "86", "301"),
    ]
    confirmed(projects_sent(county, rows))
    pens, sheds = Project.objects.order_by("code")
    assert (pens.quantity, pens.unit, pens.unit_standard) == (Decimal(90), "个", Decimal(5000))
    assert (sheds.quantity, sheds.unit_standard) == (None, None)
    Project.objects.filter(pk=sheds.pk).update(
        parts=parts.read("大棚｜20｜座｜20000｜\n棚间路｜50｜米｜1000｜5"),
        support_mode="interest",
        loan_amount=1000,
        loan_rate=Decimal("4.35"),
    )
    back = brought_back(county, exported(county, poverty(county)))
    assert verdicts(back) == ["unchanged", "unchanged"]
