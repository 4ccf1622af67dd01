"""A county's subsidy standard is picked in a sheet of projects, by name or code, and what it says is filled in."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from core import clock
from core.errors import Stale
from core.models import Organisation
from plans.imports.library import LIBRARY
from plans.imports.library_standards import HEADING, code_of
from plans.imports.rows import Context
from plans.imports.sheets_out import LISTS, template
from plans.models import PreparedImport, Project, SubsidyStandard
from plans.services import standards
from plans.tables.headings import meanings
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.imports.tables import PROJECTS, confirmed, drafter, edited, group, projects_sent, said, verdicts
from tests.plans.services.test_standards import laid
from workflows.flows.rehearsal.people import holder

HEAD = (*PROJECTS[0], "建设数量", "数量单位", "补助标准（元/单位）", HEADING)


def sheds(*rows: tuple[str, str, str, str, str]) -> list[tuple[str, ...]]:
    """A table of sheds: amount, quantity, unit, standard and what is picked of each."""
    listed = [
        (str(n), f"香菇大棚{n}期", "", f"新建大棚{quantity or 1}座", amount, "农业农村局", "主任", "45", "150", quantity, unit, yuan, picked)
        for n, (amount, quantity, unit, yuan, picked) in enumerate(rows, 1)
    ]  # fmt: skip
    return [HEAD, *listed]


def end_today(standard: SubsidyStandard, county: Organisation) -> None:
    standards.end(actor=drafter(county), standard=standard.pk, last_day=clock.today(), ground="纪要")
    clock.advance(to=clock.now() + datetime.timedelta(days=1))


def own_sheet(county: Organisation) -> bytes:
    context = Context(group(county), county, make.YEAR)
    return template(LIBRARY.bound(context), context, with_rows=True)


def test_without_a_standard_the_sheet_is_what_it_was(county: Organisation) -> None:
    assert LIBRARY.bound(Context(group(county), county, make.YEAR)).fields == LIBRARY.fields
    assert not meanings(HEADING), "no other table's column is taken for it"


def test_it_is_picked_by_name_by_code_and_in_the_column_of_figures(county: Organisation) -> None:
    shed = laid(county, 5000)
    rows = sheds(
        ("10", "20", "", "", "香菇大棚 5000元/座"),
        ("10", "20", "", "", "香菇大棚"),
        ("10", "20", "", "", code_of(shed.pk)),
        ("10", "20", "座", "香菇大棚", ""),
        ("11", "20", "座", "5500", "香菇大棚"),
        ("9.5", "", "", "", ""),
    )
    prepared = projects_sent(county, rows)
    assert verdicts(prepared) == ["new"] * 6
    assert said(prepared.rows.in_order()[4], "5500元与县定标准（5000元/座）不同")
    confirmed(prepared)
    listed = list(Project.objects.order_by("code").values_list("standard", "unit", "unit_standard"))
    assert listed == [(shed.pk, "座", Decimal(5000))] * 4 + [(shed.pk, "座", Decimal(5500)), (None, "", None)]

    file = own_sheet(county)
    book = load_workbook(io.BytesIO(file))
    sheet = book.worksheets[0]
    last = sheet.max_column
    assert (sheet.cell(3, last).value, sheet.cell(4, last).value) == (HEADING, "香菇大棚 5000元/座")
    assert "香菇大棚 5000元/座" in [cell.value for row in book[LISTS].iter_rows() for cell in row]
    assert set(verdicts(projects_sent(county, content=file))) == {"unchanged"}

    end_today(shed, county)
    file = own_sheet(county)
    assert load_workbook(io.BytesIO(file)).worksheets[0].cell(4, last).value == "香菇大棚 5000元/座（已停用）"
    assert set(verdicts(projects_sent(county, content=file))) == {"unchanged"}, "what was picked once stays"


def test_quantity_by_standard_is_the_amount_and_each_wrong_cell_is_named(county: Organisation) -> None:
    laid(county, 5000)
    laid(county, 300, measure="茶园", unit="亩")
    laid(county, 200, measure="茶园", unit="株")
    road = ("7", *PROJECTS[1][1:], "", "", "", "香菇大棚")
    rows = sheds(
        ("10.000002", "20", "", "", "香菇大棚"),
        ("10", "20", "", "", "食用菌"),
        ("0.6", "20", "", "", "茶园"),
        ("10", "20", "亩", "5000", "香菇大棚"),
        ("10", "20", "座", "香菇大棚", "茶园 300元/亩"),
        ("10.000001", "20", "", "", "香菇大棚"),
    )
    prepared = projects_sent(county, [*rows, road])
    assert verdicts(prepared) == ["wrong"] * 5 + ["new", "wrong"]
    product, unknown, several, unit, two, _fen, other = prepared.rows.in_order()
    assert said(product, "数量20×补助标准5000元为10万元，与金额10.000002万元不符")
    assert [r["column"] for r in unknown.remarks if r["wrong"]] == ["M"]
    assert said(unknown, "没有“食用菌”，可选：")
    assert said(several, "有几项，请写全：茶园 300元/亩、茶园 200元/株")
    assert said(unit, "按“座”计")
    assert said(two, "不是同一项")
    assert said(other, "属于“特色产业发展”")
    assert not Project.objects.exists()


def test_one_that_ended_meanwhile_is_not_written(county: Organisation) -> None:
    shed = laid(county, 5000)
    prepared = projects_sent(county, sheds(("10", "20", "", "", "香菇大棚")))
    end_today(shed, county)
    with pytest.raises(Stale, match="补助标准已停用"):
        confirmed(prepared)
    assert verdicts(prepared) == ["wrong"]
    assert not Project.objects.exists()


def test_a_village_is_offered_its_own_and_none_of_its_neighbours(county: Organisation) -> None:
    first, second = (Organisation.objects.get(code=code) for code in (make.FIRST, make.SECOND))
    laid(county, 5000)
    laid(county, 6000, village=second)
    offered = {
        at.code: LIBRARY.bound(Context(at, county, make.YEAR)).field("standard").offered
        for at in (first, second, group(county))
    }
    assert [len(labels) for labels in offered.values()] == [1, 2, 2]
    prepared = projects_sent(county, sheds(("12", "20", "", "", f"香菇大棚 6000元/座（{second.name}）")))
    assert said(prepared.rows.get(), f"只适用于{second.name}")


def test_a_changed_pick_comes_back_by_the_projects_own_service(county: Organisation) -> None:
    shed = laid(county, 5000)
    confirmed(projects_sent(county, sheds(("10", "20", "座", "5000", ""))))
    project = Project.objects.get()
    assert project.standard is None
    file = own_sheet(county)
    sheet = load_workbook(io.BytesIO(file)).worksheets[0]
    cell = sheet.cell(4, sheet.max_column).coordinate
    prepared = projects_sent(county, content=edited(file, {cell: "香菇大棚"}))
    changes = prepared.rows.get().changes
    assert [(one["field"], one["after"]) for one in changes] == [("standard", code_of(shed.pk))]


def own_change(county: Organisation, head: tuple[str, ...], *cells: str) -> PreparedImport:
    """A sheet of a few columns by the department whose draft it is."""
    own = Project.objects.get().proposer
    actor, rows = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, own), [head, cells]
    return projects_sent(county, rows, actor=actor, organisation=own)


def test_a_known_draft_takes_no_standard_that_ended_after_the_preview(county: Organisation) -> None:
    shed = laid(county, 5000)
    confirmed(projects_sent(county, sheds(("10", "20", "座", "5000", ""))))
    head = ("项目名称", "建设内容", "资金(万元)", HEADING)
    prepared = own_change(county, head, "香菇大棚1期", "", "10", "香菇大棚")
    assert verdicts(prepared) == ["changed"], "what the sheet does not say is as the draft has it"
    end_today(shed, county)
    with pytest.raises(Stale, match="补助标准已停用"):
        confirmed(prepared, "选用县定标准")
    assert verdicts(prepared) == ["wrong"]
    assert Project.objects.get().standard is None


def test_another_category_does_not_fit_the_standard_that_was_picked(county: Organisation) -> None:
    laid(county, 5000)
    confirmed(projects_sent(county, sheds(("10", "20", "", "", "香菇大棚"))))
    head = ("项目名称", "建设内容", "资金(万元)", "项目类别")
    prepared = own_change(county, head, "香菇大棚1期", "", "10", "公共服务")
    assert verdicts(prepared) == ["wrong"]
    assert said(prepared.rows.get(), "与本行类别不符")
