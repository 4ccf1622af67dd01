"""The places of one county, found by the names that people write: by township, stem and kind (B17)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.pinyin import readings
from core.place_names import VillageKind, village_name
from plans.tables.texts import plain

_TOWNSHIP_ENDS = ("街道办事处", "街道", "办事处", "镇", "乡")
_TOWNSHIP_FORMS = ("街道办事处", "街道", "办事处", "街办", "镇", "乡", "管理区")
_VILLAGE_FORMS = ("村", "社区", "居委会", "村委会", "村村委会", "居民委员会", "村民委员会", "村村民委员会",
                  "社区居委会", "社区居民委员会")  # fmt: skip


class Place(NamedTuple):
    """A row of a division table."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Named:
    """A place a form of words may mean; `note` says how the words differ from its name, "" when they agree."""

    place: Place
    note: str = ""


class PlaceIndex:
    """Looks up the townships and villages of one county. Rows are `Place`s or mappings or tuples of
    (code, name, level, parent); a table of several counties needs the county's code."""

    def __init__(self, rows: Iterable[Place | Mapping[str, str] | tuple[str, str, str, str]], county: str = "") -> None:
        places = {place.code: place for place in map(_place, rows)}
        counties = [place for place in places.values() if place.level == "county"]
        if county:
            counties = [place for place in counties if place.code == county]
        if len(counties) != 1:
            raise Invalid(_("行政区划表里须恰有一个县，现有 %(count)s 个") % {"count": len(counties)})
        self.county = counties[0]
        self.townships = [p for p in places.values() if p.level == "township" and p.parent == self.county.code]
        ours = {place.code for place in self.townships}
        self.villages = [p for p in places.values() if p.level == "village" and p.parent in ours]
        self.by_code = {p.code: p for p in (self.county, *self.townships, *self.villages)}
        self.above = _names_above(self.county, places)
        self._forms: dict[str, list[Named]] = defaultdict(list)
        self._stems: dict[str, list[Named]] = defaultdict(list)
        self._fill()
        self.longest = max(map(len, self._forms), default=0)

    def _fill(self) -> None:
        for township in self.townships:
            stem = _township_stem(township.name)
            self._forms[plain(township.name)].append(Named(township))
            self._stems[stem].append(Named(township))
            for end in _TOWNSHIP_FORMS if stem != plain(township.name) else ():
                if stem + end != plain(township.name):
                    same = ("办" in end or "街道" in end) and township.name.endswith(("街道", "办事处"))
                    self._forms[stem + end].append(Named(township, "" if same else _("现为“%s”") % township.name))
        for village in self.villages:
            self._fill_village(village)

    def _fill_village(self, village: Place) -> None:
        name = village_name(plain(village.name))
        exact = {plain(village.name), name.short, name.official}
        for form in exact:
            self._forms[form].append(Named(village))
        self._stems[name.stem].append(Named(village))
        if name.kind is VillageKind.OTHER:
            return
        for end in _VILLAGE_FORMS:
            form = name.stem + end
            if form not in exact:
                now = "" if village_name(form).kind is name.kind else _("现为“%s”") % name.short
                self._forms[form].append(Named(village, now))

    def full_name(self, code: str) -> str:
        """A place with its township before it, as a warning names it."""
        place = self.by_code[code]
        township = self.by_code.get(place.parent) if place.level == "village" else None
        is_named = township is None or place.name.startswith(township.name)
        return place.name if is_named or township is None else township.name + place.name

    def exactly(self, form: str, township: str = "") -> list[Named]:
        """What a name with its ending means, the best reading only: here before elsewhere is not decided,
        an unchanged name goes before a renamed one; `township` keeps to its villages."""
        return _best(self._forms.get(form, ()), township)

    def knows(self, form: str) -> bool:
        """Whether a name with its ending means anything here."""
        return form in self._forms

    def by_stem(self, stem: str, township: str = "") -> list[Named]:
        """What a bare name (白瓜) means; townships only for stems of two characters and more."""
        found = [n for n in self._stems.get(stem, ()) if n.place.level == "village" or len(stem) > 1]
        return _best(found, township)

    def sounding_like(self, form: str, township: str = "") -> list[Named]:
        """Places whose name sounds the same character by character: 王家乡 for 王加乡."""
        alike = []
        for other, names in self._forms.items():
            if len(other) == len(form) and other[-1] == form[-1] and _sound_alike(other, form):
                alike += [Named(n.place, _("按同音对应为“%s”") % n.place.name) for n in names if not n.note]
        return _best(alike, township)


def _best(names: Iterable[Named], township: str) -> list[Named]:
    found = [n for n in names if not township or n.place.parent == township or n.place.code == township]
    unchanged = [n for n in found if not n.note]
    return list({n.place.code: n for n in unchanged or found}.values())


def _place(row: Place | Mapping[str, str] | tuple[str, str, str, str]) -> Place:
    if isinstance(row, Mapping):
        return Place(row["code"], row["name"], row["level"], row["parent"])
    return Place(*row)


def _township_stem(name: str) -> str:
    flat = plain(name)
    for end in _TOWNSHIP_ENDS:
        if flat.endswith(end) and len(flat) > len(end):
            return flat[: -len(end)]
    return flat


def _names_above(county: Place, places: Mapping[str, Place]) -> tuple[str, ...]:
    """The names of the county and of what lies above it, long forms first; they head many a project name."""
    names = []
    place: Place | None = county
    while place:
        names += [place.name, place.name.rstrip("省市县区")] if len(place.name) > 2 else [place.name]
        place = places.get(place.parent)
    return tuple(sorted((n for n in set(names) if len(n) > 1), key=len, reverse=True))


def _sound_alike(one: str, other: str) -> bool:
    return all(a == b or readings(a) & readings(b) for a, b in zip(one, other, strict=True))
