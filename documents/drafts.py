"""A document before it is issued: what would be printed, as a file that says 草稿 on every page and bears no number.

Nothing of it is stored and no number is taken; the same draft gives the same file.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, Self

from documents import finishing, rendering
from documents.enums import Layout
from documents.models import SubmittedDraft
from documents.papers import Paper

Content = dict[str, Any]
UNNUMBERED = "（未编号）"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """`content` is what a paper prints, as `Paper.content` gives it or as it was sent for signature; `day` is the day
    of its signature, where it has one. `label` tells it from others of its kind."""

    content: Content
    is_numbered: bool
    issuer_name: str = ""
    signatory_name: str = ""
    day: datetime.date | None = None
    label: str = ""
    remark: str = ""
    """What a reader must know of it, such as that the register has changed since it was sent for signature."""

    @classmethod
    def of(cls, paper: Paper, **facts: Any) -> Self:
        """The draft of a paper as it stands now."""
        return cls(content=paper.content(), is_numbered=paper.code_use is not None, **facts)

    @classmethod
    def submitted(cls, sent: SubmittedDraft, **facts: Any) -> Self:
        """The draft word for word as it was sent for signature; what is sent is numbered."""
        return cls(content=sent.content, is_numbered=True, **facts)

    @property
    def title(self) -> str:
        return str(self.content["title"])

    def frozen(self, rows: int | None = None) -> Content:
        """What is printed; `rows` keeps only so many of an annex."""
        annexes = self.content["annexes"]
        if rows:
            annexes = [annex | {"rows": annex["rows"][:rows], "totals": 0} for annex in annexes]
        issue = {
            "number": UNNUMBERED if self.is_numbered else "",
            "issuer_name": self.issuer_name,
            "mark": mark(Layout(self.content["layout"]), self.issuer_name),
            "printed_by": printed_by(Layout(self.content["layout"]), self.issuer_name) if self.issuer_name else "",
            "signatory_name": self.signatory_name,
            "document_date": self.day.isoformat() if self.day else None,
        }
        return self.content | {"annexes": annexes, "issue": issue}

    def digest(self) -> str:
        """Tells two drafts apart without printing them."""
        return rendering.digest(self.frozen())

    def pdf(self, rows: int | None = None) -> bytes:
        """The file. Raises Invalid naming a character that cannot be printed, Conflict without typefaces."""
        rendering.require_faces()  # the mark of a draft is drawn from one
        return rendering.typeset(self.frozen(rows), finishing.draft()).pdf


def mark(layout: Layout, issuer_name: str) -> str:
    """The red mark that the issuer's name makes."""
    return f"{issuer_name}文件" if layout in {Layout.DOCUMENT, Layout.UPWARD} else issuer_name


def printed_by(layout: Layout, issuer_name: str) -> str:
    """The office that prints: the issuer's own (GB/T 9704 7.4.3); letters and forms name none."""
    if layout in {Layout.LETTER, Layout.FORM}:
        return ""
    return issuer_name if issuer_name.endswith("办公室") else f"{issuer_name}办公室"
