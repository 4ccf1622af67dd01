"""The negative list against the words of each row (五（二）, 六（六）; N1 to N9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from plans.compliance.basis import Basis
from plans.compliance.judges.rows import of_row
from plans.compliance.picture import ItemFact, Picture
from plans.compliance.rule import Hit, Judge
from plans.enums import Severity
from plans.models import NegativeListEntry
from plans.rules.refusal import Refusal

N1_CLAUSE = "鄂政办发〔2015〕63号六（六）"


def without_poor(picture: Picture, basis: Basis) -> list[Hit]:
    """N1: money only for precise poverty relief; a row for whole areas may explain itself."""
    shown = _("未填写受益贫困户或贫困人口，请核实是否属于精准扶贫支出")
    return [
        of_row(item, Refusal(shown, N1_CLAUSE, item.project.name, Severity.WARNING))
        for item in picture.items
        if not item.project.poor_people and not item.project.poor_households
    ]


def listed(code: str) -> Judge:
    """The lines of one code in force, against every row."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        return touched(picture, basis.entries_of(code))

    return judge


def beside(codes: Collection[str]) -> Judge:
    """The lines that an installation has entered under codes of its own."""

    def judge(picture: Picture, basis: Basis) -> list[Hit]:
        return touched(picture, [entry for entry in basis.entries if entry.code not in codes])

    return judge


def touched(picture: Picture, entries: Iterable[NegativeListEntry]) -> list[Hit]:
    """Row by row, each line of the list that its name or content touches, once, by the first word found."""
    lines = list(entries)
    return [
        of_row(item, _said(item, entry, word), entry.name)
        for item in picture.items
        for entry in lines
        if (word := _word(entry, f"{item.project.name}{item.content}"))
    ]


def _said(item: ItemFact, entry: NegativeListEntry, word: str) -> Refusal:
    told = _("涉及负面清单“%(name)s”（%(word)s）") % {"name": entry.name, "word": word}
    return Refusal(told, entry.clause, item.project.name, Severity(entry.severity))


def _word(entry: NegativeListEntry, text: str) -> str:
    for excluded in entry.exclude_words:
        text = text.replace(excluded, "")
    return next((word for word in entry.keywords if word in text), "")
