"""Which projects of a library look like one and the same: one place, years that overlap, one name or nearly the same content
(五（三）: 多渠道资金的重复交叉; B20). Pure; texts are compared without spaces and marks, full-width figures like others."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from django.utils.translation import gettext as _

from plans.tables.texts import plain

CLOSE = 0.75
"""Twice what two texts have in common over both lengths, by pairs of characters, from which they are near."""
SHORTEST = 6
"""Characters below which a text is near nothing but itself."""
_NOISE = re.compile(r"[\s\W_]+")


def stem(text: str) -> str:
    """What counts of a text."""
    return _NOISE.sub("", plain(text))


@dataclass(frozen=True, kw_only=True)
class Side:
    """A project as the comparison sees it: `places` are keys of villages, else the words of its place; `first` and `last` the years that it spans; `competent` the department's key."""

    key: int
    code: str
    name: str
    content: str
    places: frozenset[str]
    first: int
    last: int
    competent: int

    @cached_property
    def stems(self) -> tuple[str, str]:
        return stem(self.name), stem(self.content)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The pairs of neighbouring characters of the content."""
        return frozenset(a + b for a, b in pairwise(self.stems[1]))

    @property
    def look(self) -> str:
        """The SHA-256 of all that is compared: it is another as soon as a pair with this side has to be looked at anew."""
        seen = [*self.stems, sorted(self.places), self.first, self.last, self.competent]
        return hashlib.sha256(json.dumps(seen, ensure_ascii=False).encode()).hexdigest()


def side_of(
    *, key: int, code: str, year: int, name: str, content: str, township: int | None, location: str, competent: int,
    starts: datetime.date, ends: datetime.date, villages: Iterable[int],
) -> Side:  # fmt: skip
    """A project of the register as a side; of one without a village the words of its place stand, within its township."""
    places = frozenset(f"village {village}" for village in villages)
    if not places and (words := stem(location)):
        places = frozenset((f"place {township or 0} {words}",))
    return Side(
        key=key, code=code, name=name, content=content, places=places, first=min(year, starts.year),
        last=max(year, ends.year), competent=competent,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two that look alike, the earlier by key first, and in what; `is_across` for two departments."""

    first: Side
    second: Side
    is_one_name: bool
    nearness: float
    is_across: bool

    def other(self, key: int) -> Side:
        """The side that is not the one with that key."""
        return self.second if self.first.key == key else self.first

    def doubt(self, key: int) -> str:
        """What whoever reviews that side is told."""
        other = self.other(key)
        told = (
            _("疑似重复：与%(code)s“%(name)s”地点相同、%(told)s（不同部门），请核对")
            if self.is_across
            else _("疑似重复：与%(code)s“%(name)s”地点相同、%(told)s，请核对")
        )
        return told % {"code": other.code, "name": other.name, "told": self.told}

    @property
    def told(self) -> str:
        """In what they are alike, in words."""
        found = [_("名称相同")] if self.is_one_name else []
        if self.nearness == 1:
            found.append(_("内容相同"))
        elif self.nearness >= CLOSE:
            found.append(_("内容相近（%(percent)d%%）") % {"percent": int(self.nearness * 100)})
        return "、".join(found)


def alike(sides: Iterable[Side]) -> list[Pair]:
    """Each pair once: those of two departments first, then by nearness and key."""
    at: dict[str, list[Side]] = defaultdict(list)
    for side in sides:
        for place in side.places:
            at[place].append(side)
    found: dict[tuple[int, int], Pair | None] = {}
    for here in at.values():
        for one, other in combinations(sorted(here, key=lambda side: side.key), 2):
            if (one.key, other.key) not in found:
                found[one.key, other.key] = _pair(one, other)
    pairs = [pair for pair in found.values() if pair]
    return sorted(pairs, key=lambda pair: (not pair.is_across, -pair.nearness, pair.first.key, pair.second.key))


def _pair(one: Side, other: Side) -> Pair | None:
    if one.last < other.first or other.last < one.first:
        return None
    is_one_name = bool(one.stems[0]) and one.stems[0] == other.stems[0]
    nearness = _nearness(one, other)
    if not is_one_name and nearness < CLOSE:
        return None
    is_across = one.competent != other.competent
    return Pair(first=one, second=other, is_one_name=is_one_name, nearness=nearness, is_across=is_across)


def _nearness(one: Side, other: Side) -> float:
    """From 0, nothing in common, to 1, word for word."""
    if one.stems[1] == other.stems[1]:
        return 1.0 if one.stems[1] else 0.0
    if min(len(one.stems[1]), len(other.stems[1])) < SHORTEST:
        return 0.0
    whole = len(one.pairs) + len(other.pairs)
    if 2 * min(len(one.pairs), len(other.pairs)) < CLOSE * whole:
        return 0.0
    return min(2 * len(one.pairs & other.pairs) / whole, 0.99)
