"""The rows of a draft batch go out filled with what is left, and come back row by row."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation
from funds import batches
from funds import services as funds
from funds.batch_sheets import BATCH
from funds.enums import BatchState
from funds.models import AllotmentBatch, BatchItem, Payment
from plans.enums import VersionState
from plans.imports import applying, preparing
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import PlanVersion, PreparedImport
from plans.services import plan_versions
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.funds.allotting import opened, take, written
from tests.funds.money import source, treasurer
from tests.plans.imports.tables import confirmed, edited, finance, said, verdicts
from tests.plans.services.test_adjusting import issued as version_issued
from tests.plans.services.test_numbers_of_items import beside
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library
from tests.plans.tables.sheets import as_xlsx
from workflows.flows.rehearsal.driver import Driver

pytestmark = pytest.mark.django_db
HEADINGS = ("项目编号", "项目名称", "指标文号", "本批下达（万元）", "预算科目")
USUAL = batches.USUAL_SUBJECT


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> PlanVersion:
    """In force: two items of 50 yuan out of the first source, a third of 30 and 20 out of two. Made once."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        made, actor = drafted(equipped), drafter(equipped)
        pot, small = source(equipped, "200.00"), source(equipped, "100.00", "县级")
        first = in_library(equipped)
        listed = [first, *(beside(equipped, first, f"蓄水池{n}号") for n in (2, 3))]
        rows = plan_versions.draw(actor=actor, version=made.pk, projects=[one.pk for one in listed])
        for row, amounts in zip(rows, ({pot: "50"}, {pot: "50"}, {pot: "30", small: "20"}), strict=True):
            paid = {one.pk: Decimal(amount) for one, amount in amounts.items()}
            funds.arrange(actor=actor, item=row.pk, amounts=paid)
        version_issued(made, equipped)
        PlanVersion.objects.filter(pk=made.pk).update(state=VersionState.FILED)
        return PlanVersion.objects.get(pk=made.pk)


@pytest.fixture
def version(prepared: PlanVersion, county: Organisation) -> PlanVersion:
    return deepcopy(prepared)


@pytest.fixture
def batch(version: PlanVersion, county: Organisation) -> AllotmentBatch:
    return opened(county, version)


def sheet_of(county: Organisation, **asked: bool) -> bytes:
    context = Context(finance(county), county, make.YEAR)
    return template(BATCH.bound(context), context, **asked)


def sent(county: Organisation, content: bytes | Sequence[Sequence[str]], **changed: object) -> PreparedImport:
    told = {"actor": treasurer(county), "organisation": finance(county), **changed}
    file = content if isinstance(content, bytes) else as_xlsx(content)
    return preparing.receive(key="batch", year=make.YEAR, name="下达明细.xlsx", content=file, **told)  # type: ignore[arg-type]


def codes(version: PlanVersion) -> list[str]:
    return list(version.items.order_by("seq").values_list("project__code", flat=True))


def allots(batch: AllotmentBatch) -> list[tuple[int, str, Decimal, str]]:
    rows = batch.rows.order_by("item__seq", "source")
    return list(rows.values_list("item__seq", "source__doc_no", "amount", "budget_subject__code"))


def test_it_goes_out_filled_with_what_is_left(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch
) -> None:
    written(county, batch, {1: "20"})
    content = sheet_of(county, with_rows=True)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == "第一批"
    assert [cell.value for cell in sheet[3]][5:] == [
        "方案安排（万元）", "以前已下达（万元）", "未下达（万元）", "本批下达（万元）", "预算科目",
    ]  # fmt: skip
    assert [sheet.cell(row, 9).value for row in range(4, 9)] == [0.002, 0.005, 0.003, 0.002, 0.012]
    rule = next(one for one in sheet.data_validations.dataValidation if "I4" in str(one.sqref))
    assert rule.formula2 == "IF(ISNUMBER(H4),H4,100000000)"
    prepared = sent(county, content)
    assert verdicts(prepared) == ["unchanged", "new", "new", "new", "left_out"]
    assert not any("相差" in remark for remark in prepared.remarks)
    confirmed(prepared)
    assert [amount for _seq, _no, amount, _code in allots(batch)] == [20, 50, 30, 20]
    told = LedgerEntry.objects.get(action="table.imported").detail
    assert (told["rows_new"], told["rows_changed"]) == (3, 0)
    assert told["marks"][0].startswith(codes(version)[1])
    assert verdicts(sent(county, content))[:4] == ["unchanged"] * 4


