"""The fund table as a register that takes spreadsheets (附表1; 四（六）: 财政摸清项目资金家底)."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import OrganisationKind, Sector
from core.errors import DomainError
from core.models import Organisation, User
from core.soundness import require_sound
from funds import accounts, services
from funds.enums import FundLevel, FundNature
from funds.models import FundSource
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value, plain_value
from plans.imports.plain_tables import read_rows
from plans.imports.rows import Context, ReadRow
from plans.models import PreparedRow
from plans.tables.grid import Grid
from plans.tables.texts import plain
from roles.duties import Duty
from roles.policies import scope

FIELDS = (
    Field("name", "资金名称", is_needed=True, words="指标文名称|专项资金名称|资金来源名称|资金项目|名称", longest=120, width=36),
    Field("doc_no", "指标文号", is_needed=True, words="文号|资金文号|指标文件号|下达文号|来源文号", longest=60, width=28),
    Field(
        "level", "资金级次", Kind.CHOICE, is_needed=True, words="级次|资金级别|级别", width=12,
        choices={str(code): str(label) for code, label in FundLevel.choices},
        meaning=(("中央", "central"), ("省", "province"), ("市|州", "prefecture"), ("县|区", "county"), ("自筹|其他", "other")),
    ),
    Field(
        "nature", "资金性质", Kind.CHOICE, words="性质", width=12,
        choices={str(code): str(label) for code, label in FundNature.choices},
        meaning=(
            ("结余|结转", "carryover"), ("存量|盘活", "stock"), ("债", "bond"), ("捐", "donation"), ("其他", "other"),
            ("当年|整合资金|专项|预算", "current"),
        ),
    ),
    Field("received_on", "下达日期", Kind.DAY, is_needed=True, words="下达时间|收文日期|文件日期|日期", width=13),
    Field("amount", "下达金额（万元）", Kind.MONEY, is_needed=True, words="金额|资金金额|下达资金|指标金额|资金规模", width=15),
    Field("integrable", "纳入整合金额（万元）", Kind.MONEY, words="其中纳入整合金额|整合金额|可整合金额", width=17,
          dash_is_nought=True),
    Field("not_integrated_reason", "未整合原因", longest=200, width=24, hint="纳入整合金额少于下达金额的，须写明原因"),
    Field("competent", "主管部门", Kind.ORGAN, words="主管单位|业务主管部门", width=16),
    Field("earmark", "限定用途（戴帽）", words="限定用途|戴帽用途|指定用途|戴帽", longest=200, width=20, hint="切块下达的留空"),
    Field("vintage", "资金最初下达年度", Kind.YEAR, words="最初下达年度|首次下达年度|资金年度", width=14,
          hint="结转结余和存量资金填最初下达的年度，如 2025；当年资金留空"),
    Field("note", "备注", longest=200, width=20),
)  # fmt: skip


class Sources(Dataset):
    key = "sources"
    title = gettext_lazy("资金来源")
    fields = FIELDS
    sheet_name = "资金来源"
    list_page = "funds:sources"
    summary = ("doc_no", "amount", "integrable", "level")

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ("received_on",)

    def importers(self, actor: User) -> QuerySet[Organisation]:
        bureaus = Organisation.objects.filter(
            kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE, is_active=True, county__isnull=False
        )
        return scope(actor, Duty.MANAGE_SOURCES, bureaus, "pk")

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        for one in read_rows(grids, FIELDS, context):
            if isinstance(one, ReadRow) and not one.is_left_out:
                self._suppose(one, context)
            yield one

    @staticmethod
    def _suppose(row: ReadRow, context: Context) -> None:
        """All of it is integrated and of the year, where the table does not say otherwise."""
        amount = row.said.get("amount", "")
        if amount:
            row.supposed["integrable"] = (amount, _("没有“纳入整合金额”，按下达金额全部纳入，请核对"))
        if note := row.notes.get("amount"):
            row.supposed["note"] = (note, _("金额栏的说明“%(note)s”记入备注") % {"note": note})
        row.supposed["nature"] = (FundNature.CURRENT.value, "")
        if day := context.day("received_on"):
            row.supposed["received_on"] = (day, _("表中没有下达日期，按%(day)s填，请核对") % {"day": day})

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By document number and name, what tells one line from another in the register too."""
        exact = {_key(doc_no, name): pk for pk, doc_no, name in _listed(context)}
        for row in rows:
            row.target = exact.get(self.identity(row.said))

    def liken(self, rows: Sequence[PreparedRow], among: Sequence[PreparedRow], context: Context) -> None:
        """By the document number alone, where it is the only one of both sides: a line that was renamed."""
        by_number: dict[str, list[int]] = defaultdict(list)
        for pk, doc_no, _name in _listed(context):
            by_number[plain(doc_no)].append(pk)
        numbers = Counter(_number(row) for row in among)
        taken = {row.target for row in among}
        for row in rows:
            found = by_number[_number(row)]
            if numbers[_number(row)] == 1 and len(found) == 1 and found[0] not in taken:
                row.target = found[0]

    def identity(self, said: Mapping[str, Value]) -> str:
        return _key(str(said.get("doc_no", "")), str(said.get("name", "")))

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        listed = FundSource.objects.filter(county=context.county, year=context.year, pk__in=list(targets))
        names = [field.name for field in FIELDS if field.name != "competent"]
        rows = listed.order_by("pk").values("pk", "competent__code", *names)
        return {
            kept["pk"]: {name: plain_value(kept[name]) for name in names} | {"competent": kept["competent__code"] or ""}
            for kept in rows
        }

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        """What the register itself would refuse, asked before anybody confirms."""
        if row.target is None:
            found = FundSource(county=context.county, year=context.year, **_typed(row.said, context))
            exclude: tuple[str, ...] = ()
        else:
            found = FundSource.objects.get(pk=row.target)
            written = _typed(row.written(), context)
            if not row.written().get("integrable", "0"):
                yield "integrable", _("“纳入整合金额”不能清空，不整合的请写0")
            if why := services.against_correcting(found, written):
                yield "", why
            before = found.integrable
            for name, value in written.items():
                setattr(found, name, value)
            exclude = ("county",)
            if why := services.against_lowering(found, before):
                yield "integrable", why
        try:
            require_sound(found, exclude)
            accounts.require_some(found)
        except DomainError as refusal:
            yield "", refusal.message

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        made = (
            services.add_source(actor=actor, county=context.county, year=context.year, fields=_typed(row.said, context))
            for row in rows
        )
        return [source.pk for source in made]

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        assert row.target is not None  # noqa: S101 - only known rows come here
        services.correct_source(actor=actor, source=row.target, fields=_typed(row.written(), context), reason=reason)

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        order = list(FundSource.objects.of(context.county, context.year).values_list("pk", flat=True))
        found = self.current(order, context)
        return [(pk, found[pk]) for pk in order]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: f"{context.county.code}-{context.year}-Z{pk}" for pk in targets}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        head = f"{context.county.code}-{context.year}-Z"
        keys = {mark: int(mark.removeprefix(head)) for mark in marks if _is_mark(mark, head)}
        listed = FundSource.objects.filter(county=context.county, year=context.year, pk__in=keys.values())
        ours = set(listed.values_list("pk", flat=True))
        return {mark: pk for mark, pk in keys.items() if pk in ours}

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        before = context.year - 1
        return (
            {
                "name": "提前下达中央财政专项扶贫资金", "doc_no": f"鄂财农发〔{before}〕98号", "level": "中央", "nature": "当年",
                "received_on": f"{before}年12月10日", "amount": "1,496", "integrable": "1496", "competent": "扶贫办",
            },
            {
                "name": "省级水利发展资金", "doc_no": f"鄂财农发〔{before}〕112号", "level": "省级", "nature": "省级整合资金",
                "received_on": f"{before}-12-20", "amount": "３００（其中应急20）", "integrable": "280",
                "not_integrated_reason": "20万元为防汛应急，须专款专用", "competent": "水利局", "earmark": "山洪灾害防治",
            },
            {"name": "合计", "amount": "1796"},
            {
                "name": "盘活存量扶贫资金", "doc_no": f"财预发〔{context.year}〕17号", "level": "县级", "nature": "上年结余",
                "received_on": f"{context.year}年1月15日", "amount": "109.229198万元", "integrable": "109.229198",
                "competent": "财政局", "vintage": f"{context.year - 2}年",
            },
        )  # fmt: skip


