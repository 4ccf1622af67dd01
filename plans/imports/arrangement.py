"""What the county arranges of each need in a plan of several years, as a register that takes spreadsheets: lines go out
with what was wanted and come back with 规划资金; none is added or taken out (四（四）: 上下结合)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import OrganisationKind
from core.errors import Conflict, DomainError
from core.models import Organisation, User
from core.money import wan
from plans.enums import MasterPlanState
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.judging import say
from plans.imports.library_fields import CATEGORIES
from plans.imports.plain_tables import read_figures
from plans.imports.rows import Context, ReadRow
from plans.models import MasterPlanVersion, Need, PreparedRow
from plans.rules.master_plans import arranging_refusals
from plans.services import master_plans
from plans.tables.grid import Grid
from plans.tables.texts import plain
from roles.duties import Duty
from roles.policies import scope

OF_ITSELF = "乡镇本级"
FIELDS = (
    Field("township", "乡镇", longest=60, width=14),
    Field("village", "村", words="行政村|实施村", longest=60, width=14, hint="乡镇本级的需求写“乡镇本级”"),
    Field("year", "年度", words="规划年度", longest=10, width=10),
    Field("category", "类别", Kind.CHOICE, words="项目类别", choices=CATEGORIES, width=18),
    Field("content", "建设内容", words="建设任务|建设内容及规模", longest=200, width=40),
    Field("wanted", "需求资金（万元）", Kind.MONEY, is_derived=True, words="需求|资金需求", width=16, hint="只用于核对"),
    Field("amount", "规划资金（万元）", Kind.MONEY, words="规划安排|安排资金|规划", width=16, within="wanted", dash_is_nought=True,
          hint="不超过需求资金；不安排的写0"),
)  # fmt: skip
SAME = ("township", "village", "year", "category", "content")


class Arrangement(Dataset):
    key = "arrangement"
    title = gettext_lazy("规划安排")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    sheet_name = "规划安排"
    list_page = "plans:master_plans"
    summary = ("township", "village", "year", "amount")
    sums = True

    version: MasterPlanVersion | None = None

    def bound(self, context: Context) -> Arrangement:
        """For the version of the county that is being compiled and has the year in its period."""
        found = Arrangement()
        versions = MasterPlanVersion.objects.filter(
            state=MasterPlanState.COMPILING, plan__county=context.county, plan__first_year__lte=context.year,
            plan__last_year__gte=context.year,
        )  # fmt: skip
        found.version = versions.select_related("plan__county", "dossier__owner").order_by("-pk").first()
        return found

    def draft(self, context: Context) -> str:
        return str(self.version.pk) if self.version else ""

    def page(self, context: Context) -> str:
        version = self.version or self.bound(context).version
        return reverse("plans:master_lines", args=[version.pk]) if version else super().page(context)

    @cached_property
    def lines(self) -> dict[int, Need]:
        """Every line that the version compiles. One statement."""
        if self.version is None:
            return {}
        found = Need.objects.counted(self.version).select_related(
            "village__village", "needs__township", "needs__dossier"
        )
        return {line.pk: line for line in found}

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP, is_active=True)
        return scope(actor, Duty.COMPILE_PLAN, groups, "pk")

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        if self.version is None:
            told = _("没有包括%(year)d年度而正在汇总编制的规划，不能导入规划安排；已送审的先退回汇总编制")
            raise Conflict(told % {"year": context.year})
        yield from read_figures(grids, FIELDS, context)

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The version, as whoever arranges takes it."""
        if self.version is None:
            raise Conflict(_("规划已不在汇总编制，未写入任何一行"))
        MasterPlanVersion.objects.select_for_update(of=("self",), no_key=True).get(pk=self.version.pk)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By township, village, year, category and content, where one line only says so; the row then says it in the register's words, for
        what spaces or "2027年" differ in is no change."""
        times = Counter(self.identity(_said(line)) for line in self.lines.values())
        known = {self.identity(_said(line)): pk for pk, line in self.lines.items()}
        for row in rows:
            if times[same := self.identity(row.said)] == 1:
                row.target = known[same]
                now = _said(self.lines[known[same]])
                row.said.update({name: now[name] for name in SAME if name in row.said})

    def identity(self, said: Mapping[str, Value]) -> str:
        texts = {name: plain(str(said.get(name, ""))) for name in SAME}
        texts["year"], texts["village"] = texts["year"].rstrip("年度"), texts["village"] or OF_ITSELF
        return "\0".join(texts.values())

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        """A line that was matched without its code is called as the register calls it."""
        return {pk: _said(self.lines[pk]) for pk in targets if pk in self.lines}

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        if row.target is None:
            yield "content", _("本规划没有这一行需求，或有几行相同；规划安排不增加行，请导出现有各行后填写")
            return
        line, written = self.lines[row.target], row.written()
        if moved := [name for name in SAME if name in written]:
            yield moved[0], _("需求由村和乡镇填报，县级只填规划资金")
        if line.needs.dossier.closed_at is None:
            yield "amount", _("“%(content)s”所在乡镇的需求尚未接收，不能调整") % {"content": line.content}
        planned = Decimal(str(written.get("amount") or 0))
        yield from (("amount", str(refusal)) for refusal in arranging_refusals(line, planned))

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """Each is called by what is built where."""
        for row in rows:
            if line := self.lines.get(row.target or 0):
                row.label = f"{_place(line)} {line.content}"[:200]
                self._check_wanted(row, line)

    def _check_wanted(self, row: PreparedRow, line: Need) -> None:
        """What the sheet says was wanted is compared with what the place stated, and that stands."""
        typed = str(row.said.get("wanted") or "")
        if typed and Decimal(typed) != line.amount:
            told = _("登记的需求资金为%(wanted)s万元，表中为%(typed)s万元，以登记为准，请核对")
            figures = {"wanted": wan(line.amount, separators=True), "typed": wan(Decimal(typed), separators=True)}
            say(row, self, "wanted", told % figures)
        row.said["wanted"] = f"{line.amount:.2f}"

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        """All rows by the service of the page, in one go."""
        if self.version is None or new:
            raise Conflict(_("规划安排不增加行，未写入任何一行"))
        amounts = {row.target or 0: Decimal(str(row.written()["amount"] or 0)) for row in changed}
        try:
            master_plans.arrange(actor=actor, version=self.version.pk, amounts=amounts)
        except DomainError as refusal:
            raise Conflict(_("%(why)s（未写入任何一行）") % {"why": refusal.message}) from refusal

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        return [(pk, _said(line)) for pk, line in self.lines.items()]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: f"{context.county.code}-{self.draft(context)}-{pk}" for pk in targets}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        ours = {code: pk for pk, code in self.marks(self.lines, context).items()}
        return {mark: ours[mark] for mark in marks if mark in ours}

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        """Three lines as they stand, half of each arranged."""
        return [
            {**{name: str(told[name]) for name in SAME}, "category": CATEGORIES[str(told["category"])],
             "amount": f"{Decimal(str(told['wanted'])) / 20_000:f}"}
            for told in (_said(line) for line in list(self.lines.values())[:3])
        ]  # fmt: skip


def _place(line: Need) -> str:
    village = line.village.village.name if line.village else OF_ITSELF
    return f"{line.needs.township.name}{village}"


def _said(line: Need) -> dict[str, Value]:
    return {
        "township": line.needs.township.name, "village": line.village.village.name if line.village else OF_ITSELF,
        "year": str(line.year), "category": line.category, "content": line.content, "wanted": f"{line.amount:.2f}",
        "amount": f"{line.planned:.2f}",
    }  # fmt: skip


ARRANGEMENT = Arrangement()
