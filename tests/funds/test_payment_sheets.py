"""Payments by spreadsheet: entered once by the rules of the page, all or chosen rows, each wrong cell named."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import deepcopy
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.errors import Conflict, Refused, Stale
from core.models import LedgerEntry, Organisation
from funds import payments
from funds.models import BatchItem, Payment
from funds.payment_sheets import PAYMENTS
from funds.reconciling import reconciled
from plans.imports import applying, preparing
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import PreparedImport
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.funds.allotting import issued
from tests.funds.money import treasurer
from tests.funds.test_payments import said as slip
from tests.funds.test_year_end import allotted_in_part
from tests.plans.imports.tables import confirmed, edited, finance, said, verdicts
from tests.plans.services.test_adjusting import Filed
from tests.plans.tables.sheets import as_xlsx

pytestmark = pytest.mark.django_db
HEADINGS = ("批次", "项目编号", "指标文号", "支付金额（万元）", "支付日期", "支付凭证号", "收款单位")
PAYEE = "竹山县宏达建筑公司"


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """50.00 yuan of the first item are allotted, 20.00 of the second, nothing of the third. Made once."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return allotted_in_part(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Filed:
    return deepcopy(prepared)


def code(filed: Filed, seq: int) -> str:
    return filed.row(filed.version, seq).project.code


def row(filed: Filed, seq: int, amount: str, voucher: str = "支1", **told: str) -> tuple[str, ...]:
    day = clock.today().isoformat()
    given = {"batch": "", "source": "", "day": day, "payee": PAYEE} | told
    return given["batch"], code(filed, seq), given["source"], amount, given["day"], voucher, given["payee"]


def sent(county: Organisation, rows: Sequence[Sequence[str]] | bytes, **changed: object) -> PreparedImport:
    told = {"actor": treasurer(county), "organisation": finance(county), **changed}
    file = rows if isinstance(rows, bytes) else as_xlsx((HEADINGS, *rows))
    return preparing.receive(key="payments", year=make.YEAR, name="支付.xlsx", content=file, **told)  # type: ignore[arg-type]


def paid() -> list[tuple[Decimal, str, str]]:
    return list(Payment.objects.order_by("pk").values_list("amount", "voucher_no", "payee"))


def test_a_table_of_payments_is_entered_once(filed: Filed, county: Organisation) -> None:
    rows = (
        row(filed, 1, "0.003", "支1"),
        row(filed, 1, "0.0015元以内（质保金另付）", "支2"),
        row(filed, 2, "12.5元", "支1", batch="第1批", payee="农户（名单见凭证）"),
        ("", "合计", "", "0.00575", "", "", ""),
    )
    wrong = sent(county, rows)
    assert verdicts(wrong) == ["new", "wrong", "new", "left_out"]
    rows = (rows[0], row(filed, 1, "0.0015（质保金另付）", "支2"), *rows[2:])
    prepared = sent(county, rows)
    assert verdicts(prepared) == ["new", "new", "new", "left_out"]
    assert said(prepared.rows.in_order()[1], "说明“质保金另付”不写入")
    confirmed(prepared)
    assert paid() == [
        (Decimal("30.00"), "支1", PAYEE), (Decimal("15.00"), "支2", PAYEE), (Decimal("12.50"), "支1", "农户（名单见凭证）"),
    ]  # fmt: skip
    assert LedgerEntry.objects.filter(action="payment.entered").count() == 3
    assert LedgerEntry.objects.get(action="table.imported").detail["rows_new"] == 3
    assert verdicts(sent(county, rows))[:3] == ["unchanged"] * 3
    assert reconciled(county, make.YEAR).holds


def test_only_the_chosen_rows(filed: Filed, county: Organisation) -> None:
    prepared = sent(county, [row(filed, 1, "0.001"), row(filed, 2, "0.001")])
    keys = list(prepared.rows.in_order().values_list("pk", flat=True))
    applying.choose(actor=treasurer(county), prepared=prepared.pk, listed=keys, chosen=keys[1:], kept={})
    applying.confirm(actor=treasurer(county), prepared=prepared.pk, everything=False)
    assert Payment.objects.get().row.item.project.code == code(filed, 2)


