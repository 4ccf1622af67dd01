"""Which villages of the demonstration's county are poor villages: made up, by a document of the demonstration."""

from __future__ import annotations

from core.enums import Sector
from core.models import Organisation
from plans.services import poor_villages
from plans.services.organs import bureau
from roles.duties import Duty
from workflows.flows.demonstration import stage, wishes
from workflows.flows.demonstration.days import pause
from workflows.flows.rehearsal.people import holder

DOCUMENT = "鄂扶组发〔演示〕1号"
UNTOUCHED = ("105201", "105202", "106201", "108201")
"""Poor villages that no plan of the demonstration reaches, so that the picture shows what it is for."""


def list_them(county: Organisation) -> None:
    """Every other village that proposes something, and some that propose nothing."""
    proposing = sorted(code for code in wishes.LAST_YEAR | wishes.IN_COUNTERSIGN if not code.startswith("-"))
    villages = {stage.proposer(code).pk for code in (*proposing[::2], *UNTOUCHED)}
    keeper = holder(Duty.MANAGE_LIBRARY, bureau(county, Sector.POVERTY))
    poor_villages.list_villages(actor=keeper, county=county, villages=villages, document=DOCUMENT)
    pause()
