"""A paper of each kind of disclosure, without number or addressee."""

from __future__ import annotations

from dataclasses import dataclass

from documents.papers import Annex, Block, Column, Disclosure, Paper, Paragraph


@dataclass(frozen=True, kw_only=True)
class Sheet(Paper):
    """On request, as papers are when nothing else is said."""

    kind = "D05"
    text: str = "情况属实。"

    @property
    def title(self) -> str:
        return "情况表"

    def body(self) -> tuple[Block, ...]:
        return (Paragraph(self.text),)


@dataclass(frozen=True, kw_only=True)
class OpenSheet(Sheet):
    """Open to everyone."""

    disclosure = Disclosure.OPEN


@dataclass(frozen=True, kw_only=True)
class ClosedSheet(Sheet):
    """Not to be disclosed."""

    disclosure = Disclosure.CLOSED

    def annexes(self) -> tuple[Annex, ...]:
        return (Annex("附件", "情况明细", (Column("事项"),), (("属实",),)),)


@dataclass(frozen=True, kw_only=True)
class LooseSheet(OpenSheet):
    """Open, and of a kind on which no plan, filing or notice rests: it may be voided."""

    kind = "D07"


@dataclass(frozen=True, kw_only=True)
class ClosedLooseSheet(LooseSheet):
    """The same, not to be disclosed."""

    disclosure = Disclosure.CLOSED


SHEETS = (OpenSheet(), Sheet(), ClosedSheet())
