"""Two persons for a plan's year end: whoever drew the statement neither confirms it nor takes back what it moved (职责分离)."""

from __future__ import annotations

from core.enums import Sector
from core.errors import Refused
from core.models import Organisation, User
from funds.models import YearEndStatement
from plans.services.organs import bureau
from roles import separation
from roles.duties import Duty
from roles.policies import authority, require


def lead(statement: YearEndStatement) -> Organisation:
    """The finance bureau of the statement's county."""
    return bureau(statement.plan.county, Sector.FINANCE)


def against_confirming(actor: User, statement: YearEndStatement) -> str:
    """Why the actor must not confirm it, though he signs for the bureau: he drew it; empty where he may."""
    mine = authority(actor, Duty.SIGN_OFF, lead(statement))
    drawn = {statement.drawn_by_id, statement.drawn_for_id or statement.drawn_by_id}
    on_behalf_of = mine.on_behalf_of if mine else None
    return separation.conflict(
        Duty.SIGN_OFF, {Duty.MANAGE_SOURCES: drawn}, actor.pk, on_behalf_of=on_behalf_of
    ) or ""  # fmt: skip


def require_another(actor: User, statement: YearEndStatement) -> None:
    """Raises Refused for whoever does not sign for the bureau, or drew the statement himself."""
    require(actor, Duty.SIGN_OFF, lead(statement))
    if against := against_confirming(actor, statement):
        raise Refused(against)
