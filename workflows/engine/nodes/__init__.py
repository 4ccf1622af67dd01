"""The words a regulation is written with. Nobody outside the engine sees turns, tasks or tokens."""

from viewflow import this

from workflows.engine.nodes.countersign import Countersign, Gather
from workflows.engine.nodes.ending import At, Ended, EndedEarly, Who
from workflows.engine.nodes.plain import Act, Begin, Finish, Gate, answered
from workflows.engine.nodes.regulation import Regulation
from workflows.engine.nodes.step import Step, seat
from workflows.engine.nodes.unplanned import Unplanned
from workflows.engine.nodes.votes import Ballot, Votes, at_least, everyone, unanimous, veto

__all__ = [
    "Act",
    "At",
    "Ballot",
    "Begin",
    "Countersign",
    "Ended",
    "EndedEarly",
    "Finish",
    "Gate",
    "Gather",
    "Regulation",
    "Step",
    "Unplanned",
    "Votes",
    "Who",
    "answered",
    "at_least",
    "everyone",
    "seat",
    "this",
    "unanimous",
    "veto",
]
