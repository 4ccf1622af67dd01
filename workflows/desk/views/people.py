"""Who is at the page."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from core.models import User


def actor_of(request: HttpRequest) -> User:
    """The person logged in; `login_required` has made sure there is one."""
    return cast(User, request.user)
