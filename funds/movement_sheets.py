"""Movements of money as a register that takes spreadsheets: what a superior's documents of a month add and take back.

A row is entered as on the page, by the same service; one that is there already is recognised, and none is ever changed.
下达 and 上年结转 are lines of the fund table (`funds.imports`), corrections are made one by one on their page.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Conflict, DomainError, Invalid
from core.models import Organisation, User
from funds import accounts, movements
from funds.enums import MovementAct, MovementKind
from funds.imports import SOURCES
from funds.models import FundMovement, FundSource
from funds.movements import Basis
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.plain_tables import read_rows
from plans.imports.rows import Context, ReadRow
from plans.models import PreparedRow
from plans.tables.grid import Grid
from plans.tables.texts import plain

ENTERED = (
    Q(kind__in=(MovementKind.ADDED, MovementKind.RECOVERED, MovementKind.SCOPE, MovementKind.CARRIED_OUT, MovementKind.LAPSED))
    | Q(kind=MovementKind.TRANSFERRED, amount__lt=0)
)  # fmt: skip
"""What a row of the sheet says: one act of the finance bureau; its other side follows."""
FIELDS = (
    Field("source_no", "指标文号", is_needed=True, words="资金文号|来源文号|资金来源文号", longest=60, width=28),
    Field("name", "资金名称", words="资金来源|来源名称", longest=120, width=34, hint="同一文号有几项资金的，须写明名称"),
    Field(
        "act", "变动种类", Kind.CHOICE, is_needed=True, words="变动|种类|变动类型", width=18,
        choices={str(code): str(label) for code, label in MovementAct.choices},
        meaning=(
            ("追加|增加下达", "added"), ("收回入池|失效", "lapsed"), ("收回|调减", "recovered"), ("结转", "carried_out"),
            ("调剂|调出", "transferred"),
        ),
    ),
    Field("to", "调入指标文号", words="调入文号|调入资金", longest=60, width=24, hint="只在调剂时填写"),
    Field("to_name", "调入资金名称", words="调入名称|调入来源名称", longest=120, width=28, hint="同一文号有几项资金的，须写明名称"),
    Field("amount", "变动金额（万元）", Kind.MONEY, words="金额|变动数", width=15, dash_is_nought=True,
          hint="收回、结转也写正数；只调整纳入整合金额的写0"),
    Field("integrated", "其中纳入整合（万元）", Kind.MONEY, words="纳入整合金额|纳入整合", width=17, dash_is_nought=True),
    Field("rest_because", "变动后未整合原因", words="未整合原因", longest=200, width=22),
    Field("into_because", "转入后未整合原因", words="调入后未整合原因", longest=200, width=22, hint="只在调剂、结转、失效时填写"),
    Field("doc_no", "依据文号", is_needed=True, words="变动文号|文件号", longest=60, width=28),
    Field("dated", "文件日期", Kind.DAY, is_needed=True, words="日期|变动日期", width=13),
    Field("reason", "事由", words="原因|变动原因|备注", longest=200, width=26),
    Field("knows", "已知悉在办方案超出", Kind.CHOICE, words="已知悉", choices={"yes": "是"}, width=12),
)  # fmt: skip
SAME = ("act", "doc_no", "dated", "amount", "integrated", "to", "to_name")
"""What makes a row the entry that is there already, beside its source."""

ASIDE = ("rest_because", "into_because", "knows")
"""What is said as it is entered, and is no part of the entry."""


class Movements(Dataset):
    key = "movements"
    title = gettext_lazy("资金变动")
    fields = FIELDS
    sheet_name = "资金变动"
    list_page = "funds:pools"
    summary = ("source_no", "act", "amount", "doc_no")

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        return SOURCES.importers(actor)

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        for one in read_rows(grids, FIELDS, context):
            if isinstance(one, ReadRow) and not one.is_left_out and one.said.get("amount"):
                told = _("没有“其中纳入整合”，按变动金额全部计入，请核对")
                one.supposed["integrated"] = (one.said["amount"], told)
            yield one

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        accounts.hold_year(context.county.pk, context.year)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By source, document, day and figures: the same entry is not made twice."""
        known = {self._mark(said): pk for pk, said in self.exported(context)}
        sources = _sources(context)
        for row in rows:
            source = sources.named(row.said)
            told = sources.spelt_out(row.said, source) if source else row.said
            if source:
                row.target = known.get(self._mark(told))
            if row.target is not None:
                row.said = {name: told[name] for name in row.said if name not in ASIDE}

    @staticmethod
    def _mark(said: Mapping[str, Value]) -> tuple[str, ...]:
        integrated = said.get("integrated") or said.get("amount", "")
        figures = {**said, "integrated": integrated, "amount": said.get("amount") or "0.00"}
        if said.get("act") != MovementAct.TRANSFER:
            figures |= {"to": "", "to_name": ""}
        return (
            plain(str(said.get("source_no", ""))), plain(str(said.get("name", ""))),
            *(plain(str(figures.get(name, ""))) for name in SAME),
        )  # fmt: skip

    def identity(self, said: Mapping[str, Value]) -> str:
        return "\0".join(self._mark(said))

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        return {one.pk: _said(one) for one in _listed(context).filter(pk__in=list(targets))}

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        """What the register itself would refuse: the row is entered and taken back."""
        if row.target is not None:
            yield "", _("变动登记后不得更改，请在该项资金的页面冲销后重新登记")
            return
        try:
            with transaction.atomic():
                _enter(actor, row, context)
                transaction.set_rollback(True)
        except DomainError as refusal:
            yield (refusal.field if refusal.field in {field.name for field in FIELDS} else ""), refusal.message

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        return [_enter(actor, row, context) for row in rows]

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        raise Conflict(_("变动登记后不得更改，请在该项资金的页面冲销后重新登记"))

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        return [(one.pk, _said(one)) for one in _listed(context)]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: f"{context.county.code}-{context.year}-B{pk}" for pk in targets}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        ours = {code: pk for pk, code in self.marks([one.pk for one in _listed(context)], context).items()}
        return {mark: ours[mark] for mark in marks if mark in ours}

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        before, year = context.year - 1, context.year
        return (
            {
                "source_no": f"鄂财农发〔{before}〕112号", "name": "省级水利发展资金", "act": "追加", "amount": "80（其中应急15）",
                "integrated": "65", "rest_because": "15万元为防汛应急，须专款专用", "doc_no": f"鄂财农发〔{year}〕31号",
                "dated": f"{year}年4月10日", "reason": "水毁修复追加",
            },
            {
                "source_no": f"鄂财农发〔{before}〕98号", "name": "提前下达中央财政专项扶贫资金", "act": "上级收回",
                "amount": "12.345678", "doc_no": f"鄂财农发〔{year}〕40号", "dated": f"{year}-05-08", "reason": "上级调减指标",
            },
            {"source_no": "合计", "amount": "92.345678"},
        )  # fmt: skip


