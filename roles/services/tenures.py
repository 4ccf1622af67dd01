"""What stands against an appointment, with the people's rows locked: their other offices and who holds the post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import F, Q
from django.utils.translation import gettext as _

from core.errors import Conflict, Invalid
from core.models import User
from roles import rules
from roles.models import Appointment, PostDuty

NOT_CANCELLED = Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on"))


def refuse_bad(wanted: Sequence[Appointment]) -> None:
    """Refuse the first of these rows, not yet saved, that cannot stand beside what is there and those before it.

    Locks the people's rows, so that two grants to one person wait for each other. Four statements for any number.
    Raises Conflict (an account stopped, a post held already) and Invalid (the period, the basis, the realms).
    """
    people = User.objects.select_for_update(no_key=True).filter(pk__in={row.user_id for row in wanted})
    locked = {user.pk: user for user in people.order_by("pk")}
    realms = _realms({row.post_id for row in wanted})
    tenures = _tenures(locked)
    holders = _holders(realms)
    for row in wanted:
        if not locked[row.user_id].is_active:
            raise Conflict(_("该账号已停用"))
        tenure = rules.Tenure(row.starts_on, row.ends_on, realms[row.post_id])
        if reason := rules.against_tenure(tenure, tenures[row.user_id], basis=row.basis):
            raise Invalid(reason)
        if any(_excludes(other, row) for other in holders[row.post_id]):
            raise Conflict(_("该岗位在此期间已有任职，请先办理免职"))
        tenures[row.user_id].append(tenure)
        holders[row.post_id].append(row)


def _excludes(held: Appointment, wanted: Appointment) -> bool:
    """Whether both cannot hold the post: one person twice, or a second head who does not stand in."""
    is_same_seat = held.user_id == wanted.user_id or (wanted.post.is_head and not wanted.acting and not held.acting)
    return is_same_seat and _period(wanted).overlaps(_period(held))


def _period(row: Appointment) -> rules.Tenure:
    return rules.Tenure(row.starts_on, row.ends_on)


def _realms(posts: Collection[int]) -> dict[int, str]:
    """The realm of each post, by its key."""
    duties: dict[int, list[str]] = {post: [] for post in posts}
    for post, duty in PostDuty.objects.filter(post__in=posts).values_list("post_id", "duty"):
        duties[post].append(duty)
    return {post: rules.realm_of(found) for post, found in duties.items()}


def _tenures(users: Collection[int]) -> defaultdict[int, list[rules.Tenure]]:
    """The periods of people's offices, each with the realm of its post; cancelled ones left out."""
    rows = Appointment.objects.filter(NOT_CANCELLED, user__in=users).order_by("pk")
    duties = defaultdict[int, list[str]](list)
    periods = {}
    for pk, user, starts_on, ends_on, duty in rows.values_list(
        "pk", "user_id", "starts_on", "ends_on", "post__duties__duty"
    ):
        periods[pk] = (user, starts_on, ends_on)
        duties[pk].append(duty or "")
    found = defaultdict[int, list[rules.Tenure]](list)
    for pk, (user, starts_on, ends_on) in periods.items():
        found[user].append(rules.Tenure(starts_on, ends_on, rules.realm_of(duties[pk])))
    return found


def _holders(posts: Collection[int]) -> defaultdict[int, list[Appointment]]:
    """Who holds or held each post, by its key; cancelled appointments left out."""
    found = defaultdict[int, list[Appointment]](list)
    for row in Appointment.objects.filter(NOT_CANCELLED, post__in=posts).order_by("pk"):
        found[row.post_id].append(row)
    return found
