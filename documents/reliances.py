"""What rests on a document: higher rooms say why it may not be voided, and what to do instead."""

from __future__ import annotations

from collections.abc import Callable

from core.errors import Conflict
from documents.models import IssuedDocument

Reliance = Callable[[IssuedDocument], str]
"""Why a document may not be voided now, with what to do instead; empty when nothing of that room rests on it."""

_reliances: dict[str, Reliance] = {}


def register(name: str, reliance: Reliance) -> None:
    """Let a room object to a voiding; the same name again replaces it."""
    _reliances[name] = reliance


def require_free(document: IssuedDocument) -> None:
    """Raises Conflict with every reason while something still rests on the document."""
    if reasons := [reason for reliance in _reliances.values() if (reason := reliance(document))]:
        raise Conflict("；".join(reasons))
