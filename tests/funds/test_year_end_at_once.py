"""A year is closed while a batch of its plan is signed or opened, or paid out of, on connections of their own: one comes after the other."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator

import pytest

from core import clock
from core.models import Organisation
from funds import batches, payments, year_end
from funds.enums import BatchState, YearEndState
from funds.models import AllotmentBatch, BatchItem, FundSource, YearEndStatement
from funds.reconciling import reconciled
from tests.factories import flows as make
from tests.funds.allotting import drafted, take
from tests.funds.money import at, treasurer
from tests.funds.test_at_once import one_after_the_other
from tests.funds.test_payments import said
from tests.funds.test_year_end import LAST, allotted_in_part, drawn, head
from tests.plans.services.test_adjusting import Filed
from workflows.flows.rehearsal.people import equip

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def county(db: None) -> Iterator[Organisation]:
    """Committed, so that every connection sees it."""
    with make.july():
        made = make.county()
        equip(made, Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND)), clock.today())
        yield made


def closing(county: Organisation, filed: Filed) -> tuple[YearEndStatement, Callable[[], object]]:
    """Handed in to the head, and the head's confirming it."""
    made, by = drawn(county, filed.version, {2: "10"}), head(county)
    return made, lambda: year_end.confirm(actor=by, statement=made.pk)


def test_of_a_batch_that_is_signed_and_of_one_that_is_opened(county: Organisation) -> None:
    """The county is made once: first the signature wins over the closing, in either order, then the closing over the
    batch that would be opened."""
    filed = allotted_in_part(county)
    with at(LAST):
        made, confirm = closing(county, filed)
        for signs_first in (False, True):
            batch = drafted(county, filed.version, {3: "10"})
            take(batch, "finance_drafts_batch")
            take(batch, "department_head_signs")

            def sign(batch: AllotmentBatch = batch) -> None:
                take(batch, "finance_head_signs")

            said = one_after_the_other(*((sign, confirm) if signs_first else (confirm, sign)))
            told = "有变" if signs_first else "正在办理"
            assert [told in one for one in said] == [True]
            assert batches.select(batch.pk).state == BatchState.ISSUED
            assert FundSource.objects.get(pk=filed.pot).amount == 200
        year_end.give_back(actor=head(county), statement=made.pk, reason="又下达了两批。")
        keeper = treasurer(county)
        year_end.write(
            actor=keeper,
            statement=made.pk,
            kept={},
            doc_no="竹财农〔2027〕88号",
            dated=datetime.date(make.YEAR, 12, 19),
        )
        year_end.submit(actor=keeper, statement=made.pk)
        said = one_after_the_other(confirm, lambda: batches.open_batch(actor=keeper, plan=filed.version.plan_id))
        made.refresh_from_db()
        assert ["年终结转收回" in one for one in said] == [True]
        assert (made.state, AllotmentBatch.objects.count()) == (YearEndState.CONFIRMED, 3)
        assert FundSource.objects.get(pk=filed.pot).amount == 140
        assert reconciled(county, make.YEAR).holds


def test_of_what_is_paid_out_of_a_batch(county: Organisation) -> None:
    """Whoever comes first: what is paid is not closed, what is closed is not paid."""
    filed = allotted_in_part(county)
    keeper = treasurer(county)
    with at(LAST):
        first, second = BatchItem.objects.order_by("pk")
        payments.pay(actor=keeper, row=first.pk, said=said("10"))
        made, confirm = closing(county, filed)
        numbers = itertools.count(2)

        def pay() -> None:
            payments.pay(actor=keeper, row=second.pk, said=said("5", voucher_no=f"支{next(numbers)}"))

        assert ["已支付数有变" in one for one in one_after_the_other(pay, confirm)] == [True]
        year_end.give_back(actor=head(county), statement=made.pk, reason="又支付了一笔。")
        year_end.write(actor=keeper, statement=made.pk, kept={}, doc_no="竹财农〔2027〕88号", dated=LAST)
        year_end.submit(actor=keeper, statement=made.pk)
        assert ["年终已收回、结转" in one for one in one_after_the_other(confirm, pay)] == [True]
        assert FundSource.objects.get(pk=filed.pot).amount == 200 - 80 - 55
        assert reconciled(county, make.YEAR).holds
