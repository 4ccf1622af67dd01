"""Recording verdicts project by project, at township, department and library (a.2b)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core import printable
from core.errors import Invalid
from core.models import Organisation, User
from plans.enums import ProjectState, ReviewStage, Verdict
from plans.models import Project, ProjectReview
from plans.rules import refuse
from plans.rules.rounds import review_refusals


@dataclass(frozen=True)
class Verdicts:
    """What a reviewer said of one project."""

    verdict: Verdict
    failed_points: list[str] = field(default_factory=list)
    note: str = ""


NEXT_STATE = {
    Verdict.SUPPLEMENT: ProjectState.SUPPLEMENT,
    Verdict.RETURN: ProjectState.RETURNED,
    Verdict.DROP: ProjectState.DROPPED,
}


def review(
    *,
    actor: User,
    organisation: Organisation,
    stage: ReviewStage,
    work_item: int,
    projects: Iterable[Project],
    verdicts: Mapping[int, Verdicts],
    passed_state: ProjectState | None,
) -> list[ProjectReview]:
    """Record a verdict on every project and move each one; none may be left out.

    `passed_state` is where a pass leads; None leaves the state alone, because others still have a say.
    """
    listed = list(projects)
    drafted = draft(
        actor=actor, organisation=organisation, stage=stage, work_item=work_item, projects=listed, verdicts=verdicts
    )
    written = ProjectReview.objects.bulk_create(drafted)
    for project in listed:
        project.state = NEXT_STATE.get(verdicts[project.pk].verdict, passed_state or project.state)
    Project.objects.bulk_update(listed, ["state"])
    return written


def draft(
    *,
    actor: User,
    organisation: Organisation,
    stage: ReviewStage,
    work_item: int,
    projects: Iterable[Project],
    verdicts: Mapping[int, Verdicts],
) -> list[ProjectReview]:
    """The verdicts as they would be recorded; nothing is kept. Raises Invalid for one that is missing or breaks a rule."""
    listed = list(projects)
    if missing := [p.name for p in listed if p.pk not in verdicts]:
        raise Invalid(_("以下项目尚未填写意见：%(names)s") % {"names": "、".join(missing)})
    said = [(p, verdicts[p.pk]) for p in listed]
    refuse(r for p, v in said for r in review_refusals(p.name, v.verdict, v.failed_points, v.note))
    for project, verdict in said:
        printable.require(_("%(name)s：说明") % {"name": project.name}, verdict.note)
    return [
        ProjectReview(
            project=project,
            stage=stage,
            work_item_id=work_item,
            organisation=organisation,
            reviewer=actor,
            verdict=v.verdict,
            failed_points=v.failed_points,
            note=v.note.strip(),
        )
        for project, v in said
    ]
