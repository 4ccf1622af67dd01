"""What a plan says to the warnings of its compliance check (五（二）, 六（六）): row by row, and for the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from plans.compliance import registry
from plans.compliance.basis import Threshold
from plans.compliance.judges.money import plain
from plans.compliance.records import VerdictRow, standing
from plans.enums import RuleOutcome, Severity
from plans.models import PlanItem, PlanVersion
from plans.papers import JustificationRow, StandardRow
from plans.papers.cells import day_text

UNEXPLAINED = "尚未写明说明"
"""What a draft shows; no plan leaves its drafter like that."""
WHOLE = "方案总体"


@dataclass(frozen=True)
class Justifications:
    """`listed` is what the negative list warns of, rule by rule of each item, `further` what other rules warn of, `standards` the thresholds
    that were laid down otherwise than the system sets them."""

    listed: tuple[JustificationRow, ...]
    further: tuple[JustificationRow, ...]
    standards: tuple[StandardRow, ...]


def of(version: PlanVersion, items: Sequence[PlanItem]) -> Justifications:
    """In the order of the items; empty only where the verdicts that stand warn of nothing."""
    verdicts = standing(version)
    told = [row for row in verdicts.rows if any(hit.severity != Severity.HINT for hit in row.hits)]
    further = [verdict for verdict in told if not _is_of_the_list(verdict) and verdict.outcome != RuleOutcome.FORBIDDEN]
    return Justifications(
        tuple(_listed(told, items)),
        tuple(row for verdict in further for row in _further(verdict, items)),
        tuple(_standards(verdicts.thresholds)),
    )


def _is_of_the_list(verdict: VerdictRow) -> bool:
    """The negative list against single rows; what it says of the plan as a whole is told with the rest."""
    return verdict.code.startswith("N") and all(hit.seq is not None for hit in verdict.hits)


def _listed(told: Sequence[VerdictRow], items: Sequence[PlanItem]) -> list[JustificationRow]:
    """A row for each rule that an item touches: the lines of the list by their names, and the reason said to that rule."""
    rows: dict[int | None, list[tuple[str, str]]] = defaultdict(list)
    for verdict in told:
        if not _is_of_the_list(verdict):
            continue
        lines: dict[int | None, list[str]] = defaultdict(list)
        reasons = {hit.seq: hit.justification.strip() for hit in verdict.hits}
        for hit in verdict.hits:
            lines[hit.seq].append(hit.entry or str(verdict.rule.title))
        for seq, names in lines.items():
            rows[seq].append(("、".join(names), reasons[seq] or UNEXPLAINED))
    return [
        JustificationRow(project=item.project.name, entry=entry, justification=reason)
        for item in items
        for entry, reason in rows[item.seq]
    ]


def _further(verdict: VerdictRow, items: Sequence[PlanItem]) -> list[JustificationRow]:
    """What a rule beside the negative list warns of, in its own words: row by row, or once for the plan as a whole."""
    names = {item.seq: item.project.name for item in items}
    rows = [
        JustificationRow(
            project=names[hit.seq], entry=hit.message, justification=hit.justification.strip() or UNEXPLAINED
        )
        for hit in verdict.hits
        if hit.seq is not None
    ]
    if whole := [hit for hit in verdict.hits if hit.seq is None]:
        entry = "；".join(hit.words for hit in whole)
        reason = whole[0].justification.strip() or UNEXPLAINED
        rows.append(JustificationRow(project=WHOLE, entry=entry, justification=reason))
    return rows


def _standards(thresholds: Mapping[str, Threshold]) -> Iterator[StandardRow]:
    """In the order of the registry: those that were laid down, by whom and since when, with another figure than usual."""
    for key, (parameter, _codes) in registry.parameters().items():
        held = thresholds.get(key)
        if held is None or held.since is None or held.value == parameter.usual:
            continue
        yield StandardRow(
            standard=str(parameter.title),
            figure=f"{plain(held.value)}{parameter.unit}",
            usual=f"{plain(parameter.usual)}{parameter.unit}",
            ground=f"{held.organisation or '省级规定'}“{held.ground}”，自{day_text(held.since)}起",
        )
