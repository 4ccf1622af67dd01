"""Everything that can be done to a proceeding: each call one transaction, one turn, one ledger entry.

`decide` and `return_to` are safe to repeat by their request id; the others by their nature: what is already so
is left so, or answered with Stale.
"""

from workflows.engine.services.adding import add_step, askable, may_recall, recall_step
from workflows.engine.services.answering import answer, recall
from workflows.engine.services.asking import entrust, sign_after, sign_before
from workflows.engine.services.claiming import (
    claim,
    is_offered,
    note_opened,
    release,
    release_claims,
    release_lost_claims,
)
from workflows.engine.services.deadlines import Move, limit_older_proceedings, moved_by, recompute_deadlines
from workflows.engine.services.deciding import decide
from workflows.engine.services.lapsing import lapse, lapse_overdue, oldest_to_lapse
from workflows.engine.services.returning import return_to
from workflows.engine.services.seats import add_seat, remove_seat
from workflows.engine.services.starting import start
from workflows.engine.services.suspending import may_suspend, resume, standing, suspend, when_resumed
from workflows.engine.services.terminating import (
    against_ending,
    decide_termination,
    decider_of,
    lay_anew,
    may_decide_termination,
    may_propose_termination,
    organ_of,
    propose_termination,
    recall_termination,
    under_way,
)
from workflows.engine.services.transferring import reassign, receivers, transfer
from workflows.engine.services.vacating import go_on, vacate, vacate_lost
from workflows.engine.services.withdrawing import against_withdrawing, may_withdraw, withdraw

__all__ = [
    "Move",
    "add_seat",
    "add_step",
    "against_ending",
    "against_withdrawing",
    "answer",
    "askable",
    "claim",
    "decide",
    "decide_termination",
    "decider_of",
    "entrust",
    "go_on",
    "is_offered",
    "lapse",
    "lapse_overdue",
    "lay_anew",
    "limit_older_proceedings",
    "may_decide_termination",
    "may_propose_termination",
    "may_recall",
    "may_suspend",
    "may_withdraw",
    "moved_by",
    "note_opened",
    "oldest_to_lapse",
    "organ_of",
    "propose_termination",
    "reassign",
    "recall",
    "recall_step",
    "recall_termination",
    "receivers",
    "recompute_deadlines",
    "release",
    "release_claims",
    "release_lost_claims",
    "remove_seat",
    "resume",
    "return_to",
    "sign_after",
    "sign_before",
    "standing",
    "start",
    "suspend",
    "transfer",
    "under_way",
    "vacate",
    "vacate_lost",
    "when_resumed",
    "withdraw",
]
