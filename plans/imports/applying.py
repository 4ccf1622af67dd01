"""Writing a prepared import: all fit rows or the chosen ones, in one transaction, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from core import clock, jobs, ledger
from core.errors import Conflict, DomainError, Invalid, Stale
from core.models import Organisation, User
from plans.enums import ImportState, RowVerdict
from plans.imports.datasets import PORTION, Dataset, context_of, register_of
from plans.imports.judging import changes
from plans.imports.preparing import MANY, read, require
from plans.imports.registry import dataset
from plans.imports.rows import Context
from plans.models import PreparedImport, PreparedRow

JOB = "apply_import"


@transaction.atomic
def choose(
    *, actor: User, prepared: int, listed: Sequence[int], chosen: Sequence[int], kept: Mapping[int, Mapping[str, str]]
) -> None:
    """Keep what was ticked among the rows `listed`, and for each conflict whose word counts: "sheet" or "system"."""
    held = _held(actor, prepared)
    rows = list(held.rows.filter(pk__in=listed).order_by("pk"))
    for row in rows:
        row.is_chosen = row.pk in set(chosen)
        if row.verdict == RowVerdict.CONFLICT:
            open_cells = {change["field"] for change in row.changes if change["conflict"]}
            decided = {name: word for name, word in kept.get(row.pk, {}).items() if name in open_cells}
            row.choices = {name: word for name, word in decided.items() if word in ("sheet", "system")}
            row.is_settled = open_cells <= set(row.choices)
    PreparedRow.objects.bulk_update(rows, ["is_chosen", "choices", "is_settled"], batch_size=PORTION)


def confirm(*, actor: User, prepared: int, everything: bool, reason: str = "") -> PreparedImport:
    """Write every fit row, or the chosen ones; many are written by the worker. Confirmed twice it is written once.

    Raises Stale, with the rows judged anew, where the register moved on since they were looked through.
    """
    try:
        with transaction.atomic():
            held = _held(actor, prepared)
            rows = held.rows.fit() if everything else held.rows.fit().filter(is_chosen=True)
            count = rows.count()
            if not count:
                raise Invalid(_("没有可以导入的行：请勾选新增或有改动的行；有冲突的行须先逐格选定"))
            if not reason.strip() and rows.exclude(verdict=RowVerdict.NEW).exists():
                raise Invalid(_("有改动的行须写明更正理由"), field="reason")
            held.reason, held.applied_by = reason.strip()[:200], actor
            held.result = {"everything": everything}
            if count > MANY:
                held.state = ImportState.APPLYING
                held.save(update_fields=["reason", "applied_by", "result", "state"])
                jobs.ring(JOB, prepared=held.pk)
                return held
            _write(held, list(rows.order_by("seq")))
    except Stale:
        judge_again(prepared)
        raise
    return held


def carry_out(prepared: int) -> None:
    """The worker's part of `confirm`; may run twice, and says on the page why it could not."""
    try:
        with transaction.atomic():
            held = PreparedImport.objects.select_for_update(of=("self",)).get(pk=prepared)
            if held.state != ImportState.APPLYING or held.applied_by is None:
                return
            require(held.applied_by, dataset(held.dataset), held.organisation)
            rows = held.rows.fit() if held.result.get("everything") else held.rows.fit().filter(is_chosen=True)
            _write(held, list(rows.order_by("seq")))
    except DomainError as refusal:
        PreparedImport.objects.filter(pk=prepared).update(state=ImportState.READY, applied_by=None)
        if isinstance(refusal, Stale):
            judge_again(prepared)
        PreparedImport.objects.filter(pk=prepared).update(told=refusal.message)


def judge_again(prepared: int) -> None:
    """Read the kept file once more beside what the register says now."""
    read(PreparedImport.objects.get(pk=prepared))


@transaction.atomic
def discard(*, actor: User, prepared: int) -> None:
    """Give a prepared import up; the file and its rows are forgotten."""
    _held(actor, prepared).delete()


def _held(actor: User, prepared: int) -> PreparedImport:
    """The import under its lock, by somebody who may; Conflict where it is no longer to be confirmed."""
    held = (
        PreparedImport.objects.select_for_update(of=("self",))
        .select_related("organisation", "county")
        .defer("content")
        .get(pk=prepared)
    )
    require(actor, dataset(held.dataset), held.organisation)
    if held.state == ImportState.READY and held.expires_at <= clock.now():
        raise Conflict(_("这次导入已过期，请重新上传"))
    if held.state != ImportState.READY:
        raise Conflict(_("这次导入%(state)s，不能再确认") % {"state": held.get_state_display()})
    return held


