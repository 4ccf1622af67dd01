"""Turns frozen content into what the print templates show.

What issuing may add under `issue`, beside number, names and dates: `issuers` and `signatories` of a joint document,
lead first; `serial`, `secrecy` and `urgency` for the top left corner; `offices`, the offices of those whose stamps
sign an order; `is_sealed`, false for a document that bears only its office's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from documents import annexes, heads, printed_blocks, signatures
from documents.adornments import BARE, Adornments
from documents.colophons import OWN_PAGE, colophon
from documents.composer import CELL_PT, lines, normalise, paragraph, width
from documents.enums import Layout
from documents.measures import EM_MM, LINE_MM, ROWS, millimetres
from documents.papers import chinese_date_of
from documents.titles import LONGEST, broken

Content = dict[str, Any]


def html(content: Content, *, colophon_place: str = "", adornments: Adornments = BARE,
         laid_out: Sequence[annexes.Laid] = ()) -> str:  # fmt: skip
    """The whole document; `colophon_place` is empty or one of `colophons`; `laid_out` are its annexes' pages."""
    context = _context(content, adornments) | {"annexes": laid_out, "adornments": adornments}
    if not colophon_place and laid_out and laid_out[-1].is_wide:
        colophon_place = OWN_PAGE
    context["colophon"] = colophon(content, addressees=context["addressees_below"], place=colophon_place)
    return render_to_string(f"documents/print/{content['layout']}.html", context)


def _context(content: Content, adornments: Adornments) -> Content:
    issue, layout = content.get("issue", {}), content["layout"]
    mark = content["mark"] or issue.get("mark", "")
    named = _named(issue)
    block = printed_blocks.form_block if layout == Layout.FORM else printed_blocks.block
    context = {
        "layout": layout,
        "title": content["title"],
        "title_lines": broken(content["title"], 22 if layout == Layout.FORM else LONGEST),
        "is_signed_off": content["is_signed_off"],
        "number": issue.get("number", ""),
        "issuer_name": issue.get("issuer_name", ""),
        "date": chinese_date_of(issue.get("document_date")),
        "stamp": f"{issue.get('document_date') or '2000-01-01'}T00:00:00+08:00",
        "corner": [issue[key] for key in ("serial", "secrecy", "urgency") if issue.get(key)],
        "body": [block(item) for item in content["body"]],
        "attachments": _attachments(content["attachments"]),
        "attendance": [_attendance(line) for line in content["attendance"]],
        "note": content["note"] and paragraph([(normalise(f"（{content['note']}）"), "")]),
        "enclosure": _enclosure(content["enclosure"], block),
    }
    if layout == Layout.FORM:
        to = "，".join(content["addressees"]) + "：" if content["addressees"] else ""
        return context | {"to_plain": to, "addressees_below": ""}
    placed = heads.head(layout, mark, named["issuers"], named["signatories"])
    context |= {"mark": mark, "head": _head(placed), "sign": _sign(layout, issue, named, adornments)}
    return context | _addressees(content, heads.rows(placed) + len(context["title_lines"]))


def _named(issue: Content) -> dict[str, list[str]]:
    """Issuers and signatories, one or several."""
    return {
        "issuers": issue.get("issuers") or [issue.get("issuer_name", "")],
        "signatories": issue.get("signatories") or [issue.get("signatory_name", "")],
        "offices": issue.get("offices") or [""],
    }


def _head(placed: heads.Head) -> Content:
    pieces = [{"text": piece.text} | millimetres(size=piece.size, top=piece.top, left=piece.left, spacing=piece.spacing)
              for piece in placed.mark]  # fmt: skip
    return millimetres(
        number_top=placed.number_top, issuer_top=placed.issuer_top, line_top=placed.line_top,
        lower_top=placed.lower_top, corner_top=placed.corner_top, height=heads.snapped(placed), line=LINE_MM,
    ) | {"mark": pieces, "signatories": list(_signatory_rows(placed))}  # fmt: skip


def _signatory_rows(placed: heads.Head) -> Iterator[Content]:
    """Two names a line, the last line beside the number, all beginning below the first name (7.2.6)."""
    longest = max((len(name) for row in placed.signatory_rows for name in row), default=0)
    for order, names in enumerate(placed.signatory_rows):
        above = len(placed.signatory_rows) - 1 - order
        top = placed.number_top - above * LINE_MM
        cells = [name + "　" * (longest - len(name)) for name in names]
        if len(placed.signatory_rows) > 1 and len(cells) == 1:
            cells.append("　" * longest)
        yield {"is_first": order == 0, "names": "　".join(cells), "top": f"{top:.3f}"}


def _addressees(content: Content, rows_above: int) -> Content:
    """主送机关 below the title, or in the 版记 where the first page would be left without a line of text (7.3.2)."""
    names = "，".join(content["addressees"])
    if not names:
        return {"to": "", "addressees_below": ""}
    text = f"{names}："
    if rows_above + 1 + len(lines([(text, "")], indent=0)) + 1 > ROWS:
        return {"to": "", "addressees_below": names}
    return {"to": paragraph([(text, "")], indent=0), "addressees_below": ""}


def _sign(layout: str, issue: Content, named: dict[str, list[str]], adornments: Adornments) -> Content:
    date = chinese_date_of(issue.get("document_date"))
    if layout == Layout.ORDER:
        signers = list(zip(named["offices"], named["signatories"], strict=True))
        block = signatures.stamped(signers, date)
    elif issue.get("is_sealed", True):
        block = signatures.sealed(named["issuers"], date, adornments)
    else:
        block = signatures.unsealed(named["issuers"][0], date)
    return {
        "height": f"{block.height:.3f}",
        "words": [{"text": words.text} | millimetres(left=words.left, top=words.top) for words in block.words],
        "seals": [_place(place, adornments.seal(place.name)) for place in block.seals],
        "stamps": [_place(place, adornments.signature(place.name)) for place in block.stamps],
    }


def _place(place: signatures.Place, image: SafeString) -> Content:
    lengths = {key: value for key, value in asdict(place).items() if key != "name"}
    return {"name": place.name, "image": image} | millimetres(**lengths)


def _attachments(names: Sequence[str]) -> list[Content]:
    """附件：1. …, every line of a name beginning below its first character (7.3.4)."""
    found = []
    for order, name in enumerate(names, 1):
        number = f"{order}. " if len(names) > 1 else ""
        cells = 28 - 2 - (3 + width(number)) * EM_MM / 25.4 * 72 / CELL_PT
        found.append({"number": number, "name": paragraph([(normalise(name), "")], cells=cells, indent=0)})
    return found


def _attendance(line: Content) -> Content:
    cells = 28 - 2 - (width(line["label"]) + 1) * EM_MM / 25.4 * 72 / CELL_PT
    return {"label": line["label"], "names": paragraph([(normalise(line["names"]), "")], cells=cells, indent=0)}


def _enclosure(enclosure: Content | None, block: Any) -> Content | None:
    return enclosure and {
        "title_lines": broken(enclosure["title"]),
        "blocks": [block(item) for item in enclosure["blocks"]],
    }
