"""What a finished file carries beside its text: seals, a draft's mark, the code that leads to its verification.

The layouts only give places: over the signature, across each page, and in the outer margin at the foot of the last
page, where nothing that GB/T 9704 measures is disturbed. Who draws hands in ready markup (an `svg` or `img`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

CODE_WIDTH_MM, CODE_HEIGHT_MM = 18.0, 24.0
"""The place of the code and the words under it."""


NOTHING = SafeString()


def no_seal(issuer_name: str) -> SafeString:
    return NOTHING


@dataclass(frozen=True)
class Adornments:
    """Markup for the places of the layouts; empty ones leave no trace."""

    seal: Callable[[str], SafeString] = no_seal
    """The seal of the issuer of that name, filling a square of `seal_mm`."""
    seal_mm: float = 42.0
    signature: Callable[[str], SafeString] = no_seal
    """The 签名章 of the signatory of that name, filling a place of 40 x 20 mm; without one his name is set."""
    draft_mark: SafeString = NOTHING
    """What every page of a draft says."""
    code: SafeString = NOTHING


BARE = Adornments()
