"""What a return names beside its words: the clause that it rests on, the rows of its dossier that it concerns, and the
columns of a row in which something is wrong.

Each room says at start-up which clauses there are, which rows its kinds of dossier have and what columns their table. What was named is kept with
the opinion as it was then (`named` in its detail): numbers move, and clauses get later editions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from core import clock
from core.deadlines import day_of
from core.enums import DossierKind
from core.errors import Invalid
from core.models import Dossier
from workflows.desk import steps
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Opinion, WorkItem

NAMED = "named"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A rule by its code, what it is called, the source that it rests on, which is always Chinese, and where it is read."""

    code: str
    source: str
    title: StrOrPromise = ""
    url: str = ""

    def __str__(self) -> str:
        return f"{f'{self.code} {self.title}'.strip()}（{self.source}）"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of the table whose rows may be named: the field of a row in which something is wrong."""

    code: str
    title: StrOrPromise

    def __str__(self) -> str:
        return str(self.title)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of what a dossier is about: the code that names it for ever, its number in the list where the list counts,
    its name, the page where it is read or corrected, and the township where it lies; of one that a return named the
    columns in which something is wrong, none for the whole row."""

    code: str
    name: str
    number: int | None = None
    url: str = ""
    place: str = ""
    columns: tuple[Column, ...] = ()

    def __str__(self) -> str:
        where = _("第%(number)d项") % {"number": self.number} if self.number else self.code
        return f"{where} {self.name}{self.wrong}"

    @property
    def wrong(self) -> str:
        """The columns, in the reader's words; empty for the whole row."""
        return _("（%(columns)s）") % {"columns": _("、").join(map(str, self.columns))} if self.columns else ""


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a return named; `grounds` are the points of its step's list, in the reader's words."""

    grounds: tuple[str, ...] = ()
    clause: Clause | None = None
    rows: tuple[Row, ...] = ()

    def lines(self) -> list[str]:
        """A line each, for the story of a dossier."""
        told = [
            (_("存在的问题：%(named)s"), _("、").join(self.grounds)),
            (_("依据的规定：%(named)s"), str(self.clause or "")),
            (_("涉及的项目：%(named)s"), _("、").join(map(str, self.rows))),
        ]
        return [line % {"named": named} for line, named in told if named]


Clauses = Callable[[datetime.date], Iterable[Clause]]
Rows = Callable[[Dossier], Sequence[Row]]
Wrong = Mapping[str, Collection[str]]
"""By the code of a row those of its columns."""

_clauses: list[Clauses] = []
_rows: dict[str, Rows] = {}
_columns: dict[str, Sequence[Column]] = {}


def register_clauses(clauses: Clauses) -> None:
    """The rules in force on a day, in their order."""
    _clauses[:] = [clauses]


def register_rows(kind: DossierKind, rows: Rows, columns: Sequence[Column] = ()) -> None:
    """The rows of a kind of dossier and the columns of their table, in their order; its statements do not grow with them."""
    _rows[DossierKind(kind).value] = rows
    _columns[DossierKind(kind).value] = columns


def clauses() -> list[Clause]:
    """What a return of today may rest on."""
    return [clause for listed in _clauses for clause in listed(clock.today())]


def rows(dossier: Dossier) -> Sequence[Row]:
    """What a return of this dossier may concern; none of a kind that has no rows."""
    listed = _rows.get(dossier.kind)
    return listed(dossier) if listed else ()


def columns(kind: str) -> Sequence[Column]:
    """What of a row of such a dossier a return may name; none where its table has no columns of its own."""
    return _columns.get(kind, ())


def kept(dossier: Dossier, clause: str, named: Collection[str], wrong: Wrong | None = None) -> dict[str, Any]:
    """What is kept of a return that names this rule (or none) and these rows, `wrong` in some of their columns; empty where it
    names neither.

    Raises Invalid for a rule that is not in force, for a row that is not of this dossier, and for a column of a row that is
    not named or that its table has not.
    """
    of_rule = next((one for one in clauses() if one.code == clause), None)
    if clause and of_rule is None:
        raise Invalid(_("没有代码为“%(code)s”的现行规则，请从列表中选择") % {"code": clause}, field="clause")
    listed = {row.code: row for row in rows(dossier)} if named else {}
    if strange := [code for code in named if code not in listed]:
        said = _("“%(codes)s”不是本案卷的项目，请从本案卷的项目中选择")
        raise Invalid(said % {"codes": "、".join(strange)}, field="rows")
    told: dict[str, Any] = {}
    if of_rule:
        told["clause"] = {"code": of_rule.code, "source": of_rule.source}
    columns_of = _wrong(dossier, named, wrong or {})
    if chosen := [row for row in listed.values() if row.code in set(named)]:
        told["rows"] = [
            {"code": row.code, "number": row.number, "name": row.name, **columns_of.get(row.code, {})} for row in chosen
        ]
    return told


def _wrong(dossier: Dossier, named: Collection[str], wrong: Wrong) -> dict[str, dict[str, list[str]]]:
    """The columns of each row as they are kept, in the order of the table."""
    if strange := [code for code in wrong if code not in set(named)]:
        raise Invalid(_("“%(codes)s”没有选为涉及的项目") % {"codes": "、".join(strange)}, field="columns")
    known = [column.code for column in columns(dossier.kind)]
    if unknown := sorted({code for codes in wrong.values() for code in codes} - set(known)):
        raise Invalid(_("没有“%(columns)s”这一栏目，请从列表中选择") % {"columns": "、".join(unknown)}, field="columns")
    return {row: {"columns": [code for code in known if code in codes]} for row, codes in wrong.items() if codes}


def recorded(grounds: Collection[str], named: Mapping[str, Any]) -> dict[str, Any]:
    """The same for the ledger: codes alone."""
    told: dict[str, Any] = {"grounds": list(grounds)}
    if "clause" in named:
        told["clause"] = named["clause"]["code"]
    if "rows" in named:
        told["projects"] = [row["code"] for row in named["rows"]]
        if wrong := [f"{row['code']}.{column}" for row in named["rows"] for column in row.get("columns", ())]:
            told["columns"] = wrong
    return told


def column_words(recorded_column: str, kind: str) -> str:
    """A row and one of its columns as the ledger keeps them (`X12.content`), in the reader's words."""
    row, _dot, code = recorded_column.rpartition(".")
    return f"{row} {next((str(one) for one in columns(kind) if one.code == code), code)}"


