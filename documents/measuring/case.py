"""A file being measured: its pages, what it ought to say, and where its parts were found."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pikepdf

from documents.measuring.pixels import Printer
from documents.measuring.reading import sheets
from documents.measuring.sheet import Line, Sheet, is_red

Content = dict[str, Any]

LEFT, RIGHT, TOP, BOTTOM = 28.0, 184.0, 37.0, 262.0
PITCH = (BOTTOM - TOP - 16 * 25.4 / 72) / 21
EM = 16 * 25.4 / 72
CELL = (RIGHT - LEFT) / 28
SMALL = 14 * 25.4 / 72
NUMBER = re.compile(r"^—\s*(\d+)\s*—$")
DATE = re.compile(r"^(19|20)\d{2}年([1-9]|1[0-2])月([1-9]|[12]\d|3[01])日$")
SOURCE = "content.json"


@dataclass
class Case:
    """One file; `content` is the frozen content found inside it."""

    sheets: list[Sheet]
    content: Content
    printer: Printer

    @property
    def layout(self) -> str:
        return str(self.content["layout"])

    @property
    def issue(self) -> Content:
        issue: Content = self.content.get("issue", {})
        return issue

    @property
    def first(self) -> Sheet:
        return self.sheets[0]

    def inside(self, sheet: Sheet) -> list[Line]:
        """Upright lines from the top of the type area down, without the page number."""
        return [line for line in sheet.lines if line.text and line.top > TOP - 2 and not NUMBER.match(line.text)]

    @cached_property
    def mark(self) -> list[Line]:
        return [line for line in self.first.lines if line.text and is_red(line.colour) and line.size > 18]

    @cached_property
    def title(self) -> list[Line]:
        wanted = self.content["title"]
        return [line for line in self.inside(self.first) if line.text in wanted and 20 < line.size < 24]

    @cached_property
    def number(self) -> Line | None:
        return find(self.first.lines, self.issue.get("number", ""))

    @cached_property
    def first_annex(self) -> int:
        """The page on which the first annex begins; one past the last where there is none."""
        labels = {annex["label"] for annex in self.content["annexes"]}
        if not self.content["enclosure"]:
            labels |= {"附件", "附件1"}
        if not self.content["annexes"]:
            return len(self.sheets) + 1
        for sheet in self.sheets[1:]:
            opening = next((line.text for line in sheet.across or self.inside(sheet)), "")
            if opening in labels:
                return sheet.number
        return len(self.sheets) + 1

    @cached_property
    def first_enclosed(self) -> int:
        """The page on which an enclosed plan begins, with its title or, as an annex, with that word; the first
        annex's where there is none."""
        if not self.content["enclosure"]:
            return self.first_annex
        title = self.content["enclosure"]["title"]
        for sheet in self.sheets[1:]:
            opening = next(iter(self.inside(sheet)), None)
            if opening is None:
                continue
            if opening.text == "附件" if self.content["attachments"] else opening.size > 20 and opening.text in title:
                return sheet.number
        return self.first_annex

    @cached_property
    def dated(self) -> tuple[Sheet, Line] | None:
        """The page and line of the date under the text."""
        for sheet in reversed(self.sheets[: self.first_enclosed - 1]):
            for line in reversed(sheet.lines):
                if DATE.match(line.text) and 15 < line.size < 17:
                    return sheet, line
        return None

    @cached_property
    def colophon(self) -> tuple[Sheet, list[Line]]:
        """The last page that has 版记 text, and that text: lines of 四号 between text and page number."""
        sheet = self.sheets[-1]
        return sheet, [line for line in self.inside(sheet) if abs(line.size - 14) < 0.5]


def find(lines: list[Line], text: str) -> Line | None:
    """The line that says exactly this."""
    return next((line for line in lines if text and line.text == text), None)


def opened(pdf: bytes) -> Case:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as file:
        content = json.loads(file.attachments[SOURCE].get_file().read_bytes())
        return Case(sheets(file), content, Printer(pdf))
