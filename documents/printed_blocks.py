"""The blocks of a form as HTML."""

from __future__ import annotations

import re
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Content = dict[str, Any]

SIZES = ((12.0, 34.0), (10.5, 40.0), (9.0, 47.0))
"""Type sizes of a table in the text and the characters of column width that they hold."""


def form_block(item: Content) -> SafeString:
    """One block of a form."""
    match item["block"]:
        case "heading":
            face = "hei" if item["level"] == 1 else "kai"
            return format_html('<p class="{}">{}</p>', face, item["text"] + item["run_in"])
        case "paragraph":
            return format_html('<p class="running">{}</p>', whole(item["text"]))
        case "table":
            return _table(item)
        case "fields":
            return render_to_string("documents/print/blocks/fields.html", {"rows": _paired(item["fields"])})
        case "signers":
            return render_to_string("documents/print/blocks/signers.html", {"rows": _paired(item["signers"])})
        case kind:
            return render_to_string(f"documents/print/blocks/{kind}.html", item)


DATE = re.compile(r"((?:[0-9]{4}年)?[0-9]{1,2}月[0-9]{1,2}日)")


def whole(text: str) -> SafeString:
    """A text whose dates stay on one line."""
    return format_html_join("", "{}", (
        (format_html('<span class="whole">{}</span>', part) if at % 2 else part,) for at, part in enumerate(DATE.split(text))
    ))  # fmt: skip


def _paired(fields: list[Content]) -> list[list[Content]]:
    """Two fields a line; a wide one, or one left alone, fills its line."""
    rows: list[list[Content]] = []
    for field in ({**found, "value": whole(found["value"])} for found in fields):
        if rows and len(rows[-1]) == 1 and not rows[-1][0]["is_wide"] and not field["is_wide"]:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _table(table: Content) -> SafeString:
    columns = table["columns"]
    total = float(sum(column["width"] for column in columns))
    first_total = len(table["rows"]) - table["totals"]
    rows = [
        {
            "is_total": number >= first_total,
            "cells": [{"align": c["align"], "text": whole(text)} for c, text in zip(columns, row, strict=True)],
        }
        for number, row in enumerate(table["rows"])
    ]
    shares = [{"title": c["title"], "share": f"{c['width'] / total * 100:.3f}"} for c in columns]
    size = next((size for size, holds in SIZES if total <= holds), SIZES[-1][0])
    context = {"columns": shares, "rows": rows, "size": size, "caption": table.get("caption", "")}
    return render_to_string("documents/print/blocks/table.html", context)
