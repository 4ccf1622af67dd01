"""Finding dossiers by title, document number, place and pinyin initials.

A text is kept as its overlapping pairs of letters with their places (方案备案: 方案 案备 备案 案), and once more as
the pairs of its pinyin initials (.fa .ab .ba .a); what is sought must stand in it letter by letter. Every number is
kept whole besides (第130号: <130>), for its pairs stand in many others. PostgreSQL's own full-text index does the rest,
with no extension and no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import transaction
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from core import pinyin
from core.models import Dossier, Organisation, SearchEntry
from core.models.search import COUNTY

M = TypeVar("M", bound=Model)

PINYIN = "."
"""Begins every pair of initials."""

FARTHEST = 16_383
"""The last place PostgreSQL tells apart."""

LONGEST = 60
"""Letters of what is sought; the rest says nothing more."""

NUMBER = re.compile(r"[0-9]+")
WHOLE = re.compile(r"(?<=[^0-9])[0-9]+(?=[^0-9])")
"""A number of which neither end is left open: what is sought is no part of a longer one."""


class Sought(SearchQuery):
    """What is sought, as PostgreSQL's query of pairs: no dictionary comes between."""

    template = "%(expressions)s::tsquery"

    def __init__(self, text: str) -> None:
        super().__init__(Value(text), search_type="raw")


@transaction.atomic(savepoint=False)
def note(dossier: Dossier, *texts: str) -> None:
    """Let the dossier be found by these texts too, from this transaction on."""
    entry = SearchEntry.objects.select_for_update().filter(dossier=dossier).first()
    known = entry.texts.splitlines() if entry else []
    lines = list(dict.fromkeys([*known, *(" ".join(text.split()) for text in texts if text.strip())]))
    if lines != known:
        kept = {"texts": "\n".join(lines), "words": Cast(Value(vector(lines)), SearchVectorField())}
        if entry:
            SearchEntry.objects.filter(pk=entry.pk).update(**kept)
        else:
            SearchEntry.objects.update_or_create(dossier=dossier, defaults=kept)


def places(dossier: Dossier) -> Iterator[str]:
    """The names of whose dossier it is and of what that lies in, below the county."""
    yield from places_of(dossier.owner, dossier.county_id)


def places_of(owner: Organisation, county: int | None = None) -> Iterator[str]:
    """The name of an organisation and of what it lies in below its county; `county` where another one is asked for."""
    county = county or owner.county_id
    yield owner.name
    if owner.parent_id and owner.parent_id != county and owner.pk != county and owner.parent:
        yield owner.parent.name


def matching(queryset: QuerySet[M], typed: str) -> QuerySet[M]:
    """The dossiers of `queryset` that have every word typed; no extra statement."""
    return queryset.filter(condition(typed, "search__words"))


def condition(typed: str, field: str) -> Q:
    """That the dossier whose words `field` leads to has every word typed."""
    sought = query(typed)
    return Q(**{field: Sought(sought)}) if sought else Q(pk__in=())


def standing(field: str, sought: str) -> Func:
    """That words have what `query` gave, looked up row by row: the same as comparing them, without an index, for where few
    rows are asked."""
    return Func(F(field), Sought(sought), function="ts_match_vq", output_field=BooleanField())


def query(typed: str) -> str:
    """What was typed, as text for PostgreSQL; empty when nothing in it can be sought."""
    words = (letters(word) for word in typed[:LONGEST].split())
    return " & ".join(_either(word) for word in words if word)


def within(sought: str, counties: Collection[int]) -> str:
    """The same as `query` gave, asked of the dossiers of these counties alone; compared with `InCounty`."""
    marks = " | ".join(f"'{COUNTY}{county}'" for county in sorted(counties))
    return f"({sought}) & ({marks})" if marks else sought


def vector(texts: Iterable[str]) -> str:
    """The pairs of all texts and their numbers, as text for PostgreSQL."""
    pairs = []
    place = 0
    lines = list(_lines(texts))
    for line, mark in lines:
        for pair in _pairs(line):
            place += 1
            pairs.append(f"'{mark}{pair}':{min(place, FARTHEST)}")
        place += 1
    return " ".join([*pairs, *_whole(NUMBER, (line for line, _mark in lines))])


def numbers_in(texts: Iterable[str]) -> str:
    """The numbers of all texts alone, as text for PostgreSQL."""
    return " ".join(_whole(NUMBER, (line for line, _mark in _lines(texts))))


def letters(text: str) -> str:
    """Letters and digits alone, in one width and case: 竹政〔2026〕３号 is 竹政20263号."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def initials(text: str) -> str:
    """The first letters of its pinyin: 竹山县2027年 is zsx2027n."""
    return letters(pinyin.initials_of_text(text))


def _lines(texts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each text and its initials, with what begins a pair of it."""
    for text in texts:
        bare = letters(text)
        yield bare, ""
        yield initials(bare), PINYIN


def _whole(kind: re.Pattern[str], lines: Iterable[str]) -> list[str]:
    """A number that is longer than what can be typed is not kept."""
    found = sorted({number for line in lines for number in kind.findall(line)})
    return [f"'<{number}>'" for number in found if len(number) <= LONGEST]


def _pairs(line: str) -> list[str]:
    return [line[i : i + 2] for i in range(len(line))]


def _either(word: str) -> str:
    plain = _standing(word, "")
    if len(word) > 1 and re.fullmatch(r"[a-z0-9]*[a-z][a-z0-9]*", word):
        plain = f"({plain} | {_standing(word, PINYIN)})"
    return " & ".join([*_whole(WHOLE, [word]), plain])


def _standing(word: str, mark: str) -> str:
    if len(word) == 1:
        return f"'{mark}{word}':*"
    return "(" + " <-> ".join(f"'{mark}{pair}'" for pair in _pairs(word)[:-1]) + ")"
