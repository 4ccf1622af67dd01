"""What a village or a township wants in a plan of several years, as a register that takes spreadsheets (四（四）).

The year of the sheet is any of the period. Lines are taken out on their page only: a row that a table leaves out stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import ledger
from core.enums import OrganisationKind
from core.errors import Conflict
from core.models import Organisation, User
from plans.enums import MasterPlanState
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.library_fields import CATEGORIES
from plans.imports.plain_tables import read_figures
from plans.imports.rows import Context, ReadRow
from plans.models import Need, PreparedRow, Project, TownshipNeeds, VillageNeeds
from plans.services import needs
from plans.services.projects import misfits
from plans.tables.grid import Grid
from plans.tables.texts import plain
from roles.duties import Duty
from roles.policies import scope

FIELDS = (
    Field("category", "类别", Kind.CHOICE, is_needed=True, words="项目类别", choices=CATEGORIES, width=18),
    Field("content", "建设内容", is_needed=True, words="建设任务|建设内容及规模|项目名称|项目", longest=200, width=40),
    Field("amount", "需求资金（万元）", Kind.MONEY, is_needed=True, words="需求|资金|金额|资金需求|申请资金", width=16),
    Field("households", "受益户数", Kind.COUNT, words="受益户|受益总户数", width=10),
    Field("people", "受益人数", Kind.COUNT, words="受益人口|受益人口数|受益总人数", width=10),
    Field("poor_households", "其中贫困户", Kind.COUNT, words="贫困户|贫困户数|受益贫困户数?|其中:?贫困户数?", width=10),
    Field("poor_people", "其中贫困人口", Kind.COUNT, words="贫困人口数?|受益贫困人口数?|其中:?贫困人口数?", width=10),
    Field("project", "项目编号", words="项目库编号|库编号|项目代码", longest=30, width=20, hint="已入库的写项目库编号；没有的留空"),
)  # fmt: skip
SAME = ("year", "category", "content")
"""What makes a row the line that is there already."""


class Needs(Dataset):
    key = "needs"
    title = gettext_lazy("规划需求")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    sheet_name = "规划需求"
    list_page = "plans:master_plans"
    summary = ("year", "category", "amount")
    sums = True

    part: TownshipNeeds | None = None
    village: VillageNeeds | None = None

    def bound(self, context: Context) -> Needs:
        """For the table of the organisation in the plan that is being compiled and has the year in its period."""
        found = Needs()
        parts = TownshipNeeds.objects.filter(
            version__state=MasterPlanState.COMPILING, version__plan__county=context.county,
            version__plan__first_year__lte=context.year, version__plan__last_year__gte=context.year,
        ).select_related("version__plan", "dossier", "township")  # fmt: skip
        own = context.organisation
        if own.kind == OrganisationKind.VILLAGE:
            found.part = parts.filter(villages__village=own).order_by("-pk").first()
            found.village = found.part.villages.get(village=own) if found.part else None
        else:
            found.part = parts.filter(township=own).order_by("-pk").first()
        years = found.part.version.plan.years if found.part else (context.year,)
        year = Field(
            "year", "年度", Kind.CHOICE, is_needed=True, choices={str(one): str(one) for one in years}, width=10,
            meaning=tuple((f"{one}年?度?", str(one)) for one in years),
        )  # fmt: skip
        found.fields = (year, *FIELDS)  # type: ignore[misc]  # of this period only
        return found

    def draft(self, context: Context) -> str:
        return str(self.part.pk) if self.part else ""

    def page(self, context: Context) -> str:
        bound = self if self.part else self.bound(context)
        if bound.village:
            return reverse("plans:village_needs", args=[bound.village.pk])
        return reverse("plans:township_needs", args=[bound.part.pk]) if bound.part else super().page(context)

    @cached_property
    def lines(self) -> dict[int, Need]:
        """The lines of the table. One statement."""
        found = Need.objects.filter(needs=self.part, village=self.village).select_related("project")
        return {line.pk: line for line in found.order_by("year", "pk")}

    @cached_property
    def linkable(self) -> dict[str, Project]:
        """The library's projects that a line may point at, by code. One statement."""
        if self.part is None:
            return {}
        place = self.village.village if self.village else self.part.township
        return {project.code: project for project in needs.linkable(place)}

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ()

    def importers(self, actor: User) -> QuerySet[Organisation]:
        places = Organisation.objects.filter(is_active=True, county__isnull=False)
        villages = places.filter(kind=OrganisationKind.VILLAGE)
        townships = places.filter(kind=OrganisationKind.TOWNSHIP)
        return scope(actor, Duty.PROPOSE_PROJECTS, villages, "pk") | scope(
            actor, Duty.REVIEW_PROPOSALS, townships, "pk"
        )

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        self._require_lying(context)
        yield from read_figures(grids, self.fields, context)

    def _require_lying(self, context: Context) -> None:
        """Raises Conflict while the table does not lie with its writer."""
        steps = needs.STATING if self.village else needs.REVIEWING
        if self.part is None or not needs.is_writable(self.part, context.organisation, steps):
            told = _("%(place)s的规划需求现在不在填报环节，不能导入")
            raise Conflict(told % {"place": context.organisation.name})

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The table, as whoever writes it takes it."""
        self._require_lying(context)
        if self.village:
            VillageNeeds.objects.select_for_update(of=("self",), no_key=True).get(pk=self.village.pk)
        elif self.part:
            TownshipNeeds.objects.select_for_update(of=("self",), no_key=True).get(pk=self.part.pk)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By year, category and content; of several alike none, for a second line of the same words may be meant."""
        times = Counter(self.identity(_said(line)) for line in self.lines.values())
        known = {self.identity(_said(line)): pk for pk, line in self.lines.items()}
        for row in rows:
            if times[same := self.identity(row.said)] == 1:
                row.target = known[same]

    def identity(self, said: Mapping[str, Value]) -> str:
        return "\0".join(plain(str(said.get(name, ""))) for name in SAME)

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        return {pk: _said(self.lines[pk]) for pk in targets if pk in self.lines}

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        now = _said(self.lines[row.target]) if row.target is not None else {}
        said = now | (row.said if row.target is None else row.written())
        if said.get("project") and said["project"] not in self.linkable and said["project"] != now.get("project"):
            yield "project", _("只能关联本村、本乡镇已入库的项目")
        yield from ((name, str(refusal)) for name, refusal in misfits(self._fields(said), None))

    def examine(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """Each is called by its year and what is built."""
        for row in rows:
            now = _said(self.lines[row.target]) if row.target in self.lines else {}
            said = {name: row.said.get(name) or now.get(name, "") for name in ("year", "content")}
            row.label = " ".join(str(word) for word in said.values() if word)[:200]

    def _fields(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """As the services take them."""
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.name not in said:
                continue
            text = str(said[field.name])
            if field.kind is Kind.MONEY:
                found[field.name] = Decimal(text or 0)
            elif field.kind is Kind.COUNT or field.name == "year":
                found[field.name] = int(text or 0)
            else:
                found[field.name] = self.linkable.get(text) if field.name == "project" else text
        return found

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        with ledger.written_last():
            super().write(actor, new, changed, reason, context)

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        if self.part is None:
            raise Conflict(_("规划需求已不在"))
        village = self.village.pk if self.village else None
        return [
            needs.add(actor=actor, needs=self.part.pk, village=village, fields=self._fields(row.said)).pk
            for row in rows
        ]

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        needs.change(actor=actor, line=row.target or 0, fields=self._fields(row.written()))

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        return [(pk, _said(line)) for pk, line in self.lines.items()]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return {pk: f"{context.organisation.code}-{self.draft(context)}-{pk}" for pk in targets}

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        ours = {code: pk for pk, code in self.marks(self.lines, context).items()}
        return {mark: ours[mark] for mark in marks if mark in ours}

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        year = str(context.year)
        return (
            {"year": f"{year}年", "category": "基本生产条件改善", "content": "硬化通组公路1.2公里", "amount": "60",
             "households": "86", "people": "301", "poor_households": "32", "poor_people": "107"},
            {"year": year, "category": "特色产业发展", "content": "新建香菇大棚20座", "amount": "30.3万元", "households": "45",
             "people": "150", "poor_households": "30", "poor_people": "98"},
            {"year": "合计", "amount": "90.3"},
        )  # fmt: skip


def _said(line: Need) -> dict[str, Value]:
    return {
        "year": str(line.year), "category": line.category, "content": line.content, "amount": f"{line.amount:.2f}",
        "households": str(line.households), "people": str(line.people), "poor_households": str(line.poor_households),
        "poor_people": str(line.poor_people), "project": line.project.code if line.project else "",
    }  # fmt: skip


NEEDS = Needs()
