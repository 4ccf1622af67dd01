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
from workflows.engine.models import WorkItem

PROJECTS = "dossier__village_round__projects"
"""From a work item to what was proposed on its dossier."""


def on_village_rounds() -> QuerySet[WorkItem]:
    """Who proposed or reviewed on a village's round, as far as it stands."""
    standing = WorkItem.objects.filter(task__opinion__withdrawn_at__isnull=True)
    return standing.annotate(
        took=F("duty"), by=F("task__opinion__actor"), instead_of=F("task__opinion__on_behalf_of")
    )  # fmt: skip


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
        earlier = Trail(on_village_rounds, f"{PROJECTS}__{round_of}", tuple(f"{PROJECTS}__{seat}" for seat in seats))
        tell(duty, earlier, Trail(authors, round_of, seats))
