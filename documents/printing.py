"""Turns frozen content into what the print templates show."""

from __future__ import annotations

import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from documents.composer import CELL_MM, lines, normalise, paragraph, width
from documents.enums import Layout
from documents.papers import chinese_date
from documents.titles import LONGEST, broken

Content = dict[str, Any]

LINE_MM = (225 - 16 * 25.4 / 72) / 21
HALF_LEADING_MM = (LINE_MM - 16 * 25.4 / 72) / 2
TYPE_WIDTH_MM = 156.0
SMALL_PT = 14.0
COLOPHON_CELLS = (TYPE_WIDTH_MM / 25.4 * 72 - 70) / SMALL_PT
SIZES = ((12.0, 34.0), (10.5, 40.0), (9.0, 47.0))
WIDE_SIZES = ((10.5, 52.0), (9.0, 62.0), (8.0, 72.0), (7.5, 80.0), (7.0, 88.0), (6.5, 999.0))
"""Type sizes and the characters of column width that they hold, upright and landscape."""


NUMBERED = "break-before:left;page:upright"
UNNUMBERED = "break-before:left;page:colophon"
"""How the 版记 gets onto an even page: straight after the text, or behind a blank page, both then unnumbered."""


def html(content: Content, *, colophon_place: str = "") -> str:
    """The whole document; `colophon_place` is empty, NUMBERED or UNNUMBERED."""
    context = _context(content)
    if not colophon_place and context["annexes"] and context["annexes"][-1]["is_wide"]:
        colophon_place = "break-before:page;page:upright"
    context["colophon"] = _colophon(content, colophon_place)
    return render_to_string(f"documents/print/{content['layout']}.html", context)


def has_colophon(content: Content) -> bool:
    return _colophon(content, "") is not None and content["layout"] != Layout.FORM


def _context(content: Content) -> Content:
    issue, layout = content.get("issue", {}), content["layout"]
    date = _date(issue.get("document_date"))
    mark = content["mark"] or issue.get("mark", "")
    to = "，".join(content["addressees"]) + "：" if content["addressees"] else ""
    blocks = _form_block if layout == Layout.FORM else _block
    enclosure = content["enclosure"]
    return {
        "layout": layout,
        "title": content["title"],
        "title_lines": broken(content["title"], 22 if layout == Layout.FORM else LONGEST),
        "is_signed_off": content["is_signed_off"],
        "mark": mark,
        "number": issue.get("number", ""),
        "issuer_name": issue.get("issuer_name", ""),
        "signatory_name": issue.get("signatory_name", ""),
        "date": date,
        "stamp": f"{issue.get('document_date') or '2000-01-01'}T00:00:00+08:00",
        "head": _head(layout, mark),
        "to": paragraph([(to, "")], indent=0) if to else "",
        "to_plain": to,
        "body": [blocks(block) for block in content["body"]],
        "attachments": content["attachments"],
        "sign": _sign(issue.get("issuer_name", ""), date),
        "note": content["note"],
        "attendance": [_attendance(line) for line in content["attendance"]],
        "enclosure": enclosure and {
            "title_lines": broken(enclosure["title"]),
            "blocks": [blocks(block) for block in enclosure["blocks"]],
        },
        "annexes": [_annex(annex) for annex in content["annexes"]],
    }  # fmt: skip


def _date(iso: str | None) -> str:
    return chinese_date(datetime.date.fromisoformat(iso)) if iso else ""


