"""Who is told, on every page, that the worker has stopped. The rooms that know the duties say who looks after it."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from core import firing
from core.models import User
from core.pages.navigation import Visible

_lookers: list[Visible] = []


def register(looks_after: Visible) -> None:
    """Add a question whose yes makes a person be told; it answers from what the request already knows."""
    if looks_after not in _lookers:
        _lookers.append(looks_after)


def is_told(actor: User | AnonymousUser) -> bool:
    """Whether this page says that the worker has stopped."""
    return isinstance(actor, User) and any(looks_after(actor) for looks_after in _lookers) and firing.seems_stopped()
