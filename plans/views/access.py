"""What every page of this room asks first."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest

from core.models import Dossier, User
from roles.policies import may_read


def actor_of(request: HttpRequest) -> User:
    """The person logged in; `login_required` has made sure there is one."""
    return cast(User, request.user)


def require_readable(request: HttpRequest, dossier: Dossier) -> None:
    """404 for what the reader may not know to exist."""
    if not may_read(actor_of(request), dossier):
        raise Http404
