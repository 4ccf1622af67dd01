"""What a project and a meeting may say at all, field by field, asked as they are written down."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core import money
from core.templatetags.words import cn_date
from plans.rules.measures import Misfits, measure_misfits, support_misfits
from plans.rules.refusal import Refusal

YEAR_OF_WORK = "鄂政办发〔2015〕63号四（四）"
LIBRARY_ENTRY = "鄂政办发〔2015〕63号四（六）"
Said = Mapping[str, Any]

COUNTS = ("households", "people", "poor_households", "poor_people")


def meeting_misfits(held_on: datetime.date | None, year: int, today: datetime.date) -> Misfits:
    """A meeting on a year's projects was held: not before the year that precedes it, and not after today."""
    earliest = datetime.date(year - 1, 1, 1)
    if held_on is None or earliest <= held_on <= today:
        return []
    shown = _("会议日期须在%(first)s至%(last)s之间（会议开过才登记）")
    said = {"first": cn_date(earliest), "last": cn_date(max(today, earliest))}
    return [("held_on", Refusal(shown % said))]


def project_misfits(said: Said, year: int | None, *, largest: Decimal, most: int) -> Misfits:
    """What no project can have; fields that are not said are not asked. Yuan and persons, `largest` and `most` included."""
    found = [*_amount(said.get("amount"), largest), *_people(said, most)]
    found += [*measure_misfits(said, said.get("amount")), *support_misfits(said)]
    starts, ends = said.get("starts_on"), said.get("ends_on")
    if year is not None:
        found += [*_day("starts_on", starts, year), *_day("ends_on", ends, year)]
    if starts and ends and ends < starts and not any(field == "ends_on" for field, _refusal in found):
        found.append(("ends_on", Refusal(_("计划完工不得早于计划开工"), LIBRARY_ENTRY)))
    return found


def refusals_of(misfits: Misfits, where: str = "") -> Iterable[Refusal]:
    """The refusals without their fields, each naming the project."""
    return (Refusal(refusal.message, refusal.clause, where) for _field, refusal in misfits)


def _day(field: str, day: datetime.date | None, year: int) -> Misfits:
    first, last = datetime.date(year - 1, 1, 1), datetime.date(year, 12, 31)
    if day is None or first <= day <= last:
        return []
    label = _("计划开工") if field == "starts_on" else _("计划完工")
    shown = _("%(label)s须在%(first)s至%(last)s之间，当年项目当年完工")
    return [(field, Refusal(shown % {"label": label, "first": cn_date(first), "last": cn_date(last)}, YEAR_OF_WORK))]


def _amount(amount: Decimal | None, largest: Decimal) -> Misfits:
    if amount is None or 0 < amount <= largest:
        return []
    if amount <= 0:
        return [("amount", Refusal(_("申请资金须大于零"), LIBRARY_ENTRY))]
    shown = _("申请资金%(amount)s万元超出单个项目上限%(largest)s万元，请核对单位是否为万元")
    said = {"amount": money.wan(amount, separators=True), "largest": money.wan(largest, separators=True)}
    return [("amount", Refusal(shown % said, LIBRARY_ENTRY))]


def _people(said: Said, most: int) -> Misfits:
    """Households may stand alone, without a number of people (0); the poor are among all."""
    counts = {field: said[field] for field in COUNTS if said.get(field) is not None}
    if over := [field for field in counts if counts[field] > most]:
        shown = _("超出上限%(most)d，请核对数字") % {"most": most}
        return [(field, Refusal(shown)) for field in over]
    pairs = (
        ("households", "people", _("受益户数不得多于受益人数")),
        ("poor_households", "poor_people", _("贫困户数不得多于贫困人口")),
        ("poor_households", "households", _("贫困户数不得多于受益户数")),
        ("poor_people", "people", _("贫困人口不得多于受益人数")),
    )
    found: dict[str, Refusal] = {}
    for less, more, shown in pairs:
        is_unsaid = not counts.get(more) and more.endswith("people") and less.endswith("households")
        if not is_unsaid and less in counts and more in counts and counts[less] > counts[more]:
            figures = _("（现填%(less)d和%(more)d）") % {"less": counts[less], "more": counts[more]}
            found.setdefault(less, Refusal(shown + figures))
    return list(found.items())
