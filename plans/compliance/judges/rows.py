"""What is asked of each row by itself: the five elements, the dates, no second support for one thing (B02, B18, B20)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.compliance.basis import Basis
from plans.compliance.picture import ItemFact, Picture
from plans.compliance.rule import Hit
from plans.enums import Severity
from plans.rules import schedules
from plans.rules.refusal import Refusal
from plans.tables.texts import plain

FIVE_ELEMENTS = "鄂政办发〔2015〕63号四（四）"
NO_DUPLICATES = "鄂政办发〔2015〕63号五（三）"
ELEMENTS = {
    "platform": "使用平台",
    "content": "建设内容",
    "schedule": "进度安排",
    "responsible_unit": "责任单位",
}
_NOISE = re.compile(r"[\s\W_]+")


def elements(picture: Picture, basis: Basis) -> list[Hit]:
    """来源渠道 is asked with the money (B01); the other four elements and the amount are asked here."""
    if not picture.items:
        return [Hit(Refusal(_("方案中还没有项目"), FIVE_ELEMENTS))]
    return [of_row(item, said) for item in picture.items for said in _lacking(item)]


def _lacking(item: ItemFact) -> Iterator[Refusal]:
    for name, label in ELEMENTS.items():
        if not getattr(item, name).strip():
            yield Refusal(_("缺少“%(element)s”") % {"element": label}, FIVE_ELEMENTS, item.project.name)
    if item.amount <= 0 and not item.is_cancelled:
        yield Refusal(_("尚未安排资金"), FIVE_ELEMENTS, item.project.name)


def dates(picture: Picture, basis: Basis) -> list[Hit]:
    """A library project may wait for years; the plan prints its dates, and one that lies before the plan's year, or
    goes on after it, is named with its row, as is a schedule in which nobody can read months. It may be meant, so it is a
    warning."""
    found = []
    for item in picture.items:
        if shown := _out_of(picture.year, item.project.ends_on.year) or _scheduled(item.schedule, picture.year):
            where = _("第%(seq)d项“%(name)s”") % {"seq": item.seq, "name": item.project.name}
            found.append(of_row(item, Refusal(shown, FIVE_ELEMENTS, where, Severity.WARNING)))
    return found


def _out_of(year: int, ends: int) -> str:
    if ends < year:
        return _("时间进度早于方案年度")
    return _("完工时间跨方案年度") if ends > year else ""


def _scheduled(text: str, year: int) -> str:
    """What is wrong with a schedule in words; an empty one lacks an element (B02)."""
    if not text.strip():
        return ""
    try:
        span = schedules.read(text, year)
    except schedules.Unreadable as part:
        told = (
            _("时间进度“%(text)s”中“%(part)s”不是月份") if str(part) else _("时间进度“%(text)s”读不出开工和完工的月份")
        )
        asked = _("，请写作“%(year)d年3月开工，%(year)d年11月完工”") % {"year": year}
        return told % {"text": text.strip(), "part": part} + asked
    return _out_of(year, span.last[0])


def twice(picture: Picture, basis: Basis) -> list[Hit]:
    """Rows of one village that have one name, or read alike word for word; the later row names the earlier, and of
    several the one that weighs most; not what the working group has told apart, as far as the projects read alike in the library
    too. Work of one department may read alike and not be the same: that is pointed out, no more."""
    seen: dict[tuple[str, str], list[ItemFact]] = defaultdict(list)
    found = []
    for item in picture.items:
        keys = [(place, words) for place in _places(item) for words in _words(item)]
        alike = [earlier for key in keys for earlier in seen[key] if not _told_apart(earlier, item, key[1])]
        if alike:
            earlier = min(alike, key=lambda one: (_gravity(one, item) != Severity.WARNING, one.seq))
            shown = _("与第%(seq)d项“%(name)s”地点相同、名称或内容相同，请核对是否重复安排")
            told = shown % {"seq": earlier.seq, "name": earlier.project.name}
            found.append(of_row(item, Refusal(told, NO_DUPLICATES, item.project.name, _gravity(earlier, item))))
        for key in keys:
            seen[key].append(item)
    return found


def _told_apart(one: ItemFact, other: ItemFact, words: str) -> bool:
    """Whether the working group has said that they are not the same, though `words` are in both: what it looked at is
    the projects in the library, not what a draft made of their rows afterwards."""
    if other.code not in one.told_apart and one.code not in other.told_apart:
        return False
    contents = [item.project.content for item in (one, other)]
    was_seen = all(words == _stem("content", content) for content in contents)
    return was_seen or words.startswith("name ") or not all(contents)


def of_row(item: ItemFact, said: Refusal, entry: str = "") -> Hit:
    """A hit on a row; what the row says to the rule is known to whoever knows the rule (`judging.judge`)."""
    return Hit(said, item.key, item.seq, item.amount, entry)


def _gravity(earlier: ItemFact, later: ItemFact) -> Severity:
    """Two names, one text and one department: a hint."""
    is_one_name = _words(earlier)[:1] == _words(later)[:1]
    is_across = earlier.project.competent != later.project.competent
    return Severity.WARNING if is_one_name or is_across else Severity.HINT


def _places(item: ItemFact) -> tuple[str, ...]:
    return item.project.villages or (item.project.township,)


def _words(item: ItemFact) -> list[str]:
    """The name and the content without spaces and marks, full-width figures like others, told apart; empty texts are like nothing."""
    return [stem for stem in (_stem("name", item.project.name), _stem("content", item.content)) if stem]


def _stem(kind: str, text: str) -> str:
    """A text of that kind as it is compared; empty where it says nothing."""
    bare = _NOISE.sub("", plain(text))
    return f"{kind} {bare}" if bare else ""
