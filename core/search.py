"""Finding dossiers by title, document number, place and pinyin initials.

A text is kept as its overlapping pairs of letters with their places (方案备案: 方案 案备 备案 案), and once more as
the pairs of its pinyin initials (.fa .ab .ba .a); what is sought must stand in it letter by letter. Every number is
kept whole besides (第130号: <130>), for its pairs stand in many others. PostgreSQL's own full-text index does the rest,
with no extension and no dictionary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import repeat
from operator import add
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import transaction
from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Cast

from core import pinyin
from core.models import Dossier, Organisation, SearchEntry
from core.models.search import COUNTY

M = TypeVar("M", bound=Model)
Read = tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]
"""What a text gives: pairs and pairs of initials, each ready for its place, and whole numbers."""

PINYIN = "."
"""Begins every pair of initials."""

FARTHEST = 16_383
"""The last place PostgreSQL tells apart."""

PLACES = tuple(map(str, range(FARTHEST)))
"""As they are written: a dossier has hundreds of pairs."""

LONGEST = 60
"""Letters of what is sought; the rest says nothing more."""

NO_LETTER = re.compile(r"[\W_]+")
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


def vector(texts: Iterable[str], *, read: Callable[[str], Read] | None = None) -> str:
    """The pairs of all texts and their numbers, as text for PostgreSQL; `read` where a caller keeps what he has read."""
    placed: list[str] = []
    numbers: set[str] = set()
    place = 1
    for pairs, initial_pairs, found in map(read or reading, texts):
        numbers |= found
        for one in (pairs, initial_pairs):
            placed += map(add, one, _places(place, len(one)))
            place += len(one) + 1
    return " ".join([*placed, *_whole(numbers)])


def numbers_in(texts: Iterable[str]) -> str:
    """The numbers of all texts alone, as text for PostgreSQL."""
    return " ".join(_whole(set().union(*(reading(text)[2] for text in texts))))


def reading(text: str) -> Read:
    """One text as it is kept: its pairs and those of its initials, each ready for its place, and its numbers."""
    bare = letters(text)
    first = initials(bare)
    numbers = frozenset(NUMBER.findall(f"{bare} {first}"))
    return tuple(f"'{pair}':" for pair in _pairs(bare)), tuple(f"'{PINYIN}{pair}':" for pair in _pairs(first)), numbers


def letters(text: str) -> str:
    """Letters and digits alone, in one width and case: 竹政〔2026〕３号 is 竹政20263号."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", text).lower())


def initials(text: str) -> str:
    """The first letters of its pinyin: 竹山县2027年 is zsx2027n."""
    return letters(pinyin.initials_of_text(text))


def _places(first: int, number: int) -> Iterable[str]:
    if first + number <= FARTHEST:
        return PLACES[first : first + number]
    return map(str, map(min, range(first, first + number), repeat(FARTHEST)))


def _whole(numbers: Collection[str]) -> list[str]:
    """A number that is longer than what can be typed is not kept."""
    return [f"'<{number}>'" for number in sorted(numbers) if len(number) <= LONGEST]


def _pairs(line: str) -> list[str]:
    return [line[i : i + 2] for i in range(len(line))]


def _either(word: str) -> str:
    plain = _standing(word, "")
    if len(word) > 1 and re.fullmatch(r"[a-z0-9]*[a-z][a-z0-9]*", word):
        plain = f"({plain} | {_standing(word, PINYIN)})"
    return " & ".join([*_whole({*WHOLE.findall(word)}), plain])


def _standing(word: str, mark: str) -> str:
    if len(word) == 1:
        return f"'{mark}{word}':*"
    return "(" + " <-> ".join(f"'{mark}{pair}'" for pair in _pairs(word)[:-1]) + ")"
