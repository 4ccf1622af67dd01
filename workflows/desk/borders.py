"""Flows that cross a border, such as a filing between county and province: what one side wrote within itself is its
own, and the other side reads what was signed and sent (architecture, Permissions: default deny).

Whoever watches the place, an auditor, a supervisor or the prefecture above, reads its side as its own people do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core import checks

from core.models import Dossier, Organisation, User
from roles import policies
from roles.duties import Duty
from roles.holdings import holdings
from workflows.engine import registry
from workflows.engine.enums import CONSENTS, Act
from workflows.engine.models import WorkItem

WATCHING = frozenset({Duty.AUDIT, Duty.SUPERVISE, Duty.READ_TERRITORY})

OPEN = frozenset({Act.START.value, "document.issued", "document.voided", "document.received", "dossier.exported"})
"""Acts that both sides read, of those that belong to no step."""

_outward: dict[str, frozenset[str]] = {}


def register(flow_key: str, outward: Iterable[str]) -> None:
    """Say at start-up that a flow crosses a border, and at which of its steps something goes over it."""
    _outward[flow_key] = frozenset(outward)


def check_ends(**_asked: Any) -> list[checks.CheckMessage]:
    """What crosses a border must not be ended early: what is said of an end is told to every reader of its dossier."""
    return [
        checks.Error("crosses a border and may be ended early", obj=entry.key, id="desk.E001")
        for entry in registry.registered()
        if crosses(entry.key) and entry.flow.ended_early
    ]


def crosses(flow_key: str) -> bool:
    """Whether the flow has two sides."""
    return flow_key in _outward


def goes_out(flow_key: str, step: str, decision: str) -> bool:
    """Whether the other side learns that this was decided: what is sent, never what is given back within."""
    return not crosses(flow_key) or (step in _outward[flow_key] and decision in CONSENTS)


def side_of(organisation: Organisation, dossier: Dossier) -> Organisation:
    """The county for whatever belongs to it, else the organisation itself."""
    return dossier.county if organisation.county_id == dossier.county_id else organisation


def own_side(reader: User, dossier: Dossier) -> Callable[[Organisation], bool]:
    """Whether the reader is on the side of an organisation that took part; one statement, none on a page that asked
    before."""
    held = holdings(reader)

    def is_own(organisation: Organisation) -> bool:
        side, county = side_of(organisation, dossier).path, dossier.county.path
        return any(
            (one.path.startswith(side) and (one.path.startswith(county) == side.startswith(county)))
            or (one.duty in WATCHING and one.above and side.startswith(one.above))
            for one in held
        )

    return is_own


def hears(reader: User, dossier: Dossier) -> Callable[[Organisation], bool]:
    """Whether what is said for an organisation beside the dossier's way is for the reader: the county's for its own people
    and whoever watches it, that of an organ above the counties for its own people alone; one statement at most."""
    is_own, at = own_side(reader, dossier), frozenset(policies.organisations_of(reader))
    return lambda one: one.pk in at or (one.county_id == dossier.county_id and is_own(one))


def reads_within(reader: User, item: WorkItem) -> bool:
    """Whether the reader is told what is done within the side where the item lies; of a flow without sides always."""
    return not crosses(item.flow_key) or own_side(reader, item.dossier)(item.organisation)


def items_within(reader: User, dossier: Dossier) -> frozenset[int] | None:
    """The dossier's work items on the reader's own side; None for every one, where nothing crosses a border."""
    items = list(WorkItem.objects.filter(dossier=dossier).select_related("organisation").order_by("pk"))
    if not any(crosses(item.flow_key) for item in items):
        return None
    is_own = own_side(reader, dossier)
    return frozenset(item.pk for item in items if not crosses(item.flow_key) or is_own(item.organisation))


def is_told(action: str, detail: Mapping[str, Any], within: frozenset[int]) -> bool:
    """Whether an entry of the ledger concerns a reader's own side, whose work items are `within`, or what went over
    the border; any other stays on the side where it was written."""
    if "work_item" not in detail:
        return action in OPEN
    if detail["work_item"] in within:
        return True
    flow_key, step, decision = (str(detail.get(name, "")) for name in ("flow", "step", "decision"))
    return action == Act.DECIDE and goes_out(flow_key, step, decision)
