"""Deciding and returning: the one way in for pages, commands and the interface.

What a meeting decides comes from its minutes (`conclusion.conclude`) and from nowhere else.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import User
from workflows.desk import steps
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem


def decide(
    *,
    actor: User,
    work_item: int,
    decision: Decision | str,
    opinion: str,
    request_id: UUID,
    data: dict[str, Any] | None = None,
) -> Opinion:
    """Decide an open work item; the same request sent twice gets the same answer.

    Raises Conflict for a step that only a meeting decides (finding 12), and whatever the engine and the step's
    own service raise; nothing has then changed.
    """
    _outside_meetings(work_item)
    return engine.decide(
        actor=actor,
        work_item=work_item,
        decision=Decision(decision),
        opinion=opinion,
        request_id=request_id,
        data=data,
    )


def return_to(
    *,
    actor: User,
    work_item: int,
    step: str,
    opinion: str,
    request_id: UUID,
    straight_back: bool = False,
    data: dict[str, Any] | None = None,
) -> Opinion:
    """Send the dossier back to an earlier step; with `straight_back` it comes at once back here after the fix.

    Raises like `decide`.
    """
    _outside_meetings(work_item)
    if straight_back and not steps.allows_straight_back(work_item):
        raise Conflict(_("退回后须重新经过中间各环节，不能直接送回"))
    return engine.return_to(
        actor=actor,
        work_item=work_item,
        step=step,
        opinion=opinion,
        request_id=request_id,
        straight_back=straight_back,
        data=data,
    )


def _outside_meetings(work_item: int) -> None:
    row = WorkItem.objects.filter(pk=work_item).values_list("flow_key", "step").first()
    if row is None:
        raise Conflict(_("没有这项待办"))
    if steps.is_by_meeting(*row):
        raise Conflict(_("“%(step)s”须经会议审议，不能单独办理") % {"step": steps.title(*row)})
