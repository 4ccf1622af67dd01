"""Taking a mould: the rows of every table since a moment, with everything that is to be replaced found and named."""

from __future__ import annotations

import datetime
import io
import re
from dataclasses import dataclass, field

from django.db import connection

from core.models import SearchEntry, User
from documents import codes, rendering
from documents.enums import RenderState
from documents.models import IncomingDocument, IssuedDocument, SubmittedDraft
from plans.models import Project, ProjectSearchEntry
from plans.services import found_by
from workflows.desk.enums import MeetingKind
from workflows.desk.models import Meeting
from workflows.flows.province import sequences
from workflows.flows.province.marks import MARK, PATTERN, Words
from workflows.flows.province.moulds import Layer, Line, Moment, Mould, Series
from workflows.flows.province.sequences import Table
from workflows.flows.province.standing import Standing

LEDGER = "core_ledgerentry"
MADE_BY_TRIGGER = frozenset({"id", "seq", "at", "prev", "hash"})
FROZEN: tuple[type[SubmittedDraft] | type[IssuedDocument], ...] = (SubmittedDraft, IssuedDocument)
"""What keeps a content with its digest."""
DOCUMENTS = IssuedDocument._meta.db_table
INCOMING = IncomingDocument._meta.db_table
MEETINGS = Meeting._meta.db_table
SEARCH = SearchEntry._meta.db_table
PROJECTS, PROJECT_SEARCH = Project._meta.db_table, ProjectSearchEntry._meta.db_table
REGISTERED = f"""CASE WHEN action = 'document.received' THEN (
    SELECT regexp_replace(detail::text, '"register": (\\d+)',
        '"register": @incoming:' || i.organisation_id || ':' || i.year || ':\\1')
    FROM {INCOMING} i JOIN core_organisation o ON o.id = i.organisation_id
    WHERE i.document_id = (detail ->> 'document')::bigint AND o.name = detail ->> 'at')
    ELSE detail::text END"""  # noqa: S608  names only
"""The ledger tells the register's number as well."""
MACHINE_TIME = {
    "viewflow_process": ("created", "finished"),
    "viewflow_task": ("created", "assigned", "started", "finished"),
}
"""Columns that tell the machine's own time, whatever the clock says: the library's, which nobody asks."""
INSTEAD = {
    **{
        (table, column): f"CASE WHEN {column} IS NOT NULL THEN '@made' END"
        for table, columns in MACHINE_TIME.items()
        for column in columns
    },
    (LEDGER, "detail"): REGISTERED,
    (User._meta.db_table, "password"): "'@password'",
    **{(model._meta.db_table, "content"): "'@content:' || id" for model in FROZEN},
    (DOCUMENTS, "seq"): "CASE WHEN seq IS NOT NULL THEN code || '#' || year || '#' || seq END",
    (DOCUMENTS, "verification_code"): "'@code:' || id",
    (SEARCH, "words"): "'@words:' || dossier_id",
    (PROJECT_SEARCH, "words"): "'@words:' || project_id",
    (INCOMING, "seq"): "'@incoming:' || organisation_id || ':' || year || ':' || seq",
    (MEETINGS, "ordinal"): "'@meeting:' || kind || ':' || year || ':' || ordinal",
    (DOCUMENTS, "render_state"): f"'{RenderState.DEFERRED}'",
}
"""What is taken instead of a column: a content is filled in and hashed by itself, a number comes from its series."""

Rows = dict[Table, list[tuple[int, str]]]


@dataclass
class Known:
    """What words and keys of the model county stand for."""

    words: Words
    keys: dict[int, str]
    """Of rows that every stamp finds in its place: organisations and people."""


