"""What may not stand in a document that everyone reads: a person's own numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

_SHAPES = (
    (_("身份证号"), re.compile(r"(?<![\dA-Za-z])(?:\d ?){17}[\dXx](?![\dA-Za-z])")),
    (_("银行账号"), re.compile(r"(?<![\dA-Za-z])(?:\d ?){15,18}\d(?![\dA-Za-z])")),
    (_("手机号码"), re.compile(r"(?<![\dA-Za-z])1[3-9]\d(?:[ -]?\d{4}){2}(?![\dA-Za-z])")),
)


def personal_numbers(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Each identity, bank account or mobile number in what is printed: what it is, and its first three figures.

    By shape alone, since a wrong number may be somebody's too; landlines, division codes, dates and amounts have others.
    """
    for text in _printed(content):
        for name, shape in _SHAPES:
            if found := shape.search(text):
                yield str(name), found[0][:3]
                break


def _printed(content: dict[str, Any]) -> Iterator[str]:
    for part in ("title", "body", "enclosure", "annexes", "note", "attachments", "attendance"):
        yield from _strings(content.get(part))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
