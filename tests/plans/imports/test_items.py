"""The rows of a draft plan go out into a sheet with a column for each source, and come back row by row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation
from funds import adjusting
from funds import services as funds
from funds.item_sheets import ITEMS
from funds.models import FundSource, ItemFunding
from plans.enums import ProjectState, VersionState
from plans.imports import applying, preparing, report
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import PlanItem, PlanVersion, PreparedImport, Project
from plans.services import plan_versions
from tests.factories import flows as make
from tests.plans.imports.tables import confirmed, drafter, edited, group, said, treasurer, verdicts
from tests.plans.services.test_numbers_of_items import BACKEND, beside
from tests.plans.services.test_refusals import clerk, drafted, in_library
from tests.plans.services.test_refusals import source as first_source
from tests.plans.tables.sheets import as_xlsx

HEADINGS = ("项目编号", "项目名称", "中央（1号）（万元）", "县级（2号）（万元）", "合计")


@pytest.fixture
def version(county: Organisation) -> PlanVersion:
    """A draft of two rows, of two sources of 100 and 50 万元; a third project waits in the library."""
    made, actor = drafted(county), drafter(county)
    pot, small = first_source(county, "1000000"), second_source(county)
    first = in_library(county)
    listed = [first, beside(county, first, "二组蓄水池")]
    beside(county, first, "三组蓄水池")
    Project.objects.update(amount=Decimal(1_200_000))
    for row in plan_versions.draw(actor=actor, version=made.pk, projects=[one.pk for one in listed]):
        funds.arrange(actor=actor, item=row.pk, amounts={pot: Decimal(300_000), small: Decimal("100000.01")})
    return made


def second_source(county: Organisation) -> int:
    money = Decimal(500_000)
    fields = {"name": "县级", "doc_no": "2号", "level": "county", "received_on": "2026-07-01", "amount": money}
    added = funds.add_source(
        actor=treasurer(county), county=county, year=make.YEAR, fields=fields | {"integrable": money}
    )
    return int(added.pk)


def sheet_of(county: Organisation, **asked: bool) -> bytes:
    context = Context(group(county), county, make.YEAR)
    return template(ITEMS.bound(context), context, **asked)


def sent(county: Organisation, content: bytes | Sequence[Sequence[str]], **changed: object) -> PreparedImport:
    told = {"actor": drafter(county), "organisation": group(county), **changed}
    file = content if isinstance(content, bytes) else as_xlsx(content)
    return preparing.receive(key="items", year=make.YEAR, name="方案项目.xlsx", content=file, **told)  # type: ignore[arg-type]


def codes(version: PlanVersion) -> list[str]:
    return list(version.items.order_by("seq").values_list("project__code", flat=True))


def waiting() -> Project:
    return Project.objects.get(state=ProjectState.IN_LIBRARY)


def paid(version: PlanVersion) -> list[Decimal]:
    rows = ItemFunding.objects.filter(item__version=version).order_by("item__seq", "source")
    return list(rows.values_list("amount", flat=True))


def test_it_goes_out_with_a_column_for_each_source_and_its_sums(county: Organisation, version: PlanVersion) -> None:
    sheet = load_workbook(io.BytesIO(sheet_of(county, with_rows=True))).worksheets[0]
    heads = [cell.value for cell in sheet[3]]
    assert heads[-3:] == ["中央（1号）（万元）", "县级（2号）（万元）", "安排资金合计（万元）"]
    assert [sheet.cell(row, 1).value for row in (4, 5)] == codes(version)
    assert [cell.value for cell in sheet[6]][-3:] == [60, 20.000002, 80.000002]
    assert sheet.cell(6, 2).value == "合计"
    rule = next(one for one in sheet.data_validations.dataValidation if "H4" in str(one.sqref))
    assert (rule.formula2, "余额40万元" in str(rule.prompt)) == ("100", True)
    assert verdicts(sent(county, sheet_of(county, with_rows=True))) == ["unchanged", "unchanged", "left_out"]


def test_edited_offline_it_comes_back_to_the_fen(county: Organisation, version: PlanVersion) -> None:
    file = edited(
        sheet_of(county, with_rows=True),
        {"E4": "2027年4月-10月", "H4": "40.000001", "I4": None, "H5": "35（其中应急5）"},
    )
    prepared = sent(county, file)
    assert verdicts(prepared) == ["changed", "changed", "left_out"]
    assert said(prepared.rows.in_order()[1], "其中应急5")
    assert not any("相差" in remark for remark in prepared.remarks), "the exported line of totals is only old"
    assert PlanItem.objects.filter(schedule="2027年4月-10月").count() == 0
    with pytest.raises(Invalid, match="更正理由"):
        confirmed(prepared)
    confirmed(prepared, "按财政意见调整来源")
    assert paid(version) == [Decimal("400000.01"), Decimal("350000.00"), Decimal("100000.01")]
    first, second = version.items.order_by("seq")
    assert (first.schedule, first.amount, second.amount) == (
        "2027年4月-10月",
        Decimal("400000.01"),
        Decimal("450000.01"),
    )
    rows = LedgerEntry.objects.get(action="plan.rows_written").detail["rows"]
    assert rows[codes(version)[0]]["县级（2号）"] == ["100000.01", "0"]
    assert report.workbook(prepared).startswith(b"PK")


def test_a_new_row_is_drawn_from_the_library(county: Organisation, version: PlanVersion) -> None:
    one = waiting()
    prepared = sent(county, [HEADINGS, (one.code, "", "12.5", "", ""), ("", "二组蓄水池", "30", "10.000001", "")])
    assert verdicts(prepared) == ["new", "unchanged"]
    confirmed(prepared)
    item = version.items.get(project=one)
    assert (item.seq, item.amount, item.content) == (3, Decimal(125_000), one.content)
    one.refresh_from_db()
    assert one.state == ProjectState.IN_PLAN
    assert verdicts(sent(county, [HEADINGS, (one.code, "", "12.5", "", "")])) == ["unchanged"]


def test_each_wrong_cell_is_named(county: Organisation, version: PlanVersion) -> None:
    first, second = codes(version)
    outside = in_library_of_nobody(county)
    rows = [
        HEADINGS,
        (first, "另一个名称", "80", "", ""),
        (second, "", "30", "10.000001", "41"),
        (outside.code, "", "1", "", ""),
        ("420000-2027-9999", "没有的项目", "1", "", ""),
        (waiting().code, "", "", "130", ""),
    ]
    prepared = sent(county, rows)
    assert verdicts(prepared) == ["wrong", "wrong", "wrong", "wrong", "wrong"]
    over, sums, not_in, none, dear = prepared.rows.in_order()
    assert [r["column"] for r in over.remarks if r["wrong"]] == ["C"]
    assert said(over, "来源余额不足：可整合100万元，已安排60万元，本行增加50万元，超出10万元")
    assert said(over, "名称以项目库为准")
    assert said(sums, "合计41万元，各来源相加40.000001万元")
    assert said(not_in, "不在项目库中")
    assert said(none, "没有编号")
    assert said(dear, "超过项目总投资")


def in_library_of_nobody(county: Organisation) -> Project:
    made = beside(county, Project.objects.order_by("pk")[0], "四组蓄水池")
    made.state = ProjectState.APPRAISED
    made.save(update_fields=["state"])
    return made


def test_what_one_row_frees_another_may_take(county: Organisation, version: PlanVersion) -> None:
    first, second = codes(version)
    prepared = sent(county, [HEADINGS, (first, "", "80", "", ""), (second, "", "20", "", "")])
    assert verdicts(prepared) == ["changed", "changed"]
    keys, before = list(prepared.rows.in_order().values_list("pk", flat=True)), paid(version)
    applying.choose(actor=drafter(county), prepared=prepared.pk, listed=keys, chosen=keys[:1], kept={})
    with pytest.raises(Conflict, match=r"超出10万元（.*未写入任何一行"):
        applying.confirm(actor=drafter(county), prepared=prepared.pk, everything=False, reason="只要一行")
    assert paid(version) == before
    confirmed(prepared, "调剂")
    assert FundSource.objects.with_used(version.pk).get(doc_no="1号").left == 0


def test_the_plan_moved_on_meanwhile(county: Organisation, version: PlanVersion) -> None:
    """Three ways: the other's edit stays, one cell that both changed is asked about, a row that is gone is wrong."""
    first, second = version.items.order_by("seq")
    file = sheet_of(county, with_rows=True)
    actor = drafter(county)
    plan_versions.change_item(actor=actor, item=first.pk, fields={"platform": "别的平台", "schedule": "2027年5月-6月"})
    untouched = sent(county, edited(file, {"D4": "改了内容"}))
    assert verdicts(untouched)[0] == "changed"
    both = sent(county, edited(file, {"E4": "2027年7月-8月"}))
    assert verdicts(both)[0] == "conflict"
    plan_versions.change_item(actor=actor, item=first.pk, fields={"content": "有人先改了"})
    with pytest.raises(Stale):
        confirmed(untouched, "改")
    funds.put_back(actor=actor, item=second.pk)
    gone = sent(county, file).rows.in_order()[1]
    assert gone.verdict == "wrong"
    assert said(gone, "在导出之后已移出方案")
    first.refresh_from_db()
    assert (first.platform, first.content) == ("别的平台", "有人先改了")