@dataclass
class Naming:
    """Turns the text of rows into text to be filled in, and notes what it needs."""

    known: Known
    keys: dict[int, str] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    contents: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    moments: dict[str, Moment] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    meetings: dict[str, tuple[str, int]] = field(default_factory=dict)
    found_by: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, tuple[Series, int]] = field(default_factory=dict)
    projects: dict[str, tuple[int, int]] = field(default_factory=dict)
    received: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def __call__(self, text: str) -> str:
        named = PATTERN.sub(self._name, text.replace("%", "%%"))
        if MARK in named:
            raise LookupError(f"a marked word was cut in two: {named[max(0, named.index(MARK) - 40) :][:80]}")
        return named

    def _name(self, found: re.Match[str]) -> str:
        named: str = getattr(self, f"_{found.lastgroup}")(found)
        return named

    def _uuid(self, found: re.Match[str]) -> str:
        return f"%({self.requests.setdefault(found[0], f'r{len(self.requests)}')})s"

    def _digest(self, found: re.Match[str]) -> str:
        name = self.digests.get(found[0])
        return f"%({name})s" if name else found[0]

    def _content(self, found: re.Match[str]) -> str:
        return f"%({self.contents[found[0].removeprefix('@content:')]})s"

    def _code(self, found: re.Match[str]) -> str:
        return f"%({self.contents[found[0].removeprefix('@code:')].replace('c', 'v')})s"

    def _cited(self, found: re.Match[str]) -> str:
        """A document's code where another document lists it."""
        name = self.codes.get(found[0])
        return f"%({name})s" if name else found[0]

    def _words(self, found: re.Match[str]) -> str:
        return f"%({self.found_by[found[0].removeprefix('@words:')]})s"

    def _meeting(self, found: re.Match[str]) -> str:
        """The column that counts the meetings of a body, a kind and a year; a story holds one of a kind."""
        return f"%(g.{found['meeting_kind']})s"

    def _incoming(self, found: re.Match[str]) -> str:
        """The number in an agency's incoming register of the year."""
        agency = self.known.keys[int(found["incoming_at"])]
        year, seq = int(found["incoming_year"]), int(found["incoming_seq"])
        self.received[f"i.{agency}.{year}.{seq}"] = (agency, year, seq)
        return f"%(i.{agency}.{year}.{seq})s"

    def _sitting(self, found: re.Match[str]) -> str:
        """The same where minutes and opinions cite it."""
        kind = MeetingKind.EXECUTIVE if found["sitting_kind"].endswith("常务会议") else MeetingKind.LEADING_GROUP
        return f"第%(g.{kind})s次{found['sitting_kind']}" if f"g.{kind}" in self.meetings else found[0]

    def _once(self, found: re.Match[str]) -> str:
        """What is the same for the whole province."""
        return f"%({found['once']})s"

    def _word(self, found: re.Match[str]) -> str:
        return f"%({self.known.words.name_of(found[0])})s"

    def _key(self, found: re.Match[str]) -> str:
        key = int(found[0])
        return f"%({self.keys.get(key) or self.known.keys[key]})s"

    def _moment(self, found: re.Match[str]) -> str:
        """To the minute; one that is exact (a close of business, an appointed hour) stays as it is."""
        text = found["moment"]
        at = datetime.datetime.fromisoformat(text)
        if not (at.second or at.microsecond):
            return text
        moment = Moment(at.replace(second=0, microsecond=0, tzinfo=None), found["style"], found["zone"])
        name = f"m{moment.at:%Y%m%d%H%M}{'t' if moment.style == 'T' else ''}{len(moment.zone)}"
        self.moments[name] = moment
        return f"%({name})s"

    def _number(self, found: re.Match[str]) -> str:
        return f"%({self._numbered(found['number'], found['number_year'], found['number_seq'], 'n')})s"

    def _seq(self, found: re.Match[str]) -> str:
        return f"%({self._numbered(found['seq'], found['seq_year'], found['seq_seq'], 'q')})s"

    def _numbered(self, text: str, year: str, seq: str, letter: str) -> str:
        code = self.known.words.name_of(text)
        place, use = code.split(".c.")
        name = f"{letter}.{code}.{year}.{seq}"
        self.numbers[name] = ((place, use, int(year)), int(seq))
        return name

    def _project(self, found: re.Match[str]) -> str:
        year, seq = int(found["project_year"]), int(found["project_seq"])
        self.projects[f"p.{year}.{seq}"] = (year, seq)
        return f"%(p.{year}.{seq})s"


def here() -> dict[str, int]:
    """Where the keys stand: what comes after belongs to the mould."""
    return sequences.positions()


