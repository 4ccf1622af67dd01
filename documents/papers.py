"""The base of every paper: typed fields in, content that can be frozen and printed out."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from documents.blocks import (
    Align,
    Annex,
    Attendance,
    Block,
    Column,
    Enclosure,
    Field,
    Fields,
    Heading,
    Opinion,
    Paragraph,
    Signers,
    Table,
    plain,
)
from documents.enums import CodeUse, Disclosure, Layout

__all__ = [
    "Align", "Annex", "Attendance", "Block", "CodeUse", "Column", "Disclosure", "Enclosure", "Field", "Fields",
    "Heading", "Layout", "Opinion", "Paper", "Paragraph", "Signers", "Table", "chinese_date", "chinese_date_of", "sentence",
]  # fmt: skip

NOTES = {
    Disclosure.OPEN: "此件主动公开",
    Disclosure.ON_REQUEST: "此件依申请公开",
    Disclosure.CLOSED: "此件不予公开",
}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One kind of document of the catalogue. Fields are primitives and rows of primitives, never database
    objects: what is printed is exactly what was handed in."""

    kind: ClassVar[str]
    genre: ClassVar[str] = ""
    layout: ClassVar[Layout] = Layout.FORM
    code_use: ClassVar[CodeUse | None] = None
    disclosure: ClassVar[Disclosure] = Disclosure.ON_REQUEST
    is_signed_off: ClassVar[bool] = True
    """Whether a form ends with its office's name and date."""

    @property
    def title(self) -> str:
        raise NotImplementedError

    @property
    def is_sealed(self) -> bool:
        """Whether the issuer's seal goes onto its name: never onto minutes (GB/T 9704 10.3), never onto a form."""
        return self.layout not in (Layout.FORM, Layout.MINUTES)

    @property
    def mark(self) -> str:
        """The red mark where it is not the issuer's name: of minutes the name of the meeting."""
        return ""

    @property
    def addressees(self) -> tuple[str, ...]:
        return ()

    @property
    def cc(self) -> tuple[str, ...]:
        return ()

    @property
    def note(self) -> str:
        """The 附注 under the date, without its brackets."""
        return "" if self.layout in (Layout.FORM, Layout.MINUTES) else NOTES[self.disclosure]

    @property
    def attachments(self) -> tuple[str, ...]:
        """What the 附件说明 lists; nothing where the tables belong to an enclosure."""
        return () if self.enclosure() else tuple(annex.title for annex in self.annexes())

    def numbered(self, code: str, year: int, seq: int) -> str:
        """The number as it is printed: code, year in 〔〕, no leading zero (GB/T 9704 7.2.5)."""
        return f"{code}〔{year}〕{seq}号"

    def body(self) -> tuple[Block, ...]:
        raise NotImplementedError

    def enclosure(self) -> Enclosure | None:
        return None

    def annexes(self) -> tuple[Annex, ...]:
        return ()

    def attendance(self) -> tuple[Attendance, ...]:
        return ()

    def content(self) -> dict[str, Any]:
        """Everything that is printed and every field it was printed from, as JSON.

        Issuing adds `issue`: number, issuer, co-issuers, signatory and days.
        """
        return {
            "kind": self.kind,
            "genre": self.genre,
            "layout": str(self.layout),
            "disclosure": str(self.disclosure),
            "title": self.title,
            "mark": self.mark,
            "addressees": list(self.addressees),
            "cc": list(self.cc),
            "note": self.note,
            "is_signed_off": self.is_signed_off,
            "is_sealed": self.is_sealed,
            "attachments": list(self.attachments),
            "body": plain(self.body()),
            "enclosure": plain(self.enclosure()),
            "annexes": plain(self.annexes()),
            "attendance": plain(self.attendance()),
            "fields": {field.name: plain(getattr(self, field.name)) for field in fields(self)},
        }


def chinese_date(day: datetime.date) -> str:
    """2016年3月5日: Arabic figures, no leading zeros (GB/T 9704 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_date_of(iso: str | None) -> str:
    """The same of a day as frozen content spells it; empty for none."""
    return chinese_date(datetime.date.fromisoformat(iso)) if iso else ""


def sentence(*parts: str) -> str:
    """The parts that are not empty, joined by commas and closed by a full stop."""
    return "，".join(part.strip("，。") for part in parts if part) + "。"
