"""A brake for doors that are open to everyone: so many times per source and window, counted in the database.

A source (an address) is kept only as a keyed digest, and only for a day.
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refused
from core.models import ThrottleTally

HOUR = datetime.timedelta(hours=1)
KEEP = datetime.timedelta(days=1)


def admit(scope: str, source: str, *, limit: int, window: datetime.timedelta = HOUR) -> None:
    """Count one more time; raises Refused when this source has had `limit` in the present window."""
    tally = {
        "scope": scope,
        "source_digest": salted_hmac("core.throttle", source, algorithm="sha256").hexdigest(),
        "window_started_at": started(window),
    }
    if _count_further(tally, limit) or _count_first(tally) or _count_further(tally, limit):
        return
    raise Refused(_("提交过于频繁，请稍后再试"))


def source_of(request: HttpRequest) -> str:
    """The address a request came from: behind our proxy the hop that it added itself, the last one named.

    What stands further left was written by the client and is not believed; without a proxy none of it is.
    """
    if settings.BEHIND_PROXY and (hops := request.META.get("HTTP_X_FORWARDED_FOR", "")):
        return str(hops).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def forget_tallies() -> None:
    """Delete the counts of windows that began more than a day ago."""
    ThrottleTally.objects.filter(window_started_at__lt=clock.real_now() - KEEP).delete()


def started(window: datetime.timedelta) -> datetime.datetime:
    """When the present window began."""
    present = clock.real_now()
    return present - (present - datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)) % window


def _count_further(tally: dict[str, object], limit: int) -> bool:
    return bool(ThrottleTally.objects.filter(**tally, count__lt=limit).update(count=F("count") + 1))


def _count_first(tally: dict[str, object]) -> bool:
    """False when there is a count already, perhaps since a moment ago."""
    try:
        with transaction.atomic():
            ThrottleTally.objects.create(**tally)
    except IntegrityError:
        return False
    return True
