"""What the county's registrar entered by hand: papers from outside, and a number kept for an answer to one."""

from __future__ import annotations

import datetime

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from documents import numbers, outside
from documents.enums import CodeUse, Intake, Urgency
from documents.models import DocumentCode
from documents.outside import Outside
from plans.services.organs import organ
from roles.duties import Duty
from workflows.flows.rehearsal.people import holder

DAY = datetime.timedelta(days=1)
PURPOSE = "预留给省审计厅来函的复函"


def keep(county: Organisation) -> None:
    """One paper is accepted, one still to be checked; the answer has its number already."""
    office = organ(county, OrganisationKind.GOVERNMENT_OFFICE)
    registrar = holder(Duty.REGISTER_DOCUMENT, office)
    entered = [outside.register(actor=registrar, organisation=office, paper=paper) for paper in _papers()]
    outside.examine(actor=registrar, incoming=entered[0], found=Intake.ACCEPTED)
    code = DocumentCode.objects.get(organisation=county, use=CodeUse.LETTER)
    numbers.reserve(actor=registrar, code=code, purpose=PURPOSE)


def _papers() -> tuple[Outside, ...]:
    today = clock.today()
    return (
        Outside(
            sender="湖北省审计厅", number=f"鄂审农函〔{today.year}〕26号", dated=today - 3 * DAY, received_on=today - DAY,
            title="关于报送统筹整合资金审计整改情况的函", urgency=Urgency.URGENT, pages=4, assigned_to="县审计局",
        ),
        Outside(
            sender="十堰市扶贫办", number=f"十扶办函〔{today.year}〕18号", dated=today - DAY, received_on=today,
            title="关于召开产业扶贫现场会的函", pages=2, assigned_to="县扶贫办",
        ),
    )  # fmt: skip
