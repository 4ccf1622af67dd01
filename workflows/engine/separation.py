"""Separation of duties within one dossier: who took one duty of a pair must not take the other."""

from __future__ import annotations

from functools import cache

from core.errors import Refused
from core.models import User
from core.prepared import Prepared
from roles import separation
from workflows.engine.models import WorkItem


@cache
def _taken(duties: frozenset[str]) -> Prepared:
    return Prepared(lambda *, dossier: WorkItem.objects.taken(dossier, sorted(duties)), dossier=int)


def refusal(actor: User, item: WorkItem, on_behalf_of: int | None = None) -> str | None:
    """Why the actor must not decide the item, given what he and his principal decided on the dossier before.

    One statement, and none for a duty that stands in no pair.
    """
    excluded = separation.excluded_by(item.duty)
    if not excluded:
        return None
    previous: dict[str, set[int]] = {}
    for duty, *persons in _taken(frozenset(excluded)).rows(dossier=item.dossier_id):
        previous.setdefault(duty, set()).update(person for person in persons if person)
    return separation.conflict(item.duty, previous, actor.pk, on_behalf_of=on_behalf_of)


def require(actor: User, item: WorkItem, on_behalf_of: int | None) -> None:
    """Raises Refused with the pair's reason."""
    if reason := refusal(actor, item, on_behalf_of):
        raise Refused(reason)
