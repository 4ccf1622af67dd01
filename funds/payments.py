"""Payments out of what batches allotted: entered by whoever keeps the county's funds, taken back by a counter-entry only
(四（六）·4: 跟踪资金落实; B33). Amounts in yuan."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from core import clock, ledger
from core.enums import Sector
from core.errors import Conflict, Invalid
from core.models import User
from core.money import percent, wan
from core.soundness import require_sound
from core.templatetags.words import cn_date
from documents.privacy import personal_numbers
from funds.allotting import NOUGHT
from funds.enums import BatchState
from funds.models import BatchItem, Payment
from funds.models.year_end import unpaid_closed_of
from plans.models import PayeeConsent
from plans.services.organs import bureau
from roles.duties import Duty
from roles.policies import require


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One payment as its voucher says it; `consent` is the record of whoever receives for another, instead of a payee."""

    amount: Decimal
    paid_on: datetime.date
    voucher_no: str
    payee: str = ""
    consent: int | None = None


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What of a sum that batches allotted was paid (B33)."""

    allotted: Decimal = NOUGHT
    paid: Decimal = NOUGHT
    closed: Decimal = NOUGHT
    """What left it at the year's end, for it was not paid (`funds.year_end`)."""

    @property
    def left(self) -> Decimal:
        return self.allotted - self.paid - self.closed

    @property
    def percent(self) -> Decimal | None:
        """支出进度, in hundredths; None where nothing was allotted."""
        return percent(self.paid, self.allotted)

    @property
    def balance(self) -> Decimal | None:
        """结余率 = 1 - 支出进度."""
        return None if self.percent is None else 100 - self.percent


@dataclass(frozen=True, kw_only=True)
class SpentLine:
    """One row of an issued batch, where its item is and whose it is."""

    row: int
    batch: int
    project: int
    township: str
    department: str
    spent: Spent


@transaction.atomic
def pay(*, actor: User, row: int, said: Paid) -> Payment:
    """Enter a payment out of a row of an issued batch.

    Raises Refused for whoever does not keep the county's funds, Conflict for a batch that is not issued, Invalid for more
    than is left of the row (the year's end leaves nothing), a day before the batch or after today, a voucher that was entered for the row already, and for
    a payee whose consent is not of the row's project or was taken back.
    """
    found = _row(actor, row)
    if said.paid_on > clock.today():
        raise Invalid(_("支付日期不能晚于今天"), field="paid_on")
    document = found.batch.document
    if document and said.paid_on < document.document_date:
        told = _("支付日期不能早于下达文件的日期%(day)s")
        raise Invalid(told % {"day": cn_date(document.document_date)}, field="paid_on")
    spent = spent_of(found)
    if said.amount > spent.left:
        raise Invalid(_beyond(spent), field="amount")
    number = said.voucher_no.strip()
    _require_impersonal(said.payee, "payee")
    if said.consent and said.payee.strip():
        raise Invalid(_("选择了代领的，不填收款单位"), field="payee")
    if said.consent is None and not said.payee.strip():
        raise Invalid(_("请填写收款单位，或者选择已登记的代领"), field="payee")
    if not number:
        raise Invalid(_("请填写支付凭证号"), field="voucher_no")
    if Payment.objects.filter(row=found, voucher_no=number, reverses=None, reversed=None).exists():
        raise Invalid(_("凭证%(number)s已登记过该行的支付，请核对") % {"number": number}, field="voucher_no")
    made = Payment(
        row=found, paid_on=said.paid_on, voucher_no=number, amount=said.amount, entered_by=actor,
        payee=said.payee.strip(), consent=_consent(found, said.consent),
    )  # fmt: skip
    return _entered(made)


@transaction.atomic
def reverse(*, actor: User, payment: int, reason: str) -> Payment:
    """Take a payment back by a counter-entry, for a stated reason. Raises Refused like `pay`, Conflict for one that was
    taken back or is itself a counter-entry, Invalid without a reason."""
    asked = Payment.objects.get(pk=payment)
    found = _row(actor, asked.row_id)
    require_standing(asked)
    if not reason.strip():
        raise Invalid(_("请写明事由"), field="reason")
    _require_impersonal(reason, "reason")
    made = Payment(
        row=found, paid_on=clock.today(), voucher_no=asked.voucher_no, amount=-asked.amount, payee=asked.payee,
        consent=asked.consent, reverses=asked, reason=reason.strip()[:200], entered_by=actor,
    )  # fmt: skip
    return _entered(made)


def hold_rows(plan: int) -> None:
    """Lock every row of a plan's issued batches, in order of key, each as whoever pays out of it does."""
    rows = BatchItem.objects.filter(batch__plan=plan, batch__state=BatchState.ISSUED).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def require_standing(payment: Payment) -> None:
    """Raises Conflict for one that was taken back or is itself a counter-entry."""
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise Conflict(_("该笔支付已经冲销，或者本身就是冲销"))


def spent_of(row: BatchItem) -> Spent:
    """What of the row was paid, and what left it at the year's end; two statements."""
    closed = BatchItem.objects.filter(pk=row.pk).annotate(closed=unpaid_closed_of()).values_list("closed", flat=True)
    return Spent(allotted=row.amount, paid=paid_of([row.pk]).get(row.pk, NOUGHT), closed=closed.get())