def test_only_the_drafter_and_only_a_draft(county: Organisation, version: PlanVersion, client: Client) -> None:
    file = sheet_of(county, with_rows=True)
    for actor in (clerk(), treasurer(county)):
        with pytest.raises(Refused, match="没有为"):
            sent(county, file, actor=actor)
    prepared = sent(county, edited(file, {"H4": 20}))
    PlanVersion.objects.filter(pk=version.pk).update(state=VersionState.CONSULTING)
    with pytest.raises(Conflict, match="内容已锁定"):
        confirmed(prepared, "改")
    with pytest.raises(Conflict, match="没有正在起草的方案"):
        sent(county, file)
    assert paid(version)[0] == 300_000
    client.force_login(drafter(county), backend=BACKEND)
    assert client.get(reverse("plans:import", args=[prepared.pk])).status_code == 200


def test_the_draft_page_leads_to_its_sheet(county: Organisation, version: PlanVersion, client: Client) -> None:
    client.force_login(drafter(county), backend=BACKEND)
    upload = f"{reverse('plans:import_upload', args=['items', group(county).pk])}?year={make.YEAR}"
    assert upload in client.get(reverse("plans:plan", args=[version.pk])).content.decode()
    page = client.get(upload).content.decode()
    assert f"rows=1&amp;year={make.YEAR}" in page
    assert reverse("plans:plan", args=[version.pk]) in page
    got = client.get(f"{reverse('plans:import_template', args=['items', group(county).pk])}?rows=1&year={make.YEAR}")
    assert got.content.startswith(b"PK")


