"""What batches allotted and nobody was paid by the year's end goes back or is carried over too, where payments are entered
at all (B19: not started/settled); no sum differs by a fen, and nothing is paid of it afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from importlib import import_module
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.errors import Conflict, Invalid
from core.models import Organisation
from funds import allotting, payments, year_end
from funds.enums import YearEndState
from funds.models import BatchItem, FundSource, Payment, YearEndLine, YearEndStatement
from funds.pool import pool_of
from funds.reconciling import reconciled
from funds.year_end import Kept
from funds.year_end_forms import key
from funds.year_end_reading import rows_of
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.funds.allotting import issued
from tests.funds.money import at, treasurer
from tests.funds.test_payments import said
from tests.funds.test_year_end import LAST, NEXT, NUMBER, allotted_in_part, head, unmoved
from tests.plans.services.test_adjusting import Filed

pytestmark = pytest.mark.django_db
WHY = "已签合同，按进度支付。"


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """Made once, within the transaction of the equipped county."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return allotted_in_part(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Iterator[Filed]:
    """On 20 December: 30.00 yuan of the first row's 50.00 are paid, nothing of the second's 20.00."""
    with at(LAST):
        found = deepcopy(prepared)
        payments.pay(actor=treasurer(county), row=row(found, 1).pk, said=said("30"))
        yield found


def row(filed: Filed, seq: int) -> BatchItem:
    return BatchItem.objects.get(item=filed.row(filed.version, seq), batch__seq=1)


def handed_in(county: Organisation, filed: Filed, unpaid: dict[int, str]) -> YearEndStatement:
    """Of what was not paid of these rows so much is carried over, in yuan."""
    keeper = treasurer(county)
    made = year_end.draw(actor=keeper, plan=filed.version.plan_id)
    told = {row(filed, seq).pk: Kept(Decimal(amount), WHY) for seq, amount in unpaid.items()}
    year_end.write(actor=keeper, statement=made.pk, kept={}, unpaid=told, doc_no=NUMBER, dated=LAST)
    return year_end.submit(actor=keeper, statement=made.pk)


def confirmed(county: Organisation, filed: Filed, unpaid: dict[int, str]) -> YearEndStatement:
    return year_end.confirm(actor=head(county), statement=handed_in(county, filed, unpaid).pk)


def test_what_was_not_paid_goes_back_but_for_what_has_a_reason(filed: Filed, county: Organisation) -> None:
    before = pool_of(county, make.YEAR)
    listed = [(one.funding.item.seq, one.kind, int(one.left)) for one in rows_of(filed.version) if one.left]
    unpaid = "第一批下达未支付"
    assert listed == [(1, unpaid, 20), (2, "未下达", 30), (2, unpaid, 20), (3, "未下达", 50)]
    done = confirmed(county, filed, {1: "15"})
    assert year_end.totals(done) == (Decimal(105), Decimal(15))
    assert FundSource.objects.get(pk=filed.pot).amount == 80
    came = FundSource.objects.filter(year=NEXT).order_by("nature").values_list("nature", "amount")
    assert list(came) == [("carryover", Decimal(15)), ("stock", Decimal(105))]
    whole = allotting.allotment_of(filed.version).whole
    assert [whole.planned, whole.allotted, whole.closed, whole.left] == [150, 70, 80, 0]
    spent = payments.summed(payments.spent_lines(done.plan_id))
    assert [spent.allotted, spent.paid, spent.closed, spent.left] == [70, 30, 40, 0]
    pool = pool_of(county, make.YEAR)
    assert (pool.used, pool.left, pool.rate) == (Decimal(30), before.left, before.rate)


