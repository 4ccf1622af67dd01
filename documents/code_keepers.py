"""Who registers an agency's codes, as a page names him: the post and its organisation, with the telephone there."""

from __future__ import annotations

from dataclasses import dataclass

from core.enums import OrganisationKind
from core.models import Organisation
from documents import registries
from roles.duties import Duty
from roles.models import Post


@dataclass(frozen=True)
class Keeper:
    """A post that registers codes; `phone` is that of its organisation, empty where it has registered none."""

    organisation: str
    post: str
    phone: str


def keepers_of(organisation: Organisation) -> list[Keeper]:
    """Whoever handles the agency's papers, then the system administrator of the nearest place that has one. Three
    statements."""
    registry = registries.registry_of(organisation)
    found = _posts(registry, registries.keeper_duty(registry))
    groups = Organisation.objects.filter(kind=OrganisationKind.ADMINISTRATION, is_active=True).order_by("-path")
    serving = (one for one in groups if organisation.path.startswith(one.path.rsplit("/", 2)[0] + "/"))
    nearest = max(serving, key=lambda one: len(one.path), default=None)
    return found + (_posts(nearest, Duty.ADMINISTER_SYSTEM) if nearest else [])


def _posts(organisation: Organisation, duty: Duty) -> list[Keeper]:
    posts = Post.objects.filter(organisation=organisation, duties__duty=duty).order_by("position", "pk")
    return [Keeper(organisation.name, post.title, organisation.phone) for post in posts]