def _key(doc_no: str, name: str) -> str:
    return f"{plain(doc_no)}\0{plain(name)}"


def _number(row: PreparedRow) -> str:
    return plain(str(row.said.get("doc_no", "")))


def _listed(context: Context) -> Iterable[tuple[int, str, str]]:
    """Key, document number and name of every line of the year."""
    listed = FundSource.objects.filter(county=context.county, year=context.year).order_by("pk")
    return listed.values_list("pk", "doc_no", "name")


def _is_mark(mark: str, head: str) -> bool:
    number = mark.removeprefix(head)
    return mark.startswith(head) and number.isdecimal() and number.isascii() and len(number) < 16


def _typed(said: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The values as the services take them."""
    found: dict[str, Any] = {}
    for field in FIELDS:
        if field.name not in said:
            continue
        text = said[field.name]
        if field.kind is Kind.MONEY:
            found[field.name] = Decimal(text or 0)
        elif field.kind is Kind.DAY:
            found[field.name] = datetime.date.fromisoformat(text) if text else None
        elif field.kind is Kind.YEAR:
            found[field.name] = int(text) if text else None
        elif field.kind is Kind.ORGAN:
            found[field.name] = next((one for one in context.departments if one.code == text), None)
        else:
            found[field.name] = text
    return found


SOURCES = Sources()