def test_the_reconciliation_asks_for_it_until_it_is_done_and_holds(filed: Filed, county: Organisation) -> None:
    asked = [task.what for task in reconciled(county, make.YEAR).tasks]
    assert [("下达未支付" in what, "未下达" in what) for what in asked] == [(False, True), (True, False)]
    confirmed(county, filed, {1: "15", 2: "20"})
    for year in (make.YEAR, NEXT):
        found = reconciled(county, year)
        assert (found.holds, found.tasks) == (True, ())
    own = [one for one in reconciled(county, make.YEAR).identities if one.stage == "资金支付"]
    assert [(one.left_sum, one.right.endswith("已支付＋年终结转收回＋未支付")) for one in own] == [(Decimal(70), True)]


def test_all_allotted_and_part_of_it_paid_is_closed_too(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {2: "30", 3: "50"})
    done = confirmed(county, filed, {})
    assert year_end.totals(done) == (Decimal(120), Decimal(0))
    assert [line.allotment_id is None for line in done.lines.order_by("pk")] == [False] * 4
    assert reconciled(county, make.YEAR).holds


def test_what_is_all_paid_leaves_nothing_to_close(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {2: "30", 3: "50"})
    for number, one in enumerate(BatchItem.objects.order_by("pk")):
        left = payments.left_of(one)
        payments.pay(actor=treasurer(county), row=one.pk, said=said(str(left), voucher_no=f"支{number}"))
    with pytest.raises(Conflict, match="已全部下达、支付"):
        year_end.draw(actor=treasurer(county), plan=filed.version.plan_id)


def test_afterwards_nothing_is_paid_but_what_was_taken_back(filed: Filed, county: Organisation) -> None:
    confirmed(county, filed, {1: "15"})
    keeper, first = treasurer(county), row(filed, 1)
    with pytest.raises(Invalid, match=r"年终已收回、结转0\.002万元"):
        payments.pay(actor=keeper, row=first.pk, said=said("0.01", voucher_no="2"))
    with pytest.raises(IntegrityError, match="不得多于"), transaction.atomic():
        Payment.objects.create(
            row=first, paid_on=clock.today(), voucher_no="3", payee="农户", amount=Decimal("0.01"), entered_by=keeper
        )
    payments.reverse(actor=keeper, payment=Payment.objects.get().pk, reason="凭证号有误。")
    found = reconciled(county, make.YEAR)
    assert (found.holds, [task.amount for task in found.tasks]) == (True, [Decimal(30)])
    assert "支付此后冲销" in found.tasks[0].what
    with pytest.raises(Invalid, match=r"尚可支付0\.003万元"):
        payments.pay(actor=keeper, row=first.pk, said=said("30.01", voucher_no="2"))
    payments.pay(actor=keeper, row=first.pk, said=said("30", voucher_no="2"))
    assert reconciled(county, make.YEAR).tasks == ()


def test_what_is_paid_meanwhile_is_counted_anew(filed: Filed, county: Organisation) -> None:
    made = handed_in(county, filed, {1: "15"})
    payments.pay(actor=treasurer(county), row=row(filed, 2).pk, said=said("5"))
    with pytest.raises(Conflict, match="已支付数有变"):
        year_end.confirm(actor=head(county), statement=made.pk)
    with pytest.raises(IntegrityError, match="已支付、收回、结转之和"), transaction.atomic():
        unmoved(made, head(county))


def test_past_the_program_no_row_of_a_batch_is_left_out_or_of_another_project(
    filed: Filed, county: Organisation
) -> None:
    made = year_end.draw(actor=treasurer(county), plan=filed.version.plan_id)
    own = YearEndLine.objects.filter(statement=made, allotment__isnull=False)

    def pressed(wrong: Callable[[], object]) -> None:
        wrong()
        YearEndStatement.objects.filter(pk=made.pk).update(state=YearEndState.WAITING, doc_no=NUMBER, dated=LAST)
        unmoved(made, head(county))

    for wrong in (
        lambda: own.filter(allotment=row(filed, 1)).delete(),
        lambda: own.filter(allotment=row(filed, 1)).update(funding=own.get(allotment=row(filed, 2)).funding),
        lambda: own.filter(allotment=row(filed, 1)).update(returned=Decimal(19)),
    ):
        with pytest.raises(IntegrityError, match="已支付、收回、结转之和"), transaction.atomic():
            pressed(wrong)


