"""Projects that a person has filled in and his village, township or department has not reported yet: among his drafts."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from core.models import User
from plans.enums import ProjectState
from plans.models import Project
from workflows.desk.unsent import Unsent


def of(actor: User, most: int) -> Iterator[Unsent]:
    """The last filled in first; one statement."""
    begun = Project.objects.filter(proposed_by=actor, state=ProjectState.DRAFT).select_related("proposer")
    for project in begun.order_by("-pk")[:most]:
        yield Unsent(
            title=project.name,
            url=reverse("plans:project", args=[project.pk]),
            kind=_("拟报项目（%(name)s）") % {"name": project.proposer.name},
        )
