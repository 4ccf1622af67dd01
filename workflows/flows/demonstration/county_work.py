"""What the people of the county do, one kind of act a method; every act through the services and `desk.decide`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import uuid4

from core import clock
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from core.working_days import add_working_days
from funds import services as funds
from funds.enums import FundLevel
from funds.models import FundSource
from oversight import services as urging
from plans.compliance import records
from plans.compliance.rule import Answer
from plans.enums import AnswerState, Nature, ReviewPoint, RuleOutcome, Verdict
from plans.models import FilingFinding, LibraryRound, PlanItem, PlanVersion, Project, VillageRound
from plans.services import justifying, library_rounds, organs, plan_versions, projects, township_rounds, village_rounds
from roles.duties import Duty
from workflows.desk import citing
from workflows.desk import services as desk
from workflows.desk.enums import ReturnGround
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.demonstration import stage, standards
from workflows.flows.demonstration.days import Days, pause
from workflows.flows.demonstration.wishes import WAITS_IN_LIBRARY, Wish, Wishes
from workflows.flows.forms import (
    AppraisalForm,
    ConsultationForm,
    LibraryDecisionForm,
    TownshipReviewForm,
    VerdictForm,
)
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import deliberation, townships_of

GROUND = "跨村、跨乡镇实施，由主管部门统一申报"
SHARES = (
    (FundLevel.CENTRAL, "中央财政专项扶贫资金", Decimal("0.55")),
    (FundLevel.PROVINCE, "省级财政专项扶贫资金", Decimal("0.30")),
    (FundLevel.PREFECTURE, "市级配套资金", Decimal("0.05")),
    (FundLevel.COUNTY, "县级预算安排资金", Decimal("0.15")),
)
"""Sources and what they give of the plan's total; together a little more than is asked for."""
CLAUSE = "鄂政办发〔2015〕63号四（四）"
URGED = "该事项影响年度方案整体进度，请优先办理。"
REASON = "按精准扶贫规划集中安排，符合本县实际。"
REASONS = {"N2": "入口门楼兼作产品过磅收购点，由村集体自筹建设，不用统筹资金。"}
"""What the plan says to a warning, by the rule."""
SHORTCOMING = "未附受益户名单和概算明细，请补充后再报。"


Remarks = Mapping[str, str]
"""By the sector of a department, what it wants changed."""


