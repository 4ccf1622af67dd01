"""A small regulation with a countersign, every decision that a person gives and two ways back, on which each act is
tested in the browser. Nothing here is loaded by the running system."""

from __future__ import annotations

from core.enums import DossierKind, OrganisationKind
from core.models import Organisation
from roles.duties import Duty
from workflows.engine import registry
from workflows.engine.enums import Decision
from workflows.engine.nodes import (
    Begin,
    Countersign,
    Finish,
    Gather,
    Regulation,
    Step,
    Unplanned,
    everyone,
    seat,
    this,
)
from workflows.engine.nodes.base import Moving

KEY = "trial_acts"
LIMITS = {"trial_acts": 5}
EVERY = (Decision.APPROVE, Decision.APPROVE_WITH_CHANGES, Decision.OBJECT, Decision.SUPPLEMENT)


class ActsTrial(Regulation):
    """Drafted, countersigned by two departments, signed by the office."""

    begin = Begin().Next(this.group_drafts)
    group_drafts = Step(
        duty=Duty.COMPILE_PLAN, organisation=this.working_group, limit="trial_acts", title="拟稿", in_batches=True,
    ).Next(this.asks_departments)  # fmt: skip
    asks_departments = Countersign().Next(this.department_opines, seats=this.departments)
    department_opines = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_acts", title="会签", decisions=EVERY[:3],
    ).Next(this.departments_answered)  # fmt: skip
    departments_answered = Gather(everyone).Next(this.chief_signs)
    chief_signs = Step(
        duty=Duty.SIGN_OFF, organisation=this.office, limit="trial_acts", title="签发", decisions=EVERY,
        returns_to=("group_drafts", "department_opines"), may_add_steps=True,
    ).Next(this.signed)  # fmt: skip
    added_step = Unplanned(duty=Duty.COUNTERSIGN_PLAN, asked=this.departments, limit="trial_acts", title="增加的环节")
    signed = Finish()

    may_go_straight_back = True

    def working_group(self, activation: Moving) -> int:
        return _organs(activation, OrganisationKind.WORKING_GROUP)[0]

    def departments(self, activation: Moving) -> list[int]:
        return _organs(activation, OrganisationKind.DEPARTMENT)[:2]

    def office(self, activation: Moving) -> int:
        return _organs(activation, OrganisationKind.GOVERNMENT_OFFICE)[0]


def _organs(activation: Moving, kind: OrganisationKind) -> list[int]:
    inside = Organisation.objects.filter(county=activation.dossier.county_id, kind=kind)
    return list(inside.order_by("code").values_list("pk", flat=True))


def open_acts() -> None:
    """Make the flow known."""
    registry.register(ActsTrial, key=KEY, kind=DossierKind.PLAN, title="办理试验", limits=LIMITS)