def test_each_wrong_cell_is_named_and_the_others_are_kept(filed: Filed, county: Organisation) -> None:
    """What the page refuses the table refuses, in the page's words; what is fit stays fit."""
    tomorrow = clock.today().replace(year=clock.today().year + 1).isoformat()
    rows = [
        row(filed, 2, "0.001", "好"),
        row(filed, 1, "0.0051", "1"), row(filed, 1, "", "2"), row(filed, 1, "0.001", ""), row(filed, 1, "0.001", "3", day=tomorrow),
        row(filed, 1, "0.001", "4", day="2020-01-01"), row(filed, 1, "0.001", "5", payee=""),
        row(filed, 1, "0.001", "6", payee="张三6222020200112233445"), row(filed, 3, "0.001", "7"),
        row(filed, 1, "0.001", "8", source="无此文号"), row(filed, 1, "0.001", "9", batch="第9批"), row(filed, 1, "0", "10"),
    ]  # fmt: skip
    prepared = sent(county, rows)
    assert verdicts(prepared) == ["new", *["wrong"] * 11]
    told = (
        "尚可支付0.005万元", "请填写“支付金额（万元）”", "请填写“支付凭证号”", "晚于今天", "早于下达文件", "收款单位",
        "不写个人的", f"没有编号“{code(filed, 3)}”", "已下达的是：第一批", "不在可选范围", "大于零",
    )  # fmt: skip
    for one, words in zip(list(prepared.rows.in_order())[1:], told, strict=True):
        assert said(one, words), (words, one.remarks)
    confirmed(prepared)
    assert [number for _amount, number, _payee in paid()] == ["好"]


def test_rows_together_pay_no_more_than_is_left_and_no_voucher_twice(filed: Filed, county: Organisation) -> None:
    rows = [row(filed, 1, "0.003", "1"), row(filed, 1, "0.003", "2"), row(filed, 1, "0.002", "3")]
    prepared = sent(county, rows)
    assert verdicts(prepared) == ["new", "wrong", "new"]
    assert said(prepared.rows.in_order()[1], "尚可支付0.002万元")
    twice = sent(county, [row(filed, 2, "0.001", "1"), row(filed, 2, "0.0005", "1")])
    assert verdicts(twice) == ["wrong", "wrong"]
    assert said(twice.rows.in_order()[0], "是同一条记录")
    confirmed(prepared)
    assert sum(amount for amount, _number, _payee in paid()) == 50


def test_what_is_paid_meanwhile_leaves_all_unwritten(filed: Filed, county: Organisation) -> None:
    prepared = sent(county, [row(filed, 2, "0.001", "1"), row(filed, 1, "0.003", "2")])
    first = BatchItem.objects.get(item=filed.row(filed.version, 1))
    payments.pay(actor=treasurer(county), row=first.pk, said=slip("30"))
    with pytest.raises(Conflict, match=r"第3行.*尚可支付0\.002万元（未写入任何一行）"):
        confirmed(prepared)
    assert len(paid()) == 1
    same = sent(county, [row(filed, 2, "0.001", "1")])
    second = BatchItem.objects.get(item=filed.row(filed.version, 2))
    payments.pay(actor=treasurer(county), row=second.pk, said=slip("10", voucher_no="1", payee=PAYEE))
    with pytest.raises(Stale):
        confirmed(same)
    assert verdicts(same) == ["unchanged"]


def test_what_goes_out_comes_back_and_is_never_changed(filed: Filed, county: Organisation) -> None:
    first = BatchItem.objects.get(item=filed.row(filed.version, 1))
    keeper = treasurer(county)
    wrong = payments.pay(actor=keeper, row=first.pk, said=slip("5"))
    payments.reverse(actor=keeper, payment=wrong.pk, reason="凭证有误。")
    payments.pay(actor=keeper, row=first.pk, said=slip("10"))
    context = Context(finance(county), county, make.YEAR)
    content = template(PAYMENTS.bound(context), context, with_rows=True)
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    letters = {str(cell.value).strip("*").partition("（")[0]: cell.coordinate.rstrip("3") for cell in sheet[3]}
    assert [sheet[f"{letters[name]}4"].value for name in ("批次", "支付金额", "支付凭证号")] == [
        "第一批",
        0.001,
        "2027-支-001",
    ]
    assert verdicts(sent(county, content)) == ["unchanged", "left_out"]
    letter = letters["支付金额"]
    back = sent(county, edited(content, {f"{letter}4": "0.002"}))
    assert verdicts(back)[0] == "wrong"
    assert said(back.rows.in_order()[0], "冲销后重新登记")


