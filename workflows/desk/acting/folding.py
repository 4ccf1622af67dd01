"""The state of a dossier, told by its ledger alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.models import LedgerEntry
from workflows.engine.enums import Act, Assist

ENDS = (Act.DECIDE, Act.RETURN, Act.LAPSE)
ASKS = {Act.ENTRUST: Assist.ENTRUST, Act.SIGN_BEFORE: Assist.BEFORE, Act.SIGN_AFTER: Assist.AFTER}
NOTED = {
    Act.WITHDRAW: ("withdrawn", "work_item"),
    Act.ADD_SEAT: ("added", "work_item"),
    Act.REMOVE_SEAT: ("removed", "work_item"),
    Act.ADD_STEP: ("put_in", "unplanned"),
    Act.RECALL_STEP: ("recalled", "unplanned"),
}
"""Acts after which something is among those of one kind, by the fact that names it."""
ANSWERS = (Act.ANSWER, Act.RECALL, Act.ASSIST_END)


@dataclass
class Told:
    """What the entries add up to: by work item whose hand it is in, how it was decided, what it waits for; which
    proceedings stand still, and which were ended early; the steps that were added, and those of them that were taken back."""

    hands: dict[int, int | None] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)
    withdrawn: set[int] = field(default_factory=set)
    waits: dict[int, str] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)
    removed: set[int] = field(default_factory=set)
    still: set[int] = field(default_factory=set)
    returns: dict[int, int] = field(default_factory=dict)
    terminated: set[int] = field(default_factory=set)
    put_in: set[int] = field(default_factory=set)
    recalled: set[int] = field(default_factory=set)


def told(entries: Iterable[LedgerEntry]) -> Told:
    """Fold the entries of one dossier, in their order."""
    state = Told()
    for entry in entries:
        if entry.action in Act.values:
            _fold(state, Act(entry.action), entry)
    return state


def _fold(state: Told, act: Act, entry: LedgerEntry) -> None:
    detail, item = entry.detail, int(entry.detail.get("work_item", 0))
    if act in (Act.SUSPEND, Act.RESUME):
        proceeding = int(detail["proceeding"])
        (state.still.add if act == Act.SUSPEND else state.still.discard)(proceeding)
    elif act == Act.TERMINATE:
        state.terminated.add(int(detail["proceeding"]))
        state.still.discard(int(detail["proceeding"]))  # an end lifts the suspension
    elif act in ENDS:
        state.decided[item] = str(detail.get("decision", act))
        if act == Act.RETURN:
            proceeding = int(detail["proceeding"])
            state.returns[proceeding] = state.returns.get(proceeding, 0) + 1
    elif act in NOTED:
        name, fact = NOTED[act]
        getattr(state, name).add(int(detail[fact]))
    else:
        _in_hand(state, act, entry, item)


def _in_hand(state: Told, act: Act, entry: LedgerEntry, item: int) -> None:
    """Whose hand an open item is in, and what it waits for."""
    if act == Act.CLAIM:
        state.hands[item] = entry.actor_id
    elif act == Act.TRANSFER:
        state.hands[item] = int(entry.detail["receiver"])
    elif act == Act.RELEASE:
        state.hands[item] = None
    elif act in ASKS:
        state.hands[item] = entry.actor_id
        state.waits[item] = str(ASKS[act])
    elif act in ANSWERS:
        state.waits.pop(item, None)
