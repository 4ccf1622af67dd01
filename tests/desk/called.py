"""Whether a call of the inbox reaches only whom it names by duty: nobody else is ever asked for it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import QuerySet

from core.models import User
from core.prepared import Prepared
from roles import asking
from roles.asking import Asker
from workflows.desk import calls
from workflows.desk.calls import Call


def compiled(
    rows: Callable[..., QuerySet[Any]], *, among: frozenset[str] | None = None, days: Collection[str] = ()
) -> Prepared:
    """The keys of the rows that wait for one who asks, composed once for all who do, as the inbox asks them."""

    def keys(**told: Any) -> QuerySet[Any, Any]:
        asker = Asker(**{name: told[name] for name in asking.TYPES}, among=among)
        return rows(asker, **{name: told[name] for name in days}).values_list("pk")

    return Prepared(keys, spare=tuple(asking.TYPES), **asking.TYPES, **dict.fromkeys(days, datetime.date))


def called(call: Call) -> Callable[[Asker], bool]:
    """Whether something of this call waits for one who asks."""
    question, days = compiled(call.rows, days=call.days), call.days

    def waits(asker: Asker) -> bool:
        return bool(question.first(**asker.values(), **{name: worked_out() for name, worked_out in days.items()}))

    return waits


def whom_it_names(key: str) -> set[User]:
    """Everybody for whom something of this call waits now; each has one of the duties for which it is asked."""
    [call] = [one for one in calls.registered() if one.key == key]
    assert call.duties is not None
    waits = called(call)
    found = set()
    for user in User.objects.filter(is_active=True):
        asker = asking.of(user)
        if waits(asker):
            assert not call.duties.isdisjoint(asker.duties), (user, key)
            found.add(user)
    return found
