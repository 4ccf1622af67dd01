"""Reading places out of a cell or a project name; whatever stays doubtful is said, never guessed silently (B17)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from core.place_names import village_name
from plans.tables.places import Named, Place, PlaceIndex
from plans.tables.texts import count_word, plain

_SPLIT = re.compile(r"[、,;/|。+]|及其|以及")
_JOINED = re.compile(r"(?:和|及|与|至|到|-|—|:|的|\d{4}年度?|等)+")
_WHOLE_COUNTY = re.compile(
    r"(?:全|各)(?:区|县|市|州|域)|(?:全|各)(?:区|县|市)?(?:各?乡镇(?:街道)?|各?镇办|各村)|县域|区域内|.{2,8}(?:县|区|市)(?:境内|范围内|域内)"
)
_WHOLE_TOWNSHIP = re.compile(r"全(?:镇|乡|街道)|各村|镇区|境内|辖区")
_MENTION = re.compile(r"[一-鿿㐀-䶿]{1,9}?(?:村村?委会|村民委员会|居民?委员?会|居委会|社区|村|办事处|街道|镇|乡)")
_NO_MENTION = re.compile(
    r".*(?:农村|新村|个村|全村|各村|贫困村|行政村|自然村|中心村|示范村|重点村|试点村|脱贫村|乡村|本村|城镇|农牧|乡镇|等村|林村|的村)$"
)
COUNTED = re.compile(r"([一二两三四五六七八九十]{1,3}|\d{1,3})个(?:贫困|行政|自然|重点|脱贫|示范)?村")


@dataclass(slots=True)
class Sighting:
    """The places a text names so far, and what a clerk must be told about them."""

    villages: list[str] = field(default_factory=list)
    townships: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    whole_county: bool = False
    unmatched: list[str] = field(default_factory=list)

    def add(self, named: Named, text: str) -> None:
        codes = self.villages if named.place.level == "village" else self.townships
        if named.place.code not in codes:
            codes.append(named.place.code)
        if named.note:
            self.tell(f"“{text}”{named.note}")

    def tell(self, message: str) -> None:
        if message not in self.messages:
            self.messages.append(message)


def look(index: PlaceIndex, text: str, *, township: str = "", strict: bool = True) -> Sighting:
    """Every place a text names. `strict` reads a place column, where each word should be a place; otherwise
    a project name, where only words at a boundary count. `township` narrows villages to one township."""
    sighting = Sighting()
    bare = _without_remarks(plain(text), sighting)
    here = township
    for part in _SPLIT.split(bare):
        here = _Scan(index, sighting, part, here, strict).run() or here
    for found in COUNTED.finditer(bare):
        wanted = count_word(found[1])
        if wanted and wanted > len(sighting.villages):
            sighting.tell(_("文中说“%(words)s”，未写明是哪几个村") % {"words": found[0]})
    return sighting


def _without_remarks(text: str, sighting: Sighting) -> str:
    """芋园(五峰)村 is 芋园村, and the clerk is told that 五峰 was not used."""
    for remark in re.findall(r"\((.*?)\)(?=村|社区)", text):
        sighting.tell(_("村名括注“%(remark)s”未用于对应") % {"remark": remark})
    return re.sub(r"\([^()]*\)", "", text)


class _Scan:
    """One part of a text, read from left to right; a name counts where the previous one ended."""

    def __init__(self, index: PlaceIndex, sighting: Sighting, part: str, township: str, strict: bool) -> None:
        self.index, self.sighting, self.rest = index, sighting, part
        self.township, self.strict = township, strict
        self.seen = False

    def run(self) -> str:
        """The township in force at the end, for the parts that follow (小丘镇芋河、白瓜)."""
        while self.rest and (self._skip() or self._whole() or self._named() or self._mentioned()):
            pass
        if self.rest and self.strict:
            self._bare()
        elif self.rest and not self.seen:
            self._inside()
        return self.township

    def _skip(self) -> bool:
        if self._longest():
            return False
        found = _JOINED.match(self.rest)
        above = next((name for name in self.index.above if self.rest.startswith(name)), "")
        cut = found.end() if found else len(above)
        self.rest = self.rest[cut:]
        return bool(cut)

    def _whole(self) -> bool:
        if self.strict and (found := _WHOLE_COUNTY.fullmatch(self.rest)):
            self.sighting.whole_county = True
            self.sighting.tell(_("地点为“%(words)s”，按全县计") % {"words": found[0]})
        elif self.strict and self.township and _WHOLE_TOWNSHIP.match(self.rest):
            pass
        else:
            return False
        self.rest = ""
        return True

    def _longest(self) -> str | None:
        lengths = range(min(self.index.longest, len(self.rest)), 1, -1)
        return next((self.rest[:n] for n in lengths if self.index.knows(self.rest[:n])), None)

    def _named(self) -> bool:
        """A full name here: a township, or a village of the township in force before one elsewhere."""
        form = self._longest()
        if not form:
            return False
        found = self.index.exactly(form, self.township) or self.index.exactly(form)
        townships = [n for n in self.index.exactly(form) if n.place.level == "township"]
        return self._take(form, townships or found)

    def _take(self, form: str, found: Sequence[Named]) -> bool:
        self.rest, self.seen = self.rest[len(form) :], True
        if len(found) > 1:
            names = "、".join(self.index.full_name(n.place.code) for n in found)
            self.sighting.tell(_("“%(form)s”有多个同名地点：%(names)s，请选定") % {"form": form, "names": names})
            self.sighting.unmatched.append(form)
            return True
        place = found[0].place
        if place.level == "village" and self.township and place.parent != self.township:
            return self._elsewhere(form, place)
        self.sighting.add(found[0], form)
        self.township = (
            place.code if place.level == "township" else place.parent if not self.township else self.township
        )
        return True

    def _elsewhere(self, form: str, place: Place) -> bool:
        names = {
            "form": form,
            "here": self.index.by_code[self.township].name,
            "there": self.index.full_name(place.code),
        }
        self.sighting.tell(_("%(here)s没有“%(form)s”，同名的有%(there)s，请核对") % names)
        self.sighting.unmatched.append(form)
        return True

    def _mentioned(self) -> bool:
        """A word that ends like a place but is in no table: the same sound, else told as not found."""
        found = _MENTION.match(self.rest)
        if not found or _NO_MENTION.match(found[0]) or (not self.strict and len(found[0]) > 6):
            return False
        form = found[0]
        alike = self.index.sounding_like(form, self.township) or self.index.sounding_like(form)
        if len(alike) == 1:
            return self._take(form, alike)
        if not (self.strict or self.seen):
            return False
        self.rest, self.seen = self.rest[len(form) :], True
        self._not_found(form)
        return True

    def _bare(self) -> None:
        """What is left of a place cell: a bare name (白瓜), a group inside a village, or nothing known."""
        stem = self.rest
        found = self.index.by_stem(stem, self.township) or ([] if self.township else self.index.by_stem(stem))
        if found:
            self._take(stem, found)
        elif not (self.seen and self.sighting.villages) and stem != "等":
            self._not_found(stem)

    def _inside(self) -> None:
        """A full name in the middle of a project name counts when it is long enough and clear."""
        for start in range(1, len(self.rest)):
            tail = self.rest[start:]
            for length in range(min(self.index.longest, len(tail)), 2, -1):
                found = self.index.exactly(tail[:length], self.township)
                if len(found) == 1:
                    self.sighting.add(found[0], tail[:length])
                    self.rest = tail[length:]
                    self.township = self.township or found[0].place.parent
                    return

    def _not_found(self, form: str) -> None:
        self.sighting.unmatched.append(form)
        near = self.index.by_stem(village_name(form).stem)
        hint = _("，相近的有%s") % "、".join(self.index.full_name(n.place.code) for n in near[:5]) if near else ""
        self.sighting.tell(_("“%(form)s”在行政区划表中没有找到") % {"form": form} + hint)
