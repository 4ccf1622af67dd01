"""A picture judged by the rules of a day: pure, the same for a draft, for the record and for a check years later."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import replace

from plans.compliance import registry
from plans.compliance.basis import Basis
from plans.compliance.judges.negative import ByLines
from plans.compliance.picture import ItemFact, Picture
from plans.compliance.rule import Hit, Judged, Rule
from plans.enums import BLOCKING
from plans.models import NegativeListEntry


def judge(picture: Picture, basis: Basis) -> list[Judged]:
    """What every judged rule of the basis' day comes to, in the order of the registry; each thing found on a row with what
    the row says to that very rule."""
    rows = {item.seq: item for item in picture.items}
    return [
        Judged(rule, tuple(_answered(hit, rule, rows) for hit in rule.judge(picture, basis)), _text_from(rule, basis))
        for rule in registry.judged_on(basis.on)
        if rule.judge
    ]


def _answered(hit: Hit, rule: Rule, rows: Mapping[int, ItemFact]) -> Hit:
    """What the row says to the rule; where it says nothing, the reason that the judge found elsewhere stands."""
    said = rows[hit.seq].reason(rule.code).strip() if hit.seq is not None else ""
    return replace(hit, justification=said) if said else hit


def in_the_way(verdicts: Iterable[Judged]) -> list[Hit]:
    """Whatever keeps the plan from going on, rule by rule and row by row."""
    return [hit for one in verdicts if one.outcome in BLOCKING for hit in one.hits if hit.stands_in_the_way]


def lines_of(rule: Rule, basis: Basis) -> tuple[NegativeListEntry, ...]:
    """The lines of the negative list that a rule goes by; none for a rule that looks for no words."""
    return rule.judge.lines(basis) if isinstance(rule.judge, ByLines) else ()


def _text_from(rule: Rule, basis: Basis) -> datetime.date:
    """The youngest of the rule, its lines of the negative list and its thresholds."""
    days = [rule.valid_from]
    days += [entry.valid_from for entry in lines_of(rule, basis)]
    days += [since for one in rule.parameters if (since := basis.thresholds[one.key].since)]
    return max(days)
