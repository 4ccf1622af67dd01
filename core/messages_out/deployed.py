"""What `manage.py check --deploy` says of the addresses that leave the house: where links lead, and where the robot stands."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from core.messages_out.destinations import parted
from core.messages_out.parcels import Undelivered

HERE = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0", ""})  # noqa: S104  refused, not listened at


def register() -> None:
    """Register with Django, at start-up."""
    checks.register(check_addresses, checks.Tags.security, deploy=True)


def check_addresses(**_asked: Any) -> list[checks.CheckMessage]:
    """core.W101 PUBLIC_URL leads to this machine alone · W102 it is no https address · W103 WEBHOOK_URL can be no robot's
    address · W104 its requests are not signed."""
    found: list[checks.CheckMessage] = []
    parts = urlsplit(settings.PUBLIC_URL)
    if (parts.hostname or "") in HERE:
        found.append(
            _warning("W101", f"PUBLIC_URL is {settings.PUBLIC_URL}: links in messages and codes on paper lead nowhere")
        )
    elif parts.scheme != "https":
        found.append(_warning("W102", f"PUBLIC_URL is {settings.PUBLIC_URL}: links lead past https"))
    if settings.WEBHOOK_URL:
        try:
            parted(settings.WEBHOOK_URL)
        except Undelivered as failure:
            found.append(_warning("W103", f"WEBHOOK_URL: {failure}"))
        if not settings.WEBHOOK_SECRET:
            found.append(
                _warning("W104", "WEBHOOK_SECRET is empty: whoever knows the robot's address may write to the group")
            )
    return found


def _warning(number: str, said: str) -> checks.CheckMessage:
    return checks.Warning(said, id=f"core.{number}")
