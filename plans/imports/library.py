"""The project library as a register that takes tables (四（六）: 建立项目库).

Nobody gets past a step by a table. A village's rows become drafts of its open round; a township's or a department's its
own drafts; what the working group or the keeper of the library brings from the county's old table becomes drafts of the
competent departments, who answer for them, and goes through appraisal and decision like any other. What is in the library
already is corrected by its keeper only, with a reason, and never in its money.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Stale
from core.models import Organisation, User
from plans.enums import GONE, Nature, ProjectState
from plans.imports import library_samples
from plans.imports.datasets import Dataset
from plans.imports.fields import Field, Kind, Value
from plans.imports.library_fields import FIELDS
from plans.imports.library_reading import read_rows, still_to_fill
from plans.imports.library_standards import NAME, Standards, code_of
from plans.imports.rows import Context, ReadRow
from plans.models import PreparedRow, Project, VillageRound
from plans.rules import parts
from plans.services import corrections, locks, projects
from plans.services.projects_in_bulk import Draft, propose_all
from plans.tables.grid import Grid
from plans.tables.texts import plain
from roles.duties import Duty
from roles.policies import may, scope

BY_STANDARD = frozenset({NAME, "category", "unit", "villages"})
IN_LIBRARY = (ProjectState.IN_LIBRARY, ProjectState.IN_PLAN)


class Library(Dataset):
    key = "library"
    title = gettext_lazy("项目库")
    fields: ClassVar[tuple[Field, ...]] = FIELDS
    sheet_name = "项目库"
    list_page = "plans:library"
    summary = ("amount", "villages", "competent", "category")
    standards: Standards | None = None

    def bound(self, context: Context) -> Library:
        """With a column in which the county's standards are picked, where it has laid any down."""
        found = Library()
        if standards := Standards.of(context):
            found.standards = standards
            found.fields = (*FIELDS, standards.field)  # type: ignore[misc]  # of this day only
        return found

    def asks(self, organisation: Organisation) -> Sequence[str]:
        return ("starts_on", "ends_on") + (() if organisation.kind == OrganisationKind.VILLAGE else ("ground",))

    def importers(self, actor: User) -> QuerySet[Organisation]:
        """Where he may propose; the working group's drafter and the keeper of the library besides."""
        groups = Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP)
        keepers = Organisation.objects.filter(kind=OrganisationKind.DEPARTMENT, sector=Sector.POVERTY)
        group = scope(actor, Duty.COMPILE_PLAN, groups, "pk")
        keeper = scope(actor, Duty.MANAGE_LIBRARY, keepers, "pk")
        found = projects.proposing_organisations(actor) | group | keeper
        return found.filter(is_active=True)

    def read(self, grids: Sequence[Grid], context: Context) -> Iterator[ReadRow | str]:
        return read_rows(grids, context, self.fields)

    def match(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """By name among the projects of the year that the organisation sees; of several the one of the same villages."""
        names = {plain(str(row.said.get("name", ""))) for row in rows if row.target is None}
        known: dict[str, list[tuple[int, set[str]]]] = defaultdict(list)
        candidates = self._seen(context).exclude(state__in=GONE)
        for pk, name in candidates.order_by("code").values_list("pk", "name"):
            if plain(name) in names:
                known[plain(name)].append((pk, set()))
        villages = self._villages([pk for found in known.values() for pk, _v in found])
        for row in rows:
            found = known.get(plain(str(row.said.get("name", ""))), [])
            if row.target is None and found:
                self._choose(row, [(pk, villages.get(pk, [])) for pk, _v in found])

    @staticmethod
    def _choose(row: PreparedRow, found: Sequence[tuple[int, list[str]]]) -> None:
        same = [pk for pk, villages in found if villages == row.said.get("villages", [])]
        if len(found) == 1 and (same or not found[0][1] or not row.said.get("villages")):
            row.target = found[0][0]
        elif len(same) == 1:
            row.target = same[0]
        elif len(same) > 1:
            told = _("库中有%(count)d个同名同村的项目，请填写系统编号以分清是哪一个") % {"count": len(same)}
            row.remarks.append({"column": "", "heading": "", "message": told, "wrong": True})

    def current(self, targets: Iterable[int], context: Context) -> Mapping[int, Mapping[str, Value]]:
        wanted = list(targets)
        found: dict[int, dict[str, Value]] = {}
        villages, cooperating = self._villages(wanted), self._cooperating(wanted)
        plain_fields = [field for field in FIELDS if field.kind not in (Kind.ORGAN, Kind.ORGANS, Kind.VILLAGES)]
        listed = Project.objects.filter(county=context.county, year=context.year, pk__in=wanted).order_by("pk")
        for kept in listed.values("pk", "competent__code", "standard", *(field.name for field in plain_fields)):
            said: dict[str, Value] = {field.name: field.plain(kept[field.name]) for field in plain_fields}
            said |= {"standard": code_of(kept["standard"])} if self.standards else {}
            said |= {"competent": kept["competent__code"], "villages": villages.get(kept["pk"], [])}
            found[kept["pk"]] = said | {"cooperating": cooperating.get(kept["pk"], [])}
        return found

    def against(self, actor: User, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        if row.target is None:
            yield from self._against_new(row, context)
            return
        project = Project.objects.select_related("proposer", "village_round", "county").get(pk=row.target)
        if why := self._against_changing(actor, project, row.written(), context):
            yield "", why
        if "villages" in row.written():
            yield from _against_places(row.written()["villages"], context)
        said = {**row.said, **row.written()}
        if self.standards and not BY_STANDARD.isdisjoint(row.written()):
            yield from self.standards.against(_kept(project) | row.written(), code_of(project.standard_id))
        fields = self._fields(said, context)
        yield from ((name, str(refusal)) for name, refusal in projects.misfits(fields, context.year))

    def _against_new(self, row: PreparedRow, context: Context) -> Iterator[tuple[str, str]]:
        fields = self._fields(row.said, context)
        if self.standards:
            yield from self.standards.against(self._with_own_village(row.said, context))
        yield from ((name, str(refusal)) for name, refusal in projects.misfits(fields, context.year))
        own = context.organisation
        villages = row.said.get("villages", [])
        if villages or own.kind != OrganisationKind.VILLAGE:  # a new one is the village's own where it names none
            yield from _against_places(villages, context)

    @staticmethod
    def _with_own_village(said: Mapping[str, Value], context: Context) -> Mapping[str, Value]:
        """A new one of a village is its own where it names none."""
        own = context.organisation
        is_own = own.kind == OrganisationKind.VILLAGE and not said.get("villages")
        return {**said, "villages": [own.code]} if is_own else said

    def _against_changing(self, actor: User, project: Project, written: Mapping[str, Any], context: Context) -> str:
        if project.state in IN_LIBRARY:
            if not may(actor, Duty.MANAGE_LIBRARY, context.organisation):
                return _("项目已入库，由项目库管理员更正")
            if beyond := [self.field(name).heading for name in written if name not in corrections.CORRECTABLE]:
                return _("项目已入库，不能改动：%(fields)s") % {"fields": "、".join(beyond)}
            return corrections.against_correcting(project)
        if project.proposer_id != context.organisation.pk or not self._proposes(actor, context.organisation):
            return _("项目仍在%(name)s手中，由申报单位修改") % {"name": project.proposer.name}
        return projects.against_changing(project)

    def hold(self, rows: Sequence[PreparedRow], context: Context) -> None:
        """The rounds of the known projects, and those of the village that proposes."""
        known = Project.objects.filter(pk__in=[row.target for row in rows if row.target is not None])
        own = VillageRound.objects.filter(village=context.organisation, year=context.year)
        locks.hold_rounds(
            VillageRound.objects.filter(Q(pk__in=known.values("village_round")) | Q(pk__in=own.values("pk")))
        )

    def write(
        self, actor: User, new: Sequence[PreparedRow], changed: Sequence[PreparedRow], reason: str, context: Context
    ) -> None:
        picked = [*(row.said.get(NAME) for row in new), *(row.written().get(NAME) for row in changed)]
        if self.standards and not self.standards.retired.isdisjoint(picked):
            raise Stale(_("您查看之后，所选的补助标准已停用，已重新比对，请再看一遍"))
        super().write(actor, new, changed, reason, context)

    def create(self, actor: User, rows: Sequence[PreparedRow], context: Context) -> list[int]:
        """The drafts; a village's one by one in its open round."""
        own = context.organisation
        if own.kind == OrganisationKind.VILLAGE:
            return [self._in_round(actor, row, context) for row in rows]
        if not self.may(actor, own.pk):
            raise Conflict(_("您已不再负责%(name)s的项目") % {"name": own.name})
        drafts = [self._draft(actor, row, context) for row in rows]
        ground = context.asked.get("ground", "")
        made = propose_all(actor=actor, county=context.county, year=context.year, ground=ground, drafts=drafts)
        return [project.pk for project in made]

    def _in_round(self, actor: User, row: PreparedRow, context: Context) -> int:
        rounds = VillageRound.objects.filter(village=context.organisation, year=context.year).order_by("-pk")
        if (opened := rounds.first()) is None:
            raise Conflict(_("本村%(year)d年度尚未启动项目申报，请先在“项目申报”中启动") % {"year": context.year})
        made = projects.propose(
            actor=actor, proposer=context.organisation, year=context.year, fields=self._fields(row.said, context),
            villages=[context.organisation], cooperating=self._organs(row.said.get("cooperating", []), context),
            village_round=opened,
        )  # fmt: skip
        return made.pk

    def _draft(self, actor: User, row: PreparedRow, context: Context) -> Draft:
        fields = self._fields(row.said, context)
        own = context.organisation
        proposer = own if self._is_own(actor, own) else fields["competent"]
        keys = self._keys(context)
        villages = [keys[code] for code in row.said.get("villages", []) if code in keys]
        cooperating = [one.pk for one in self._organs(row.said.get("cooperating", []), context)]
        return Draft(proposer, fields, villages, cooperating)

    def change(self, actor: User, row: PreparedRow, reason: str, context: Context) -> None:
        written = row.written()
        fields = self._fields(written, context)
        project = Project.objects.get(pk=row.target or 0)
        if project.state in IN_LIBRARY:
            corrections.correct(actor=actor, project=project.pk, fields=fields, reason=reason)
            return
        villages = self._places(written["villages"]) if "villages" in written else None
        cooperating = self._organs(written["cooperating"], context) if "cooperating" in written else None
        projects.change(actor=actor, project=project.pk, fields=fields, villages=villages, cooperating=cooperating)

    def exported(self, context: Context) -> Sequence[tuple[int, Mapping[str, Value]]]:
        order = list(self._seen(context).exclude(state__in=GONE).order_by("code").values_list("pk", flat=True))
        found = self.current(order, context)
        return [(pk, found[pk]) for pk in order]

    def marks(self, targets: Iterable[int], context: Context) -> Mapping[int, str]:
        return dict(Project.objects.filter(pk__in=list(targets)).values_list("pk", "code"))

    def marked(self, marks: Iterable[str], context: Context) -> Mapping[str, int]:
        seen = self._seen(context).filter(code__in=list(marks))
        return dict(seen.values_list("code", "pk"))

    def samples(self, context: Context) -> Sequence[Mapping[str, str]]:
        return library_samples.rows(context)

    def identity(self, said: Mapping[str, Value]) -> str:
        return "\0".join((plain(str(said.get("name", ""))), *said.get("villages", ()), str(said.get("amount", ""))))

    def cautions(self, said: Mapping[str, Value]) -> list[str]:
        """What a new draft is kept without, and must have before it goes on."""
        lacking = still_to_fill(dict(said))
        told = list(self.standards.cautions(said)) if self.standards else []
        if lacking:
            told.append(_("作为草稿保存，上报前还须补填：%(fields)s") % {"fields": "、".join(lacking)})
        return told

    def _seen(self, context: Context) -> QuerySet[Project]:
        """The year's projects that the organisation deals with: the county's for its organs, else its own."""
        found = Project.objects.filter(county=context.county, year=context.year)
        own = context.organisation
        if own.kind == OrganisationKind.WORKING_GROUP or own.sector == Sector.POVERTY:
            return found
        return found.filter(Q(proposer=own))

    @staticmethod
    def _is_own(actor: User, own: Organisation) -> bool:
        """Whether the drafts are the organisation's own rather than the competent departments'."""
        if own.kind == OrganisationKind.WORKING_GROUP:
            return False
        return not may(actor, Duty.MANAGE_LIBRARY, own)

    @staticmethod
    def _proposes(actor: User, own: Organisation) -> bool:
        duty = projects.PROPOSING_DUTY.get(OrganisationKind(own.kind))
        return duty is not None and may(actor, duty, own)

    def _fields(self, said: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """What the row says, as the services take it; organisations in plural go apart."""
        found: dict[str, Any] = {}
        for field in self.fields:
            if field.name not in said or field.kind in (Kind.ORGANS, Kind.VILLAGES):
                continue
            if field.name == NAME:
                found[NAME] = self.standards.model(said[NAME]) if self.standards else None
                continue
            found[field.name] = self._typed(field, said[field.name], context)
        if "nature" in said and not said["nature"]:
            found["nature"] = Nature.NEW
        return found

    @staticmethod
    def _typed(field: Field, text: str, context: Context) -> Any:
        kind = field.kind
        if kind in (Kind.MONEY, Kind.NUMBER, Kind.YUAN):
            return Decimal(text or 0) if text or field.is_needed else None
        if kind is Kind.PARTS:
            return parts.read(text)
        if kind is Kind.DAY:
            return datetime.date.fromisoformat(text) if text else None
        if kind is Kind.COUNT:
            return int(text or 0)
        if kind is Kind.ORGAN:
            return next((one for one in context.departments if one.code == text), None)
        return text

    @staticmethod
    def _organs(codes: Iterable[str], context: Context) -> list[Organisation]:
        wanted = set(codes)
        return [one for one in context.departments if one.code in wanted]

    @staticmethod
    def _places(codes: Iterable[str]) -> list[Organisation]:
        return list(Organisation.objects.filter(code__in=list(codes)).in_order())

    @staticmethod
    def _keys(context: Context) -> Mapping[str, int]:
        if not hasattr(context, "village_keys"):
            villages = Organisation.objects.filter(county=context.county, kind=OrganisationKind.VILLAGE)
            context.village_keys = dict(villages.values_list("code", "pk"))  # type: ignore[attr-defined]
        return context.village_keys  # type: ignore[attr-defined,no-any-return]

    @staticmethod
    def _villages(keys: Sequence[int]) -> Mapping[int, list[str]]:
        return _linked(Project.villages.through, keys)

    @staticmethod
    def _cooperating(keys: Sequence[int]) -> Mapping[int, list[str]]:
        return _linked(Project.cooperating.through, keys)


def _against_places(villages: Sequence[str], context: Context) -> Iterator[tuple[str, str]]:
    """A township writes of its own villages only, a village of itself."""
    own = context.organisation
    if own.kind == OrganisationKind.TOWNSHIP and any(not code.startswith(own.code) for code in villages):
        yield "villages", _("只能填本乡镇的村")
    if own.kind == OrganisationKind.VILLAGE and villages != [own.code]:
        yield "villages", _("只能填本村")


def _kept(project: Project) -> dict[str, Value]:
    """What the record says of all that a standard is fitted to."""
    villages = list(project.villages.order_by("code").values_list("code", flat=True))
    return {
        NAME: code_of(project.standard_id), "category": project.category, "unit": project.unit, "villages": villages,
    }  # fmt: skip


def _linked(through: Any, keys: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = through.objects.filter(project__in=keys).order_by("organisation__code")
    for project, code in rows.values_list("project_id", "organisation__code"):
        found[project].append(code)
    return found


LIBRARY = Library()
