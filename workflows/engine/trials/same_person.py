"""A step that is skipped where its person has just decided: what a regulation that wants it would declare (row 57)."""

from __future__ import annotations

from roles import policies
from roles.duties import Duty
from workflows.engine.nodes import Begin, Finish, Gate, Regulation, Step, this
from workflows.engine.nodes.base import Moving
from workflows.engine.trials.flows import Places

KEY = "trial_same_person"


class SamePersonTrial(Places, Regulation):
    """Reviewed, then reported; who reviewed and may report himself does both with one decision."""

    begin = Begin().Next(this.township_reviews)
    township_reviews = Step(
        duty=Duty.REVIEW_PROPOSALS, organisation=this.township, limit="trial_review",
    ).Next(this.may_he_report)  # fmt: skip
    may_he_report = (
        Gate(this.reviewer_reports, title="审核人即上报人？").Then(this.reported).Else(this.township_reports)
    )
    township_reports = Step(
        duty=Duty.REPORT_PROJECTS, organisation=this.township, limit="trial_sign",
    ).Next(this.reported)  # fmt: skip
    reported = Finish()

    def reviewer_reports(self, activation: Moving) -> bool:
        acted = activation.acted
        return acted is not None and policies.may(acted.person, Duty.REPORT_PROJECTS, activation.dossier.owner_id)