def test_one_project_in_two_batches_is_told_apart(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {2: "30"})
    prepared = sent(county, [row(filed, 2, "0.001"), row(filed, 2, "0.001", batch="2")])
    assert verdicts(prepared) == ["wrong", "new"]
    assert said(prepared.rows.in_order()[0], "分几批下达（第一批、第二批）")
    confirmed(prepared)
    assert Payment.objects.get().row.batch.seq == 2


def test_nobody_else_and_nothing_without_an_issued_batch(filed: Filed, county: Organisation, client: Client) -> None:
    with pytest.raises(Refused):
        sent(county, [row(filed, 1, "0.001")], actor=filed.actor)
    upload = reverse("plans:import_upload", args=["payments", finance(county).pk])
    spending = reverse("funds:spending", args=[filed.version.plan_id])
    client.force_login(filed.actor)
    assert client.get(upload).status_code == 403
    assert upload not in client.get(spending).content.decode()
    with pytest.raises(Conflict, match="没有已下达的批次"):
        preparing.receive(
            actor=treasurer(county), key="payments", organisation=finance(county), year=make.YEAR + 5, name="a.xlsx",
            content=as_xlsx((HEADINGS, row(filed, 1, "0.001"))),
        )  # fmt: skip
    client.force_login(treasurer(county))
    assert (
        client.get(
            reverse("plans:import_template", args=["payments", finance(county).pk]), {"year": make.YEAR + 5}
        ).status_code
        == 200
    )


def test_by_pages_and_by_command(filed: Filed, county: Organisation, client: Client, tmp_path: Path) -> None:
    client.force_login(treasurer(county))
    upload = reverse("plans:import_upload", args=["payments", finance(county).pk])
    first = BatchItem.objects.get(item=filed.row(filed.version, 1))
    for page in (reverse("funds:spending", args=[filed.version.plan_id]), reverse("funds:pay", args=[first.pk])):
        assert upload in client.get(page).content.decode()
    samples = client.get(
        reverse("plans:import_template", args=["payments", finance(county).pk]),
        {"year": str(make.YEAR), "samples": "1"},
    )
    sheet = SimpleUploadedFile("支付.xlsx", samples.content)
    answer = client.post(upload, {"year": make.YEAR, "file": sheet})
    prepared = PreparedImport.objects.get()
    assert answer.headers["Location"] == reverse("plans:import", args=[prepared.pk])
    assert verdicts(prepared)[:2] == ["new", "new"]
    done = client.post(answer.headers["Location"], {"act": "all", "reason": ""}, follow=True).content.decode()
    assert "已导入：新增2条" in done
    assert [amount for amount, _number, _payee in paid()] == [50, 20]
    file = tmp_path / "支付.xlsx"
    file.write_bytes(as_xlsx((HEADINGS, row(filed, 1, "0.001", "另"))))
    out = StringIO()
    call_command(
        "import_sheet", "payments", str(file), organisation=finance(county).code, year=make.YEAR,
        actor=treasurer(county).username, stdout=out,
    )  # fmt: skip
    assert "1 wrong" in out.getvalue()
    assert "尚可支付0万元" in out.getvalue()


def test_a_table_looks_the_rows_up_once(filed: Filed, county: Organisation) -> None:
    def asked(rows: int) -> int:
        told = [row(filed, 1, f"0.000{n}", f"{n}") for n in range(1, rows + 1)]
        with CaptureQueriesContext(connection) as seen:
            sent(county, told)
        return sum('FROM "funds_batchitem" INNER JOIN' in one["sql"] and "ORDER BY" in one["sql"] for one in seen)

    assert asked(4) == asked(2) > 0
