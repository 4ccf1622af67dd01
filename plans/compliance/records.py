"""Verdicts as plain rows: the same for a draft judged now and for a record read again."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core import clock
from core.deadlines import day_of
from plans.compliance import registry
from plans.compliance.basis import Basis, Threshold, lines_kept, thresholds_kept
from plans.compliance.judging import judge
from plans.compliance.picture import Picture, from_kept
from plans.compliance.reading import basis_of, picture_of, usual
from plans.compliance.registry.thresholds import LEAST_ROWS
from plans.compliance.rule import Hit, Judged, Rule
from plans.enums import BLOCKING, RuleOutcome, Severity, VersionState
from plans.models import ComplianceCheck, KeptVerdict, PlanItem, PlanVersion


@dataclass(frozen=True, kw_only=True)
class HitRow:
    """One thing found, as a record keeps it: of the row with that number, or (none) of the plan as a whole; `amount` is
    yuan as text. `item` is the row's key, of a draft judged now and never kept."""

    seq: int | None = None
    item: int | None = None
    where: str = ""
    message: str = ""
    clause: str = ""
    severity: str = Severity.WARNING
    amount: str = "0"
    entry: str = ""
    justification: str = ""

    @property
    def label(self) -> str:
        return str(Severity(self.severity).label)

    @property
    def words(self) -> str:
        """What and where, without the clause."""
        return f"{self.where}：{self.message}" if self.where else self.message


@dataclass(frozen=True, kw_only=True)
class VerdictRow:
    """What one rule came to."""

    code: str
    outcome: RuleOutcome
    text_from: datetime.date
    hits: tuple[HitRow, ...] = ()
    rule: Rule
    is_unasked: bool = False
    """Whether the plan has too few rows for the rule to be asked; then it passed without having been looked at."""

    @property
    def is_in_the_way(self) -> bool:
        return self.outcome in BLOCKING


@dataclass(frozen=True, kw_only=True)
class Verdicts:
    """A version judged by the rules of a day and the thresholds in force on it, by key. `check` is the record, none for a
    draft that was judged just now."""

    rules_on: datetime.date
    rows: tuple[VerdictRow, ...]
    thresholds: Mapping[str, Threshold]
    check: ComplianceCheck | None = None

    @property
    def found(self) -> list[VerdictRow]:
        """The rules that found something."""
        return [row for row in self.rows if row.hits]

    @property
    def is_whole(self) -> bool:
        """Whether the plan may go on with it."""
        return not any(row.is_in_the_way for row in self.rows)


def standing(version: PlanVersion) -> Verdicts:
    """A draft judged now; what left its drafter, or was ended, by its last record. A version that went on before records
    were kept is judged now, one that was ended before they were by the rules of that day."""
    last = last_check(version)
    if last:
        return kept(last)
    ended = version.dossier.closed_at if version.state == VersionState.TERMINATED else None
    return judged(version, day_of(ended) if ended else clock.today())


def warned(item: PlanItem) -> list[VerdictRow]:
    """The rules that warn of one row of a draft, each with what it found there alone."""
    rows = [
        replace(row, hits=tuple(hit for hit in row.hits if hit.item == item.pk and hit.severity == Severity.WARNING))
        for row in standing(item.version).rows
    ]
    return [row for row in rows if row.hits]


def judged(version: PlanVersion, on: datetime.date) -> Verdicts:
    """The version by the rules of a day: a draft as it is now, what left its drafter as it was judged last, whatever
    became of sources and projects since."""
    last = last_check(version)
    return of_picture(from_kept(last.picture) if last else picture_of(version), basis_of(version.plan.county, on))


def last_check(version: PlanVersion) -> ComplianceCheck | None:
    """The record that stands; none for a draft, nor for what went on before records were kept."""
    if version.state == VersionState.DRAFTING:
        return None
    return ComplianceCheck.objects.of(version.pk).first()


def of_picture(picture: Picture, basis: Basis) -> Verdicts:
    """A picture by the rules of the basis' day."""
    rows = _marked((row_of(one) for one in judge(picture, basis)), len(picture.items), basis.thresholds)
    return Verdicts(rules_on=basis.on, rows=rows, thresholds=basis.thresholds)


