"""What a plan says to the warnings of its compliance check (五（二）, 六（六）): row by row, and for the whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from plans.compliance.records import VerdictRow, standing
from plans.enums import RuleOutcome, Severity
from plans.models import PlanItem, PlanVersion
from plans.papers import JustificationRow

UNNAMED = "负面清单提示事项"
"""Where an item explains itself although none of the list's words is found in it."""
UNEXPLAINED = "尚未写明说明"
"""What a draft shows; no plan leaves its drafter like that."""
WHOLE = "方案总体"


@dataclass(frozen=True)
class Justifications:
    """`listed` are the items that touch the negative list, `further` what other rules warn of."""

    listed: tuple[JustificationRow, ...]
    further: tuple[JustificationRow, ...]


def of(version: PlanVersion, items: Sequence[PlanItem]) -> Justifications:
    """In the order of the items; empty only where the verdicts that stand warn of nothing."""
    told = [row for row in standing(version).rows if any(hit.severity != Severity.HINT for hit in row.hits)]
    further = [verdict for verdict in told if not _is_of_the_list(verdict) and verdict.outcome != RuleOutcome.FORBIDDEN]
    return Justifications(
        tuple(_listed(told, items)), tuple(row for verdict in further for row in _further(verdict, items))
    )


def _is_of_the_list(verdict: VerdictRow) -> bool:
    """The negative list against single rows; what it says of the plan as a whole is told with the rest."""
    return verdict.code.startswith("N") and all(hit.seq is not None for hit in verdict.hits)


def _listed(told: Sequence[VerdictRow], items: Sequence[PlanItem]) -> list[JustificationRow]:
    names: dict[int | None, list[str]] = defaultdict(list)
    explained = {hit.seq for verdict in told for hit in verdict.hits}
    for verdict in told:
        if _is_of_the_list(verdict):
            for hit in verdict.hits:
                names[hit.seq].append(hit.entry or str(verdict.rule.title))
    rows = []
    for item in items:
        reason = item.justification.strip()
        if item.seq in names or (reason and item.seq not in explained):
            entry = "、".join(names[item.seq]) or UNNAMED
            rows.append(JustificationRow(project=item.project.name, entry=entry, justification=reason or UNEXPLAINED))
    return rows


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
