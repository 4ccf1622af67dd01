"""The locks of projects and their rounds, always taken in one order: the proposer's place, its rounds by key, its
projects by code. Who needs a later one and may come to need an earlier one takes the earlier first."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from core.models import Organisation
from plans.models import Project

Round = TypeVar("Round", bound=Model)


def hold_place(place: Organisation) -> None:
    """First: no other round of it begins, and nothing else is numbered under it."""
    Organisation.objects.select_for_update(no_key=True).get(pk=place.pk)


def hold_rounds(rounds: QuerySet[Round]) -> list[Round]:
    """Second: nothing is written into them once a step has read them."""
    return list(rounds.select_for_update(of=("self",), no_key=True).order_by("pk"))


def hold_projects(projects: QuerySet[Project]) -> list[Project]:
    """Last."""
    return list(projects.select_for_update(of=("self",), no_key=True).order_by("code"))
