"""The negative list N1 to N9 against one item's words (五（二）, 六（六）; domain f.1)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from plans.enums import Category, Severity
from plans.models import NegativeListEntry, PlanItem
from plans.rules.refusal import Refusal

N1_CLAUSE = "鄂政办发〔2015〕63号六（六）"
N1_NAME = "非精准扶贫支出"
WITHOUT_HOUSEHOLDS = frozenset({Category.CAPACITY, Category.PUBLIC_SERVICE})


def hits(item: PlanItem, entries: Iterable[NegativeListEntry], on: datetime.date) -> list[Refusal]:
    """Every entry in force that the item's name or content touches; a justified warning is no hit."""
    found = [hit for _entry, hit in touched(item, entries, on)]
    if item.justification.strip():
        found = [hit for hit in found if hit.severity == Severity.FORBIDDEN]
    return found


def touched(item: PlanItem, entries: Iterable[NegativeListEntry], on: datetime.date) -> list[tuple[str, Refusal]]:
    """The same, justified or not, each with the name of its entry."""
    text = f"{item.project.name}{item.content}"
    found = [
        (entry.name, _hit(item, entry, word))
        for entry in entries
        if _in_force(entry, on) and (word := _word(entry, text))
    ]
    if not item.project.poor_people and not item.project.poor_households:
        found.append((N1_NAME, _without_poor(item)))
    return found


def _hit(item: PlanItem, entry: NegativeListEntry, word: str) -> Refusal:
    told = _("涉及负面清单“%(name)s”（%(word)s）") % {"name": entry.name, "word": word}
    return Refusal(told, entry.clause, item.project.name, Severity(entry.severity))


def _in_force(entry: NegativeListEntry, on: datetime.date) -> bool:
    return entry.valid_from <= on and (entry.valid_to is None or on <= entry.valid_to)


def _word(entry: NegativeListEntry, text: str) -> str:
    for excluded in entry.exclude_words:
        text = text.replace(excluded, "")
    return next((word for word in entry.keywords if word in text), "")


def _without_poor(item: PlanItem) -> Refusal:
    """N1: money only for precise poverty relief; an item for whole areas may explain itself."""
    return Refusal(
        _("未填写受益贫困户或贫困人口，请核实是否属于精准扶贫支出"), N1_CLAUSE, item.project.name, Severity.WARNING
    )
