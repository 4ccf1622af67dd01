"""Separation of duties within one dossier and what lies behind it: who took one duty of a pair must not take the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from django.db.models import IntegerField, QuerySet, Value

from core.errors import Refused
from core.models import User
from core.prepared import Prepared
from roles import policies, separation
from workflows.engine import behind, concerned
from workflows.engine.models import WorkItem


@cache
def _taken(duty: str) -> Prepared:
    return Prepared(lambda *, dossier: _ever_taken(duty, dossier), dossier=int)


def _ever_taken(duty: str, dossier: Any) -> QuerySet[Any, Any]:
    """Rows of `work_items.Taken`: on the dossier, and on those behind it."""
    excluded = separation.excluded_by(duty)
    rows = WorkItem.objects.taken(dossier, sorted(excluded)).order_by()
    before = [_before(trail, excluded, exact=dossier) for trail in behind.trails(duty)]
    return rows.union(*before, all=True) if before else rows


def _before(trail: behind.Trail, excluded: frozenset[str], **later: Any) -> QuerySet[Any, Any]:
    """The same of one trail; neither proceeding nor step, for they concern other documents of other dossiers."""
    rows = trail.before(excluded, **later)
    return rows.values_list(trail.later, "took", Value(None, IntegerField()), Value(""), "by", "instead_of")


def refusal(actor: User, item: WorkItem, on_behalf_of: int | None = None) -> str | None:
    """Why the actor must not decide the item, given what he and his principal decided on the dossier, and on those
    behind it, before.

    One statement, and none for a duty that stands in no pair.
    """
    if not separation.excluded_by(item.duty):
        return None
    previous = _by_duty(item, _taken(item.duty).rows(dossier=item.dossier_id))
    return separation.conflict(item.duty, previous, actor.pk, on_behalf_of=on_behalf_of)


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
        previous = _by_duty(item, [row for row in rows if row[0] == item.dossier_id])
        persons = holders.get((item.duty, item.organisation_id), frozenset())
        reasons = [separation.conflict(item.duty, previous, person) for person in sorted(persons)]
        if reasons and reasons[0] and all(reasons):
            found[item.pk] = reasons[0]
    return found


def _taken_before(items: Sequence[WorkItem]) -> Iterable[Any]:
    duties = sorted({duty for item in items for duty in separation.excluded_by(item.duty)})
    yield from WorkItem.objects.filter(dossier__in={item.dossier_id for item in items}).taken_under(duties)
    for duty in sorted({item.duty for item in items}):
        dossiers = {item.dossier_id for item in items if item.duty == duty}
        for trail in behind.trails(duty):
            yield from _before(trail, separation.excluded_by(duty), **{"in": dossiers})


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
