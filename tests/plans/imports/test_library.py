"""A county's table of projects comes in by the rules of the library: drafts, corrections with a reason, no step skipped."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation
from plans.enums import ImportState, ProjectState
from plans.imports import applying
from plans.imports.judging import changes
from plans.imports.library import LIBRARY
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.jobs import forget_imports
from plans.models import PreparedImport, Project
from plans.services import village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import place
from tests.plans.imports.tables import (
    PROJECTS,
    confirmed,
    drafter,
    edited,
    group,
    librarian,
    poverty,
    projects_sent,
    said,
    verdicts,
)
from tests.plans.services.test_refusals import clerk, in_library
from tests.plans.tables.sheets import as_xlsx
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder


def test_a_foreign_table_is_shown_row_by_row_and_nothing_is_written(county: Organisation) -> None:
    prepared = projects_sent(county)
    assert verdicts(prepared) == ["new", "new", "left_out"]
    road, sheds, subtotal = prepared.rows.in_order()
    assert road.said["amount"] == "600000.00"
    assert road.said["people"] == "301"
    assert road.said["amount_note"] == "其中,水毁修复12万元"
    assert said(road, "计划开工")
    assert said(sheds, "自带单位“万元”")
    assert said(subtotal, "小计")
    assert not Project.objects.exists()


def test_the_working_groups_rows_become_drafts_of_the_departments(county: Organisation) -> None:
    done = confirmed(projects_sent(county))
    assert done.state == ImportState.APPLIED
    road, sheds = Project.objects.order_by("code")
    assert (road.state, road.amount) == (ProjectState.DRAFT, Decimal("600000.00"))
    assert road.proposer == road.competent
    assert road.proposed_by == drafter(county)
    assert "原项目库转入" in next(iter(road.not_applicable.values()))
    assert sheds.code == f"{make.COUNTY}-{make.YEAR}-0002"
    entry = LedgerEntry.objects.get(action="table.imported")
    assert entry.detail["sha256"] == done.file_sha256
    assert entry.detail["marks"] == [f"{make.COUNTY}-{make.YEAR}-0001至0002"]


def test_the_same_file_again_changes_nothing(county: Organisation) -> None:
    file = as_xlsx(PROJECTS)
    confirmed(projects_sent(county, content=file))
    again = projects_sent(county, content=file)
    assert verdicts(again) == ["unchanged", "unchanged", "left_out"]
    with pytest.raises(Invalid, match="没有可以导入的行"):
        confirmed(again)
    Project.objects.filter(name="香菇大棚建设").update(name="香菇种植大棚", amount=1)
    assert verdicts(projects_sent(county, content=file)) == ["unchanged", "unchanged", "left_out"]
    assert Project.objects.count() == 2


def test_each_wrong_cell_is_named_with_what_to_do(county: Organisation) -> None:
    rows = [
        PROJECTS[0],
        ("1", "通组公路", "城关镇窑沟村", "硬化", "六十万", "交通运输局", "主任", "86", "301"),
        ("2", "大棚", "城关镇连花新村", "大棚", "30", "不存在的局", "主任", "四十五", "150"),
        ("3", "水窖", "", "水窖", "30", "水利局", "主任", "900", "150"),
    ]
    prepared = projects_sent(county, rows)
    assert verdicts(prepared) == ["wrong", "wrong", "wrong"]
    amount, names, counts = prepared.rows.in_order()
    assert [(r["column"], r["wrong"]) for r in amount.remarks if "读不出数" in r["message"]] == [("E", True)]
    wrong = {r["column"]: r["message"] for r in names.remarks if r["wrong"]}
    assert set(wrong) == {"C", "F", "H"}
    assert "没有找到" in wrong["C"]
    assert "交通运输局" in wrong["F"]
    assert said(counts, "受益户数不得多于受益人数")


def test_only_who_has_the_duty_imports(county: Organisation) -> None:
    township = organisation(make.TOWNSHIP)
    with pytest.raises(Refused, match="没有为"):
        projects_sent(county, actor=clerk())
    with pytest.raises(Refused, match="没有为"):
        projects_sent(county, actor=librarian(county), organisation=township)
    prepared = projects_sent(county)
    with pytest.raises(Refused):
        applying.confirm(actor=clerk(), prepared=prepared.pk, everything=True)
    assert not Project.objects.exists()


def test_a_township_brings_its_own_villages_projects(county: Organisation) -> None:
    township = organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    name = organisation(make.FIRST).name
    rows = [
        PROJECTS[0],
        ("1", "村间道路", f"{township.name}{name}", "硬化1公里", "20", "交通运输局", "主任", "6", "30"),
    ]
    prepared = projects_sent(county, rows, actor=reporter, organisation=township)
    confirmed(prepared)
    project = Project.objects.get()
    assert (project.proposer, project.township, project.state) == (township, township, ProjectState.DRAFT)
    assert [village.code for village in project.villages.all()] == [make.FIRST]


def test_a_village_brings_its_proposals_into_its_open_round(county: Organisation) -> None:
    village = organisation(make.FIRST)
    rows = [PROJECTS[0], ("1", "村间道路", village.name, "硬化1公里", "20", "交通运输局", "主任", "6", "30")]
    prepared = projects_sent(county, rows, actor=clerk(), organisation=village)
    with pytest.raises(Conflict, match="尚未启动项目申报"):
        confirmed(prepared)
    opened = village_rounds.open_round(actor=clerk(), village=village, year=make.YEAR)
    confirmed(prepared)
    project = opened.projects.get()
    assert (project.proposer, project.not_applicable) == (village, {})
    opened.dossier.refresh_from_db()
    assert opened.dossier.amount == Decimal("200000.00")


def test_a_row_confirmed_twice_is_written_once(county: Organisation) -> None:
    prepared = projects_sent(county)
    confirmed(prepared)
    with pytest.raises(Exception, match="已导入"):
        confirmed(prepared)
    assert Project.objects.count() == 2


def test_two_imports_at_once_are_told_of_each_other(county: Organisation) -> None:
    mine, theirs = projects_sent(county), projects_sent(county, [*PROJECTS[:2]])
    confirmed(theirs)
    with pytest.raises(Exception, match="已重新比对"):
        confirmed(mine)
    assert verdicts(mine) == ["unchanged", "new", "left_out"]
    confirmed(mine)
    assert Project.objects.count() == 2


def test_chosen_rows_only(county: Organisation) -> None:
    prepared = projects_sent(county)
    keys = [row.pk for row in prepared.rows.in_order()]
    applying.choose(actor=drafter(county), prepared=prepared.pk, listed=keys[:2], chosen=[keys[1]], kept={})
    applying.confirm(actor=drafter(county), prepared=prepared.pk, everything=False)
    assert Project.objects.get().name == "香菇大棚建设"


def exported(county: Organisation, at: Organisation) -> bytes:
    return template(LIBRARY, Context(at, county, make.YEAR), with_rows=True)


def brought_back(county: Organisation, content: bytes) -> PreparedImport:
    return projects_sent(county, content=content, actor=librarian(county), organisation=poverty(county))


def test_an_exported_sheet_comes_back_unchanged(county: Organisation) -> None:
    in_library(county)
    confirmed(projects_sent(county))
    back = brought_back(county, exported(county, poverty(county)))
    assert set(verdicts(back)) == {"unchanged"}
    assert back.exported_at


def test_a_sheet_edited_offline_corrects_the_library_with_a_reason(county: Organisation) -> None:
    project = in_library(county)
    letters = {field.name: column for field, column in zip(LIBRARY.fields, "BCDEFGHIJKLMNOPQRSTUVW", strict=False)}
    sheet = edited(exported(county, poverty(county)), {f"{letters['responsible_person']}4": "新任主任"})
    back = brought_back(county, sheet)
    assert verdicts(back) == ["changed"]
    with pytest.raises(Invalid, match="更正理由"):
        confirmed(back)
    confirmed(back, "人事变动")
    project.refresh_from_db()
    assert project.responsible_person == "新任主任"
    assert LedgerEntry.objects.get(action="project.corrected").detail["reason"] == "人事变动"


def test_what_both_sides_changed_is_chosen_cell_by_cell(county: Organisation) -> None:
    project = in_library(county)
    letters = {field.name: column for field, column in zip(LIBRARY.fields, "BCDEFGHIJKLMNOPQRSTUVW", strict=False)}
    sheet = exported(county, poverty(county))
    Project.objects.filter(pk=project.pk).update(responsible_person="系统改的", platform="新平台")
    sheet = edited(sheet, {f"{letters['responsible_person']}4": "表格改的", f"{letters['target']}4": "新目标"})
    back = brought_back(county, sheet)
    [row] = back.rows.all()
    assert row.verdict == "conflict"
    assert {c["field"]: c["conflict"] for c in row.changes} == {"responsible_person": True, "target": False}
    with pytest.raises(Invalid, match="先逐格选定"):
        confirmed(back, "核对")
    applying.choose(
        actor=librarian(county), prepared=back.pk, listed=[row.pk], chosen=[row.pk],
        kept={row.pk: {"responsible_person": "system"}},
    )  # fmt: skip
    confirmed(back, "核对")
    project.refresh_from_db()
    assert (project.responsible_person, project.target, project.platform) == ("系统改的", "新目标", "新平台")


def test_money_of_the_library_is_not_changed_by_a_table(county: Organisation) -> None:
    in_library(county)
    letter = dict(zip((field.name for field in LIBRARY.fields), "BCDEFGHIJ", strict=False))["amount"]
    back = brought_back(county, edited(exported(county, poverty(county)), {f"{letter}4": 99}))
    [row] = back.rows.all()
    assert row.verdict == "wrong"
    assert said(row, "已入库，不能改动：申请资金")


def test_a_sheet_goes_back_where_it_came_from(county: Organisation) -> None:
    in_library(county)
    with pytest.raises(Invalid, match="为其他登记、单位或年度导出"):
        projects_sent(county, content=exported(county, poverty(county)))


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"%PDF-1.7 x", "PDF"), (as_xlsx([("a", "b"), ("1", "2")]), "找不到表头"), (b"", "空的")],
)
def test_another_file_is_refused_and_not_kept(county: Organisation, content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        projects_sent(county, content=content)
    assert not PreparedImport.objects.filter(organisation=group(county)).exists()


def test_a_unit_that_is_only_supposed_is_told(county: Organisation) -> None:
    rows = [[*PROJECTS[0][:4], "资金", *PROJECTS[0][5:]], *[(*row[:4], "30", *row[5:]) for row in PROJECTS[1:3]]]
    assert "资金：金额没有注明单位，按万元计" in projects_sent(county, rows).remarks


LETTERS = dict(zip((field.name for field in LIBRARY.fields), "BCDEFGHIJKLMNOPQRSTUVW", strict=False))


def test_a_township_moves_no_draft_to_anothers_village(county: Organisation) -> None:
    """Neither by a new row nor by a known one."""
    township = organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    own = f"{township.name}{organisation(make.FIRST).name}"
    rows = [PROJECTS[0], ("1", "村间道路", own, "硬化1公里", "20", "交通运输局", "主任", "6", "30")]
    confirmed(projects_sent(county, rows, actor=reporter, organisation=township))
    context = Context(township, county, make.YEAR)
    other = place("420323199", "别处镇", OrganisationKind.TOWNSHIP, county)
    elsewhere = place("420323199201", "别处村", OrganisationKind.VILLAGE, other)
    sheet = template(LIBRARY, context, with_rows=True)
    moved = edited(sheet, {f"{LETTERS['villages']}4": context.places.full_name(elsewhere.code)})
    [row] = projects_sent(county, content=moved, actor=reporter, organisation=township).rows.all()
    assert (row.verdict, said(row, "只能填本乡镇的村")) == ("wrong", True)


def test_what_was_unticked_stays_so_when_the_register_moved_on(county: Organisation) -> None:
    mine = projects_sent(county)
    road, sheds, _total = mine.rows.in_order()
    applying.choose(actor=drafter(county), prepared=mine.pk, listed=[road.pk, sheds.pk], chosen=[road.pk], kept={})
    confirmed(projects_sent(county, [*PROJECTS[:2]]))
    with pytest.raises(Stale, match="已重新比对"):
        applying.confirm(actor=drafter(county), prepared=mine.pk, everything=False)
    assert list(mine.rows.in_order().values_list("verdict", "is_chosen"))[:2] == [("unchanged", False), ("new", False)]


def test_of_two_rows_for_one_record_neither_is_fit(county: Organisation) -> None:
    prepared = projects_sent(county, [*PROJECTS[:2], PROJECTS[1]])
    assert verdicts(prepared) == ["wrong", "wrong"]
    first, second = prepared.rows.in_order()
    assert said(first, "与第3行是同一条记录")
    assert said(second, "与第2行是同一条记录")


def test_codes_without_their_hidden_sheet_are_told(county: Organisation) -> None:
    in_library(county)
    book = load_workbook(io.BytesIO(exported(county, poverty(county))))
    del book["_tongchou"]
    out = io.BytesIO()
    book.save(out)
    assert any("隐藏标记已丢失" in remark for remark in brought_back(county, out.getvalue()).remarks)
    assert not brought_back(county, exported(county, poverty(county))).remarks


def test_a_nought_that_was_cleared_is_no_change() -> None:
    assert changes(LIBRARY, {"people": ""}, {"people": "0"}, {"people": "0"}) == []
    [change] = changes(LIBRARY, {"people": ""}, {"people": "5"}, {"people": "5"})
    assert change["after"] == ""


def test_a_department_that_is_only_guessed_is_told(county: Organisation) -> None:
    rows = [
        PROJECTS[0],
        *[(*row[:5], name, *row[6:]) for row, name in zip(PROJECTS[1:3], ("农村商业银行", "局"), strict=True)],
    ]
    bank, office = projects_sent(county, rows).rows.in_order()
    assert (bank.verdict, said(bank, "“农村商业银行”按相近的名称或业务认作")) == ("new", True)
    assert (office.verdict, said(office, "“局”不是本县的部门")) == ("wrong", True)
    assert Context(group(county), county, make.YEAR).department("县交通运输局")[1]


def test_the_rounds_are_locked_before_the_county(county: Organisation) -> None:
    """As everybody does who proposes on the page; else two of them may wait for each other."""
    village = organisation(make.FIRST)
    village_rounds.open_round(actor=clerk(), village=village, year=make.YEAR)
    rows = [PROJECTS[0], ("1", "村间道路", village.name, "硬化1公里", "20", "交通运输局", "主任", "6", "30")]
    prepared = projects_sent(county, rows, actor=clerk(), organisation=village)
    with CaptureQueriesContext(connection) as caught:
        confirmed(prepared)
    locking = [query["sql"] for query in caught if "FOR NO KEY UPDATE" in query["sql"]]
    assert "plans_villageround" in locking[0]
    assert "core_organisation" in locking[1]


def test_a_row_whose_conflicts_all_went_to_the_system_is_not_written(county: Organisation) -> None:
    project = in_library(county)
    sheet = exported(county, poverty(county))
    Project.objects.filter(pk=project.pk).update(responsible_person="系统改的")
    back = brought_back(county, edited(sheet, {f"{LETTERS['responsible_person']}4": "表格改的"}))
    row = back.rows.get()
    applying.choose(
        actor=librarian(county), prepared=back.pk, listed=[row.pk], chosen=[row.pk],
        kept={row.pk: {"responsible_person": "system"}},
    )  # fmt: skip
    assert confirmed(back, "核对").result["changed"] == 0
    assert back.rows.get().outcome == ""


def test_the_file_of_a_written_import_is_forgotten_in_time(county: Organisation) -> None:
    done = confirmed(projects_sent(county))
    forget_imports()
    assert PreparedImport.objects.get(pk=done.pk).content
    PreparedImport.objects.filter(pk=done.pk).update(expires_at=done.made_at)
    forget_imports()
    kept = PreparedImport.objects.get(pk=done.pk)
    assert (kept.state, bytes(kept.content), kept.rows.count()) == (ImportState.APPLIED, b"", 3)