def printed_clause(data: Mapping[str, Any]) -> str:
    """The source of the rule that a return names, for its paper: always Chinese; empty where it names none."""
    source: str = data.get(NAMED, {}).get("clause", {}).get("source", "")
    return source


def printed_rows(kind: str, data: Mapping[str, Any]) -> list[str]:
    """The projects that a return of such a dossier names, each with the columns in which something is wrong, for its paper:
    always Chinese."""
    with translation.override("zh-hans"):
        return [
            "：".join(filter(None, [f"{row['name']}（{row['code']}）", "、".join(map(str, _columns_of(kind, row)))]))
            for row in data.get(NAMED, {}).get("rows", ())
        ]


def _columns_of(kind: str, row: Mapping[str, Any]) -> tuple[Column, ...]:
    """Those of a row that a return named, by what they are called now; one that the table has not any more by its code."""
    titles = {column.code: column for column in columns(kind)}
    return tuple(titles.get(code, Column(code=code, title=code)) for code in row.get("columns", ()))


def of(opinion: Opinion, listed: Iterable[Row] = ()) -> Named:
    """What a return named; its rows lead where they stand now, as far as they are `listed`. No statement."""
    points = steps.grounds(opinion.proceeding.flow_key, opinion.step)
    told: Mapping[str, Any] = opinion.detail.get(NAMED, {})
    urls = {row.code: row.url for row in listed}
    kind = steps.kind(opinion.proceeding.flow_key)
    return Named(
        grounds=tuple(points[one] for one in opinion.detail.get("grounds", ()) if one in points),
        clause=_clause(told["clause"], day_of(opinion.written_at)) if "clause" in told else None,
        rows=tuple(
            Row(**{**row, "columns": _columns_of(kind, row)}, url=urls.get(row["code"], ""))
            for row in told.get("rows", ())
        ),
    )


def _clause(told: Mapping[str, str], on: datetime.date) -> Clause:
    """By the title that the rule had on that day, in the reader's language."""
    listed = (one for clauses in _clauses for one in clauses(on) if one.code == told["code"])
    return replace(next(listed, Clause(code=told["code"], source="")), source=told["source"])


def to_correct(dossier: Dossier) -> dict[str, tuple[Column, ...]]:
    """The codes of the rows that the return named for which the dossier lies where it lies now, each with the columns in which
    something is wrong by any of its returns; none where one of them names the whole row. One statement."""
    lying = WorkItem.objects.open().filter(dossier=dossier, why=Why.RETURNED).values("cause")
    said = Opinion.objects.standing().filter(task__in=lying, decision=Decision.RETURN)
    details = said.order_by("pk").values_list("detail", flat=True)
    found: dict[str, tuple[Column, ...]] = {}
    for row in (row for detail in details for row in detail.get(NAMED, {}).get("rows", ())):
        wrong, before = _columns_of(dossier.kind, row), found.get(row["code"])
        both = (*(before or ()), *wrong)
        found[row["code"]] = wrong if before is None else tuple(dict.fromkeys(both)) if wrong and before else ()
    return found
