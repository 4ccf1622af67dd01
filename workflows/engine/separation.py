"""Separation of duties within one dossier and what lies behind it: who took one duty of a pair must not take the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from core.errors import Refused
from core.models import User
from core.prepared import Prepared
from roles import policies, separation
from workflows.engine import behind, concerned
from workflows.engine.models import Assistance, Proceeding, WorkItem

COLUMNS = 6
"""Of `work_items.Taken`."""


@cache
def _taken(duty: str) -> Prepared:
    seats: dict[str, Any] = {"organisation": int} if _has_seats(duty) else {}
    return Prepared(
        lambda *, dossier, actor, principal, organisation=0: _taken_by((actor, principal), duty, dossier, organisation),
        dossier=int, actor=int, principal=int, **seats,
    )  # fmt: skip


def _taken_by(persons: Collection[Any], duty: str, dossier: Any, organisation: Any) -> QuerySet[Any, Any]:
    """Rows of `work_items.Taken` that one of the persons is on, each once however many projects it is about: of the
    dossier, and of those behind it."""
    excluded = separation.excluded_by(duty)
    own = WorkItem.objects.taken(dossier, sorted(excluded)).order_by()
    rows = own.filter(Q(task__opinion__actor__in=persons) | Q(task__opinion__on_behalf_of__in=persons)).distinct()
    his = Q(ended_by__in=persons) | Q(ended_on_behalf_of__in=persons)
    worked = Assistance.objects.filter(his, dossier=dossier).taken_under(sorted(excluded)).order_by().distinct()
    theirs = Q(by__in=persons) | Q(instead_of__in=persons)
    before = [
        _columns(trail, trail.before(excluded, dossier, organisation).filter(theirs)) for trail in behind.trails(duty)
    ]
    return rows.union(worked, *before)


def _has_seats(duty: str) -> bool:
    return any(trail.seats for trail in behind.trails(duty))


def _columns(trail: behind.Trail, rows: QuerySet[Any, Any], *further: str) -> QuerySet[Any, Any]:
    """The same of one trail; neither proceeding nor step, for they concern other documents of other dossiers."""
    none = Cast(Value(None), BigIntegerField())
    return rows.values_list(trail.later, "took", none, Value(""), "by", "instead_of", *further).distinct()


def refusal(actor: User, item: WorkItem, on_behalf_of: int | None = None) -> str | None:
    """Why the actor must not decide the item, given what he and his principal decided on the dossier, and on those
    behind it, before.

    One statement, and none for a duty that stands in no pair; no row is read of what others decided.
    """
    if not separation.excluded_by(item.duty):
        return None
    asked = {"dossier": item.dossier_id, "actor": actor.pk, "principal": on_behalf_of or actor.pk}
    if _has_seats(item.duty):
        asked["organisation"] = item.organisation_id
    previous = _by_duty(item, _taken(item.duty).rows(**asked))
    return separation.conflict(item.duty, previous, actor.pk, on_behalf_of=on_behalf_of)


def refusal_to_end(
    actor: User, process: Proceeding, duty: str, organisation: int, on_behalf_of: int | None = None
) -> str | None:
    """The same of whoever has the duty to decide that the proceeding be ended: it concerns all that was done in it."""
    end = WorkItem(
        dossier_id=process.dossier_id, proceeding_id=process.pk, flow_key=process.flow_key, step="", duty=duty,
        organisation_id=organisation,
    )  # fmt: skip
    return refusal(actor, end, on_behalf_of)


def refused(principals: Mapping[int, int | None], item: WorkItem) -> frozenset[int]:
    """Who of these persons must not decide the item, each acting for the principal given or for himself: `refusal` of
    all of them in one statement."""
    if not separation.excluded_by(item.duty):
        return frozenset()
    persons = {person for pair in principals.items() for person in pair if person is not None}
    previous = _by_duty(item, _taken_by(sorted(persons), item.duty, item.dossier_id, item.organisation_id))
    return frozenset(
        person
        for person, principal in principals.items()
        if separation.conflict(item.duty, previous, person, on_behalf_of=principal)
    )


def nobody_left(items: Sequence[WorkItem]) -> dict[int, str]:
    """Of these open items, those which everybody who has the duty is kept from, by number, and why.

    Two statements however many items, and one for each trail behind them; none where no item's duty stands in a pair.
    What a meeting decides has its chair and no pair, and an item whose duty nobody has is another matter.
    """
    paired = [item for item in items if separation.excluded_by(item.duty)]
    if not paired:
        return {}
    rows = list(_taken_before(paired))
    holders = policies.holders({(item.duty, item.organisation_id) for item in paired}) if rows else {}
    found: dict[int, str] = {}
    for item in paired:
        previous = _by_duty(item, [row for row, seats in rows if row[0] == item.dossier_id and _is_at(item, seats)])
        persons = holders.get((item.duty, item.organisation_id), frozenset())
        reasons = [separation.conflict(item.duty, previous, person) for person in sorted(persons)]
        if reasons and reasons[0] and all(reasons):
            found[item.pk] = reasons[0]
    return found


def _taken_before(items: Sequence[WorkItem]) -> Iterator[tuple[Any, tuple[int | None, ...] | None]]:
    """Rows of `work_items.Taken`, each with the organisations whose step it concerns; None is any."""
    duties = sorted({duty for item in items for duty in separation.excluded_by(item.duty)})
    dossiers = {item.dossier_id for item in items}
    decided = WorkItem.objects.filter(dossier__in=dossiers).taken_under(duties).order_by()
    worked = Assistance.objects.filter(dossier__in=dossiers).taken_under(duties).order_by()
    for row in decided.union(worked, all=True):
        yield row, None
    for duty in sorted({item.duty for item in items}):
        of_these = {item.dossier_id for item in items if item.duty == duty}
        places = {item.organisation_id for item in items if item.duty == duty}
        for trail in behind.trails(duty):
            rows = trail.before(separation.excluded_by(duty), of_these, places, lookup="in")
            for row in _columns(trail, rows, *trail.seats):
                yield row[:COLUMNS], row[COLUMNS:] if trail.seats else None


def _is_at(item: WorkItem, seats: tuple[int | None, ...] | None) -> bool:
    return seats is None or item.organisation_id in seats


def _by_duty(item: WorkItem, rows: Iterable[Any]) -> dict[str, set[int]]:
    """Who took which duty, leaving out the steps of the same proceeding that concern other documents."""
    apart = concerned.apart(item.flow_key, item.step)
    previous: dict[str, set[int]] = {}
    for _dossier, duty, proceeding, step, *persons in rows:
        if proceeding != item.proceeding_id or step not in apart:
            previous.setdefault(duty, set()).update(person for person in persons if person)
    return previous


def require(actor: User, item: WorkItem, on_behalf_of: int | None) -> None:
    """Raises Refused with the pair's reason."""
    if reason := refusal(actor, item, on_behalf_of):
        raise Refused(reason)