def test_an_adjustment_takes_a_sheet_like_a_first_version(county: Organisation, version: PlanVersion) -> None:
    from tests.plans.services.test_adjusting import WHY, issued

    looked_through = sent(county, [HEADINGS, (waiting().code, "", "1", "", "")])
    issued(version, county)
    PlanVersion.objects.filter(pk=version.pk).update(state=VersionState.FILED)
    made = adjusting.open_adjustment(actor=drafter(county), version=version.pk, **WHY)
    with pytest.raises(Stale, match="现在起草的是另一份"):
        confirmed(looked_through)
    assert codes(made) == codes(version)
    funds.put_back(actor=drafter(county), item=made.items.get(seq=2).pk)
    former = version.items.get(seq=2).project
    prepared = sent(county, [HEADINGS, (codes(version)[0], "", "35", "", ""), (former.code, "", "1", "", "")])
    assert verdicts(prepared) == ["changed", "wrong"]
    assert said(prepared.rows.in_order()[1], "恢复")
    confirmed(prepared, "增加")
    assert paid(made)[0] == 350_000
    assert paid(version)[0] == 300_000


def test_311_rows_in_as_many_statements_as_three(county: Organisation, version: PlanVersion) -> None:
    """Reading and judging, and writing: neither grows with the rows."""
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[waiting().pk])  # nobody pays for it yet
    few_read, few_written = measured(county, version)
    first = Project.objects.order_by("pk")[0]
    fields = {f.attname: getattr(first, f.attname) for f in Project._meta.concrete_fields if not f.primary_key}
    more = [
        Project(**fields | {"code": f"{make.COUNTY}-{make.YEAR}-{n:04d}", "name": f"项目{n}"}) for n in range(100, 408)
    ]
    items = [
        PlanItem(version=version, project=project, seq=n, platform="平台", content="内容", schedule="年内", responsible_unit="局")
        for n, project in enumerate(Project.objects.bulk_create(more), 4)
    ]  # fmt: skip
    PlanItem.objects.bulk_create(items)
    many_read, many_written = measured(county, version)
    assert version.items.count() == 311
    assert (many_read, many_written) == (few_read, few_written)
    assert many_read + many_written < 70


def measured(county: Organisation, version: PlanVersion) -> tuple[int, int]:
    """Every row gets one more fen and other words."""
    book = load_workbook(io.BytesIO(sheet_of(county, with_rows=True)))
    sheet = book.worksheets[0]
    for row in range(4, 4 + version.items.count()):
        was = Decimal(str(sheet.cell(row, 8).value or 0))
        sheet.cell(row, 8).value = was + Decimal("0.000001")
        sheet.cell(row, 4).value = f"{sheet.cell(row, 4).value}。"
    out = io.BytesIO()
    book.save(out)
    with CaptureQueriesContext(connection) as read:
        prepared = sent(county, out.getvalue())
    assert set(verdicts(prepared)) == {"changed", "left_out"}
    with CaptureQueriesContext(connection) as written:
        confirmed(prepared, "逐行更正")
    return len(read), len(written)
