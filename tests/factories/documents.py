"""What tests of documents need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.models import Organisation
from documents.enums import CodeUse
from documents.models import DocumentCode
from documents.papers import Block, Disclosure, Layout, Paper, Paragraph


@dataclass(frozen=True, kw_only=True)
class Letter(Paper):
    """A short letter whose title and addressees a test may choose."""

    kind = "D10"
    genre = "函"
    layout = Layout.LETTER
    code_use = CodeUse.LETTER

    text: str = "现就有关事项函告如下。"
    subject: str = "竹山县财政局关于有关事项的函"
    to: tuple[str, ...] = ("县水利局",)

    @property
    def title(self) -> str:
        return self.subject

    @property
    def addressees(self) -> tuple[str, ...]:
        return self.to

    def body(self) -> tuple[Block, ...]:
        return (Paragraph(self.text),)


@dataclass(frozen=True, kw_only=True)
class OpenLetter(Letter):
    """The same, open to everyone."""

    disclosure = Disclosure.OPEN


def give_code(organisation: Organisation, use: CodeUse = CodeUse.LETTER, code: str = "竹财函") -> DocumentCode:
    return DocumentCode.objects.create(organisation=organisation, use=use, code=code)


def with_issue(paper: Paper, **issue: Any) -> dict[str, Any]:
    """The content of a paper as issuing freezes it, for tests without a database."""
    return paper.content() | {
        "issue": {
            "number": "竹财函〔2026〕1号", "issuer_name": "竹山县财政局", "mark": "竹山县财政局", "signatory_name": "",
            "signed_on": None, "document_date": "2026-03-02", "printed_by": "", "printed_on": "2026-03-02",
        } | issue
    }  # fmt: skip
