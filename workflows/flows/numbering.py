"""Which number a step is going to give: shown before the button is pressed, and not reserved.

Another document of the same agency may take it first, so it is said to be expected.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from core import clock
from core.models import Dossier, Organisation, User
from documents import numbers
from documents.enums import CodeUse
from documents.papers import Paper
from plans import papers
from workflows.desk import announced, steps
from workflows.desk.announced import Announced
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows import filing_acts

Issuer = Callable[[WorkItem], Organisation]

PAPERS: dict[Decision, type[Paper]] = {
    Decision.APPROVE: papers.FilingReceipt,
    Decision.SUPPLEMENT: papers.SupplementNotice,
    Decision.OBJECT: papers.FilingOpinion,
}
"""What each proposal of a province's clerk becomes."""


def register_all() -> None:
    """At start-up."""
    own, county = _own, _county
    announced.register("township_round", "township_head_signs", _gives(papers.TownshipReport, own))
    announced.register("annual_plan", "group_head_signs_call", _gives(papers.PlanningCall, own))
    for flow, issuance in (("annual_plan", papers.PlanIssuance), ("plan_adjustment", papers.AdjustmentIssuance)):
        announced.register(flow, "office_director_signs_letter", _gives(papers.ConsultationLetter, own))
        announced.register(flow, "office_registers", _gives(issuance, county))
        announced.register(flow, "office_sends_filing", _gives(papers.FilingLetter, county))
    announced.register("fund_master_plan", "office_registers", _gives(papers.MasterPlanIssuance, county))
    announced.register("fund_allotment", "finance_head_signs", _gives(papers.AllotmentNotice, own))
    announced.register("item_change", "group_head_signs_change", _gives(papers.ChangeNotice, own))
    announced.register("item_change", "office_sends_filing", _gives(papers.ChangeFilingLetter, county))
    announced.register("filing", "head_signs_answer", _gives(papers.RectificationReply, county))
    announced.register("filing", filing_acts.SIGNING, _province_signs)


def _gives(paper: type[Paper], issuer: Issuer) -> announced.Announce:
    def announce(item: WorkItem, actor: User) -> Announced:
        return Announced(words=_expected(issuer(item), paper.code_use, item.dossier))

    return announce


def _own(item: WorkItem) -> Organisation:
    return item.organisation


def _county(item: WorkItem) -> Organisation:
    return item.dossier.county


def _province_signs(item: WorkItem, actor: User) -> Announced:
    """Named by what the clerk prepared."""
    decision = filing_acts.proposed(item.dossier_id)
    if decision is None:
        return Announced()
    county_code = item.dossier.county.code if decision == Decision.APPROVE else ""
    words = _expected(item.organisation, PAPERS[decision].code_use, item.dossier, county_code)
    told = {"act": filing_acts.BUTTONS[decision], "steps": steps.title("filing", "county_answers")}
    ends = decision == Decision.APPROVE
    follows = _("“%(act)s”后本流程办结") % told if ends else _("“%(act)s”后转至“%(steps)s”") % told
    return Announced(label=str(told["act"]), follows=follows, words=words)


def _expected(issuer: Organisation, use: CodeUse | None, dossier: Dossier, county_code: str = "") -> str:
    """One sentence; nothing where the issuer has no code, which the button itself will say."""
    if use is None:
        return ""
    number = numbers.expected(issuer, use, clock.today().year, dossier)
    if not number.seq:
        return ""
    part = f"{county_code}-" if county_code else ""
    shown = f"{number.code}〔{number.year}〕{part}{number.seq}号"
    if number.reservation:
        return _("；将使用预留文号%(number)s") % {"number": shown}
    return _("；预计编号%(number)s（未预留，以编号时为准）") % {"number": shown}
