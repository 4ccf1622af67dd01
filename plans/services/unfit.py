"""Drafts that miss what a library entry must say: a round goes without them, and they stay with their proposers."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from core import ledger
from core.errors import Conflict
from core.models import Dossier, User
from plans.enums import ProjectState
from plans.models import Project
from plans.rules import told
from plans.rules.rounds import project_refusals


def sort_out(projects: Iterable[Project]) -> tuple[list[Project], list[Project]]:
    """What a round takes along, and the drafts that it leaves behind. What is no draft was asked when it was sent.
    Raises Conflict that names every draft when none of them is fit to go."""
    listed = list(projects)
    left = unfit(listed)
    going = [project for project in listed if project not in left]
    if left and not going:
        raise Conflict(_("没有填写完整的项目，请申报单位补填后再启动：%(why)s") % {"why": "；".join(map(why, left))})
    return going, left


def unfit(projects: Iterable[Project]) -> list[Project]:
    """The drafts among them that something mandatory is missing of."""
    return [p for p in projects if p.state == ProjectState.DRAFT and project_refusals(p)]


def why(project: Project) -> str:
    """What is missing, with the project's code and name."""
    return told(project_refusals(project))


def record(*, actor: User, dossier: Dossier, left: Iterable[Project]) -> None:
    """Note in the ledger what the round left behind, and why."""
    for project in left:
        ledger.record(
            actor=actor, action="project.left_behind", chain=dossier.county_id, dossier=dossier,
            project=project.code, name=project.name, reason=why(project),
        )  # fmt: skip
