"""Filling the papers from the registers: one function a document, database objects in, a typed paper out."""

from plans.drafting.filings import (
    enclosures,
    filing_answer,
    filing_findings,
    filing_letter,
    filing_receipt,
    filing_report,
    filing_supplement,
    materials,
)
from plans.drafting.money import PlanMoney
from plans.drafting.plan import (
    Trace,
    consultation_letter,
    countersign_reply,
    cover_sheet,
    plan_announcement,
    plan_document,
    printed_items,
    standard_texts,
    start_notice,
    termination_notice,
)
from plans.drafting.rounds import (
    appraisal_sheet,
    deliberation_record,
    direct_proposal_sheet,
    left_out_slip,
    library_announcement,
    notice,
    notice_result,
    proposal_sheet,
    return_slip,
    supplement_slip,
    township_report,
    township_review,
    whole_return_slip,
)
from plans.drafting.single_change import change_filing_letter, version_announcement, version_document

__all__ = [
    "PlanMoney", "Trace", "appraisal_sheet", "change_filing_letter", "consultation_letter", "countersign_reply", "cover_sheet", "deliberation_record",
    "direct_proposal_sheet", "enclosures", "filing_answer", "filing_findings", "filing_letter", "filing_receipt",
    "filing_report", "filing_supplement", "left_out_slip",
    "library_announcement", "materials", "notice", "notice_result", "plan_announcement", "plan_document", "printed_items",
    "proposal_sheet",
    "return_slip", "standard_texts", "start_notice", "supplement_slip", "termination_notice", "township_report", "township_review",
    "version_announcement", "version_document", "whole_return_slip",
]  # fmt: skip