class CountyWork:
    """The county at work on one year's projects and plan."""

    def __init__(self, year: int, days: Days, county: str = stage.COUNTY) -> None:
        self.year, self.days = year, days
        self.county = Organisation.objects.select_related("parent").get(code=county)
        bureaus = Organisation.objects.filter(county=self.county, kind=OrganisationKind.DEPARTMENT)
        self.bureaus = {bureau.sector: bureau for bureau in bureaus}
        self.driver = Driver(
            {
                "village_deliberates": self._hold_deliberation,
                "township_reviews": _all_pass(TownshipReviewForm),
                "department_appraises": _all_pass(AppraisalForm),
                "leading_group_admits": _all_pass(LibraryDecisionForm),
                "finance_confirms_sources": self._enter_sources,
                "working_group_drafts": self._draft,
            }
        )

    # --- villages and townships ---

    def proposer(self, code: str) -> Organisation:
        """The organisation that a wish is filed under."""
        return stage.proposer(code)

    def propose(self, wishes: Wishes) -> list[Dossier]:
        """Villages open their rounds and write their projects; departments write theirs."""
        opened = []
        for code, asked in wishes.items():
            proposer = self.proposer(code)
            if proposer.kind == OrganisationKind.VILLAGE:
                opened.append(self._village_proposes(proposer, asked))
            else:
                actor = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, proposer)
                for wish in asked:
                    self._write(actor, proposer, wish, ground=GROUND)
            pause()
        return opened

    def report(self, wishes: Wishes) -> list[Dossier]:
        """The townships of these villages gather what passed into their rounds."""
        villages = [self.proposer(code) for code in wishes if not code.startswith("-")]
        opened = []
        for township in townships_of(villages):
            actor = holder(Duty.REPORT_PROJECTS, township)
            opened.append(township_rounds.open_round(actor=actor, township=township, year=self.year).dossier)
            pause()
        return opened

    def take(
        self, dossiers: Iterable[Dossier], step: str, decision: Decision = Decision.APPROVE, opinion: str = "同意。"
    ) -> None:
        """Decide every open item of one step."""
        for item in self.open_items(dossiers, step):
            self.driver.decide(item, decision, opinion)
            pause()

    def open_items(self, dossiers: Iterable[Dossier], step: str) -> list[WorkItem]:
        """What lies at a step."""
        found = WorkItem.objects.open().filter(dossier__in=list(dossiers), step=step)
        return list(found.select_related("organisation__county", "dossier").in_order())

    def suspend(self, dossier: Dossier, reason: str, days: int) -> None:
        """The head of the leading group lets a dossier stand still for so many days, as he expects."""
        head = holder(Duty.CHAIR_LEADING_GROUP, organs.organ(self.county, OrganisationKind.LEADING_GROUP))
        until = add_working_days(clock.today(), days)
        engine.suspend(actor=head, dossier=dossier, reason=reason, expected_on=until)
        pause()

    def give_back(
        self,
        dossiers: Iterable[Dossier],
        step: str,
        to: str,
        opinion: str,
        *,
        clause: str = "",
        columns: tuple[str, ...],
    ) -> None:
        """Return every open item of one step to an earlier one, because of these columns of all its rows and the rule of that
        code."""
        for item in self.open_items(dossiers, step):
            actor, rows = holder(item.duty, item.organisation), citing.rows(item.dossier)
            desk.return_to(
                actor=actor,
                work_item=item.pk,
                step=to,
                opinion=opinion,
                grounds=[ReturnGround.FACTS],
                clause=clause,
                rows=[row.code for row in rows],
                columns={row.code: columns for row in rows},
                request_id=uuid4(),
            )
            pause()

    def send_back(self, dossiers: Iterable[Dossier]) -> None:
        """The township asks for what is missing of each first project and passes the others."""
        for item in self.open_items(dossiers, "township_reviews"):
            self._decide_with(item, _one_falls_short(item))

    def leave_out(self, wishes: Wishes, reason: str) -> None:
        """The townships of these villages gather what passed, take all of it out and report nothing."""
        for dossier in self.report(wishes):
            actor = holder(Duty.REPORT_PROJECTS, dossier.owner)
            for project in Project.objects.filter(township_round__dossier=dossier).order_by("code"):
                township_rounds.drop(actor=actor, project=project.pk, reason=reason)
                pause()
            self.take([dossier], "township_posts_notice", opinion="本轮项目已全部移出，不再上报。")

    # --- the library ---

    def open_library(self) -> LibraryRound:
        """The working group gathers what was reported."""
        actor = holder(Duty.COMPILE_PLAN, self._working_group())
        return library_rounds.open_round(actor=actor, county=self.county, year=self.year)

    def appraise_by(self, dossier: Dossier, *sectors: Sector) -> None:
        """Only these departments answer; the others still have it before them."""
        for item in self.open_items([dossier], "department_appraises"):
            if item.organisation.sector in sectors:
                self.driver.decide(item, opinion="经论证，项目符合行业规划，概算合理，同意入库。")
                pause()

    # --- the plan ---

    def open_plan(self) -> PlanVersion:
        """The leading group calls for the year's projects."""
        version = plan_versions.open_plan(
            actor=holder(Duty.COMPILE_PLAN, self._working_group()),
            county=self.county,
            year=self.year,
            reply_by=clock.today() + datetime.timedelta(days=45),
        )
        self.take([version.dossier], "group_head_signs_call", opinion="同意印发。")
        return version

    def wanted(self) -> list[Project]:
        """The projects that the plan draws: the year's library, but for one that waits for a later plan."""
        library = Project.objects.in_library(self.county).filter(year=self.year)
        return list(library.exclude(name=WAITS_IN_LIBRARY).order_by("pk"))

    def countersign(self, version: PlanVersion, *, but: Sector | None = None, remarks: Remarks | None = None) -> None:
        """Every department answers, but for one that still has the letter before it; those of `remarks` want a change."""
        for item in self.open_items([version.dossier], "department_countersigns"):
            if item.organisation.sector == but:
                continue
            remark = (remarks or {}).get(item.organisation.sector)
            decision = Decision.APPROVE_WITH_CHANGES if remark else Decision.APPROVE
            self.driver.decide(item, decision, remark or "已核对涉及本部门的项目，同意会签。")
            pause()

    def urge(self, version: PlanVersion) -> None:
        """The county's supervision office urges whoever has not countersigned."""
        supervisor = holder(Duty.SUPERVISE, organs.organ(self.county, OrganisationKind.SUPERVISION_OFFICE))
        for item in self.open_items([version.dossier], "department_countersigns"):
            urging.urge(actor=supervisor, work_item=item.pk, text=URGED)
            pause()

    def finish(self, dossier: Dossier) -> None:
        """Take a dossier to its end."""
        self.driver.run(dossier)

    # --- the filing ---

    def raise_finding(self, dossier: Dossier, finding: tuple[str, str], about: str = "") -> None:
        """An addressee finds something in the project so named, else in the whole plan, and asks for an answer in
        fifteen working days; the head of its division has signed."""
        text, requested = finding
        due_on = add_working_days(clock.today(), 15)
        filed = PlanItem.objects.filter(version__filing__addressees__dossier=dossier, project__name__contains=about)
        named = filed.order_by("seq").first() if about else None
        row = {"clause": CLAUSE, "text": text, "requested": requested, "item": str(named.pk) if named else ""}
        for item in self.open_items([dossier], "province_checks"):
            self._decide_with(item, {"findings": [row], "due_on": due_on.isoformat()}, Decision.OBJECT)
        self.take([dossier], "province_signs", opinion="同意发出。")

    def prepare_receipt(self, dossier: Dossier) -> None:
        """A clerk proposes to register; the head of his division has yet to sign."""
        self.take([dossier], "province_checks", opinion="经初审，材料齐全，拟予登记。")

    def answer(self, dossier: Dossier, text: str, evidence: str) -> None:
        """The working group answers each finding; the head has yet to sign."""
        findings = FilingFinding.objects.filter(addressee__dossier=dossier, answered_at__isnull=True).order_by("pk")
        said = {"state": AnswerState.DONE.value, "text": text, "evidence": evidence, "done_by": ""}
        for item in self.open_items([dossier], "county_answers"):
            self._decide_with(item, {"responses": {str(finding.pk): said for finding in findings}})

    # --- what people hand in ---

    def _village_proposes(self, village: Organisation, asked: tuple[Wish, ...]) -> Dossier:
        actor = holder(Duty.PROPOSE_PROJECTS, village)
        opened = village_rounds.open_round(actor=actor, village=village, year=self.year)
        for wish in asked:
            self._write(actor, village, wish, village_round=opened, villages=[village])
        return opened.dossier

    def _write(self, actor: User, proposer: Organisation, wish: Wish, **more: Any) -> Project:
        cooperating = [self.bureaus[sector] for sector in wish.cooperating]
        return projects.propose(
            actor=actor, proposer=proposer, year=self.year, fields=self._fields(proposer, wish),
            cooperating=cooperating, **more,
        )  # fmt: skip

    def _fields(self, proposer: Organisation, wish: Wish) -> dict[str, Any]:
        is_village = proposer.kind == OrganisationKind.VILLAGE
        above = proposer.parent.name if is_village and proposer.parent else ""
        return {
            "name": wish.name,
            "category": wish.category,
            "nature": _nature(wish.name),
            "location": f"{above}{proposer.name}" if is_village else self.county.name,
            "content": wish.content,
            "amount": Decimal(wish.wan) * 10_000,
            "funding_method": "财政统筹整合资金，群众投工投劳",
            "platform": "县级统筹整合资金平台",
            "competent": self.bureaus[wish.sector],
            "responsible_unit": proposer.official_name if is_village else proposer.name,
            "responsible_person": "村委会主任" if is_village else "单位主要负责人",
            "starts_on": datetime.date(self.year, 3, 1),
            "ends_on": datetime.date(self.year, 11, 30),
            "households": wish.households,
            "people": wish.people,
            "poor_households": wish.poor_households,
            "poor_people": wish.poor_people,
            "target": f"{self.year}年11月底前完工，验收合格率100%，受益贫困户{wish.poor_households}户{wish.poor_people}人，群众满意度95%以上",
            "linkage": "优先吸纳贫困户务工，受益贫困户参与项目监督和建后管护",
            **standards.fields(self.county, wish),
        }

    def _hold_deliberation(self, item: WorkItem, actor: User) -> None:
        found = VillageRound.objects.select_related("village").get(dossier=item.dossier_id)
        fields = deliberation(clock.today(), found.village, actor)
        village_rounds.record_deliberation(actor=actor, village_round=found.pk, fields=fields)

    def _enter_sources(self, item: WorkItem, actor: User) -> None:
        asked = sum(p.amount for p in Project.objects.in_library(self.county).filter(year=self.year))
        for n, (level, name, share) in enumerate(SHARES, 1):
            amount = (asked * share / 10_000).quantize(Decimal(1)) * 10_000
            funds.add_source(
                actor=actor, county=self.county, year=self.year,
                fields={
                    "name": name, "doc_no": f"演示指标〔{self.year}〕{n}号", "level": level,
                    "received_on": clock.today(), "amount": amount, "integrable": amount,
                },
            )  # fmt: skip

    def _draft(self, item: WorkItem, actor: User) -> dict[str, Any]:
        """Draw the year's library and pay it source by source, until each is used up."""
        version = PlanVersion.objects.get(dossier=item.dossier_id)
        if not version.items.exists():
            plan_versions.draw(actor=actor, version=version.pk, projects=[project.pk for project in self.wanted()])
            self._arrange(actor, version)
            self._explain(actor, version)
        return {"reply_by": ConsultationForm.latest().isoformat()}

    def _arrange(self, actor: User, version: PlanVersion) -> None:
        left = {source.pk: source.integrable for source in FundSource.objects.of(self.county, self.year)}
        for row in version.items.select_related("project").order_by("seq"):
            paid: dict[int, Decimal] = {}
            open_amount = row.project.amount
            for source, rest in left.items():
                given = min(rest, open_amount)
                if given:
                    paid[source], left[source] = given, rest - given
                    open_amount -= given
            funds.arrange(actor=actor, item=row.pk, amounts=paid)

    def _explain(self, actor: User, version: PlanVersion) -> None:
        """Every warning of the compliance check gets its reason, on the row or for the plan as a whole."""
        for verdict in records.standing(version).rows:
            if verdict.outcome == RuleOutcome.UNANSWERED and verdict.rule.answer == Answer.PLAN:
                justifying.justify(actor=actor, version=version.pk, code=verdict.code, text=REASON)
            elif verdict.outcome == RuleOutcome.UNANSWERED:
                for item in sorted({hit.item for hit in verdict.hits if hit.item is not None}):
                    fields = {"justifications": {verdict.code: REASONS.get(verdict.code, REASON)}}
                    plan_versions.change_item(actor=actor, item=item, fields=fields)

    def _decide_with(self, item: WorkItem, handed_in: dict[str, Any], decision: Decision = Decision.APPROVE) -> None:
        usual = self.driver.prepare
        self.driver.prepare = {**usual, item.step: lambda _item, _actor: handed_in}
        self.driver.decide(item, decision, "见逐项意见。")
        self.driver.prepare = usual
        pause()

    def _working_group(self) -> Organisation:
        return organs.organ(self.county, OrganisationKind.WORKING_GROUP)


