"""The papers of the catalogue: one typed class a document, filled with primitives and nothing else."""

from plans.papers.adjustment import AdjustmentIssuance, ChangeRow, EmergencyRow, Side, TotalRow
from plans.papers.allotment import AllotmentNotice, AllottedRow
from plans.papers.appraisal import APPRAISAL_POINTS, AppraisalSheet, AppraisedProject
from plans.papers.call import PlanningCall
from plans.papers.consultation import ConsultationLetter, ConsultationReply
from plans.papers.filing import (
    FilingLetter,
    FilingOpinion,
    FilingReport,
    FindingRow,
    Material,
    RectificationReply,
    RectificationRow,
)
from plans.papers.manuscript import Manuscript, ManuscriptStep
from plans.papers.master_plan import MasterPlanIssuance, PeriodRow, PlaceRow
from plans.papers.minutes import AgendaRow, ExecutiveMinutes, LeadingGroupMinutes
from plans.papers.notice import Announcement, NoticeResult, ObjectionRow, PublicNotice
from plans.papers.plan import PlanIssuance
from plans.papers.proposal import DeliberationRecord, ProposalForm
from plans.papers.receipt import Answered, FilingReceipt
from plans.papers.rows import ArrangementRow, JustificationRow, ProjectRow, SourceRow, StandardRow
from plans.papers.single_change import ChangeFilingLetter, ChangeNotice
from plans.papers.supplement import SupplementNotice
from plans.papers.termination import TerminationNotice
from plans.papers.township import REVIEW_POINTS, ReviewedProject, TownshipReport, TownshipReviewSheet

__all__ = [
    "APPRAISAL_POINTS", "REVIEW_POINTS", "AdjustmentIssuance", "AgendaRow", "AllotmentNotice", "AllottedRow", "Announcement", "Answered", "AppraisalSheet", "AppraisedProject",
    "ArrangementRow", "ChangeFilingLetter", "ChangeNotice", "ChangeRow", "ConsultationLetter", "ConsultationReply", "DeliberationRecord", "EmergencyRow",
    "ExecutiveMinutes", "FilingLetter", "FilingOpinion", "FilingReceipt", "FilingReport", "FindingRow", "JustificationRow",
    "LeadingGroupMinutes", "Manuscript", "ManuscriptStep", "MasterPlanIssuance", "Material", "NoticeResult", "ObjectionRow", "PeriodRow", "PlaceRow", "PlanIssuance",
    "PlanningCall", "ProjectRow", "ProposalForm", "PublicNotice", "RectificationReply", "RectificationRow",
    "ReviewedProject", "Side", "SourceRow", "StandardRow", "SupplementNotice", "TerminationNotice", "TotalRow", "TownshipReport",
    "TownshipReviewSheet",
]  # fmt: skip
