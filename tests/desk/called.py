"""Whether a call of the inbox reaches only whom it names by duty: nobody else is ever asked for it."""

from __future__ import annotations

from core.models import User
from roles import asking
from workflows.desk import calls


def whom_it_names(key: str) -> set[User]:
    """Everybody for whom something of this call waits now; each has one of the duties for which it is asked."""
    [call] = [one for one in calls.registered() if one.key == key]
    assert call.duties is not None
    days = {name: worked_out() for name, worked_out in call.days.items()}
    found = set()
    for user in User.objects.filter(is_active=True):
        asker = asking.of(user)
        if call.rows(asker, **days).exists():
            assert not call.duties.isdisjoint(asker.duties), (user, key)
            found.add(user)
    return found
