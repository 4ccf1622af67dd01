"""What the engine stores beside the library's own two tables."""

from workflows.engine.models.assistances import Assistance
from workflows.engine.models.editions import EditionMove, EditionRun
from workflows.engine.models.limits import CountyLimit, LimitBounds
from workflows.engine.models.opinions import Opinion
from workflows.engine.models.proceedings import Proceeding, TurnTask
from workflows.engine.models.suspensions import Suspension
from workflows.engine.models.terminations import Termination
from workflows.engine.models.transfers import Transfer
from workflows.engine.models.unplanned_steps import UnplannedStep
from workflows.engine.models.work_items import WorkItem

__all__ = [
    "Assistance",
    "CountyLimit",
    "EditionMove",
    "EditionRun",
    "LimitBounds",
    "Opinion",
    "Proceeding",
    "Suspension",
    "Termination",
    "Transfer",
    "TurnTask",
    "UnplannedStep",
    "WorkItem",
]
