from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    name = "workflows.flows"
    label = "flows"

    def ready(self) -> None:
        """Make the regulations known; their keys are stored and never change."""
        from core import ledger_words
        from core.enums import DossierKind
        from core.pages import register_demo_accounts
        from oversight.models import BulletinKind
        from oversight.papers import AnchorReport
        from plans.drafting.minutes import executive_minutes, leading_group_minutes
        from plans.enums import NoticeKind
        from workflows.desk import borders, timeline
        from workflows.desk.enums import MeetingKind
        from workflows.desk.minutes import register_minutes
        from workflows.engine.enums import Assist
        from workflows.engine.registry import register
        from workflows.flows import filing_acts, numbering, subjects, unissued
        from workflows.flows.annual_plan import AnnualPlan2015
        from workflows.flows.catalogue import CATALOGUE
        from workflows.flows.demonstration.accounts import demonstration_accounts
        from workflows.flows.filing import Filing2015
        from workflows.flows.filing_forms import FindingsForm
        from workflows.flows.fund_allotment import FundAllotment2015
        from workflows.flows.fund_master_plan import FundMasterPlan2015
        from workflows.flows.item_change import ItemChange2015
        from workflows.flows.library_round import LibraryRound2015
        from workflows.flows.plan_adjustment import PlanAdjustment2015
        from workflows.flows.township_needs import TownshipNeeds2015
        from workflows.flows.township_round import TownshipRound2015
        from workflows.flows.village_round import VillageRound2015

        register(VillageRound2015, key="village_round", kind=DossierKind.VILLAGE_ROUND, title=_("村级项目申报"))
        register(TownshipRound2015, key="township_round", kind=DossierKind.TOWNSHIP_ROUND, title=_("乡镇项目汇总上报"))
        register(LibraryRound2015, key="library_round", kind=DossierKind.LIBRARY_ROUND, title=_("部门论证与入库审定"))
        register(AnnualPlan2015, key="annual_plan", kind=DossierKind.PLAN, title=_("年度统筹资金方案"))
        register(PlanAdjustment2015, key="plan_adjustment", kind=DossierKind.PLAN, title=_("年度方案调整"))
        register(ItemChange2015, key="item_change", kind=DossierKind.PLAN, title=_("方案项目单项变更"))
        register(Filing2015, key="filing", kind=DossierKind.FILING, title=_("省级备案"))
        register(FundMasterPlan2015, key="fund_master_plan", kind=DossierKind.MASTER_PLAN, title=_("统筹资金规划"))
        register(TownshipNeeds2015, key="township_needs", kind=DossierKind.TOWNSHIP_NEEDS, title=_("乡镇规划需求"))
        register(FundAllotment2015, key="fund_allotment", kind=DossierKind.ALLOTMENT, title=_("资金下达"))
        register_minutes(MeetingKind.LEADING_GROUP, leading_group_minutes)
        register_minutes(MeetingKind.EXECUTIVE, executive_minutes)
        of_documents = {entry.kind: f"{entry.name}（{entry.kind}）" for entry in CATALOGUE}
        of_documents[AnchorReport.kind] = f"台账锚定表（{AnchorReport.kind}）"
        listed = (dict(one.choices) for one in (NoticeKind, BulletinKind, Assist))
        kinds = ledger_words.named(*listed, of_documents)
        ledger_words.register(values={"kind": kinds})
        subjects.register_all()
        borders.register("filing", ("province_receives", "province_signs", "head_signs_answer"))
        timeline.itemise(filing_acts.CHECKING, lambda opinion, _written: FindingsForm.lines(opinion.detail))
        timeline.itemise(filing_acts.SIGNING, filing_acts.sent_lines)
        numbering.register_all()
        unissued.register_all()
        register_demo_accounts(demonstration_accounts)
