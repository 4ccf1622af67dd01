"""Who is at the page, and what he may administer there."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from core.models import Organisation, User
from roles import policies
from roles.duties import Duty


def actor_of(request: HttpRequest) -> User:
    """The person logged in; `login_required` has made sure there is one."""
    return cast(User, request.user)


def administers(request: HttpRequest, organisation: Organisation) -> dict[str, bool]:
    """What the page offers: asking for appointments and accounts, or ending them; one statement."""
    held = policies.governing_duties(actor_of(request), organisation)
    return {"may_ask": Duty.ADMINISTER_SYSTEM in held, "may_end": Duty.ADMINISTER_SECURITY in held}
