"""Turns frozen content into what the print templates show.

What issuing may add under `issue`, beside number, names and dates: `issuers` and `signatories` of a joint document,
lead first; `serial`, `secrecy` and `urgency` for the top left corner; `offices`, the offices of those whose stamps
sign an order; `is_sealed`, false for a document that bears only its office's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents import annexes, heads, printed_blocks, signatures, text
from documents.adornments import BARE, Adornments
from documents.colophons import NONE, Ending
from documents.composer import normalise, paragraph, width
from documents.enums import Layout
from documents.measures import CELL_MM, EM_MM, LINE_MM, millimetres
from documents.papers import chinese_date_of
from documents.text.parts import Parts
from documents.titles import broken

Content = dict[str, Any]
FORM_TITLE = 22
"""Characters of a form's title on one line."""


def html(content: Content, *, ending: Ending = NONE, adornments: Adornments = BARE,
         set_text: tuple[Parts, text.Sheets] | None = None, laid_out: Sequence[annexes.Laid] = ()) -> str:  # fmt: skip
    """The whole document; `ending` is its 版记; `set_text` is its text by pages, which a
    form does not have, and `laid_out` are its annexes' pages."""
    context = _context(content) | {"annexes": laid_out, "adornments": adornments}
    context |= _text(*set_text, adornments) if set_text else _form(content)
    context["ending"] = ending
    context["is_code_left"] = ending.pages > 0 and ending.pages % 2 == 0
    template = "form" if content["layout"] == Layout.FORM else "official"
    return render_to_string(f"documents/print/{template}.html", context)


def _context(content: Content) -> Content:
    issue = content.get("issue", {})
    return {
        "layout": content["layout"],
        "title": content["title"],
        "is_signed_off": content["is_signed_off"],
        "number": issue.get("number", ""),
        "issuer_name": issue.get("issuer_name", ""),
        "date": chinese_date_of(issue.get("document_date")),
        "stamp": f"{issue.get('document_date') or '2000-01-01'}T00:00:00+08:00",
    }


def _text(parts: Parts, sheets: text.Sheets, adornments: Adornments) -> Content:
    """The head, and the empty places of what is drawn."""
    above = f"{heads.snapped(parts.head):.3f}"
    return {"above": above, "sheets": sheets.all, "sign": _sign(parts.signature, sheets, adornments)}


def _form(content: Content) -> Content:
    return {
        "title_lines": broken(content["title"], FORM_TITLE),
        "body": [printed_blocks.form_block(item) for item in content["body"]],
        "attachments": _attachments(content["attachments"]),
        "to_plain": "，".join(content["addressees"]) + "：" if content["addressees"] else "",
        "enclosure": content["enclosure"] and {
            "title_lines": broken(content["enclosure"]["title"]),
            "blocks": [printed_blocks.form_block(item) for item in content["enclosure"]["blocks"]],
        },
    }  # fmt: skip


def _sign(block: signatures.Block, sheets: text.Sheets, adornments: Adornments) -> Content:
    """Seals and stamps, and the page and the height where the signature begins."""
    sheet = next((sheet for sheet in sheets.text if sheet.signed is not None), None)
    if sheet is None or sheet.signed is None:
        return {}
    return {
        "anchor": sheet.anchor,
        "top": f"{(sheet.signed - sheet.above) * LINE_MM:.3f}",
        "seals": [_place(place, adornments.seal(place.name)) for place in block.seals],
        "stamps": [_place(place, adornments.signature(place.name)) for place in block.stamps],
    }


def _place(place: signatures.Place, image: SafeString) -> Content:
    lengths = {key: value for key, value in asdict(place).items() if key != "name"}
    return {"name": place.name, "image": image} | millimetres(**lengths)


def _attachments(names: Sequence[str]) -> list[Content]:
    """附件：1. … of a form."""
    found = []
    for order, name in enumerate(names, 1):
        number = f"{order}. " if len(names) > 1 else ""
        cells = 28 - 2 - (3 + width(number)) * EM_MM / CELL_MM
        found.append({"number": number, "name": paragraph([(normalise(name), "")], cells=cells, indent=0)})
    return found
