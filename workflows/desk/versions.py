"""Which version of a work item somebody has read, so that nobody decides on another one unawares."""

from __future__ import annotations

import hashlib

from django.utils.translation import gettext as _

from core.errors import Stale
from workflows.engine.models import WorkItem


def version(item: WorkItem) -> str:
    """Changes whenever somebody took, gave back, decided or closed the item, asked for help with it or was answered, or
    its deadline or suspension changed."""
    told = (item.pk, item.claimed_by_id, item.closed_at, item.due_at, item.not_before, item.suspended_at, item.waits)
    return hashlib.sha256("|".join(map(str, told)).encode()).hexdigest()[:16]


def require(item: WorkItem, read: str) -> None:
    """Raises Stale unless the item is still as it was read; ask it inside the turn."""
    if version(item) != read:
        raise Stale(_("该待办在您读取后已有变化，请重新读取后再办理"))