def cast(
    known: Known,
    since: dict[str, int],
    *,
    story: str,
    stage: str,
    year: int,
    villages: int,
    standing: Standing | None = None,
) -> Mould:
    """The rows written since a moment, as a mould."""
    now = here()
    grown = (table for table in sequences.tables() if now[table.owner] > since[table.owner])
    rows = {table: _rows(table, since[table.owner]) for table in grown}
    naming = Naming(known)
    for kind, held_in in Meeting.objects.filter(pk__gt=since[MEETINGS]).order_by("pk").values_list("kind", "year"):
        naming.meetings[f"g.{kind}"] = (kind, held_in)
    keys = _name_keys(rows, naming)
    contents, found_by = _name_contents(since, naming), _name_found_by(since, naming)
    layers = tuple(_layer(table, lines, naming) for table, lines in rows.items() if lines and table.name != LEDGER)
    ledger = next((_ledger(table, lines, naming) for table, lines in rows.items() if table.name == LEDGER), ())
    return Mould(
        story=story, stage=stage, year=year, villages=villages, layers=layers, ledger=ledger, contents=contents,
        keys=keys, moments=naming.moments, numbers=naming.numbers, projects=naming.projects,
        requests=len(naming.requests), meetings=naming.meetings, found_by=found_by, received=naming.received,
        standing=standing,
    )  # fmt: skip


def columns_of(table: Table) -> tuple[str, ...]:
    """What is loaded of a table: all but what the ledger's trigger makes itself."""
    if table.name == LEDGER:
        return tuple(column for column in table.columns if column not in MADE_BY_TRIGGER)
    return table.columns


def _rows(table: Table, since: int) -> list[tuple[int, str]]:
    """Key and text of each row, as the database writes it out."""
    wanted = ", ".join(INSTEAD.get((table.name, column), f'"{column}"') for column in columns_of(table))
    query = f'SELECT "{table.key}", {wanted} FROM {table.name} WHERE "{table.key}" > {since} ORDER BY 1'  # noqa: S608
    out = io.StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY ({query}) TO STDOUT", out)
    split = (line.partition("\t") for line in out.getvalue().split("\n") if line)
    return [(int(key), text) for key, _tab, text in split]


def _name_keys(rows: Rows, naming: Naming) -> dict[str, tuple[str, ...]]:
    """Each row's key gets a name: the table's, and its place in the mould."""
    found: dict[str, tuple[str, ...]] = {}
    for table, lines in rows.items():
        if table.owner == table.name and table.name != LEDGER:
            names = tuple(f"{table.name}.{n}" for n in range(len(lines)))
            naming.keys |= {key: name for (key, _text), name in zip(lines, names, strict=True)}
            found[table.name] = names
    return {table: names for table, names in found.items() if names}


def _name_contents(since: dict[str, int], naming: Naming) -> tuple[str, ...]:
    """The contents in their canonical spelling, in the order of time: a later one may cite an earlier one's digest
    and code."""
    frozen = [
        row for model in FROZEN for row in model.objects.filter(pk__gt=since[model._meta.db_table]).order_by("pk")
    ]
    frozen.sort(key=_frozen_at)
    for n, row in enumerate(frozen):
        naming.contents[str(row.pk)] = f"c{n}"
        naming.digests.setdefault(row.content_sha256, f"h{n}")
        if isinstance(row, IssuedDocument):
            naming.codes[codes.spoken(row.verification_code)] = f"w{n}"
    return tuple(naming(rendering.canonical(row.content).decode()) for row in frozen)


def _frozen_at(row: SubmittedDraft | IssuedDocument) -> datetime.datetime:
    return row.issued_at if isinstance(row, IssuedDocument) else row.submitted_at


def _name_found_by(since: dict[str, int], naming: Naming) -> tuple[str, ...]:
    """What each dossier and each project is found by: its pairs of letters follow from the texts."""
    entries = SearchEntry.objects.filter(dossier__gt=since["core_dossier"]).order_by("dossier")
    projects = Project.objects.filter(pk__gt=since[PROJECTS]).select_related("proposer__parent").order_by("pk")
    told = list(entries.values_list("dossier_id", "texts"))
    told += [(project.pk, "\n".join(found_by.lines(project))) for project in projects]
    naming.found_by |= {str(key): f"s{n}" for n, (key, _texts) in enumerate(told)}
    return tuple(naming(texts) for _key, texts in told)


def _layer(table: Table, lines: list[tuple[int, str]], naming: Naming) -> Layer:
    text = "".join(f"{line}\n" for _key, line in lines)
    return Layer(table.name, columns_of(table), naming(text), len(lines))


def _ledger(table: Table, lines: list[tuple[int, str]], naming: Naming) -> tuple[Line, ...]:
    at = columns_of(table).index("clock_at")
    return tuple(Line(naming(line.split("\t")[at]), naming(f"{line}\n")) for _key, line in lines)
