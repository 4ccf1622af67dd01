"""What hangs on the wall: how much is open and late in the area, in which units and steps, and what is late longest."""

from __future__ import annotations

from dataclasses import dataclass

from oversight import waiting, whole_flows
from oversight.waiting import Asked, Line, Row

LINES, ROWS = 20, 12
REFRESHED_SECONDS = 120


@dataclass(frozen=True)
class Board:
    """One sheet; `more` is how many units it leaves out. No person is named."""

    total: int
    late: int
    stalled: int
    stalled_days: int
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    more: int
    rows: tuple[Row, ...]
    late_flows: int
    """Flows under way past their own or the overall deadline."""

    @property
    def on_time_percent(self) -> int | None:
        """How much of what is open is within its time; None where nothing is open."""
        return round(100 * (self.total - self.late) / self.total) if self.total else None


def board(areas: tuple[str, ...], asked: Asked) -> Board:
    """The units with most that is late first; as many statements as the list costs, and one."""
    found = waiting.overview(areas, asked, worst_first=True)
    late = [row for row in found.rows if row.due.tone == "late"]
    return Board(
        total=found.total, late=found.late, stalled=found.stalled, stalled_days=found.stalled_days,
        columns=found.columns, lines=found.lines[:LINES], more=max(0, len(found.lines) - LINES) + found.hidden_lines,
        rows=tuple(late[:ROWS]), late_flows=sum(whole_flows.late(areas).values_list("many", flat=True)),
    )  # fmt: skip
