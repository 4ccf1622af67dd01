"""Who took part in which item of a meeting, whether those can decide it, and in which state its record was read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from core.errors import Stale
from core.models import User
from workflows.desk import bodies, rules
from workflows.desk.models import AgendaItem, Attendance, Meeting

Span = tuple[int | None, int | None]
"""The first and the last item that somebody took part in; None where he was there from the beginning, or to the end."""
Spans = Mapping[int, Span]
"""By person."""


@dataclass
class Sitting:
    """A meeting's members of today and how each person stood to it; each read once, when it is first asked for."""

    held: Meeting

    @cached_property
    def members(self) -> list[User]:
        return bodies.members(self.held.kind, self.held.body)

    @cached_property
    def attendances(self) -> list[Attendance]:
        return list(self.held.attendances.select_related("user").in_order())

    @property
    def is_registered(self) -> bool:
        """Whether attendance was recorded."""
        return bool(self.attendances)

    def voters(self, seq: int) -> list[Attendance]:
        """Who took part as a member when that item was deliberated."""
        return [one for one in self.attendances if one.took_part_in(seq)]

    def present(self, seq: int | None = None) -> int:
        """How many members of today took part in that item, without one in any."""
        seated = {member.pk for member in self.members}
        there = self.voters(seq) if seq is not None else [one for one in self.attendances if one.is_present]
        return len(seated & {one.user_id for one in there})

    def against(self, seq: int | None = None) -> str | None:
        """Why those who took part in that item cannot decide it, without an item: why nothing can be decided; None
        where they can."""
        return rules.quorum_refusal(self.present(seq), len(self.members))

    def shaken(self, item: AgendaItem) -> str | None:
        """Why what was recorded as decided does not hold any more, as when somebody turned out not to have been there;
        None where it holds, or nothing is decided yet."""
        if not item.result:
            return None
        voters = len(self.voters(item.seq))
        return self.against(item.seq) or rules.result_refusal(item.result, item.text, item.votes_for, voters)

    @cached_property
    def without_chair(self) -> str:
        """What the secretary is told while nobody who may sign the minutes stands as present; empty where somebody does."""
        chairs = bodies.chairs(self.held.kind, self.held.body)
        there = {one.user_id for one in self.attendances if one.is_present}
        if not self.is_registered or there & {chair.pk for chair in chairs}:
            return ""
        names = "、".join(str(chair) for chair in chairs)
        if not names:
            return _("现在没有人任主持人，纪要无人签发；请先由系统管理员任命或任命代理")
        return _("主持人%(names)s未登记为出席，纪要不能签发；由他人主持的，须先任命其代理") % {"names": names}


def version_of_item(item: AgendaItem, votes: Iterable[tuple[int, str]]) -> str:
    """Changes whenever the result, its words or a vote of the item change."""
    return _digest([item.pk, item.result, item.text, sorted(votes)])


def version_of_attendance(attendances: Iterable[Attendance]) -> str:
    """Changes whenever somebody stands otherwise to the meeting."""
    rows = [(one.user_id, one.presence, one.note, one.first_item, one.last_item) for one in attendances]
    return _digest(sorted(rows, key=lambda row: row[0]))


def version(agenda: Iterable[str], attendance: str) -> str:
    """Of the whole record: the versions of its items, in their order, and of its attendance."""
    return _digest([list(agenda), attendance])


def version_now(held: Meeting) -> str:
    """Of the whole record as it is stored. Three statements however long the agenda."""
    items = held.agenda.prefetch_related("votes").in_order()
    return version([version_of(item) for item in items], version_of_attendance(held.attendances.in_order()))


def version_of(item: AgendaItem) -> str:
    """Of an item whose votes are at hand."""
    return version_of_item(item, [(vote.user_id, vote.choice) for vote in item.votes.all()])


def require(read: str | None, now: str, told: str) -> None:
    """Raises Stale with these words unless the record is still as it was read; without `read` nothing is asked."""
    if read is not None and read != now:
        raise Stale(told)


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]
