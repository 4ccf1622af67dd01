"""Payments as a register that takes spreadsheets (四（六）·4: 跟踪资金落实): a line for each voucher of each row of a batch.

A row is entered as on the page, by the same service; one that is there already is recognised, and none is ever changed.
Who receives for another is entered on the page of the row, where the consent is chosen: no sheet names him.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Conflict, DomainError, Invalid
from core.models import Organisation, User
from core.money import wan
from funds import payments
from funds.allotting import NOUGHT
from funds.batch_drafting import named
from funds.enums import BatchState
from funds.imports import SOURCES
from funds.models import AllotmentBatch, BatchItem, Payment
from funds.payments import Paid, Spent
from plans.enums import RowVerdict
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.judging import say
from plans.imports.plain_tables import read_figures
from plans.imports.rows import Context, ReadRow
from plans.models import AnnualPlan, PreparedRow
from plans.tables.grid import Grid
from plans.tables.texts import plain

FIELDS = (
    Field("code", "项目编号", is_needed=True, words="项目库编号|库编号|项目代码|项目编码", longest=30, width=20),
    Field("name", "项目名称", is_derived=True, words="名称|项目", longest=200, width=30, hint="只用于核对，以方案为准"),
    Field("source_no", "指标文号", words="资金文号|来源文号|资金来源文号", longest=60, width=26,
          hint="项目有几项资金来源的，须写明"),
    Field("source", "资金来源", is_derived=True, words="资金名称|来源名称|资金来源名称", longest=120, width=24,
          hint="同一文号有几项资金的，须写明名称"),
    Field("amount", "支付金额（万元）", Kind.MONEY, is_needed=True, words="金额|本次支付|实付金额|支付数", width=15,
          hint="不超过该行尚可支付数"),
    Field("paid_on", "支付日期", Kind.DAY, is_needed=True, words="日期|付款日期", width=13),
    Field("voucher_no", "支付凭证号", is_needed=True, words="凭证号|凭证编号|支付凭证", longest=60, width=20),
    Field("payee", "收款单位", words="收款人|收款方|收款单位名称", longest=120, width=30,
          hint="写单位名称；补助到户的写“农户（名单见凭证）”；由他人代领的，在该行的支付页登记"),
)  # fmt: skip
WHERE = ("batch", "code", "source_no", "source")
"""What tells the row of a batch out of which something is paid."""

KEPT = gettext_lazy("支付登记后不得更改，请在该行的支付页冲销后重新登记")


class Payments(Dataset):
    key = "payments"
    title = gettext_lazy("资金支付")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    sheet_name = "资金支付"
    list_page = "funds:pools"
    summary = ("batch", "source", "amount", "voucher_no")
    sums = True

    plan: AnnualPlan | None = None

    def bound(self, context: Context) -> Payments:
        """For the plan of the county's year, with the batches that were issued of it."""
        found = Payments()
        found.plan = AnnualPlan.objects.filter(county=context.county, year=context.year).first()
        issued = AllotmentBatch.objects.filter(plan=found.plan, state=BatchState.ISSUED).order_by("seq")
        seqs = list(issued.values_list("seq", flat=True))
        batch = Field(
            "batch", "批次", Kind.CHOICE, words="下达批次|资金批次", width=10,
            choices={str(seq): named(seq) for seq in seqs}, meaning=tuple((f"^第?0*{seq}批?$", str(seq)) for seq in seqs),
            hint="项目的这项资金分几批下达的，须写明",
        )  # fmt: skip
        found.fields = (batch, *FIELDS)  # type: ignore[misc]  # of this year only
        return found

    def page(self, context: Context) -> str:
        return reverse("funds:spending", args=[self.plan.pk]) if self.plan else super().page(context)

    @cached_property
    def rows(self) -> dict[int, BatchItem]:
        """Every row of the issued batches by its key; one statement."""
        found = BatchItem.objects.filter(batch__plan=self.plan, batch__state=BatchState.ISSUED)
        related = found.select_related("batch", "item__project", "source").order_by("batch__seq", "pk")
        return {one.pk: one for one in related}

    @cached_property
    def of_project(self) -> dict[str, list[BatchItem]]:
        """The rows of each project, by its code."""
        found: dict[str, list[BatchItem]] = defaultdict(list)
        for one in self.rows.values():
            found[one.item.project.code].append(one)
        return found

    @cached_property
    def called(self) -> dict[str, set[str]]:
        """Codes by plain name."""
        found: dict[str, set[str]] = defaultdict(set)
        for code, rows in self.of_project.items():
            found[plain(rows[0].item.project.name)].add(code)
        return found

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        return SOURCES.importers(actor)

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        if not self.rows:
            raise Conflict(_("%(year)d年度没有已下达的批次，不能登记支付") % {"year": context.year})
        yield from read_figures(grids, self.fields, context)

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        if self.plan:
            payments.hold_rows(self.plan.pk)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By batch, project and source, and then by voucher, day, sum and payee: the same payment is not entered twice."""
        known = {_mark(one.row_id, _said(one)): one.pk for one in self._listed()}
        for row in rows:
            found = self._found(row.said)
            if len(found) == 1:
                row.said |= _place(found[0])
                row.target = known.get(_mark(found[0].pk, row.said))

    def _found(self, said: Mapping[str, Value]) -> list[BatchItem]:
        """The rows of batches that a row may mean."""
        code = str(said.get("code", ""))
        if not code and len(codes := self.called.get(plain(str(said.get("name", ""))), set())) == 1:
            code = next(iter(codes))
        found = self.of_project.get(code, [])
        for name, kept in (("source_no", "doc_no"), ("source", "name")):
            if wanted := plain(str(said.get(name, ""))):
                found = [one for one in found if plain(getattr(one.source, kept)) == wanted]
        if batch := said.get("batch"):
            found = [one for one in found if str(one.batch.seq) == batch]
        return found

    def identity(self, said: Mapping[str, Value]) -> str:
        return "\0".join(plain(str(said.get(name, ""))) for name in (*WHERE, "name", "voucher_no"))

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        return {one.pk: _said(one) for one in self._listed().filter(pk__in=list(targets))}

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        """What the page itself would refuse: the row is entered and taken back."""
        if row.target is not None:
            yield "", str(KEPT)
            return
        try:
            with transaction.atomic():
                self._enter(actor, row)
                transaction.set_rollback(True)
        except DomainError as refusal:
            yield (refusal.field if refusal.field in {field.name for field in self.fields} else ""), refusal.message

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """Of several rows out of one row of a batch those are wrong for which it no longer has enough."""
        taken: dict[int, Decimal] = defaultdict(Decimal)
        for row in rows:
            found = self._found(row.said)
            if len(found) != 1:
                continue
            out_of = found[0]
            if (name := str(row.said.get("name", ""))) and plain(name) != plain(out_of.item.project.name):
                told = _("方案中该编号为“%(name)s”，名称以方案为准")
                say(row, self, "name", told % {"name": out_of.item.project.name})
            row.label = f"{out_of.item.project.name}（{out_of.source.name}）"[:200]
            row.said |= {"name": out_of.item.project.name, "source": out_of.source.name}
            if row.verdict != RowVerdict.NEW:
                continue
            amount, left = Decimal(str(row.said["amount"])), self.spent[out_of.pk].left - taken[out_of.pk]
            if amount > left:
                told = _("该行连同表中前面各行，尚可支付%(left)s万元")
                say(row, self, "amount", told % {"left": wan(left)}, wrong=True)
                row.verdict = RowVerdict.WRONG
            else:
                taken[out_of.pk] += amount

    @cached_property
    def spent(self) -> dict[int, Spent]:
        """What was paid and is left of each row; two statements."""
        return {line.row: line.spent for line in payments.spent_lines(self.plan.pk)} if self.plan else {}

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        made = []
        for row in rows:
            try:
                made.append(self._enter(actor, row))
            except Invalid as refusal:
                told = _("第%(row)d行“%(name)s”：%(why)s（未写入任何一行）")
                raise Conflict(told % {"row": row.number, "name": row.label, "why": refusal.message}) from refusal
        return made

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        raise Conflict(str(KEPT))

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        return [(one.pk, _said(one)) for one in self._listed()]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: f"{context.county.code}-{context.year}-Z{pk}" for pk in targets}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        ours = {code: pk for pk, code in self.marks([one.pk for one in self._listed()], context).items()}
        return {mark: ours[mark] for mark in marks if mark in ours}

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        """Three rows out of which something can be paid now, as a bureau types them."""
        open_rows = [one for one in self.rows.values() if self.spent[one.pk].left > NOUGHT][:3]
        return [
            {
                "batch": named(one.batch.seq), "code": one.item.project.code, "name": one.item.project.name,
                "source_no": one.source.doc_no, "source": one.source.name,
                "amount": f"{wan(self.spent[one.pk].left)}万元", "paid_on": clock.today().isoformat(),
                "voucher_no": f"支〔{context.year}〕{number}号", "payee": "农户（名单见凭证）",
            }
            for number, one in enumerate(open_rows, 1)
        ]  # fmt: skip

    def _listed(self) -> QuerySet[Payment]:
        """What the sheet holds of the year; a payment that was taken back is over with its counter-entry."""
        found = Payment.objects.filter(row__batch__plan=self.plan, reverses=None, reversed=None)
        return found.select_related("row__batch", "row__item__project", "row__source").in_order()

    def _enter(self, actor: User, row: PreparedRow) -> int:
        """Enter the row as the page does; the key of the payment."""
        said = {name: str(value) for name, value in row.said.items()}
        found = self._found(row.said)
        if len(found) != 1:
            self._refuse(said, found)
        paid = Paid(
            amount=Decimal(said["amount"]), paid_on=datetime.date.fromisoformat(said["paid_on"]),
            voucher_no=said["voucher_no"], payee=said.get("payee", ""),
        )  # fmt: skip
        return payments.pay(actor=actor, row=found[0].pk, said=paid).pk

    def _refuse(self, said: Mapping[str, str], found: Sequence[BatchItem]) -> None:
        """Raises Invalid for a row that is of none or of several rows of batches, at the cell that would tell."""
        if len({one.source_id for one in found}) > 1:
            raise Invalid(_("该项目有几项资金来源，请写明指标文号和资金来源，以分清是哪一项"), field="source_no")
        if found:
            batches = "、".join(named(one.batch.seq) for one in found)
            raise Invalid(
                _("该项目的这项资金分几批下达（%(batches)s），请写明批次") % {"batches": batches}, field="batch"
            )
        rows = self.of_project.get(said.get("code", ""), [])
        if not rows:
            told = _("本年度已下达的批次中没有编号“%(code)s”的项目")
            raise Invalid(told % {"code": said.get("code", "")[:30]}, field="code")
        given = "、".join(f"{named(one.batch.seq)}：{one.source}" for one in rows)
        raise Invalid(_("没有由这一批、这项资金下达该项目；已下达的是：%(rows)s") % {"rows": given}, field="source_no")


def _place(row: BatchItem) -> dict[str, Value]:
    """The row of a batch, as the plan calls it."""
    return {
        "batch": str(row.batch.seq), "code": row.item.project.code, "name": row.item.project.name,
        "source_no": row.source.doc_no, "source": row.source.name,
    }  # fmt: skip


def _said(payment: Payment) -> dict[str, Value]:
    return {
        **_place(payment.row), "amount": f"{payment.amount:.2f}", "paid_on": payment.paid_on.isoformat(),
        "voucher_no": payment.voucher_no, "payee": payment.payee,
    }  # fmt: skip


def _mark(row: int, said: Mapping[str, Value]) -> tuple[str, ...]:
    """What makes a payment the one that is there already."""
    return str(row), *(plain(str(said.get(name, ""))) for name in ("voucher_no", "amount", "paid_on", "payee"))


PAYMENTS = Payments()
