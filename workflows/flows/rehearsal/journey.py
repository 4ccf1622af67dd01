"""The whole way of one plan: rows become proposals, proposals a library, the library a plan, the plan a filing."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core import clock
from core.enums import OrganisationKind
from core.models import Dossier, Organisation, User
from funds import services as funds
from funds.enums import FundLevel
from funds.models import FundSource
from plans.compliance import records
from plans.compliance.rule import Answer
from plans.enums import RuleOutcome, Verdict
from plans.models import FilingAddressee, PlanVersion, Project, VillageRound
from plans.services import justifying, library_rounds, organs, plan_versions, projects, township_rounds, village_rounds
from plans.tables import ReadItem, ReadPlan, ReadWarning
from roles.duties import Duty
from workflows.engine.models import WorkItem
from workflows.flows.forms import (
    AppraisalForm,
    ConsultationForm,
    LibraryDecisionForm,
    TownshipReviewForm,
    VerdictForm,
)
from workflows.flows.rehearsal.driver import MORNING, Driver
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation, townships_of

DIRECT = "公开的方案表未列明单个实施村，按领导小组演练安排直接申报"


class Journey:
    """One plan of one county and year; `warnings` collects what a clerk should look at."""

    def __init__(self, county: Organisation, year: int, plan: ReadPlan) -> None:
        self.county, self.year, self.plan = county, year, plan
        self.warnings: list[ReadWarning] = list(plan.warnings)
        self.proposer = Proposer(county, year)
        self.projects: dict[int, tuple[ReadItem, int]] = {}
        self.driver = Driver(
            {
                "village_deliberates": self._deliberate,
                "township_reviews": _pass_all(TownshipReviewForm),
                "department_appraises": _pass_all(AppraisalForm),
                "leading_group_admits": _pass_all(LibraryDecisionForm),
                "finance_confirms_sources": self._enter_sources,
                "working_group_drafts": self._draft,
            }
        )

    def travel(self) -> PlanVersion:
        """From the first proposal to the last provincial receipt."""
        equip(self.county, [], clock.today())
        return self.follow(self._call())

    def follow(self, version: PlanVersion) -> PlanVersion:
        """Once the call is out: what it called for, and the plan made of it."""
        by_proposer: dict[Organisation, list[ReadItem]] = defaultdict(list)
        for item in self.plan.items:
            by_proposer[self.proposer.of(item)].append(item)
        townships = townships_of(by_proposer)
        self._equip([*by_proposer, *townships])
        self._villages(by_proposer)
        self._direct(by_proposer)
        self._townships(townships)
        self._library()
        return self._plan(version)

    def _call(self) -> PlanVersion:
        """The leading group calls for the year's projects; its head signs."""
        actor = holder(Duty.COMPILE_PLAN, organs.organ(self.county, OrganisationKind.WORKING_GROUP))
        reply_by = clock.today() + datetime.timedelta(days=45)
        version = plan_versions.open_plan(actor=actor, county=self.county, year=self.year, reply_by=reply_by)
        self.driver.run(version.dossier, until="finance_confirms_sources")
        return version

    def _equip(self, places: list[Organisation]) -> None:
        made_up = equip(self.county, places, clock.today())
        if made_up:
            told = _("机关代字为演练用代字：%(codes)s") % {"codes": "、".join(sorted(made_up)[:6])}
            self.warnings.append(ReadWarning(None, _("机关代字"), told))

    def _villages(self, by_proposer: Mapping[Organisation, list[ReadItem]]) -> None:
        for village in (o for o in by_proposer if o.kind == OrganisationKind.VILLAGE):
            actor = holder(Duty.PROPOSE_PROJECTS, village)
            opened = village_rounds.open_round(actor=actor, village=village, year=self.year)
            named: Counter[str] = Counter()
            for item in by_proposer[village]:
                self._propose(actor, village, self._told_apart(item, named), village_round=opened, villages=[village])
        for dossier in _dossiers(self.county, "village_round"):
            self.driver.run(dossier)

    def _told_apart(self, item: ReadItem, named: Counter[str]) -> ReadItem:
        """A second row of one name gets its number: no notice lists two projects of one proposer and name."""
        name = item.name[:200].strip()
        named[name] += 1
        if named[name] == 1:
            return item
        told = _("同一单位有同名项目，演练时在名称后加“（%(number)d）”加以区别") % {"number": named[name]}
        self.warnings.append(ReadWarning(item.row, _("项目名称"), told))
        return replace(item, name=f"{name[:190]}（{named[name]}）")

    def _direct(self, by_proposer: Mapping[Organisation, list[ReadItem]]) -> None:
        """Townships' and departments' own projects; the village steps do not apply, for the ground named."""
        for proposer in (o for o in by_proposer if o.kind != OrganisationKind.VILLAGE):
            actor = holder(projects.PROPOSING_DUTY[OrganisationKind(proposer.kind)], proposer)
            named: Counter[str] = Counter()
            for item in by_proposer[proposer]:
                self._propose(actor, proposer, self._told_apart(item, named), ground=DIRECT)

    def _propose(self, actor: User, proposer: Organisation, item: ReadItem, **more: Any) -> None:
        fields = self.proposer.fields(item)
        made = projects.propose(actor=actor, proposer=proposer, year=self.year, fields=fields, **more)
        self.projects[made.pk] = (item, item.row)

    def _deliberate(self, item: WorkItem, actor: User) -> None:
        found = VillageRound.objects.select_related("village").get(dossier=item.dossier_id)
        held = deliberation(clock.today(), found.village, actor)
        village_rounds.record_deliberation(actor=actor, village_round=found.pk, fields=held)

    def _townships(self, townships: list[Organisation]) -> None:
        for township in townships:
            if township_rounds.ready_to_report(township, self.year).exists():
                actor = holder(Duty.REPORT_PROJECTS, township)
                township_rounds.open_round(actor=actor, township=township, year=self.year)
        for dossier in _dossiers(self.county, "township_round"):
            self.driver.run(dossier)

    def _library(self) -> None:
        group = organs.organ(self.county, OrganisationKind.WORKING_GROUP)
        actor = holder(Duty.COMPILE_PLAN, group)
        opened = library_rounds.open_round(actor=actor, county=self.county, year=self.year)
        self.driver.run(opened.dossier)

    def _plan(self, version: PlanVersion) -> PlanVersion:
        """The plan is drafted in the first quarter of its year."""
        new_year = datetime.datetime.combine(datetime.date(self.year, 1, 5), MORNING, clock.SHANGHAI)
        if clock.now() < new_year:
            clock.advance(to=new_year)
        return self.go_on(version)

    def go_on(self, version: PlanVersion) -> PlanVersion:
        """From wherever the plan lies, once its library stands, to the last provincial receipt."""
        self.driver.run(version.dossier)
        for addressee in FilingAddressee.objects.filter(filing__version=version).order_by("pk"):
            self.driver.run(addressee.dossier)
        version.refresh_from_db()
        return version

    def _enter_sources(self, item: WorkItem, actor: User) -> None:
        """What the table names; where it names none, one rehearsal source of the whole amount, with a warning."""
        named = {name: amount for name, amount in self.plan.source_totals.items() if amount}
        if not named or sum(named.values()) != self.plan.total_yuan:
            told = _("表中未完整列明资金来源，以一项演练资金来源代替")
            self.warnings.append(ReadWarning(None, _("资金来源"), told))
            named = {_("演练资金来源（表中未列明）"): self.plan.total_yuan}
        for n, (name, amount) in enumerate(named.items(), 1):
            funds.add_source(
                actor=actor, county=self.county, year=self.year,
                fields={
                    "name": name, "doc_no": _("演练指标〔%(year)d〕%(n)d号") % {"year": self.year, "n": n},
                    "level": _level(name), "received_on": clock.today(), "amount": amount, "integrable": amount,
                },
            )  # fmt: skip

    def _draft(self, item: WorkItem, actor: User) -> dict[str, Any]:
        """Draw every project of the library and pay it from the sources, row by row as the table says."""
        version = PlanVersion.objects.select_related("plan").get(dossier=item.dossier_id)
        if not version.items.exists():
            wanted = Project.objects.in_library(self.county).filter(pk__in=self.projects).values_list("pk", flat=True)
            plan_versions.draw(actor=actor, version=version.pk, projects=list(wanted))
            self._fund(actor, version)
            self._explain(actor, version)
        return {"reply_by": ConsultationForm.latest().isoformat()}

    def _fund(self, actor: User, version: PlanVersion) -> None:
        sources = {s.name: s for s in FundSource.objects.of(self.county, self.year)}
        for row in version.items.select_related("project").order_by("seq"):
            read = self.projects[row.project_id][0]
            amounts = _split(read, sources)
            funds.arrange(actor=actor, item=row.pk, amounts=amounts)

    def _explain(self, actor: User, version: PlanVersion) -> None:
        """Every row that a rule warns of says why it stays, and so does the plan as a whole."""
        unanswered = [row for row in records.standing(version).rows if row.outcome == RuleOutcome.UNANSWERED]
        said = _("直接服务贫困户，属项目必要内容（演练补充）。")
        reasons: dict[int, dict[str, str]] = defaultdict(dict)
        for row in unanswered:
            for item in {hit.item for hit in row.hits if hit.item is not None}:
                reasons[item][row.code] = said
        for item, by_rule in sorted(reasons.items()):
            plan_versions.change_item(actor=actor, item=item, fields={"justifications": by_rule})
        for row in unanswered:
            if row.rule.answer == Answer.PLAN:
                text = _("按规划集中安排，符合本县实际（演练补充）。")
                justifying.justify(actor=actor, version=version.pk, code=row.code, text=text)


def _split(read: ReadItem, sources: Mapping[str, FundSource]) -> dict[int, Decimal]:
    named = {sources[n].pk: a for n, a in read.source_amounts.items() if n in sources and a}
    if sum(named.values()) == read.amount_yuan:
        return named
    return {next(iter(sources.values())).pk: read.amount_yuan}


def _level(name: str) -> FundLevel:
    for word, level in (("中央", FundLevel.CENTRAL), ("省", FundLevel.PROVINCE), ("自筹", FundLevel.OTHER)):
        if word in name:
            return level
    return FundLevel.COUNTY


def _pass_all(form: type[VerdictForm]) -> Any:
    """Every project passes; what the reviewer hands in."""

    def prepare(item: WorkItem, actor: User) -> dict[str, Any]:
        listed = form(work_item=item, actor=actor).projects
        return {"verdicts": {str(p.pk): {"verdict": Verdict.PASS.value, "points": [], "note": ""} for p in listed}}

    return prepare


def _dossiers(county: Organisation, kind: str) -> list[Dossier]:
    return list(Dossier.objects.filter(county=county, kind=kind, closed_at__isnull=True).order_by("pk"))