def left_of(row: BatchItem) -> Decimal:
    """What of the row may still be paid."""
    return spent_of(row).left


def _beyond(spent: Spent) -> str:
    told = {"left": wan(spent.left), "closed": wan(spent.closed)}
    if spent.closed:
        return _("该行尚可支付%(left)s万元，年终已收回、结转%(closed)s万元") % told
    return _("该行尚可支付%(left)s万元") % told


def consents_of(row: BatchItem) -> QuerySet[PayeeConsent]:
    """Who receives for another in the row's project, with the consent that stands."""
    return PayeeConsent.objects.filter(project=row.item.project_id, revoked_at=None).order_by("pk")


def paid_of(rows: Iterable[int]) -> dict[int, Decimal]:
    """By row of a batch, what was paid of it; one statement."""
    sums = Payment.objects.filter(row__in=list(rows)).values("row").annotate(sum=Sum("amount")).order_by("row")
    return dict(sums.values_list("row", "sum"))


def of_plan(plan: int) -> Decimal:
    """What was paid of all that a plan's batches allotted; one statement."""
    return Payment.objects.filter(row__batch__plan=plan).aggregate(sum=Sum("amount"))["sum"] or NOUGHT


def is_kept(plan: int) -> bool:
    """Whether any payment of the plan's money was entered."""
    return Payment.objects.filter(row__batch__plan=plan).exists()


def spent_lines(plan: int) -> tuple[SpentLine, ...]:
    """Row by row of the issued batches of a plan; two statements."""
    rows = BatchItem.objects.filter(batch__plan=plan, batch__state=BatchState.ISSUED).order_by("batch__seq", "pk")
    rows = rows.annotate(closed=unpaid_closed_of())
    names = (
        "pk",
        "batch",
        "item__project",
        "item__project__township__name",
        "item__project__competent__name",
        "amount",
        "closed",
    )
    sums = Payment.objects.filter(row__batch__plan=plan).values("row").annotate(sum=Sum("amount")).order_by("row")
    paid = dict(sums.values_list("row", "sum"))
    return tuple(
        SpentLine(
            row=pk, batch=batch, project=project, township=township or _("县直和跨乡镇"), department=department,
            spent=Spent(allotted=amount, paid=paid.get(pk, NOUGHT), closed=closed),
        )
        for pk, batch, project, township, department, amount, closed in rows.values_list(*names)
    )  # fmt: skip


def summed(lines: Iterable[SpentLine]) -> Spent:
    """All of them together."""
    found = [line.spent for line in lines]
    return Spent(
        allotted=sum((one.allotted for one in found), NOUGHT), paid=sum((one.paid for one in found), NOUGHT),
        closed=sum((one.closed for one in found), NOUGHT),
    )  # fmt: skip


def grouped(lines: Iterable[SpentLine], by: str) -> dict[str, Spent]:
    """By township or department, all of their rows together."""
    groups: dict[str, list[SpentLine]] = {}
    for line in lines:
        groups.setdefault(getattr(line, by), []).append(line)
    return {name: summed(own) for name, own in groups.items()}


def ranked(lines: Iterable[SpentLine], by: str) -> list[tuple[str, Spent]]:
    """The same, the furthest first; the same progress by name."""
    found = grouped(lines, by).items()
    return sorted(found, key=lambda one: (-(one[1].percent or NOUGHT), one[0]))


def _require_impersonal(text: str, field: str) -> None:
    """Raises Invalid for an identity, bank account or mobile number; the text stays for ever and every reader sees it."""
    if found := next(personal_numbers({"body": text}), None):
        raise Invalid(_("不写个人的%(kind)s（%(start)s…）") % {"kind": found[0], "start": found[1]}, field=field)


def _row(actor: User, row: int) -> BatchItem:
    """The row, locked, of whose county the actor keeps the funds. Raises Refused, and Conflict before its batch is
    issued."""
    rows = BatchItem.objects.select_related("batch__plan__county", "batch__document", "item__project")
    found = rows.select_for_update(of=("self",), no_key=True).get(pk=row)
    require(actor, Duty.MANAGE_SOURCES, bureau(found.batch.plan.county, Sector.FINANCE))
    if found.batch.state != BatchState.ISSUED:
        raise Conflict(_("批次下达后才能登记支付"))
    return found


def _consent(row: BatchItem, consent: int | None) -> PayeeConsent | None:
    if consent is None:
        return None
    found = consents_of(row).filter(pk=consent).first()
    if found is None:
        raise Invalid(_("所选代领不属于该项目，或者已经撤销"), field="consent")
    return found


def _entered(made: Payment) -> Payment:
    require_sound(made, exclude=["county", "row", "consent"])
    made.save(force_insert=True)
    row = made.row
    ledger.record(
        actor=made.entered_by, action="payment.reversed" if made.reverses_id else "payment.entered",
        chain=row.batch.plan.county_id, dossier=row.batch.dossier_id, project=row.item.project.code,
        voucher=made.voucher_no, amount=str(made.amount), reason=made.reason,
    )  # fmt: skip
    return made
