"""Payments out of what batches allotted: never more than allotted, never rewritten, shown where the money is read."""

from __future__ import annotations

import datetime
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from funds import payments
from funds.models import BatchItem, Payment
from funds.payments import Paid
from funds.reconciling import reconciled
from plans.enums import SupportMode
from plans.models import PayeeConsent, Project
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.factories import roles as people
from tests.funds.allotting import opened, written
from tests.funds.money import treasurer
from tests.funds.test_year_end import allotted_in_part
from tests.plans.services.test_adjusting import Filed

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """Made once, within the transaction of the equipped county."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return allotted_in_part(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Filed:
    return deepcopy(prepared)


def first(filed: Filed) -> BatchItem:
    """Allotted 50.00 yuan."""
    return BatchItem.objects.get(item=filed.row(filed.version, 1), batch__seq=1)


def said(amount: str, **told: Any) -> Paid:
    given: dict[str, Any] = {
        "paid_on": clock.today(),
        "voucher_no": "2027-支-001",
        "payee": "竹山县宏达建筑公司",
    } | told
    return Paid(amount=Decimal(amount), **given)


def test_what_is_paid_is_within_what_was_allotted(filed: Filed, county: Organisation) -> None:
    row, keeper = first(filed), treasurer(county)
    made = payments.pay(actor=keeper, row=row.pk, said=said("30.00"))
    for wrong, told in (
        (said("20.01", voucher_no="2"), "尚可支付0.002万元"), (said("1.00"), "已登记过该行"), (said("0", voucher_no="2"), "大于零"),
        (said("1", voucher_no=" "), "支付凭证号"), (said("1", voucher_no="2", payee="卡6222020200112233445"), "银行账号"), (said("1", voucher_no="2", payee=""), "收款单位"),
        (said("1", voucher_no="2", paid_on=clock.today() + datetime.timedelta(days=1)), "晚于今天"),
        (said("1", voucher_no="2", paid_on=datetime.date(2026, 1, 1)), "早于下达文件"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=told):
            payments.pay(actor=keeper, row=row.pk, said=wrong)
    with pytest.raises(Refused):
        payments.pay(actor=filed.actor, row=row.pk, said=said("1", voucher_no="2"))
    with pytest.raises(IntegrityError, match="不得多于已下达"), transaction.atomic():
        Payment.objects.create(
            row=row, entered_by=keeper, **vars(replace(said("20.01"), voucher_no="3")) | {"consent": None}
        )
    with pytest.raises(IntegrityError, match="请登记冲销"), transaction.atomic():
        Payment.objects.filter(pk=made.pk).update(amount=1)
    assert payments.paid_of([row.pk]) == {row.pk: Decimal("30.00")}
    assert LedgerEntry.objects.get(action="payment.entered").detail["voucher"] == "2027-支-001"


def test_a_mistake_is_taken_back_by_a_counter_entry(filed: Filed, county: Organisation) -> None:
    row, keeper = first(filed), treasurer(county)
    made = payments.pay(actor=keeper, row=row.pk, said=said("50.00"))
    with pytest.raises(Invalid, match="事由"):
        payments.reverse(actor=keeper, payment=made.pk, reason=" ")
    back = payments.reverse(actor=keeper, payment=made.pk, reason="金额有误。")
    for taken in (made, back):
        with pytest.raises(Conflict, match="已经冲销"):
            payments.reverse(actor=keeper, payment=taken.pk, reason="再次。")
    payments.pay(actor=keeper, row=row.pk, said=said("20.00"))
    assert payments.paid_of([row.pk]) == {row.pk: Decimal("20.00")}
    other = payments.pay(actor=keeper, row=row.pk, said=said("5.00", voucher_no="2"))
    with pytest.raises(IntegrityError, match="方向相反"), transaction.atomic():
        Payment.objects.create(
            row=row, paid_on=clock.today(), voucher_no="2", payee="同上", amount=-4, reverses=other, reason="部分",
            entered_by=keeper,
        )  # fmt: skip


def test_of_a_draft_nothing_is_paid_and_nobody_receives_without_consent(filed: Filed, county: Organisation) -> None:
    keeper = treasurer(county)
    batch = written(county, opened(county, filed.version), {3: "10"})
    with pytest.raises(Conflict, match="批次下达后"):
        payments.pay(actor=keeper, row=batch.rows.get().pk, said=said("1.00"))
    row = first(filed)
    consent = PayeeConsent.objects.create(
        project=row.item.project, beneficiary="张*", household_kind="five_guarantees", payee="李某", relation="侄子",
        consented_on=clock.today(), consent_name="同意书.pdf", consent_kind="pdf", consent_sha256="0" * 64,
        recorded_by=keeper,
    )  # fmt: skip
    listed = StringIO()
    call_command("payments", "consents", county.code, year=make.YEAR, stdout=listed)
    code = row.item.project.code
    assert listed.getvalue() == f"{consent.pk}: {code} {row.item.project.name} 张*（侄子）\n"
    call_command(
        "payments", "enter", county.code, year=make.YEAR, actor=keeper.username, project=code, amount="1元",
        voucher="2027-支-001", consent=consent.pk, stdout=StringIO(),
    )  # fmt: skip
    with pytest.raises(Invalid, match="不填收款单位"):
        payments.pay(actor=keeper, row=row.pk, said=said("1.00", voucher_no="2", consent=consent.pk))
    made = Payment.objects.get(row=row)
    assert (made.payee, made.consent, made.amount) == ("", consent, Decimal(1))
    PayeeConsent.objects.filter(pk=consent.pk).update(revoked_at=clock.now(), revoked_because="本人领取")
    with pytest.raises(Invalid, match="已经撤销"):
        payments.pay(actor=keeper, row=row.pk, said=said("1.00", voucher_no="2", consent=consent.pk, payee=""))
    call_command("payments", "consents", county.code, year=make.YEAR, stdout=listed)
    assert listed.getvalue().count("张*") == 1


def test_it_is_shown_where_the_money_is_read(filed: Filed, county: Organisation, client: Client) -> None:
    row = first(filed)
    client.force_login(treasurer(county))
    page = reverse("funds:pay", args=[row.pk])
    typed = {"amount": "0.006", "paid_on": str(clock.today()), "voucher_no": "1号", "payee": "宏达公司"}
    form = client.get(page).content.decode()
    assert ("尚可支付0.005万元" in form, 'name="consent"' in form) == (True, False), "nobody receives for another"
    refused = client.post(page, typed)
    assert (refused.status_code, "尚可支付0.005万元" in refused.content.decode()) == (422, True)
    assert client.post(page, typed | {"amount": "0.0035"}).status_code == 302
    back = reverse("funds:reverse_payment", args=[Payment.objects.get().pk])
    listed = reverse("funds:row_payments", args=[row.pk])
    assert back in client.get(listed).content.decode()
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "金额有误。"}).status_code == 302
    assert (back in client.get(listed).content.decode(), client.get(back).status_code) == (False, 409)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert ("batch 1" in client.get(listed).content.decode(), "第一批" in client.get(listed).content.decode()) == (
        True,
        False,
    )
    del client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert client.post(page, typed | {"amount": "0.0035"}).status_code == 302
    client.force_login(filed.actor)
    assert client.get(page).status_code == 403
    assert client.post(back, {"reason": "金额有误。"}).status_code == 403
    other = people.place("420324", "竹溪县", OrganisationKind.COUNTY)
    stranger = people.person("邻县")
    people.give(
        stranger, Duty.MANAGE_SOURCES, people.place("420324001", "竹溪财政局", OrganisationKind.DEPARTMENT, other)
    )
    client.force_login(stranger)
    assert [client.get(address).status_code for address in (listed, page, back)] == [404, 403, 403]
    client.force_login(filed.actor)
    assert "先建后补" not in client.get(listed).content.decode()
    Project.objects.filter(pk=row.item.project_id).update(support_mode=SupportMode.BUILD_FIRST)
    assert "未经验收" in client.get(listed).content.decode()
    plan = filed.version.plan_id
    for address, shown in (
        (listed, "宏达公司"), (reverse("funds:batch", args=[row.batch_id]), "0.0035"),
        (reverse("funds:plan_batches", args=[plan]), "0.0035"), (reverse("funds:spending", args=[plan]), "50.00"),
        (reverse("plans:project", args=[row.item.project_id]), "0.0035"),
        (reverse("funds:pool", args=[county.pk, make.YEAR]), "支出进度"),
    ):  # fmt: skip
        assert shown in client.get(address).content.decode(), address
    found = reconciled(county, make.YEAR)
    assert [one.left_sum for one in found.identities if one.stage == "资金支付"] == [70]
    assert found.holds
    for told in ({"amount": "0.0000001"}, {"amount": "1", "source_name": "无"}):
        with pytest.raises(CommandError, match=r"fen|--source-name"):
            call_command(
                "payments", "enter", county.code, year=make.YEAR, actor=treasurer(county).username, voucher="3",
                payee="单位", project=row.item.project.code, **told,
            )  # fmt: skip
    out = StringIO()
    call_command("payments", "show", county.code, year=make.YEAR, stdout=out)
    assert "已支付 0.0035，支出进度 50.00%" in out.getvalue()
