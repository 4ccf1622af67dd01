"""The rows of a draft batch as a register that takes spreadsheets (四（六）, D21): a line for each item and each source that
pays for it, which goes out filled with what is left of it and comes back with what the batch allots."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.money import wan
from funds import accounts, batches
from funds.allotting import Key
from funds.batch_drafting import called
from funds.batches import USUAL_SUBJECT, Given, Offered
from funds.enums import BatchState
from funds.imports import SOURCES
from funds.models import AllotmentBatch, BudgetSubject
from plans.enums import RowVerdict
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.judging import say
from plans.imports.plain_tables import read_figures
from plans.imports.rows import Context, ReadRow
from plans.models import PreparedRow
from plans.services import adjustments
from plans.tables.grid import Grid
from plans.tables.texts import plain

FIELDS = (
    Field("code", "项目编号", is_needed=True, words="项目库编号|库编号|项目代码|项目编码", longest=30, width=20),
    Field("name", "项目名称", is_derived=True, words="名称|项目", longest=200, width=30, hint="只用于核对，以方案为准"),
    Field("source_no", "指标文号", words="资金文号|来源文号|资金来源文号", longest=60, width=26),
    Field("source", "资金来源", is_derived=True, words="资金名称|来源名称|资金来源名称", longest=120, width=24,
          hint="同一文号有几项资金的，须写明名称"),
    Field("planned", "方案安排（万元）", Kind.MONEY, is_derived=True, width=15, hint="只用于核对"),
    Field("before", "以前已下达（万元）", Kind.MONEY, is_derived=True, words="已下达|累计已下达", width=15, hint="只用于核对"),
    Field("left", "未下达（万元）", Kind.MONEY, is_derived=True, words="尚未下达|余额", width=15, hint="只用于核对"),
)  # fmt: skip
AMOUNT = Field(
    "amount", "本批下达（万元）", Kind.MONEY, words="本次下达|本批下达金额|下达金额|本批金额|金额", width=15, within="left",
    hint="不超过未下达数；本批不下达的清空这一格",
)  # fmt: skip
IDENTITY = ("code", "source_no")


class BatchRows(Dataset):
    key = "batch"
    title = gettext_lazy("资金下达批次")
    fields: ClassVar[tuple[Field, ...]] = (*FIELDS, AMOUNT)
    sheet_name = "下达明细"
    list_page = "funds:pools"
    summary = ("source", "left", "amount", "subject")
    sums = True

    batch: AllotmentBatch | None = None

    def bound(self, context: Context) -> BatchRows:
        """For the batch of the county's year that is being drafted, with the subjects in use today."""
        found = BatchRows()
        found.batch = _under_pen(context)
        subjects = {one.code: one for one in BudgetSubject.objects.on(clock.today())}
        subject = Field(
            "subject", _("预算科目"), Kind.CHOICE, words="科目|支出功能分类科目|功能分类科目", width=34,
            choices={code: str(one) for code, one in subjects.items()},
            meaning=tuple((re.escape(plain(one.name)), code) for code, one in subjects.items()),
        )  # fmt: skip
        found.fields = (*FIELDS, AMOUNT, subject)  # type: ignore[misc]  # of this day only
        if found.batch:
            found.sheet_name = called(found.batch.seq)  # type: ignore[misc]
        return found

    def draft(self, context: Context) -> str:
        return str(self.batch.pk) if self.batch else ""

    def page(self, context: Context) -> str:
        batch = self.batch or _under_pen(context)
        return reverse("funds:batch", args=[batch.pk]) if batch else super().page(context)

    @cached_property
    def lines(self) -> dict[int, Offered]:
        """Every item and source of the version by the key of its payment. Three statements."""
        return {one.funding.pk: one for one in batches.offered(self.batch)} if self.batch else {}

    @cached_property
    def of_project(self) -> dict[str, list[Offered]]:
        """The lines of each project, by its code."""
        found: dict[str, list[Offered]] = defaultdict(list)
        for one in self.lines.values():
            found[one.funding.item.project.code].append(one)
        return found

    @cached_property
    def named(self) -> dict[str, list[str]]:
        """Codes by plain name."""
        found: dict[str, list[str]] = defaultdict(list)
        for code, lines in self.of_project.items():
            found[plain(lines[0].funding.item.project.name)].append(code)
        return found

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        return SOURCES.importers(actor)

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        _require_pen(self.batch, context)
        for one in read_figures(grids, self.fields, context):
            if isinstance(one, ReadRow) and not one.is_left_out:
                if "amount" not in one.columns.of:
                    raise Invalid(_("表中没有“本批下达”一列，请下载模板对照"))
                _tidy(one)
            yield one

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The batch and then the sources, as whoever allots money takes them."""
        if self.batch:
            self.batch = batches.select(self.batch.pk, locked=True)
            batches.require_drafting(self.batch)
        _require_pen(self.batch, context)
        accounts.hold_year(context.county.pk, context.year)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By the project's code, else its name where one only has it, and the source's number and name; a project that one
        source only pays for needs none."""
        for row in rows:
            found = self._found(row.said)
            if len(found) == 1:
                row.target = found[0].funding.pk
                row.said |= {name: _said(found[0])[name] for name in IDENTITY}

    def _found(self, said: Mapping[str, Value]) -> list[Offered]:
        """The lines that a row may mean."""
        code = str(said.get("code", ""))
        if not code and len(codes := self.named.get(plain(str(said.get("name", ""))), [])) == 1:
            code = codes[0]
        found = self.of_project.get(code, [])
        for name, kept in (("source_no", "doc_no"), ("source", "name")):
            if wanted := plain(str(said.get(name, ""))):
                found = [one for one in found if plain(getattr(one.funding.source, kept)) == wanted]
        return found

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        return {pk: _said(self.lines[pk]) for pk in targets if pk in self.lines}

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        if row.target is None:
            yield self._against_strange(row.said)
            return
        written, line = row.written(), self.lines[row.target]
        if moved := [name for name in IDENTITY if name in written]:
            yield moved[0], _("系统编号所指的一行不能改成别的项目或来源；请删去系统编号另起一行")
            return
        named = plain(str(row.said.get("source", "")))
        if named and named != plain(line.funding.source.name):
            yield "source", _("系统编号所指的一行不能改成别的项目或来源；请删去系统编号另起一行")
            return
        if Decimal(str(written.get("amount") or 0)) > line.left:
            told = _("方案安排%(planned)s万元，以前批次已下达%(before)s万元，本批最多下达%(left)s万元")
            figures = {"planned": wan(line.funding.amount), "before": wan(line.before), "left": wan(line.left)}
            yield "amount", told % figures

    def _against_strange(self, said: Mapping[str, Value]) -> tuple[str, str]:
        """Why a row is no line of the plan, and at which cell."""
        if len(self._found(said)) > 1:
            return "source", _("该项目有几项资金来源，请写明指标文号和资金来源，以分清是哪一项")
        code = str(said.get("code", ""))
        if code not in self.of_project:
            return "code", _("现行方案中没有编号“%(code)s”的项目") % {"code": code[:30]}
        paying = "、".join(str(one.funding.source) for one in self.of_project[code])
        return "source_no", _("方案没有由这项资金安排该项目；安排的是：%(sources)s") % {"sources": paying}

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """A line that the draft has not got yet is new. Each line stays within what is left of it, and the version in force
        within its sources: together the rows take no more than there is."""
        for row in rows:
            line = self.lines.get(row.target or 0)
            if line is None:
                continue
            project = line.funding.item.project
            if (name := str(row.said.get("name", ""))) and plain(name) != plain(project.name):
                say(row, self, "name", _("方案中该编号为“%(name)s”，名称以方案为准") % {"name": project.name})
            row.label = f"{project.name}（{line.funding.source.name}）"[:200]
            row.said |= {name: _said(line)[name] for name in ("name", "source", "planned", "before", "left")}
            if row.verdict == RowVerdict.CHANGED and line.row is None:
                row.verdict = RowVerdict.NEW

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        """The draft with the rows in it, by the service of its page; rows that the table does not name stay."""
        if self.batch is None or new:
            raise Conflict(_("表中有不在方案中的行，未写入任何一行"))
        rows: dict[Key, Given] = {
            (one.row.item_id, one.row.source_id): _given(one) for one in self.lines.values() if one.row
        }
        for row in changed:
            line = self.lines[row.target or 0]
            rows[line.funding.item_id, line.funding.source_id] = _given(line, row.written())
        try:
            batches.write(actor=actor, batch=self.batch.pk, rows=rows, requirements=self.batch.requirements)
        except Invalid as refusal:
            raise Conflict(_("%(why)s（未写入任何一行）") % {"why": refusal.message}) from refusal

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        """What still can be allotted, and what the draft allots of it."""
        return [(pk, _said(one)) for pk, one in self.lines.items() if one.left > 0 or one.row]

    def prefilled(self, said: Mapping[str, Value]) -> Mapping[str, Value]:
        """What the draft does not allot yet goes out with all that is left of it."""
        if said["amount"]:
            return said
        return {**said, "amount": said["left"], "subject": USUAL_SUBJECT}

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: self._mark(self.lines[pk]) for pk in targets if pk in self.lines}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        ours = {self._mark(one): pk for pk, one in self.lines.items()}
        return {mark: ours[mark] for mark in marks if mark in ours}

    def _mark(self, line: Offered) -> str:
        """Of this batch only: 420323-2027-0001-3-12."""
        batch = self.batch.pk if self.batch else 0
        return f"{line.funding.item.project.code}-{batch}-{line.funding.source_id}"

    def stray(self, code: str, was_exported: bool, context: Context) -> str:
        if was_exported and code.split("-")[-2:-1] == [self.draft(context)]:
            return _("这一项安排已不在现行方案中（方案在导出之后已调整），请重新导出")
        if was_exported:
            return _("这一行是为其他批次导出的，请从现在起草的批次重新导出")
        return super().stray(code, was_exported, context)

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        """Three lines that can be allotted now, as a bureau types them."""
        offered = [one for one in self.lines.values() if one.left > 0][:3]
        return [
            {
                "code": one.funding.item.project.code, "name": one.funding.item.project.name,
                "source_no": one.funding.source.doc_no, "amount": f"{wan(one.left)}万元",
            }
            for one in offered
        ]  # fmt: skip

    def identity(self, said: Mapping[str, Value]) -> str:
        return "\0".join(plain(str(said.get(name, ""))) for name in ("code", "name", "source_no", "source"))


