"""What counts against a person on a later round: what he did on an earlier one of the same projects, or wrote himself.

A project is reviewed on its village's dossier, reported on its township's and appraised on the county's; who proposed it
does not sign for it or appraise it there, and who reviewed it does not sign its report (职责分离). A department appraises
the projects that it is competent for or cooperates in, so that what was done for others keeps nobody from its sheet.
"""

from __future__ import annotations

from django.db.models import F, QuerySet, Value

from plans.models import Project
from roles.duties import Duty
from workflows.engine.behind import Trail, tell
from workflows.engine.enums import Assist, Ending
from workflows.engine.models import Assistance, WorkItem

PROJECTS = "dossier__village_round__projects"
"""From a work item, or what was asked about it, to what was proposed on its dossier."""


def on_village_rounds() -> QuerySet[WorkItem]:
    """Who proposed or reviewed on a village's round, as far as it stands."""
    standing = WorkItem.objects.filter(task__opinion__withdrawn_at__isnull=True)
    return standing.annotate(
        took=F("duty"), by=F("task__opinion__actor"), instead_of=F("task__opinion__on_behalf_of")
    )  # fmt: skip


def entrusted_on_village_rounds() -> QuerySet[Assistance]:
    """Who did the work of such a step for whoever had it in hand (委派)."""
    answered = Assistance.objects.filter(kind=Assist.ENTRUST, ended_how=Ending.ANSWERED)
    return answered.annotate(took=F("work_item__duty"), by=F("ended_by"), instead_of=F("ended_on_behalf_of"))


def authors() -> QuerySet[Project]:
    """Who wrote a project down, whatever his office: villages', townships' and departments' own."""
    written = Value(Duty.PROPOSE_PROJECTS.value)
    return Project.objects.annotate(took=written, by=F("proposed_by"), instead_of=F("proposed_by"))


def tell_trails() -> None:
    """At start-up."""
    for duty, round_of, seats in (
        (Duty.SIGN_TOWNSHIP_REPORT, "township_round__dossier", ()),
        (Duty.APPRAISE_PROJECTS, "library_round__dossier", ("competent", "cooperating")),
    ):
        behind = f"{PROJECTS}__{round_of}", tuple(f"{PROJECTS}__{seat}" for seat in seats)
        earlier = (Trail(rows, *behind) for rows in (on_village_rounds, entrusted_on_village_rounds))
        tell(duty, *earlier, Trail(authors, round_of, seats))
