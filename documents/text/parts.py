"""A document's text in the order of GB/T 9704 7.3: title, addressees, text, note of annexes, signature, note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from documents import heads, signatures
from documents.adornments import Adornments
from documents.annexes.columns import grid
from documents.annexes.pages import body_rows, head_row
from documents.blocks import ANNEX, is_annexed
from documents.composer import CELL_PT, normalise, single, width
from documents.enums import Layout
from documents.measures import CELL_MM, EM_MM, LINE_MM, PT_MM, ROWS, TYPE_WIDTH_MM
from documents.papers import chinese_date_of
from documents.text.rows import BLANK, Part, Passage, Row, Tabled, Words, beside, centred, kept, set_rows
from documents.titles import broken

Content = dict[str, Any]

TITLE_PT, CAPTION_PT = 22.0, 14.0
INDENT_MM = 2 * CELL_MM
HEADINGS = ("H2", "H3", "H4")
"""How headings below the title are tagged, by level."""
FACES = {1: "hei", 2: "kai"}
ENDING_ROWS = 2
"""Of a text, at least so many lines stand on its last page, above the signature: 单行不成页."""


@dataclass(frozen=True)
class Parts:
    """What is set below a head of `head_rows` rows, and what is enclosed on pages of its own."""

    head: heads.Head
    text: tuple[Part, ...]
    enclosed: tuple[Part, ...] = ()
    signature: signatures.Block = field(default_factory=lambda: signatures.Block(0))
    addressees_below: str = ""
    """Addressees that would leave the first page without a line of text: they go into the 版记 (7.3.2)."""


def parts(content: Content, adornments: Adornments) -> Parts:
    """The parts of an official document; forms have none."""
    layout = content["layout"]
    issue = content.get("issue", {})
    names = named(issue)
    corner = sum(bool(issue.get(key)) for key in ("serial", "secrecy", "urgency"))
    placed = heads.head(layout, mark(content), names.issuers, names.signatories, corner=corner)
    signature = _signature(content, names, adornments)
    head = [] if layout == Layout.ORDER else [_title(content["title"])]
    addressed, below = ([BLANK], "") if layout != Layout.ORDER else ([], "")
    if layout not in {Layout.ORDER, Layout.MINUTES}:
        addressed, below = _addressed(content, heads.rows(placed) + sum(len(title.rows) for title in head))
    body = list(_blocks(content["body"]))
    tail = list(_tail(content, signature))
    if tail:
        rows = sum(len(part.rows) for part in body if isinstance(part, Passage))
        body = kept(body, min(ENDING_ROWS, max(rows - 1, 1)), goes_on=True)
    else:
        body = kept(body, ENDING_ROWS)
    return Parts(placed, (*head, *addressed, *body, *tail), tuple(_enclosed(content)), signature, below)


def mark(content: Content) -> str:
    """The red words at the head."""
    return str(content["mark"] or content.get("issue", {}).get("mark", ""))


@dataclass(frozen=True)
class Named:
    """Issuers, signatories and their offices, one or several, lead first."""

    issuers: tuple[str, ...]
    signatories: tuple[str, ...]
    offices: tuple[str, ...]


def named(issue: Content) -> Named:
    return Named(
        tuple(issue.get("issuers") or [issue.get("issuer_name", "")]),
        tuple(issue.get("signatories") or [issue.get("signatory_name", "")]),
        tuple(issue.get("offices") or [""]),
    )


def _title(title: str) -> Passage:
    return Passage("H1", centred(broken(title), size=TITLE_PT, face="title", room=TYPE_WIDTH_MM), title)


def _addressed(content: Content, rows_above: int) -> tuple[list[Passage], str]:
    """主送机关 one row below the title at the left edge, held to the first line of the text (7.3.2)."""
    names = "，".join(content["addressees"])
    if not names:
        return [BLANK], ""
    rows = set_rows([(f"{names}：", "")], indent=0)
    if rows_above + 1 + len(rows) + 1 > ROWS:
        return [BLANK], names
    return [BLANK, Passage("P", rows).held()], ""


def _blocks(blocks: Sequence[Content]) -> Iterator[Part]:
    for item in blocks:
        match item["block"]:
            case "heading":
                yield _heading(item)
            case "paragraph":
                yield Passage("P", set_rows([(normalise(item["text"]), "")]))
            case "table":
                yield from _table(item)
            case kind:
                raise ValueError(f"{kind} stands on forms only")


def _heading(item: Content) -> Passage:
    """Held to what follows; one that runs into its paragraph is its first words."""
    face = FACES.get(item["level"], "")
    text, rest = normalise(item["text"]), normalise(item["run_in"])
    if rest:
        return Passage("P", set_rows([(text, face), (rest, "")]))
    tag = HEADINGS[min(item["level"], len(HEADINGS)) - 1]
    return Passage(tag, set_rows([(text, face)]), text).held()


def _table(item: Content) -> Iterator[Part]:
    if item.get("caption"):
        rows = centred([item["caption"]], size=CAPTION_PT, face="fang", room=TYPE_WIDTH_MM)
        yield Passage("Caption", rows)
    columns = grid(item["columns"], item["rows"], may_turn=False)
    head = head_row(columns)
    yield Tabled(columns, head, tuple(body_rows(item, columns, head)), item["totals"])


def _tail(content: Content, signature: signatures.Block) -> Iterator[Passage]:
    """What follows the text; it takes the last line of the text along onto another page."""
    if content["layout"] == Layout.MINUTES:
        yield from _attendance(content["attendance"])
        return
    note = _note(content) and set_rows([(_note(content), "")])
    signed = _signed(signature)
    attached = list(_attachments(content["attachments"]))
    count = sum(len(passage.rows) for passage in attached) + len(signed.rows) + len(note or ())
    if attached:
        is_short = count < ROWS
        yield BLANK
        for passage in attached[:-1]:
            yield passage.held(whole=is_short)
        yield attached[-1].held(whole=is_short)
    if note:
        yield signed.held()
        yield Passage("P", note)
    else:
        yield signed


def _note(content: Content) -> str:
    """The 附注 in its brackets (7.3.6)."""
    return normalise(f"（{content['note']}）") if content["note"] else ""


def _attachments(names: Sequence[str]) -> Iterator[Passage]:
    """附件：1. …, every line of a name beginning below its first character (7.3.4)."""
    for order, name in enumerate(names, 1):
        number = f"{order}. " if len(names) > 1 else ""
        left = INDENT_MM + (3 + width(number)) * EM_MM
        cells = (TYPE_WIDTH_MM - left) / PT_MM / CELL_PT
        before = [("附件：", "", INDENT_MM)] if order == 1 else []
        before += [(number.strip(), "", INDENT_MM + 3 * EM_MM)] if number else []
        yield Passage("P", beside(before, set_rows([(normalise(name), "")], cells=cells, indent=0, left=left)))


def _attendance(found: Sequence[Content]) -> Iterator[Passage]:
    """出席, 请假 and 列席 after a blank line, names below the first after the colon (10.3)."""
    for number, item in enumerate(found):
        left = INDENT_MM + (width(item["label"]) + 1) * EM_MM
        cells = (TYPE_WIDTH_MM - left) / PT_MM / CELL_PT
        rows = set_rows([(normalise(item["names"]), "")], cells=cells, indent=0, left=left)
        label = [(item["label"], "hei", INDENT_MM), ("：", "", left - EM_MM)]
        if not number:
            yield BLANK
        whole = Passage("P", beside(label, rows)).held()
        yield replace(whole, rows=(*whole.rows[:-1], replace(whole.rows[-1], is_held=False)))


def _signature(content: Content, names: Named, adornments: Adornments) -> signatures.Block:
    issue = content.get("issue", {})
    date = chinese_date_of(issue.get("document_date"))
    if content["layout"] == Layout.MINUTES:
        return signatures.Block(0)
    if content["layout"] == Layout.ORDER:
        return signatures.stamped(list(zip(names.offices, names.signatories, strict=True)), date)
    if issue.get("is_sealed", True):
        return signatures.sealed(names.issuers, date, adornments, _note(content))
    return signatures.unsealed(names.issuers[0], date)


def _signed(block: signatures.Block) -> Passage:
    rows: list[list[Words]] = [[] for _row in range(block.rows)]
    for words in block.words:
        if words.text:
            row = int((words.top + 0.01) // LINE_MM)
            rows[row].append(Words(single(words.text), words.left, down=words.top - row * LINE_MM))
    held = [Row(tuple(found), is_held=order < block.rows - 1) for order, found in enumerate(rows)]
    return Passage("P", tuple(held), is_signature=True)


def _enclosed(content: Content) -> Iterator[Part]:
    """A plan on pages of its own: issued by its notice it begins with its title; as an annex with its label on the
    first line and its title on the third (7.3.7)."""
    enclosure = content["enclosure"]
    if not enclosure:
        return
    if is_annexed(content):
        yield Passage("P", set_rows([(ANNEX, "hei")], indent=0)).held()
        yield BLANK
    yield _title(enclosure["title"])
    yield BLANK
    yield from kept(list(_blocks(enclosure["blocks"])), ENDING_ROWS)