def _nature(name: str) -> Nature:
    words = {"改扩建": Nature.EXPANSION, "加宽": Nature.EXPANSION, "改造": Nature.EXPANSION, "修复": Nature.MAINTENANCE,
             "恢复": Nature.MAINTENANCE, "管护": Nature.CONTINUED}  # fmt: skip
    return next((nature for word, nature in words.items() if word in name), Nature.NEW)


def _all_pass(form: type[VerdictForm]) -> Any:
    def handed_in(item: WorkItem, actor: User) -> dict[str, Any]:
        return _verdicts(form(work_item=item, actor=actor).projects)

    return handed_in


def _one_falls_short(item: WorkItem) -> dict[str, Any]:
    listed = TownshipReviewForm(work_item=item, actor=holder(item.duty, item.organisation)).projects
    said = _verdicts(listed)
    said["verdicts"][str(listed[0].pk)] = {
        "verdict": Verdict.SUPPLEMENT.value,
        "points": [ReviewPoint.COMPLETENESS.value, ReviewPoint.ESTIMATE.value],
        "note": SHORTCOMING,
    }
    return said


def _verdicts(listed: Iterable[Project]) -> dict[str, Any]:
    return {"verdicts": {str(p.pk): {"verdict": Verdict.PASS.value, "points": [], "note": ""} for p in listed}}
