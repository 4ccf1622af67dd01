"""How a draft would look, beside the editor: pictures of its first pages, made while the drafter waits."""

from __future__ import annotations

import base64

from documents import thumbnails
from documents.drafts import Draft
from documents.papers import Paper

PAGES, DPI, ROWS = 4, 60, 30
"""Pages shown, how finely, and the rows kept of each annex: enough to look at, and quickly made."""


def pictures(paper: Paper, *, issuer_name: str) -> list[str]:
    """Addresses of images that hold their picture, so that nothing of a draft is stored."""
    return pictures_of(Draft.of(paper, issuer_name=issuer_name))


def pictures_of(draft: Draft) -> list[str]:
    """The same of a draft that may be one sent for signature."""
    found = thumbnails.drawn(draft.pdf(ROWS), pages=PAGES, dpi=DPI)
    return [f"data:image/png;base64,{base64.b64encode(picture).decode()}" for picture in found]
