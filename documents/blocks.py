"""What a paper is made of; every block is plain data and goes into the frozen content as it is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import Any, ClassVar, Literal

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, kw_only=True)
class Block:
    """One piece of text; `block` names it in the frozen content and picks its template."""

    block: ClassVar[str]


@dataclass(frozen=True)
class Paragraph(Block):
    """Running text, first line indented by two characters."""

    block = "paragraph"
    text: str


@dataclass(frozen=True)
class Heading(Block):
    """A heading: level 1 一、(黑体), 2 （一）(楷体), 3 1. and 4 （1） (仿宋). `run_in` continues its line."""

    block = "heading"
    level: int
    text: str
    run_in: str = ""


@dataclass(frozen=True)
class Column:
    """A table column: `width` in characters, shared out over the line."""

    title: str
    width: float = 6
    align: Align = "center"


@dataclass(frozen=True)
class Table(Block):
    """A ruled table; the last `totals` rows are totals."""

    block = "table"
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    totals: int = 0


@dataclass(frozen=True)
class Field:
    """A labelled cell of a form; a wide one takes the whole line."""

    label: str
    value: str
    is_wide: bool = False


@dataclass(frozen=True)
class Fields(Block):
    """Labelled cells, two a line."""

    block = "fields"
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Opinion(Block):
    """What one person or office wrote on a form, with name and full date (条例 第二十二条)."""

    block = "opinion"
    label: str
    text: str
    name: str = ""
    day: str = ""


@dataclass(frozen=True)
class Signers(Block):
    """Lines left to be signed by hand, each with its role and, where known, its name."""

    block = "signers"
    signers: tuple[Field, ...]


@dataclass(frozen=True)
class Annex:
    """A table at the back, on pages of its own, with its head repeated on each."""

    label: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    unit: str = ""
    notes: tuple[str, ...] = ()
    totals: int = 0


@dataclass(frozen=True)
class Enclosure:
    """A plan or rule carried by a notice (印发), no annex and without 附件说明 (finding 16); or, where the paper's
    `attachments` name it, its annex: a text with tables of its own, as a draft sent round for comment."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Attendance:
    """A line 出席, 请假 or 列席 of minutes (GB/T 9704 10.3)."""

    label: str
    names: str


ANNEX = "附件"


def is_annexed(content: dict[str, Any]) -> bool:
    """Whether what a paper encloses is its annex: then the 附件说明 lists it, and only it."""
    return bool(content["enclosure"] and content["attachments"])


def annex_label(content: dict[str, Any], annex: dict[str, Any], order: int) -> str:
    """As the 附件说明 counts the annexes from 1; tables of an enclosed plan keep the name that its text gives them."""
    listed = content["attachments"]
    if content["enclosure"] or not listed:
        return str(annex["label"])
    return f"{ANNEX}{order}" if len(listed) > 1 else ANNEX


def plain(value: Any) -> Any:
    """Any value of a paper as JSON has it: dates ISO, amounts decimal strings, rows objects."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        named = {"block": value.block} if isinstance(value, Block) else {}
        return named | {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value
