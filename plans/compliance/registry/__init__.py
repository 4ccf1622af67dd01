"""Every edition of every rule. An edition in force is never edited: it gets its last day, and a new one follows it, so
that a plan of an earlier year is judged anew by what held then."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from plans.compliance.basis import Parameter
from plans.compliance.registry import clauses, handling, negative_list, planning
from plans.compliance.rule import Rule


def _order(rule: Rule) -> tuple[int, int, datetime.date]:
    """N, B, C; by number; the earlier edition first."""
    return "NBC".index(rule.code[0]), int(rule.code[1:]), rule.valid_from


RULES: tuple[Rule, ...] = tuple(
    sorted((*planning.RULES, *handling.RULES, *negative_list.RULES, *clauses.RULES), key=_order)
)


def on(day: datetime.date) -> list[Rule]:
    """The editions in force on a day, one a code."""
    return [rule for rule in RULES if rule.is_in_force(day)]


def judged_on(day: datetime.date) -> Iterator[Rule]:
    """Those of them that are judged on a plan."""
    return (rule for rule in on(day) if rule.judge)


def parameters() -> dict[str, tuple[Parameter, list[str]]]:
    """Every threshold by its key, with the codes of the rules that declare it."""
    found: dict[str, tuple[Parameter, list[str]]] = {}
    for rule in RULES:
        for parameter in rule.parameters:
            codes = found.setdefault(parameter.key, (parameter, []))[1]
            if rule.code not in codes:
                codes.append(rule.code)
    return found
