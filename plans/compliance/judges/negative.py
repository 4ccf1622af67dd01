"""The negative list against the words of each row (五（二）, 六（六）; N1 to N9, N12)."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.compliance.basis import Basis
from plans.compliance.judges.rows import of_row
from plans.compliance.picture import ItemFact, Picture
from plans.compliance.rule import Hit
from plans.enums import Severity
from plans.models import NegativeListEntry
from plans.rules.refusal import Refusal

N1_CLAUSE = "鄂政办发〔2015〕63号六（六）"
_SPACE = re.compile(r"\s+")
Lines = Callable[[Basis], tuple[NegativeListEntry, ...]]


@dataclass(frozen=True)
class ByLines:
    """Judges every row by those lines of the negative list that `lines` picks from the ones in force."""

    lines: Lines

    def __call__(self, picture: Picture, basis: Basis) -> list[Hit]:
        return touched(picture, self.lines(basis))


def without_poor(picture: Picture, basis: Basis) -> list[Hit]:
    """N1: money only for precise poverty relief; a row for whole areas may explain itself."""
    shown = _("未填写受益贫困户或贫困人口，请核实是否属于精准扶贫支出")
    return [
        of_row(item, Refusal(shown, N1_CLAUSE, item.project.name, Severity.WARNING))
        for item in picture.items
        if not item.project.poor_people and not item.project.poor_households
    ]


def listed(code: str) -> ByLines:
    """By the lines of one code."""
    return ByLines(lambda basis: basis.entries_of(code))


def beside(codes: Collection[str]) -> ByLines:
    """By every line whose code is none of these: no line that was entered is judged by nobody."""
    return ByLines(lambda basis: tuple(entry for entry in basis.entries if entry.code not in codes))


def touched(picture: Picture, entries: Iterable[NegativeListEntry]) -> list[Hit]:
    """Row by row, each line of the list that its name or content touches, once, by the first word found."""
    lines = list(entries)
    return [
        of_row(item, _said(item, entry, word), entry.name)
        for item in picture.items
        for entry in lines
        if (word := _word(entry, item.project.name) or _word(entry, item.content))
    ]


def _said(item: ItemFact, entry: NegativeListEntry, word: str) -> Refusal:
    told = _("涉及负面清单“%(name)s”（%(word)s）") % {"name": entry.name, "word": word}
    return Refusal(told, entry.clause, item.project.name, Severity(entry.severity))


def _word(entry: NegativeListEntry, text: str) -> str:
    """The first word of the line in a text; blanks between characters hide none, and what is left out of the text joins
    nothing that stood apart."""
    text = _SPACE.sub("", text)
    for excluded in entry.exclude_words:
        text = text.replace(_SPACE.sub("", excluded), "\n")
    return next((word for word in entry.keywords if _SPACE.sub("", word) in text), "")
