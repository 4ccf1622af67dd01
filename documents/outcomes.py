"""What became of what a document says, though the document itself stands: higher rooms say it to whoever verifies it."""

from __future__ import annotations

from collections.abc import Callable

from documents.models import IssuedDocument

Outcome = Callable[[IssuedDocument], str]
"""A sentence without its full stop where that room has ended what the document says; empty where it goes on or never
was the room's. It is read by anyone: it names no person, and quotes only documents that are open to the public."""

_outcomes: dict[str, Outcome] = {}


def register(name: str, outcome: Outcome) -> None:
    """Let a room say so; the same name again replaces it."""
    _outcomes[name] = outcome


def ended(document: IssuedDocument) -> str:
    """How what the document says has ended, by every room; empty while it goes on."""
    return "；".join(told for outcome in _outcomes.values() if (told := outcome(document)))
