"""What the task page shows of 征询意见: what was asked at this very step, and whether the reader may ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflows.desk import consultation_people, consultations_asked
from workflows.desk.models import Consultation, Consulted
from workflows.desk.records import Records

if TYPE_CHECKING:
    from workflows.desk.views.task_page import Desk


@dataclass(frozen=True)
class Shown:
    """One question: whoever was asked, each with how far it is in words and as a tone, and whether the reader may remind
    of it and take it back."""

    asked: Consultation
    rows: list[tuple[Consulted, str, str]]
    waits: bool
    may_tend: bool


def context(desk: Desk, records: Records) -> dict[str, Any]:
    """No statement of a dossier about which nothing was asked."""
    here = [one for one in records.consultations if one.work_item_id == desk.item.pk]
    is_told = bool(here) and consultation_people.hears(desk.actor, desk.item.dossier)(desk.item)
    return {
        "consultations": [_shown(one, desk) for one in here] if is_told else [],
        "may_consult": _may_consult(desk),
    }


def _shown(asked: Consultation, desk: Desk) -> Shown:
    asked.work_item = desk.item
    rows: list[Consulted] = asked.rows  # type: ignore[attr-defined]  # as `consultations_asked.of_dossier` reads them
    return Shown(
        asked=asked,
        rows=[(row, *consultations_asked.state(row, asked)) for row in rows],
        waits=desk.item.is_open and any(not row.ended_how for row in rows),
        may_tend=desk.item.is_open and consultation_people.may_tend(desk.actor, asked),
    )


def _may_consult(desk: Desk) -> bool:
    """Whether the page offers to ask: whoever may decide the item, also where a meeting does."""
    item = desk.item
    offered = desk.may_decide and item.is_open and not desk.is_anothers
    return offered and desk.step is not None and item.suspended_at is None
