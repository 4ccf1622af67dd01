"""What other rooms do when a person's authority at an organisation ends: they register it here."""

from __future__ import annotations

from typing import Protocol

from core.models import Organisation, User


class AuthorityEnded(Protocol):
    """Called in the transaction that ends an appointment or delegation, after the rows are gone.

    The person may still hold the same duty there on another ground: ask `policies.may` before taking work away.
    """

    def __call__(self, *, user: User, organisation: Organisation) -> None: ...


_listeners: list[AuthorityEnded] = []


def on_appointment_ended(listener: AuthorityEnded) -> None:
    """Register, at start-up, what to do with the open work of someone relieved (trap 4)."""
    if listener not in _listeners:
        _listeners.append(listener)


def authority_ended(*, user: User, organisation: Organisation) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(user=user, organisation=organisation)
