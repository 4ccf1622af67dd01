"""The places of one item, from its township, village and place columns and, failing these, from its name."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.tables.places import PlaceIndex
from plans.tables.sightings import Sighting, look
from plans.tables.texts import is_blank


@dataclass(frozen=True, slots=True)
class Sited:
    """Division codes, the finest first found, and messages for the clerk with the column they concern."""

    codes: tuple[str, ...]
    text: str
    messages: tuple[str, ...]


def site(index: PlaceIndex, *, township: str, village: str, place: str, name: str) -> Sited:
    """Villages where any is found, else townships, else the county itself."""
    cells = [cell for cell in (township, village, place) if not is_blank(cell)]
    total = Sighting()
    here = ""
    for cell in cells:
        seen = look(index, cell, township=here)
        _join(total, seen)
        here = seen.townships[0] if len(seen.townships) == 1 else here
    if not total.villages and not total.whole_county:
        _join(total, look(index, name, township=here, strict=False))
    codes = _finest(index, total)
    if not codes:
        codes = (index.county.code,)
        if not total.whole_county:
            where = "、".join(cells)
            total.tell(
                _("地点“%(where)s”未能对应到乡镇或村，按全县计") % {"where": where}
                if where
                else _("没有写明地点，按全县计")
            )
    elif len(total.villages) > 1:
        total.tell(_("一格涉及%(count)s个村，各村金额没有分列") % {"count": len(total.villages)})
    elif not total.villages and len(codes) == 1:
        total.tell(_("只能对应到%(township)s，未对应到村") % {"township": index.full_name(codes[0])})
    return Sited(codes, "".join(cells) if len(cells) > 1 and not place else "、".join(cells), tuple(total.messages))


def _join(total: Sighting, seen: Sighting) -> None:
    total.villages += [code for code in seen.villages if code not in total.villages]
    total.townships += [code for code in seen.townships if code not in total.townships]
    total.whole_county = total.whole_county or seen.whole_county
    for message in seen.messages:
        total.tell(message)


def _finest(index: PlaceIndex, seen: Sighting) -> tuple[str, ...]:
    """Villages, and those townships of which no village is named."""
    if seen.whole_county and not seen.villages:
        return ()
    parents = {index.by_code[code].parent for code in seen.villages}
    return (*seen.villages, *(code for code in seen.townships if code not in parents))
