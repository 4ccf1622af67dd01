"""What the reader makes of a file, in one line a plan: for a command, and for the table of the documentation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.errors import Invalid
from core.money import wan
from plans.tables.grid import MAX_ROWS, Limits, load
from plans.tables.places import PlaceIndex
from plans.tables.reader import Part, read_parts
from plans.tables.rows import RowKind


@dataclass(frozen=True)
class Verdict:
    """One plan of a file, or why the file holds none (`refused`). Amounts in 万元; `printed` is "" where the table prints
    no total, `left_out` counts totals, headings and remarks, `told` what a clerk is asked to look at."""

    title: str
    items: int = 0
    total: str = ""
    printed: str = ""
    left_out: int = 0
    told: int = 0
    refused: str = ""

    def row(self) -> str:
        """As a row of a table in Markdown."""
        if self.refused:
            return f"| {self.title} | refused | | | | | {self.refused} |"
        agrees = "no total printed" if not self.printed else "agrees" if self.printed == self.total else "differs"
        cells = (
            self.title,
            str(self.items),
            self.total,
            self.printed or "none",
            str(self.left_out),
            str(self.told),
            agrees,
        )
        return f"| {' | '.join(cells)} |"


def verdicts(file: Path, places: PlaceIndex) -> list[Verdict]:
    """One verdict a plan, or the one refusal of the file."""
    found: list[Verdict] = []
    refused = ""
    try:
        for grid in load(file, file.name, Limits(rows=MAX_ROWS, takes_results=True)):
            try:
                found += [_of(part.plan.title or file.name, part) for part in read_parts(grid, places)]
            except Invalid as refusal:
                refused = refused or refusal.message
    except Invalid as refusal:
        refused = refusal.message
    return found or [Verdict(file.name, refused=refused)]


def _of(title: str, part: Part) -> Verdict:
    plan = part.plan
    kinds = Counter(row.kind for row in part.rows)
    printed = plan.printed_total_yuan
    return Verdict(
        title=title,
        items=len(plan.items),
        total=wan(plan.total_yuan),
        printed=wan(printed) if printed is not None else "",
        left_out=sum(count for kind, count in kinds.items() if kind is not RowKind.ITEM),
        told=len(plan.warnings),
    )
