"""The registers of the plan room."""

from plans.models.adjustment import Adjustment, EmergencyItem, ItemChange
from plans.models.compliance import ComplianceCheck, KeptVerdict, PlanJustification, RuleThreshold
from plans.models.filing import Filing, FilingAddressee, FilingFinding
from plans.models.imports import PreparedImport, PreparedRow
from plans.models.left_out import LeftOut
from plans.models.library import LibraryExit, ToldApart
from plans.models.master_plan import MasterPlan, MasterPlanVersion, Need, TownshipNeeds, VillageNeeds
from plans.models.notice import Notice, Objection
from plans.models.payee import PayeeConsent
from plans.models.plan import AnnualPlan, DecidedContent, NegativeListEntry, PlanItem, PlanVersion
from plans.models.poor_village import PoorVillage
from plans.models.project import Project, ProjectReview
from plans.models.rounds import LibraryRound, TownshipRound, VillageRound
from plans.models.search import ProjectSearchEntry
from plans.models.single_change import SingleChange
from plans.models.standard import SubsidyStandard

__all__ = [
    "Adjustment",
    "AnnualPlan",
    "ComplianceCheck",
    "DecidedContent",
    "EmergencyItem",
    "Filing",
    "FilingAddressee",
    "FilingFinding",
    "ItemChange",
    "KeptVerdict",
    "LeftOut",
    "LibraryExit",
    "LibraryRound",
    "MasterPlan",
    "MasterPlanVersion",
    "Need",
    "NegativeListEntry",
    "Notice",
    "Objection",
    "PayeeConsent",
    "PlanItem",
    "PlanJustification",
    "PlanVersion",
    "PoorVillage",
    "PreparedImport",
    "PreparedRow",
    "Project",
    "ProjectReview",
    "ProjectSearchEntry",
    "RuleThreshold",
    "SingleChange",
    "SubsidyStandard",
    "ToldApart",
    "TownshipNeeds",
    "TownshipRound",
    "VillageNeeds",
    "VillageRound",
]