class _Sources:
    """The year's sources by document number and name, looked up once for all rows of a table."""

    def __init__(self, context: Context) -> None:
        self.by_number: dict[str, list[FundSource]] = defaultdict(list)
        for source in FundSource.objects.of(context.county, context.year):
            self.by_number[plain(source.doc_no)].append(source)

    def named(self, said: Mapping[str, Value], number: str = "source_no", name: str = "name") -> FundSource | None:
        """The one that these two fields of the row name; None where there is none or several."""
        found = self.by_number.get(plain(str(said.get(number, ""))), [])
        if wanted := plain(str(said.get(name, ""))):
            found = [one for one in found if plain(one.name) == wanted]
        return found[0] if len(found) == 1 else None

    def other(self, said: Mapping[str, Value]) -> FundSource | None:
        """The one that the row says gets the money of a transfer."""
        return self.named(said, "to", "to_name")

    def spelt_out(self, said: Mapping[str, Value], source: FundSource) -> dict[str, Value]:
        """The row with its source, and the other one, called as the register calls them."""
        found = {**said, "source_no": source.doc_no, "name": source.name}
        if other := self.other(said):
            found |= {"to": other.doc_no, "to_name": other.name}
        return found


def _sources(context: Context) -> _Sources:
    return context.once("funds.sources", lambda: _Sources(context))


def _listed(context: Context) -> QuerySet[FundMovement]:
    """What the sheet holds of the year; an entry that was reversed is over with its counter-entry."""
    of_year = FundMovement.objects.filter(county=context.county, source__year=context.year)
    return of_year.filter(ENTERED, reversed=None).select_related("source", "matched__source").in_order()


def _said(movement: FundMovement) -> dict[str, Value]:
    act = str(movement.kind)
    if movement.kind == MovementKind.SCOPE:
        act = (MovementAct.INTEGRATE_MORE if movement.integrated > 0 else MovementAct.INTEGRATE_LESS).value
    other = getattr(movement, "matched", None) if movement.kind == MovementKind.TRANSFERRED else None
    return {
        "source_no": movement.source.doc_no, "name": movement.source.name, "act": act,
        "to": other.source.doc_no if other else "", "to_name": other.source.name if other else "",
        "amount": f"{abs(movement.amount):.2f}", "integrated": f"{abs(movement.integrated):.2f}", "rest_because": "", "into_because": "", "doc_no": movement.doc_no,
        "dated": movement.dated.isoformat(), "reason": movement.reason, "knows": "",
    }  # fmt: skip


def _enter(actor: User, row: PreparedRow, context: Context) -> int:
    """Enter the row as the page does; the key of the entry on its own source."""
    said: Mapping[str, Any] = row.said
    sources = _sources(context)
    source = sources.named(said)
    if source is None:
        raise Invalid(_("本县本年度没有该文号和名称的资金来源，或者有几项，请核对文号并写明名称"), field="source_no")
    into = sources.other(said)
    if said.get("to") and into is None:
        told = _("本县本年度没有该调入文号和名称的资金来源，或者有几项，请核对文号并写明调入资金名称")
        raise Invalid(told, field="to")
    amount = Decimal(said.get("amount") or 0)
    basis = Basis(
        doc_no=said.get("doc_no", ""), dated=datetime.date.fromisoformat(said["dated"]), reason=said.get("reason", ""),
        rest_because=said.get("rest_because", ""), into_because=said.get("into_because", ""),
        knows=said.get("knows") == "yes",
    )  # fmt: skip
    movements.enter(
        actor=actor, source=source.pk, act=MovementAct(said["act"]), amount=amount, basis=basis,
        integrated=Decimal(said["integrated"]) if said.get("integrated") else amount, to=into.pk if into else None,
    )  # fmt: skip
    return source.movements.latest("pk").pk


MOVEMENTS = Movements()
