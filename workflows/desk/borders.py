"""Flows that cross a border, such as a filing between county and province: what one side wrote within itself is its
own, and the other side reads what was signed and sent (architecture, Permissions: default deny).

Whoever watches the place, an auditor, a supervisor or the prefecture above, reads its side as its own people do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from core.models import Dossier, Organisation, User
from roles.duties import Duty
from roles.holdings import holdings
from workflows.engine.enums import CONSENTS

WATCHING = frozenset({Duty.AUDIT, Duty.SUPERVISE, Duty.READ_TERRITORY})

_outward: dict[str, frozenset[str]] = {}


def register(flow_key: str, outward: Iterable[str]) -> None:
    """Say at start-up that a flow crosses a border, and at which of its steps something goes over it."""
    _outward[flow_key] = frozenset(outward)


def crosses(flow_key: str) -> bool:
    """Whether the flow has two sides."""
    return flow_key in _outward


def goes_out(flow_key: str, step: str, decision: str) -> bool:
    """Whether the other side learns that this was decided: what is sent, never what is given back within."""
    return not crosses(flow_key) or (step in _outward[flow_key] and decision in CONSENTS)


def own_side(reader: User, dossier: Dossier) -> Callable[[Organisation], bool]:
    """Whether the reader is on the side of an organisation that took part; one statement, none on a page that asked
    before."""
    held = holdings(reader)

    def is_own(organisation: Organisation) -> bool:
        side = dossier.county.path if organisation.county_id == dossier.county_id else organisation.path
        return any(
            one.path.startswith(side) or (one.duty in WATCHING and one.above and side.startswith(one.above))
            for one in held
        )

    return is_own