@pytest.mark.parametrize(
    ("kept", "told"),
    [(Kept(Decimal("20.01"), WHY), "第一批下达未支付0.002万元"), (Kept(Decimal(1)), "须写明理由"), (Kept(Decimal(-1), WHY), "不得为负")],
)  # fmt: skip
def test_a_row_of_a_batch_keeps_no_more_than_is_unpaid(
    filed: Filed, county: Organisation, kept: Kept, told: str
) -> None:
    made = year_end.draw(actor=treasurer(county), plan=filed.version.plan_id)
    rows = {row(filed, 1).pk: kept}
    with pytest.raises(Invalid, match=told):
        year_end.write(actor=treasurer(county), statement=made.pk, kept={}, unpaid=rows, doc_no=NUMBER, dated=LAST)


def test_by_pages_and_by_command(filed: Filed, county: Organisation, client: Client) -> None:
    plan = filed.version.plan_id
    client.force_login(treasurer(county))
    page = reverse("funds:year_end", args=[plan])
    assert "第一批下达未支付" in client.get(page).content.decode()
    client.post(reverse("funds:draw_year_end", args=[plan]))
    made = YearEndStatement.objects.get()
    rows = reverse("funds:write_year_end", args=[made.pk])
    [first] = [one for one in rows_of(filed.version) if one.allotment == row(filed, 1)]
    typed = {f"carried-{key(first)}": "0.0021", f"reason-{key(first)}": WHY, "doc_no": NUMBER, "dated": str(LAST)}
    typed["version"] = str(filed.version.pk)
    refused = client.post(rows, typed)
    assert (refused.status_code, "最多结转0.002万元" in refused.content.decode()) == (422, True)
    assert f'value="{WHY}"' in refused.content.decode()
    assert client.post(rows, typed | {f"carried-{key(first)}": "0.0015"}).status_code == 302
    shown = client.get(page).content.decode()
    assert all(words in shown for words in ("下达未支付小计", "未下达小计", WHY))
    client.post(reverse("funds:submit_year_end", args=[made.pk]))
    client.force_login(head(county))
    assert client.post(reverse("funds:confirm_year_end", args=[made.pk])).status_code == 302
    client.force_login(treasurer(county))
    paid = client.get(reverse("funds:row_payments", args=[row(filed, 1).pk])).content.decode()
    assert ("年终收回、结转" in paid, "登记支付</a>" in paid) == (True, False)
    out = StringIO()
    call_command("year_end", "show", county.code, year=make.YEAR, stdout=out)
    assert "收回 0.0105，结转 0.0015" in out.getvalue()
    assert f"第一批下达未支付 0.002，收回 0.0005，结转 0.0015 {WHY}" in out.getvalue()


def test_the_command_carries_both_kinds_over(filed: Filed, county: Organisation) -> None:
    code = filed.row(filed.version, 2).project.code
    told = {"carry": [code], "reason": WHY, "doc_no": NUMBER, "dated": str(LAST)}
    call_command("year_end", "draw", county.code, year=make.YEAR, actor=treasurer(county).username, **told)
    assert year_end.totals(YearEndStatement.objects.get()) == (Decimal(70), Decimal(50))


def test_there_is_no_way_back_to_the_version_that_has_no_place_for_it(filed: Filed, county: Organisation) -> None:
    way_back = import_module("funds.migrations.0012_year_end_unpaid").Migration.operations[-1].reverse_sql
    with connection.cursor() as cursor:
        cursor.execute(way_back)
        year_end.draw(actor=treasurer(county), plan=filed.version.plan_id)
        with pytest.raises(IntegrityError, match="请用升级前的备份恢复"), transaction.atomic():
            cursor.execute(way_back)