def _head(layout: str, mark: str) -> dict[str, str]:
    """Where the parts of the head stand, in mm from the top of the type area."""
    letters = max(len(mark), 1)
    if layout == Layout.LETTER:
        size = min(15.0, 150 / letters)
        top = 30 - 34.6 - size * 0.06
        line = top + size + 4
        number = line + 2.1 + 4.94
        height = number + 5.64 + 2 * LINE_MM
        return _millimetres(size=size, top=top, line_top=line, lower_top=277 - 34.6 - 2.1, number_top=number,
                            height=height)  # fmt: skip
    size = min(21.0, TYPE_WIDTH_MM * 0.97 / letters)
    top = 35 + HALF_LEADING_MM - size * 0.06
    number = top + size + 2 * LINE_MM
    issuer = number + LINE_MM
    line = (issuer if layout == Layout.MINUTES else number) + 5.64 + 4.4
    height = -(-(line + 2 * LINE_MM) // LINE_MM) * LINE_MM
    return _millimetres(size=size, top=top, number_top=number, issuer_top=issuer, line_top=line, height=height)


def _millimetres(**lengths: float) -> dict[str, str]:
    return {name: f"{length:.3f}" for name, length in lengths.items()}


def _sign(issuer_name: str, date: str) -> dict[str, str]:
    """With a seal: the date four cells from the right, the issuer centred on it (GB/T 9704 7.3.5.1)."""
    date_cells, issuer_cells = width(date), width(issuer_name)
    date_right = max(4.0, (issuer_cells - date_cells) / 2)
    issuer_right = date_right + (date_cells - issuer_cells) / 2
    return _millimetres(date_right=date_right * CELL_MM, issuer_right=max(issuer_right, 0) * CELL_MM)


def _attendance(line: Content) -> Content:
    cells = 28 - 2 - width(line["label"]) - 1
    return {"label": line["label"], "names": paragraph([(normalise(line["names"]), "")], cells=cells, indent=0)}


def _colophon(content: Content, place: str) -> Content | None:
    issue = content.get("issue", {})
    label = "分送" if content["layout"] == Layout.MINUTES else "抄送"
    copies = "，".join(content["cc"]) + "。" if content["cc"] else ""
    printed_by = "" if content["layout"] == Layout.LETTER else issue.get("printed_by", "")
    if not copies and not printed_by:
        return None
    rows = len(lines([(copies, "")], cells=COLOPHON_CELLS, indent=0, size=SMALL_PT, cell=SMALL_PT)) if copies else 0
    return {
        "label": label,
        "copies": copies and paragraph([(copies, "")], cells=COLOPHON_CELLS, indent=0, size=SMALL_PT, cell=SMALL_PT),
        "printed_by": printed_by,
        "printed_on": _date(issue.get("printed_on")),
        "height": f"{8 * (rows + bool(printed_by)) + 2:.1f}",
        "place": place,
    }


def _block(block: Content) -> SafeString:
    match block["block"]:
        case "heading":
            return _heading(block)
        case "paragraph":
            return paragraph([(normalise(block["text"]), "")])
        case _:
            return _form_block(block)


def _heading(block: Content) -> SafeString:
    face = {1: "hei", 2: "kai"}.get(block["level"], "")
    text, rest = normalise(block["text"]), normalise(block["run_in"])
    composed = paragraph([(text, face), (rest, "")] if rest else [(text, face)])
    return composed if rest else format_html('<div class="heading">{}</div>', composed)


def _form_block(block: Content) -> SafeString:
    match block["block"]:
        case "heading":
            face = "hei" if block["level"] == 1 else "kai"
            return format_html('<p class="{}">{}</p>', face, block["text"] + block["run_in"])
        case "paragraph":
            return format_html('<p class="running">{}</p>', block["text"])
        case "table":
            return _table(block, _size(block["columns"], SIZES))
        case "fields":
            return render_to_string("documents/print/blocks/fields.html", {"rows": _paired(block["fields"])})
        case "signers":
            return render_to_string("documents/print/blocks/signers.html", {"rows": _paired(block["signers"])})
        case kind:
            return render_to_string(f"documents/print/blocks/{kind}.html", block)


def _paired(fields: list[Content]) -> list[list[Content]]:
    """Two fields a line; a wide one, or one left alone, fills its line."""
    rows: list[list[Content]] = []
    for field in fields:
        if rows and len(rows[-1]) == 1 and not rows[-1][0]["is_wide"] and not field["is_wide"]:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _annex(annex: Content) -> Content:
    is_wide = _characters(annex["columns"]) > SIZES[-1][1]
    size = _size(annex["columns"], WIDE_SIZES if is_wide else SIZES)
    return annex | {"is_wide": is_wide, "table": _table(annex, size)}


def _characters(columns: list[Content]) -> float:
    return float(sum(column["width"] for column in columns))


def _size(columns: list[Content], sizes: tuple[tuple[float, float], ...]) -> float:
    total = _characters(columns)
    return next((size for size, holds in sizes if total <= holds), sizes[-1][0])


def _table(table: Content, size: float) -> SafeString:
    columns, total = table["columns"], _characters(table["columns"])
    first_total = len(table["rows"]) - table["totals"]
    rows = [
        {
            "is_total": number >= first_total,
            "cells": [{"align": c["align"], "text": text} for c, text in zip(columns, row, strict=True)],
        }
        for number, row in enumerate(table["rows"])
    ]
    shares = [{"title": c["title"], "share": f"{c['width'] / total * 100:.3f}"} for c in columns]
    context = {"columns": shares, "rows": rows, "size": size, "caption": table.get("caption", "")}
    return render_to_string("documents/print/blocks/table.html", context)
