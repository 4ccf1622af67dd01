"""What a stage of a story left in every table, ready to be stamped."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from workflows.flows.province.standing import Standing

Series = tuple[str, str, int]
"""Place of the model county, use of the document code, year."""


@dataclass(frozen=True)
class Layer:
    """The rows of one table as one text to be filled in; `keys` names the keys that the rows define."""

    table: str
    columns: tuple[str, ...]
    text: str
    rows: int


@dataclass(frozen=True)
class Line:
    """One entry of the ledger, ordered by the moment it tells of, both to be filled in."""

    moment: str
    text: str


@dataclass(frozen=True)
class Moment:
    """A moment of the story, to the minute, and how it is written."""

    at: datetime.datetime
    style: str
    zone: str

    def written(self, later: datetime.timedelta) -> str:
        shifted = self.at + later
        if self.zone == "Z":
            return f"{shifted:%Y-%m-%dT%H:%M:%S}Z"
        return f"{shifted:%Y-%m-%d}{self.style}{shifted:%H:%M:%S}{self.zone}"


@dataclass(frozen=True, eq=False)
class Mould:
    """One stage of one story of one year, with so many villages; each is itself and no other."""

    story: str
    stage: str
    year: int
    villages: int
    layers: tuple[Layer, ...]
    ledger: tuple[Line, ...]
    contents: tuple[str, ...]
    keys: dict[str, tuple[str, ...]]
    """By table: the names of the keys that its rows define, in order."""
    moments: dict[str, Moment]
    numbers: dict[str, tuple[Series, int]]
    """Document numbers and their sequence numbers, each of a series."""
    projects: dict[str, tuple[int, int]]
    """Project codes, each of a year."""
    meetings: dict[str, tuple[str, int]]
    """Numbers of meetings, each of a kind and year."""
    received: dict[str, tuple[str, int, int]]
    """Numbers in the incoming registers, each of an agency and year."""
    found_by: tuple[str, ...]
    """The texts that each dossier and each project is found by."""
    requests: int
    """How many identifiers of requests it uses."""

    standing: Standing | None = None
    """Of which counties it is true; of all where nothing is said."""

    @property
    def work_items(self) -> int:
        return next((layer.rows for layer in self.layers if layer.table == "engine_workitem"), 0)
