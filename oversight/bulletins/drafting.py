"""A bulletin's row as the paper that it will be."""

from __future__ import annotations

from typing import Any

from core import money
from core.county_words import words
from core.models import Organisation
from oversight.bulletins.tables import SpendingTable, SupervisionTable, UnitMonth, UnitSpending, ranked, shown
from oversight.enums import SlipColour
from oversight.models import Bulletin, BulletinKind
from oversight.papers import SpendingBulletin, SpendingRank, SupervisionBulletin, SupervisionRank
from oversight.papers.bulletins import Bulletin as BulletinPaper
from plans.drafting.language import official

NAMED = 12
"""So many units the text names; the annex lists all."""


@official
def paper(bulletin: Bulletin) -> BulletinPaper:
    """Word for word what is previewed, signed and issued; nothing is read but the row and the names on it."""
    shared = _shared(bulletin)
    if bulletin.kind == BulletinKind.SPENDING:
        return _spending(SpendingTable.read(bulletin.table), shared)
    return _supervision(SupervisionTable.read(bulletin.table), shared)


def _shared(bulletin: Bulletin) -> dict[str, Any]:
    county: Organisation = bulletin.county
    spoken = words(county.name)
    former = bulletin.corrects.document.number if bulletin.corrects and bulletin.corrects.document else ""
    return {
        "issuer": bulletin.office.official_name, "county": county.name, "month": bulletin.month,
        "as_of": bulletin.as_of, "source": bulletin.source, "requirement": bulletin.requirement,
        "recipients": ("各乡镇人民政府", spoken.departments), "copied_to": spoken.beside_the_government, "former": former,
    }  # fmt: skip


def _supervision(table: SupervisionTable, shared: dict[str, Any]) -> SupervisionBulletin:
    whole = table.whole
    rows = ranked(table.units, lambda unit: unit.on_time, lambda _unit: "")
    return SupervisionBulletin(
        **shared,
        rows=tuple(_month_rank(rank, unit) for rank, unit in rows),
        opened=str(whole.opened), decided=str(whole.decided), on_time=shown(whole.on_time), late=str(whole.late),
        returned=str(whole.returned), open=str(whole.open), overdue=str(whole.overdue),
        slips=tuple(f"{SlipColour(colour).label}{number}份" for colour, number in table.slips.items()),
        best=tuple(unit.unit for _rank, unit in rows if unit.on_time == 100)[:NAMED],
        behind=tuple(f"{unit.unit}（{unit.overdue}件）" for _rank, unit in rows if unit.overdue)[:NAMED],
    )  # fmt: skip


def _month_rank(rank: str, unit: UnitMonth) -> SupervisionRank:
    return SupervisionRank(
        rank=rank, category=unit.category, unit=unit.unit, opened=str(unit.opened), decided=str(unit.decided),
        on_time=shown(unit.on_time), late=str(unit.late), returned=str(unit.returned), open=str(unit.open),
        overdue=str(unit.overdue), slips=str(unit.slips),
    )  # fmt: skip


def _spending(table: SpendingTable, shared: dict[str, Any]) -> SpendingBulletin:
    rows = ranked(table.units, lambda unit: unit.progress, lambda unit: unit.category)
    return SpendingBulletin(
        **shared,
        year=table.year,
        rows=tuple(_spending_rank(rank, unit) for rank, unit in rows),
        paid=money.wan(table.paid, separators=True), left=money.wan(table.left, separators=True),
        progress=shown(table.progress), balance=shown(table.balance),
        done=tuple(unit.unit for _rank, unit in rows if unit.progress == 100),
        behind=tuple(unit.unit for _rank, unit in rows if unit.progress < table.progress),
    )  # fmt: skip


def _spending_rank(rank: str, unit: UnitSpending) -> SpendingRank:
    return SpendingRank(
        rank=rank, category=unit.category, unit=unit.unit,
        allotted="" if unit.allotted is None else money.wan(unit.allotted, separators=True),
        paid="" if unit.paid is None else money.wan(unit.paid, separators=True),
        progress=shown(unit.progress), balance=shown(unit.balance),
    )  # fmt: skip