def _under_pen(context: Context) -> AllotmentBatch | None:
    """The batch of the county's year that is being drafted; none or one, for one at a time is under way."""
    drafts = AllotmentBatch.objects.filter(plan__county=context.county, plan__year=context.year)
    found = drafts.filter(state=BatchState.DRAFTING).values_list("pk", flat=True).first()
    return batches.select(found) if found else None


def _require_pen(batch: AllotmentBatch | None, context: Context) -> None:
    """Raises Conflict where no batch is being drafted, or one whose version was adjusted meanwhile."""
    if batch is None:
        told = _("%(year)d年度没有正在拟稿的下达批次，不能导入下达明细；请先在“资金下达”拟下一批，已送签的先退回拟稿")
        raise Conflict(told % {"year": context.year})
    now = adjustments.in_force(batch.plan_id)
    if now is None or now.pk != batch.version_id:
        told = _("%(batch)s依据的方案已被调整，请先在批次页面点“改按现行方案”，再导出、导入")
        raise Conflict(told % {"batch": called(batch.seq)})


def _tidy(row: ReadRow) -> None:
    """Nothing allotted is an empty cell, and has no subject; what is allotted and says none has the usual one."""
    if row.said.get("amount") == "0.00":
        row.said["amount"] = ""
    if "subject" not in row.said or "amount" not in row.said:
        return
    if not row.said["amount"]:
        row.said["subject"] = ""
    elif not row.said["subject"]:
        row.said["subject"] = USUAL_SUBJECT
        row.remark(_("没有写预算科目，按%(code)s填，请核对") % {"code": USUAL_SUBJECT}, name="subject")


def _said(line: Offered) -> dict[str, Value]:
    """What plan and draft say of a line."""
    project, source = line.funding.item.project, line.funding.source
    return {
        "code": project.code, "name": project.name, "source_no": source.doc_no, "source": source.name,
        "planned": f"{line.funding.amount:.2f}", "before": f"{line.before:.2f}", "left": f"{line.left:.2f}",
        "amount": f"{line.row.amount:.2f}" if line.row else "",
        "subject": line.row.budget_subject.code if line.row else "",
    }  # fmt: skip


def _given(line: Offered, written: Mapping[str, Value] | None = None) -> Given:
    """What the draft allots of the line, with what a row of the table changes of it."""
    told = _said(line) | dict(written or {})
    return Given(Decimal(str(told["amount"] or 0)), str(told["subject"] or USUAL_SUBJECT))


BATCH = BatchRows()
