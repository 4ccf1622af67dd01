"""From an uploaded file to a prepared import that somebody can look through; nothing of the register is touched."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, jobs
from core.errors import Invalid, Refused
from core.models import Organisation, User
from plans.enums import FIT, ImportState, RowVerdict
from plans.imports import marks
from plans.imports.datasets import PORTION, Dataset, context_of, register_of
from plans.imports.fields import Kind
from plans.imports.judging import judge
from plans.imports.registry import dataset
from plans.imports.rows import ReadRow
from plans.imports.sheets_out import HELP
from plans.models import PreparedImport, PreparedRow
from plans.tables.grid import Limits, load

KEEP = datetime.timedelta(days=7)
"""How long a prepared import waits to be confirmed."""
LIMITS = Limits(rows=50_000, takes_results=True)
LARGE = 300 * 1024
"""Bytes from which a file is read by the worker, and rows from which it is written by it."""
MANY = 1_000
JOB = "prepare_import"


def receive(
    *, actor: User, key: str, organisation: Organisation, year: int, name: str, content: bytes,
    asked: Mapping[str, str] | None = None,
) -> PreparedImport:  # fmt: skip
    """Keep an uploaded file and read it, a large one behind the scenes.

    Raises Refused for whoever may not import there, Invalid for a file that is no table of this register. Of a file that
    could not be read here nothing is kept, whatever the fault.
    """
    register = dataset(key)
    require(actor, register, organisation)
    kept = PreparedImport.objects.create(
        dataset=key, organisation=organisation, county=organisation.county or organisation, year=year,
        asked=dict(asked or {}), file_name=name[-200:], file_sha256=hashlib.sha256(content).hexdigest(),
        content=content, made_by=actor, expires_at=clock.now() + KEEP,
    )  # fmt: skip
    if len(content) > LARGE:
        jobs.ring(JOB, prepared=kept.pk)
        return kept
    try:
        read(kept)
    except Exception:
        kept.delete()
        raise
    return kept


def require(actor: User, register: Dataset, organisation: Organisation) -> None:
    """Raises Refused unless the actor may import into that register for that organisation."""
    if not register.may(actor, organisation.pk):
        told = _("您没有为%(organisation)s导入“%(register)s”的职责")
        raise Refused(told % {"organisation": organisation.name, "register": register.title})


def read(prepared: PreparedImport) -> None:
    """Read the file anew and judge its rows; may run twice. Raises Invalid for a file that is no such table.

    Only what is kept of it is written in a transaction: on a busy machine a large file takes longer than one may idle.
    """
    context = context_of(prepared)
    register = register_of(prepared, context)
    content = bytes(prepared.content)
    limits = replace(LIMITS, columns=register.columns)
    grids = [g for g in load(content, prepared.file_name, limits) if g.sheet != HELP]
    if not grids:
        raise Invalid(_("工作簿里没有内容"))
    mark = marks.read(content, prepared.file_name)
    if mark:
        _refuse_strangers(prepared, register, mark)
    prepared.asked["draft"] = register.draft(context)
    _tell(prepared, 0, sum(len(grid.rows) for grid in grids))
    rows: list[PreparedRow] = []
    remarks: list[str] = []
    for one in register.read(grids, context):
        if isinstance(one, str):
            remarks.append(one)
        else:
            rows.append(_row(prepared, len(rows) + 1, one))
            if len(rows) % PORTION == 0:
                _tell(prepared, len(rows), prepared.rows_all)
    _match_by_marks(register, prepared, rows, mark)
    if mark and register.sums:
        remarks = _without_old_totals(register, mark, rows, remarks)
    if mark is None and any(row.target for row in rows):
        remarks.append(
            _(
                "表中有系统编号，但导出时的隐藏标记已丢失，只与系统现有内容比对：导出后他人改过的也会显示为改动，清空的格不计"
            )
        )
    _match_by_file(prepared, rows)
    judge(prepared.made_by, register, context, rows)
    prepared.state, prepared.told = ImportState.READY, ""
    prepared.remarks = list(dict.fromkeys(remarks))
    prepared.exported_at = mark.exported_at if mark and mark.rows else None
    prepared.rows_done = prepared.rows_all = len(rows)
    _keep(prepared, rows)


def _tell(prepared: PreparedImport, done: int, of: int) -> None:
    """Say on the page of a large file how far its reading is, in rows of the table."""
    prepared.rows_done, prepared.rows_all = done, of
    if len(prepared.content) > LARGE:
        PreparedImport.objects.filter(pk=prepared.pk).update(rows_done=done, rows_all=of)


@transaction.atomic
def _keep(prepared: PreparedImport, rows: list[PreparedRow]) -> None:
    """In place of what was read before, unless somebody confirmed that meanwhile."""
    held = PreparedImport.objects.select_for_update(of=("self",)).only("state").get(pk=prepared.pk)
    if held.state not in (ImportState.READING, ImportState.READY):
        return
    _keep_choices(prepared, rows)
    prepared.rows.all().delete()
    PreparedRow.objects.bulk_create(rows, batch_size=PORTION)
    prepared.save(update_fields=["state", "told", "remarks", "exported_at", "rows_done", "rows_all", "asked"])


def _keep_choices(prepared: PreparedImport, rows: list[PreparedRow]) -> None:
    """What was ticked and decided stands for the rows that would still do the same."""
    chosen = ("sheet", "number", "verdict", "changes", "is_chosen", "choices", "is_settled")
    before = {(row.sheet, row.number): row for row in prepared.rows.only(*chosen).order_by("seq")}
    for row in rows:
        old = before.get((row.sheet, row.number))
        if old and (old.verdict, old.changes) == (row.verdict, row.changes):
            row.is_chosen, row.choices, row.is_settled = old.is_chosen, old.choices, old.is_settled


def _row(prepared: PreparedImport, seq: int, one: ReadRow) -> PreparedRow:
    verdict = RowVerdict.LEFT_OUT if one.is_left_out else RowVerdict.WRONG if one.is_wrong else RowVerdict.NEW
    row = PreparedRow(
        prepared=prepared, seq=seq, sheet=one.sheet[:200], number=one.number, verdict=verdict, said=one.said,
        label=str(one.said.get("name", ""))[:200], remarks=one.remarks,
        cells=one.columns.letters,
    )  # fmt: skip
    row.supposed, row.mark = one.supposed, one.mark  # type: ignore[attr-defined]
    return row


def _refuse_strangers(prepared: PreparedImport, register: Dataset, mark: marks.Mark) -> None:
    """A sheet goes back where it came from."""
    mine = (prepared.dataset, prepared.organisation.code, prepared.year)
    if (mark.dataset, mark.organisation, mark.year) != mine:
        told = _("这张表是为其他登记、单位或年度导出的（%(organisation)s，%(year)d年度），请在那里导入或重新下载模板")
        raise Invalid(told % {"organisation": mark.organisation, "year": mark.year})


def _match_by_marks(
    register: Dataset, prepared: PreparedImport, rows: list[PreparedRow], mark: marks.Mark | None
) -> None:
    marked = {row.mark for row in rows if row.mark}  # type: ignore[attr-defined]
    known = register.marked(marked, context_of(prepared)) if marked else {}
    for row in rows:
        code = row.mark  # type: ignore[attr-defined]
        if code in known:
            row.target = known[code]
            row.base = dict(mark.rows[code]) if mark and code in mark.rows else None
        elif code:
            was_exported = mark is not None and code in mark.rows
            told = register.stray(code, was_exported, context_of(prepared))
            row.remarks.append({"column": "A", "heading": marks.MARK_HEADING, "message": told, "wrong": True})
            row.verdict = RowVerdict.WRONG


def _without_old_totals(register: Dataset, mark: marks.Mark, rows: list[PreparedRow], remarks: list[str]) -> list[str]:
    """The line of totals that was exported adds up no more once somebody edits a row, and nobody has to mend it: what was
    said of it is said no more."""
    money = [field.name for field in register.fields if field.kind is Kind.MONEY]
    sent = [register.prefilled(said) for said in mark.rows.values()]
    exported = {name: sum((Decimal(str(said.get(name) or 0)) for said in sent), Decimal()) for name in money}
    dropped: set[str] = set()
    for row in rows:
        printed = {name: Decimal(str(row.said.get(name) or 0)) for name in money}
        if row.verdict == RowVerdict.LEFT_OUT and printed == exported:
            dropped |= {str(remark["message"]) for remark in row.remarks if remark["wrong"]}
            row.remarks = [remark for remark in row.remarks if not remark["wrong"]]
    return [one for one in remarks if not any(one.endswith(message) for message in dropped)]


def _match_by_file(prepared: PreparedImport, rows: list[PreparedRow]) -> None:
    """The same file again: each row is the record that it became, compared with what it said then; a row that was not
    written then is looked at as for the first time."""
    earlier = PreparedRow.objects.filter(
        prepared__organisation=prepared.organisation_id, prepared__dataset=prepared.dataset,
        prepared__file_sha256=prepared.file_sha256, prepared__state=ImportState.APPLIED, prepared__year=prepared.year,
        target__isnull=False,
    ).exclude(outcome="", verdict__in=(*FIT, RowVerdict.WRONG))  # fmt: skip
    if draft := prepared.asked["draft"]:
        earlier = earlier.filter(prepared__asked__draft=draft)
    listed = earlier.order_by("pk").values_list("sheet", "number", "target")
    known = {(sheet, number): target for sheet, number, target in listed.iterator(PORTION)}
    for row in rows:
        if row.target is None and (target := known.get((row.sheet, row.number))):
            row.target = target
            row.base = dict(row.said)


def problems(prepared: PreparedImport) -> Iterator[tuple[PreparedRow, str]]:
    """Every wrong row with its words, for a command's output."""
    for row in prepared.rows.filter(verdict=RowVerdict.WRONG).order_by("seq"):
        yield row, "；".join(f"{r['column']}{row.number} {r['message']}" for r in row.remarks if r["wrong"])