def _write(held: PreparedImport, rows: list[PreparedRow]) -> None:
    """One transaction: the county is locked before anything is compared, so that two imports follow each other and see each other's rows."""
    actor, context = held.applied_by, context_of(held)
    register = register_of(held, context)
    assert actor is not None  # noqa: S101 - both callers have set it
    register.hold(rows, context)
    Organisation.objects.select_for_update(no_key=True).get(pk=held.county_id)
    _refuse_another_draft(register, context, held)
    _refuse_stale(register, context, rows)
    new = [row for row in rows if row.target is None]
    changed = [row for row in rows if row.target is not None and row.written()]
    try:
        register.write(actor, new, changed, held.reason, context)
    except IntegrityError as error:
        raise Conflict(_("与登记中已有的记录重复或不符，未写入任何一行，请重新查看")) from error
    except DataError as error:
        raise Conflict(_("表中有登记放不下的过大数字，未写入任何一行，请核对各行的数量和金额")) from error
    codes = register.marks([row.target for row in rows if row.target], context)
    for row in (*new, *changed):
        row.outcome = codes.get(row.target or 0, "")
    PreparedRow.objects.bulk_update(rows, ["target", "outcome"], batch_size=PORTION)
    held.state, held.applied_at, held.told = ImportState.APPLIED, clock.now(), ""
    written = [*new, *changed]
    fresh = [row for row in written if row.verdict == RowVerdict.NEW]
    tally = {"new": len(fresh), "changed": len(written) - len(fresh)}
    held.result = {**tally, "rows": len(rows), **_others(held, rows)}
    held.save(update_fields=["state", "reason", "applied_by", "applied_at", "told", "result"])
    ledger.record(
        actor=actor, action="table.imported", chain=held.county_id, table=held.dataset, file=held.file_name,
        sha256=held.file_sha256, organisation=held.organisation.name, year=held.year, rows_new=tally["new"],
        rows_changed=tally["changed"], reason=held.reason, marks=_runs(sorted(row.outcome for row in fresh)),
    )  # fmt: skip


def _refuse_another_draft(register: Dataset, context: Context, held: PreparedImport) -> None:
    """What was looked through for one draft is not written into the one that followed it."""
    if held.asked.get("draft", "") != register.draft(context):
        raise Stale(_("您查看之后，原来的草稿已经送出或终止，现在起草的是另一份，已按它重新比对，请再看一遍"))


def _refuse_stale(register: Dataset, context: Context, rows: Sequence[PreparedRow]) -> None:
    """What somebody looked through is what is written: no new row has become known, no known one has changed."""
    current = register.current({row.target for row in rows if row.target is not None}, context)
    new = [row for row in rows if row.target is None]
    register.match(new, context)
    moved = [row for row in new if row.target is not None]
    for row in rows:
        if row not in moved and row.target is not None:
            now = current.get(row.target)
            if now is None or changes(register, row.said, row.base, now) != row.changes:
                moved.append(row)
    if moved:
        told = _("您查看之后，有%(count)d行对应的记录已被他人改动（如第%(row)d行“%(name)s”），已重新比对，请再看一遍")
        first = moved[0]
        raise Stale(told % {"count": len(moved), "row": first.number, "name": first.label})


def _others(held: PreparedImport, rows: Sequence[PreparedRow]) -> dict[str, Any]:
    """How many rows were not written, by verdict."""
    written = {row.pk for row in rows}
    left = Counter(
        verdict for pk, verdict in held.rows.order_by("pk").values_list("pk", "verdict") if pk not in written
    )
    return {"left": dict(left)}


def _runs(codes: Sequence[str]) -> list[str]:
    """Codes that follow each other as one: 420323-2027-0001至0120."""
    found: list[list[str]] = []
    for code in codes:
        head, _dash, number = code.rpartition("-")
        if found and number.isdecimal():
            last_head, _dash, last = found[-1][-1].rpartition("-")
            if head == last_head and int(number) == int(last) + 1:
                found[-1] = [found[-1][0], code]
                continue
        found.append([code])
    return [run[0] if len(run) == 1 else f"{run[0]}至{run[1].rpartition('-')[2]}" for run in found]
