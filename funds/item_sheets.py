"""The rows of a draft plan as a register that takes spreadsheets: one column for each source of the pool (四（四）: 来源渠道、
使用平台、资金额度、内容进度、责任单位)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from core.money import wan
from funds import accounts
from funds.arranging_in_bulk import SAID, ZERO, Row, write_rows
from funds.models import FundSource, ItemFunding
from funds.rules import excess_refusals
from plans.enums import FIT, RowVerdict, VersionKind, VersionState
from plans.forms.fields import LONGEST_TEXT
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.judging import say
from plans.imports.plain_tables import read_rows
from plans.imports.rows import Context, ReadRow
from plans.models import PlanItem, PlanVersion, PreparedRow, Project
from plans.services import adjustments, listings
from plans.tables.grid import Grid
from plans.tables.texts import plain
from roles.duties import Duty
from roles.policies import scope

FIELDS = (
    Field("code", "项目编号", is_needed=True, words="项目库编号|库编号|项目代码|项目编码", longest=30, width=20,
          hint="项目库中的编号；新增的行填已入库项目的编号"),
    Field("name", "项目名称", is_derived=True, words="名称|项目", longest=200, width=30, hint="只用于核对，以项目库为准"),
    Field("content", "建设任务及规模", words="建设内容|建设内容及规模|主要建设内容", longest=LONGEST_TEXT, width=36),
    Field("schedule", "时间进度", words="进度|进度安排|实施期限|建设期限", longest=200, width=20),
    Field("platform", "使用平台", words="统筹平台|整合平台", longest=100, width=18),
    Field("responsible_unit", "责任单位", words="实施单位", longest=100, width=18),
)  # fmt: skip
AMOUNT = Field(
    "amount", "安排资金合计（万元）", Kind.MONEY, is_derived=True, words="安排资金|合计|资金合计|小计|资金额度|安排金额", width=16,
    hint="各来源相加，只用于核对；可以不改",
)  # fmt: skip
PAID = "source-"


class PlanItems(Dataset):
    key = "items"
    title = gettext_lazy("方案项目")
    fields: ClassVar[tuple[Field, ...]] = (*FIELDS, AMOUNT)
    sheet_name = "方案项目"
    list_page = "plans:plans"
    summary = ("code", "amount", "schedule")
    sums = True
    columns = 256

    version: PlanVersion | None = None

    def bound(self, context: Context) -> PlanItems:
        """With the sources of the county's year as columns; the draft of that year, else its last version that was not
        ended early. A single change is no draft: its applicant alone writes it."""
        found = PlanItems()
        versions = PlanVersion.objects.filter(plan__county=context.county, plan__year=context.year)
        versions = versions.exclude(state=VersionState.TERMINATED)
        versions = versions.exclude(kind=VersionKind.ITEM_CHANGE, state=VersionState.DRAFTING)
        by_age = list(versions.select_related("plan__county", "dossier__owner").order_by("-seq"))
        found.version = next((one for one in by_age if one.state == VersionState.DRAFTING), next(iter(by_age), None))
        columns = tuple(_column(source, found.sources) for source in found.sources)
        found.fields = (*FIELDS, *columns, AMOUNT)  # type: ignore[misc]  # of this organisation and year only
        return found

    def draft(self, context: Context) -> str:
        return str(self.version.pk) if self.version else ""

    def page(self, context: Context) -> str:
        version = self.version or self.bound(context).version
        return reverse("plans:plan", args=[version.pk]) if version else super().page(context)

    @cached_property
    def sources(self) -> list[FundSource]:
        """With what the version takes of each (`used`). One statement."""
        if self.version is None:
            return []
        plan = self.version.plan
        return list(FundSource.objects.of(plan.county, plan.year).with_used(self.version.pk))

    @cached_property
    def listed(self) -> dict[str, PlanItem]:
        """The rows of the version by the code of their project. One statement."""
        rows = PlanItem.objects.filter(version=self.version).select_related("project").order_by("seq")
        return {item.project.code: item for item in rows}

    @cached_property
    def by_key(self) -> dict[int, PlanItem]:
        return {item.pk: item for item in self.listed.values()}

    @cached_property
    def library(self) -> dict[str, Project]:
        """The county's projects by code. One statement."""
        county = self.version.plan.county_id if self.version else None
        wanted = Project.objects.filter(county=county).only(
            "code", "name", "state", "amount", "township_round_id", "library_round_id"
        )
        return {project.code: project for project in wanted.order_by("code")}

    @cached_property
    def names(self) -> dict[str, list[str]]:
        """Codes by plain name, those of the draft before those of the library."""
        found: dict[str, list[str]] = defaultdict(list)
        for item in self.listed.values():
            found[plain(item.project.name)].append(item.project.code)
        free = Project.objects.in_library(self.version.plan.county) if self.version else Project.objects.none()
        for code, name in free.values_list("code", "name"):
            found[plain(name)].append(code)
        return found

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP, is_active=True)
        return scope(actor, Duty.COMPILE_PLAN, groups, "pk")

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        if self.version is None or self.version.state != VersionState.DRAFTING:
            told = _(
                "%(year)d年度没有正在起草的方案或调整方案，不能导入方案项目；须先启动编制或调整，已送审的先退回起草"
            )
            raise Conflict(told % {"year": context.year})
        for one in read_rows(grids, self.fields, context):
            if isinstance(one, ReadRow) and not one.is_left_out:
                for name, note in one.notes.items():
                    told = _("单元格里的说明“%(note)s”不写入方案，只读金额，请核对")
                    one.remark(told % {"note": note}, name=name)
                for name in [name for name in one.said if name.startswith(PAID) and one.said[name] == "0.00"]:
                    one.said[name] = ""
            yield one

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The version and then the sources, as whoever arranges money takes them."""
        if self.version:
            PlanVersion.objects.select_for_update(of=("self",)).get(pk=self.version.pk)
            accounts.hold_year(context.county.pk, context.year)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By code; without one by a name that only one project of the draft, else of the library, has."""
        for row in rows:
            if not row.said.get("code"):
                found = self.names.get(plain(str(row.said.get("name", ""))), [])
                own = [code for code in found if code in self.listed] or found
                if len(own) == 1 and own[0]:
                    row.said["code"] = own[0]
            item = self.listed.get(str(row.said.get("code", "")))
            row.target = item.pk if item else None

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        wanted = list(targets)
        rows = PlanItem.objects.filter(version=self.version, pk__in=wanted).select_related("project").order_by("seq")
        paid: dict[int, dict[str, str]] = defaultdict(dict)
        for item, source, amount in (
            ItemFunding.objects.filter(item__in=wanted).order_by("pk").values_list("item", "source", "amount")
        ):
            paid[item][f"{PAID}{source}"] = f"{amount:.2f}"
        return {
            row.pk: {
                "code": row.project.code, "name": row.project.name, **{name: getattr(row, name) for name in SAID},
                **{f"{PAID}{source.pk}": "" for source in self.sources}, **paid[row.pk], "amount": f"{row.amount:.2f}",
            }
            for row in rows
        }  # fmt: skip

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        written = row.said if row.target is None else row.written()
        if row.target is None:
            project = self.library.get(str(row.said.get("code", "")))
            if why := self._against_drawing(str(row.said.get("code", "")), project):
                yield "code", why
                return
        else:
            if "code" in written:
                yield "code", _("项目编号不能改；要换项目的，请删去这一行的系统编号另起一行")
                return
            yield from ((name, _("不能清空")) for name in SAID if name in written and not str(written[name]).strip())
            project = self.by_key[row.target].project
        yield from self._excess(row, project)

    def _excess(self, row: PreparedRow, project: Project | None) -> Iterator[tuple[str, str]]:
        if project is None:
            return
        total = sum(self._after(row).values(), ZERO)
        raised = next((name for name in row.said if name.startswith(PAID) and row.said[name]), "amount")
        yield from ((raised, str(found)) for found in excess_refusals([("", total, project.amount)]))

    def _against_drawing(self, code: str, project: Project | None) -> str:
        if project is None:
            return _("项目库中没有编号“%(code)s”的项目") % {"code": code}
        if project.code in self._former:
            return _("原方案中有该项目，本次调整已移出；要恢复的请在“版本对照”中点“恢复”")
        if project.code not in self._free:
            told = _("项目“%(name)s”%(state)s，不在项目库中，不能列入方案")
            return told % {"name": project.name, "state": project.state_label}
        return _("项目已列入其他方案，不能重复列入") if project.code in self._elsewhere else ""

    @cached_property
    def _free(self) -> set[str]:
        if self.version is None:
            return set()
        return set(Project.objects.in_library(self.version.plan.county).values_list("code", flat=True))

    @cached_property
    def _former(self) -> set[str]:
        """What only the version before has."""
        former = adjustments.adjusted(self.version) if self.version else None
        codes = former.items.order_by("seq").values_list("project__code", flat=True) if former else ()
        return set(codes) - set(self.listed)

    @cached_property
    def _elsewhere(self) -> set[str]:
        if self.version is None:
            return set()
        return set(listings.elsewhere(self.version).values_list("project__code", flat=True))

    @cached_property
    def _paid(self) -> dict[int, dict[str, Decimal]]:
        """Yuan by item and column, as the version has it. One statement."""
        found: dict[int, dict[str, Decimal]] = defaultdict(dict)
        rows = ItemFunding.objects.filter(item__version=self.version).order_by("pk")
        for item, source, amount in rows.values_list("item", "source", "amount"):
            found[item][f"{PAID}{source}"] = amount
        return found

    def _after(self, row: PreparedRow) -> dict[str, Decimal]:
        """What each source would pay for the row, in yuan, by column."""
        before = dict(self._paid.get(row.target, {})) if row.target is not None else {}
        written = row.said if row.target is None else row.written()
        return before | {name: Decimal(str(said or 0)) for name, said in written.items() if name.startswith(PAID)}

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The printed sum of each row, and whether the sources have what all rows together take."""
        for row in rows:
            self._check_sum(row)
            project = self.library.get(str(row.said.get("code", "")))
            if project and (name := str(row.said.get("name", ""))) and plain(name) != plain(project.name):
                say(row, self, "name", _("项目库中该编号为“%(name)s”，名称以项目库为准") % {"name": project.name})
            row.label = (project.name if project else row.label)[:200]
        fit = [row for row in rows if row.verdict in FIT]
        for source in self.sources:
            self._refuse_overdraft(source, fit)

    def _check_sum(self, row: PreparedRow) -> None:
        """A sum that was typed adds up; one that nobody touched since the export is only old."""
        added = sum(self._after(row).values(), ZERO)
        typed = str(row.said.get("amount", ""))
        is_old = row.base is not None and str(row.base.get("amount", "")) == typed
        if typed and not is_old and Decimal(typed) != added and row.verdict in (*FIT, RowVerdict.UNCHANGED):
            told = _("合计%(typed)s万元，各来源相加%(added)s万元，两数不符，请核对（合计可以留空）")
            said = {"typed": wan(Decimal(typed), separators=True), "added": wan(added, separators=True)}
            _refuse(row, self, "amount", told % said)
        row.said["amount"] = f"{added:.2f}"

    def _refuse_overdraft(self, source: FundSource, rows: Sequence[PreparedRow]) -> None:
        """Rows that take less are written first; of those that take more, the ones for which the source no longer has
        enough are wrong."""
        name = f"{PAID}{source.pk}"
        moved = [(row, self._after(row).get(name, ZERO) - self._before(row, name)) for row in rows]
        used = source.used + sum((by for _row, by in moved if by < 0), ZERO)
        for row, by in moved:
            if by <= 0 or row.verdict not in FIT:
                continue
            if used + by <= source.integrable:
                used += by
                continue
            told = _("来源余额不足：可整合%(integrable)s万元，已安排%(used)s万元，本行增加%(by)s万元，超出%(over)s万元")
            said = {"integrable": wan(source.integrable), "used": wan(used), "by": wan(by)}
            said["over"] = wan(used + by - source.integrable)
            _refuse(row, self, name, told % said)

    def _before(self, row: PreparedRow, name: str) -> Decimal:
        return self._paid.get(row.target, {}).get(name, ZERO) if row.target is not None else ZERO

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        """All rows by one service, in one go."""
        if self.version is None:
            raise Conflict(_("方案已不在"))
        keys = {row.seq: self.library[str(row.said["code"])].pk for row in new}
        rows = [self._row(keys[row.seq], {n: v for n, v in row.said.items() if v}) for row in new]
        rows += [self._row(self.by_key[row.target or 0].project_id, row.written()) for row in changed]
        try:
            items = write_rows(actor=actor, version=self.version.pk, rows=rows, reason=reason)
        except Invalid as refusal:
            raise Conflict(_("%(why)s（未写入任何一行）") % {"why": refusal.message}) from refusal
        for row in new:
            row.target = items[keys[row.seq]].pk

    @staticmethod
    def _row(project: int, written: Mapping[str, Value]) -> Row:
        return Row(
            project=project,
            texts={name: str(written[name]) for name in SAID if name in written},
            amounts={
                int(name.removeprefix(PAID)): Decimal(str(said or 0))
                for name, said in written.items() if name.startswith(PAID)
            },
        )  # fmt: skip

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        order = [item.pk for item in self.listed.values()]
        found = self.current(order, context)
        return [(pk, found[pk]) for pk in order]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        rows = PlanItem.objects.filter(version=self.version, pk__in=list(targets)).order_by("pk")
        return dict(rows.values_list("pk", "project__code"))

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        return {mark: self.listed[mark].pk for mark in marks if mark in self.listed}

    def stray(self, code: str, was_exported: bool, context: Context) -> str:
        project = self.library.get(code)
        if was_exported and project:
            told = _("项目“%(name)s”在导出之后已移出方案；仍要列入的，删去系统编号，只在“项目编号”填%(code)s")
            return told % {"name": project.name, "code": code}
        if project:
            return _("项目“%(name)s”不在本方案中；新列入的行请将系统编号留空，只填“项目编号”") % {"name": project.name}
        return super().stray(code, was_exported, context)

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        """Projects that could be drawn now."""
        waiting = [self.library[code] for code in sorted(self._free - self._elsewhere)[:3]]
        return [{"code": project.code, "name": project.name} for project in waiting]

    def identity(self, said: Mapping[str, Value]) -> str:
        return plain(str(said.get("code") or said.get("name", "")))


def _refuse(row: PreparedRow, register: Dataset, name: str, message: str) -> None:
    say(row, register, name, message, wrong=True)
    row.verdict = RowVerdict.WRONG


def _column(source: FundSource, among: Sequence[FundSource]) -> Field:
    """Its name and 指标文号; known by either alone too, where no other source has it."""
    numbers, names = (Counter(plain(getattr(one, of)) for one in among) for of in ("doc_no", "name"))
    number, name = plain(source.doc_no), plain(source.name)
    words = [rf"(?:.*[(\[:,;])?{re.escape(number)}(?:[)\],;:].*)?"] if numbers[number] == 1 else []
    words += [re.escape(name)] if names[name] == 1 else []
    left = _("可整合%(integrable)s万元，本方案已安排%(used)s万元，余额%(left)s万元")
    told = {"integrable": wan(source.integrable), "used": wan(source.used), "left": wan(source.left)}
    return Field(
        f"{PAID}{source.pk}", f"{source.name}（{source.doc_no}）（万元）", Kind.MONEY, words="|".join(words), width=16,
        hint=left % told, most=source.integrable,
    )  # fmt: skip


ITEMS = PlanItems()