def test_edited_offline_it_comes_back_to_the_fen(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch
) -> None:
    """Some rows more, one less, one out of the batch; the words of the draft stay."""
    written(county, batch, {1: "20", 2: "10"})
    file = sheet_of(county, with_rows=True)
    assert verdicts(sent(county, edited(file, {"I4": "0.001", "E4": "别的资金"})))[0] == "wrong"
    prepared = sent(county, edited(file, {"I4": "0.002001", "I5": None, "I6": "0.0029（其中应急0.001）", "I7": None}))
    assert verdicts(prepared) == ["changed", "changed", "new", "unchanged", "left_out"]
    assert not any("相差" in remark for remark in prepared.remarks), "the exported line of totals is only old"
    assert said(prepared.rows.in_order()[2], "其中应急0.001")
    with pytest.raises(Invalid, match="更正理由"):
        confirmed(prepared)
    confirmed(prepared, "按进度调整")
    assert allots(batch) == [(1, "中央1号", Decimal("20.01"), USUAL), (3, "中央1号", Decimal("29.00"), USUAL)]
    batch.refresh_from_db()
    assert batch.requirements == "专款专用。\n按期开工。"
    assert AllotmentBatch.objects.select_related("dossier").get().dossier.amount == Decimal("49.01")


def test_only_the_chosen_rows(county: Organisation, version: PlanVersion, batch: AllotmentBatch) -> None:
    first, second, _third = codes(version)
    prepared = sent(county, [HEADINGS, (first, "", "", "0.004", ""), (second, "", "", "0.005", "")])
    assert said(prepared.rows.in_order()[0], f"按{USUAL}填")
    keys = list(prepared.rows.in_order().values_list("pk", flat=True))
    applying.choose(actor=treasurer(county), prepared=prepared.pk, listed=keys, chosen=keys[1:], kept={})
    applying.confirm(actor=treasurer(county), prepared=prepared.pk, everything=False)
    assert allots(batch) == [(2, "中央1号", Decimal("50.00"), USUAL)]


def test_each_wrong_cell_is_named(county: Organisation, version: PlanVersion, batch: AllotmentBatch) -> None:
    first, second, third = codes(version)
    rows = [
        HEADINGS,
        (first, "", "", "0.005001", ""),
        (second, "", "县级1号", "0.001", ""),
        (third, "", "", "0.001", ""),
        ("420000-2027-9999", "没有的项目", "", "0.001", ""),
        (third, "", "县级1号", "0.001", "9999999"),
        (third, "", "中央1号", "-0.001", ""),
    ]
    prepared = sent(county, rows)
    assert verdicts(prepared) == ["wrong"] * 6
    over, strange, several, none, subject, negative = prepared.rows.in_order()
    assert [r["column"] for r in over.remarks if r["wrong"]] == ["D"]
    assert said(over, "本批最多下达0.005万元")
    assert [r["column"] for r in strange.remarks if r["wrong"]] == ["C"]
    assert said(strange, "安排的是：中央")
    assert said(several, "几项资金来源")
    assert said(none, "没有编号“420000-2027-9999”")
    assert [r["column"] for r in subject.remarks if r["wrong"]] == ["E"]
    assert said(negative, "金额不得为负")
    with pytest.raises(Invalid, match="没有可以导入的行"):
        confirmed(prepared)
    assert not batch.rows.exists()
    with pytest.raises(Invalid, match="本批下达"):
        sent(county, [("项目编号", "指标文号", "未下达"), (first, "中央1号", "1")])


def test_the_draft_moved_on_meanwhile(county: Organisation, version: PlanVersion, batch: AllotmentBatch) -> None:
    """Three ways: the other's row stays, one that both wrote is asked about, and nothing is written over unseen."""
    file = sheet_of(county, with_rows=True)
    untouched = sent(county, edited(file, {"I5": None, "I6": None, "I7": None}))
    written(county, batch, {1: "30", 2: "10"})
    with pytest.raises(Stale):
        confirmed(untouched)
    assert verdicts(untouched)[:2] == ["conflict", "unchanged"], "the row that the sheet leaves empty is the other's"
    row = untouched.rows.in_order()[0]
    kept = {row.pk: {"amount": "sheet", "subject": "system"}}
    applying.choose(actor=treasurer(county), prepared=untouched.pk, listed=[row.pk], chosen=[row.pk], kept=kept)
    confirmed(untouched, "以表格为准")
    assert [amount for _seq, _no, amount, _code in allots(batch)] == [50, 10]