def kept(check: ComplianceCheck) -> Verdicts:
    """What a record says, by the editions of its day. One statement."""
    rules = {rule.code: rule for rule in registry.on(check.rules_on)}
    verdicts = KeptVerdict.objects.filter(compliance_check=check).order_by("pk")
    read = (_read(verdict, rules[verdict.code]) for verdict in verdicts if verdict.code in rules)
    held = thresholds_kept(check.basis) if check.basis else {}
    rows = _marked(read, _row_count(check), held)
    return Verdicts(rules_on=check.rules_on, rows=rows, thresholds=held, check=check)


def _row_count(check: ComplianceCheck) -> int:
    """Of how many rows the plan was that was judged; without its picture where the check came by `objects.of`."""
    known: int | None = getattr(check, "row_count", None)
    return len(check.picture["items"]) if known is None else known


def _marked(rows: Iterable[VerdictRow], count: int, thresholds: Mapping[str, Threshold]) -> tuple[VerdictRow, ...]:
    """The rows, those of rules that the plan's size leaves unasked marked; none where the threshold was not kept."""
    least = thresholds.get(LEAST_ROWS.key)
    if least is None or count >= least.value:
        return tuple(rows)
    return tuple(replace(row, is_unasked=LEAST_ROWS in row.rule.parameters and not row.hits) for row in rows)


def rechecked(check: ComplianceCheck, version: PlanVersion, on: datetime.date | None = None) -> Verdicts:
    """The picture of a record judged again: by the rules of its own day with the lines and thresholds that it kept, or by
    those of another day. A record from before they were kept goes by the register."""
    if on in (None, check.rules_on) and check.basis:
        held = Basis(check.rules_on, lines_kept(check.basis), {**usual(), **thresholds_kept(check.basis)})
        return of_picture(from_kept(check.picture), held)
    return of_picture(from_kept(check.picture), basis_of(version.plan.county, on or check.rules_on))


def differences(one: Verdicts, other: Verdicts) -> list[tuple[str, str, str]]:
    """Code and the two outcomes, wherever outcome, rows or figures are not the same; empty where a rule is unknown."""
    ours, theirs = _by_code(one), _by_code(other)
    codes = [row.code for row in one.rows] + [code for code in theirs if code not in ours]
    return [
        (code, _label(ours.get(code)), _label(theirs.get(code)))
        for code in codes
        if _said(ours.get(code)) != _said(theirs.get(code))
    ]


def row_of(one: Judged) -> VerdictRow:
    return VerdictRow(
        code=one.rule.code, outcome=one.outcome, text_from=one.text_from, hits=tuple(map(_hit, one.hits)), rule=one.rule
    )


def unsaved(check: ComplianceCheck, rows: Iterable[VerdictRow]) -> list[KeptVerdict]:
    """The rows as records of a check, not yet saved."""
    return [
        KeptVerdict(
            compliance_check=check, code=row.code, outcome=row.outcome, text_from=row.text_from,
            hits=[asdict(replace(hit, item=None)) for hit in row.hits],
        )
        for row in rows
    ]  # fmt: skip


def _hit(hit: Hit) -> HitRow:
    said = hit.said
    return HitRow(
        item=hit.item, seq=hit.seq, where=said.where, message=said.message, clause=said.clause,
        severity=str(said.severity.value), amount=str(hit.amount), entry=hit.entry, justification=hit.justification,
    )  # fmt: skip


KNOWN = frozenset(field.name for field in fields(HitRow))


def _read(verdict: KeptVerdict, rule: Rule) -> VerdictRow:
    """What an earlier release kept lacks what was added since, which takes its default."""
    hits: Sequence[dict[str, Any]] = verdict.hits
    return VerdictRow(
        code=verdict.code,
        outcome=RuleOutcome(verdict.outcome),
        text_from=verdict.text_from,
        hits=tuple(HitRow(**{name: value for name, value in hit.items() if name in KNOWN}) for hit in hits),
        rule=rule,
    )


def _by_code(verdicts: Verdicts) -> dict[str, VerdictRow]:
    return {row.code: row for row in verdicts.rows}


def _label(row: VerdictRow | None) -> str:
    return str(row.outcome.label) if row else ""


def _said(row: VerdictRow | None) -> tuple[Any, ...] | None:
    """What makes two verdicts the same; the words are told in the reader's language and compare not, but for the clause
    and the line of the list, which are always Chinese."""
    if row is None:
        return None
    hits = [(hit.seq, hit.severity, hit.amount, hit.entry, hit.clause, hit.justification) for hit in row.hits]
    return row.outcome, row.text_from, hits
