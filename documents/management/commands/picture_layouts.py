"""`manage.py picture_layouts --out DIR`: a small picture of the first and last page of every layout, from made-up documents."""

from __future__ import annotations

import io
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from django.core.management.base import BaseCommand, CommandParser

from documents import rendering, specimens
from documents.enums import Layout

DOTS = "48"


class Command(BaseCommand):
    help = "Draw the pictures of the layouts that the documentation shows."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--out", type=Path, default=Path("docs/pictures/layouts"))

    def handle(self, *args: Any, out: Path, **options: Any) -> None:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in _layouts():
            printed = rendering.typeset(content)
            for part, page in (("first", _first(printed.pdf)), ("last", printed.pages)):
                target = out / f"{name}-{part}"
                _picture(printed.pdf, page, target)
                self.stdout.write(f"{target}.png")


def _layouts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each layout once, a joint document and a wide annex."""
    for layout in Layout:
        body = specimens.form_body() if layout == Layout.FORM else specimens.text(_dice(), 6)
        yield str(layout), specimens.content(layout, body)
    yield "joint", specimens.content(Layout.DOCUMENT, specimens.text(_dice(), 4), **specimens.JOINT)
    annex = specimens.annex(_dice(), 12, is_wide=True)
    yield "annex", specimens.content(Layout.LETTER, specimens.text(_dice(), 2), (annex,))


def _dice() -> random.Random:
    return random.Random(9704)  # noqa: S311


def _first(pdf: bytes) -> int:
    """The first page that lies across, else the first."""
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as file:
        return next((number for number, page in enumerate(file.pages, 1) if page.get("/Rotate")), 1)


def _picture(pdf: bytes, page: int, target: Path) -> None:
    subprocess.run(
        ["pdftoppm", "-r", DOTS, "-f", str(page), "-l", str(page), "-singlefile", "-png", "-", str(target)],
        input=pdf, check=True,
    )  # fmt: skip