def test_a_sheet_of_one_batch_is_not_written_into_the_next(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch
) -> None:
    file, plain = sheet_of(county, with_rows=True), [HEADINGS, (codes(version)[1], "", "", "0.001", "")]
    waiting = sent(county, edited(file, {"I4": None}))
    confirmed(sent(county, plain))
    assert verdicts(sent(county, plain)) == ["unchanged"]
    for step in ("finance_drafts_batch", "department_head_signs", "finance_head_signs"):
        take(batch, step)
    with pytest.raises(Conflict, match="没有正在拟稿的下达批次"):
        confirmed(waiting)
    with pytest.raises(Conflict, match="没有正在拟稿的下达批次"):
        sent(county, file)
    second = opened(county, version)
    sheet = load_workbook(io.BytesIO(sheet_of(county, with_rows=True))).worksheets[0]
    assert [cell.value for cell in sheet[5]][6:9] == [0.001, 0.004, 0.004], "what is left of the second item"
    over = sent(county, [HEADINGS, (codes(version)[1], "", "", "0.005", "")])
    assert said(over.rows.get(), "以前批次已下达0.001万元，本批最多下达0.004万元")
    with pytest.raises(Stale, match="现在起草的是另一份"):
        confirmed(waiting)
    assert verdicts(waiting)[:4] == ["wrong"] * 4
    assert said(waiting.rows.in_order()[0], "为其他批次导出")
    again = sent(county, plain)
    assert verdicts(again) == ["new"], "the same file says the same of the next batch, and is not taken for done"
    confirmed(again)
    assert [amount for _seq, _no, amount, _code in allots(second)] == [10]


def test_a_version_that_was_adjusted_is_named(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared = sent(county, sheet_of(county, with_rows=True))
    monkeypatch.setattr("plans.services.adjustments.in_force", lambda plan: None)
    with pytest.raises(Conflict, match="改按现行方案"):
        confirmed(prepared)
    with pytest.raises(Conflict, match="改按现行方案"):
        sent(county, sheet_of(county, with_rows=True))
    assert not batch.rows.exists()


def test_only_the_finance_bureau(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch, client: Client
) -> None:
    file = sheet_of(county, with_rows=True)
    for actor in (clerk(), drafter(county)):
        with pytest.raises(Refused, match="没有为"):
            sent(county, file, actor=actor)
    upload = reverse("plans:import_upload", args=["batch", finance(county).pk])
    for name in ("plans:import_upload", "plans:import_template"):
        client.force_login(drafter(county))
        assert client.get(reverse(name, args=["batch", finance(county).pk])).status_code == 403
    client.force_login(treasurer(county))
    assert f"{upload}?year={make.YEAR}" in client.get(reverse("funds:batch", args=[batch.pk])).content.decode()
    page = client.get(f"{upload}?year={make.YEAR}").content.decode()
    assert reverse("funds:batch", args=[batch.pk]) in page
    template = f"{reverse('plans:import_template', args=['batch', finance(county).pk])}?samples=1&year={make.YEAR}"
    assert verdicts(sent(county, client.get(template).content)) == ["new", "new", "new"]
    AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.TERMINATED)
    with pytest.raises(Conflict, match="没有正在拟稿"):
        sent(county, file)


def test_as_many_statements_for_four_rows_as_for_one(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch
) -> None:
    file = sheet_of(county, with_rows=True)
    counts = []
    for content in (edited(file, {"I5": None, "I6": None, "I7": None}), file):
        BatchItem.objects.all().delete()
        with CaptureQueriesContext(connection) as asked:
            confirmed(sent(county, content))
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] < 70


def test_a_payment_of_a_project_that_two_sources_pay_names_which(
    county: Organisation, version: PlanVersion, batch: AllotmentBatch
) -> None:
    rows = {(one.funding.item_id, one.funding.source_id): batches.Given(one.left) for one in batches.offered(batch)}
    batches.write(actor=treasurer(county), batch=batch.pk, rows=rows, requirements="专款专用。")
    Driver().run(batch.dossier)
    third, day = codes(version)[2], clock.today().isoformat()
    headings = ("项目编号", "指标文号", "支付金额（万元）", "支付日期", "支付凭证号", "收款单位")
    lines = [(third, number, "0.001", day, "支1", "农户（名单见凭证）") for number in ("", "县级1号")]
    prepared = preparing.receive(
        key="payments", year=make.YEAR, name="支付.xlsx", content=as_xlsx((headings, *lines)), actor=treasurer(county),
        organisation=finance(county),
    )  # fmt: skip
    assert verdicts(prepared) == ["wrong", "new"]
    assert said(prepared.rows.in_order()[0], "有几项资金来源，请写明指标文号")
    confirmed(prepared)
    assert Payment.objects.get().row.source.doc_no == "县级1号"
