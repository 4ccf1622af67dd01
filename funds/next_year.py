"""Which source of the next year takes what a year's end leaves of a source (四（二）: 当年与结转、存量与增量)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.soundness import require_sound
from core.templatetags.words import cn_date
from funds import accounts
from funds.enums import FundNature, MovementKind
from funds.models import FundSource

NATURES = {MovementKind.CARRIED_OUT: FundNature.CARRYOVER, MovementKind.LAPSED: FundNature.STOCK}
"""As money of which nature it comes into the next year."""
ENTRIES = {MovementKind.CARRIED_OUT: MovementKind.CARRIED_IN, MovementKind.LAPSED: MovementKind.POOLED}
MARKS = {MovementKind.CARRIED_OUT: "结转", MovementKind.LAPSED: "收回存量"}
"""What tells two sources of one document and name apart, where part was carried over and part lapsed."""


CLOSING_MONTH = 12
"""A budget's year ends on 31 December (预算法第十八条); what it leaves is known from its last month on."""


def closes_from(year: int) -> datetime.date:
    """The first day of a document that carries money of the year over."""
    return datetime.date(year, CLOSING_MONTH, 1)


def require_closing(found: FundSource, dated: datetime.date) -> None:
    """Raises Invalid for a document of a day on which nobody knows yet what the year leaves."""
    if dated < closes_from(found.year):
        raise too_early(found.year)


def too_early(year: int) -> Invalid:
    """What is told to whoever closes a year by a document from before its December."""
    told = _(
        "预算年度至12月31日终了（预算法第十八条），%(year)d年度的结转、失效须依据%(day)s以后的文件登记；年度内仍可安排项目"
    )
    return Invalid(told % {"year": year, "day": cn_date(closes_from(year))}, field="dated")


def keys(source: int, kind: MovementKind) -> list[int]:
    """The key of the one that is there already, to be locked together with its source; empty where none is."""
    asked = FundSource.objects.filter(pk=source).first()
    found = _there(asked, kind) if asked else None
    return [found.pk] if found else []


def source_for(found: FundSource, kind: MovementKind) -> FundSource:
    """The source of the next year, locked: of the same document, name and age, made without money where there is none.

    Raises Invalid where the one that is there holds money of another age, or for another fixed use.
    """
    there = _there(found, kind)
    if there is None:
        return _made(found, kind)
    [into] = accounts.hold([there.pk]).values()
    facts = found.first_allotted, found.earmark
    if into.amount == 0:
        into.vintage, into.earmark = facts
        require_sound(into, exclude=["county", "competent"])
        into.save(update_fields=["vintage", "earmark"])
    elif (into.vintage, into.earmark) != facts:
        told = _("%(year)d年度的“%(source)s”与本项资金的最初下达年度或限定用途不同，请先更正一致，再登记结转、失效")
        raise Invalid(told % {"year": into.year, "source": into})
    return into


def _there(found: FundSource, kind: MovementKind) -> FundSource | None:
    same = FundSource.objects.filter(
        county=found.county_id, year=found.year + 1, doc_no=found.doc_no, nature=NATURES[kind]
    )
    named = {source.name: source for source in same.order_by("pk")}
    return named.get(found.name) or named.get(_marked(found, kind))


def _made(found: FundSource, kind: MovementKind) -> FundSource:
    """Known by the document that allotted the money, which auditors follow; its movement names the one that carried it
    over."""
    same = FundSource.objects.filter(county=found.county_id, year=found.year + 1, doc_no=found.doc_no, name=found.name)
    made = FundSource(
        county=found.county, year=found.year + 1, name=_marked(found, kind) if same.exists() else found.name,
        doc_no=found.doc_no, level=found.level, nature=NATURES[kind], received_on=found.received_on, amount=0,
        integrable=0, competent=found.competent, earmark=found.earmark, vintage=found.first_allotted,
    )  # fmt: skip
    require_sound(made)
    made.save()
    return made


def _marked(found: FundSource, kind: MovementKind) -> str:
    return f"{found.name}（{MARKS[kind]}）"
