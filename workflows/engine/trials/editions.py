"""Later editions of the measured lifecycle, on which moving is tried. Nothing here is loaded by the running system."""

from __future__ import annotations

import datetime

from core.enums import DossierKind
from roles.duties import Duty
from workflows.engine import registry
from workflows.engine.nodes import (
    Begin,
    Countersign,
    Finish,
    Gate,
    Gather,
    Regulation,
    Step,
    answered,
    everyone,
    seat,
    this,
)
from workflows.engine.trials.flows import LIMITS, YES_OR_NO, Places

LATER, SHORTER = "trial_plan_2027", "trial_plan_short"
IN_FORCE_FROM = datetime.date(2027, 1, 1)


class PlanTrial2027(Places, Regulation):
    """The countersign and its step have other names; a check comes before the end, and nothing is filed."""

    replaces = {
        "trial_plan": {
            "asks_departments": "consults_departments",
            "department_opines": "department_advises",
            "departments_answered": "departments_advised",
        }
    }

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review", title="乡镇审核",
    ).Next(this.consults_departments)  # fmt: skip
    consults_departments = Countersign().Next(this.department_advises, seats=this.departments)
    department_advises = Step(
        duty=Duty.COUNTERSIGN_PLAN, organisation=seat, limit="trial_opinion", title="部门会签（新）",
        decisions=YES_OR_NO, returns_to=("township_reviews",), lapses=True,
    ).Next(this.departments_advised)  # fmt: skip
    departments_advised = Gather(everyone).Next(this.leading_group_signs)
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
        decisions=YES_OR_NO, returns_to=("township_reviews", "department_advises"),
    ).Next(this.is_approved)  # fmt: skip
    is_approved = Gate(answered(*YES_OR_NO[:2])).Then(this.office_checks).Else(this.township_reviews)
    office_checks = Step(duty=Duty.PRE_ISSUE_CHECK, organisation=this.county, limit="trial_sign").Next(this.filed)
    filed = Finish()


class PlanTrialShort(Places, Regulation):
    """Without the countersign: what lies there has nowhere to go."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.leading_group_signs)  # fmt: skip
    leading_group_signs = Step(
        duty=Duty.CHAIR_LEADING_GROUP, organisation=this.county, limit="trial_sign",
    ).Next(this.filed)  # fmt: skip
    filed = Finish()


def open_editions() -> None:
    """Make them known beside the first."""
    for key, flow in ((LATER, PlanTrial2027), (SHORTER, PlanTrialShort)):
        registry.register(
            flow, key=key, kind=DossierKind.PLAN, title=key, limits=LIMITS, edition_of="trial_plan",
            in_force_from=IN_FORCE_FROM if key == LATER else datetime.date.max,
        )  # fmt: skip
