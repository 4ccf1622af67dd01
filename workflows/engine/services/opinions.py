"""Writing an opinion, once a request and once a seat."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from core import clock, kept_rows, printable
from core.errors import Conflict, Invalid, Stale
from core.models import User
from workflows.engine import turn
from workflows.engine.enums import NEED_REASONS, Decision
from workflows.engine.models import Opinion, WorkItem


def replayed(t: turn.Turn, actor: User, work_item: int, request_id: UUID) -> Opinion | None:
    """The answer to a request that was already carried out; asked only when the item is decided."""
    item: WorkItem | None = getattr(t.tasks[work_item], "work_item", None)
    if item is None or item.decided_at is None:
        return None
    return Opinion.objects.filter(task_id=work_item, request_id=request_id, actor=actor).first()


def with_reasons(decision: Decision, text: str, called: str = "") -> str:
    """`called` is what the decision is called at the step. The text without outer blanks. Raises Invalid when the decision needs reasons and has none, or it cannot be printed."""
    stripped = text.strip()
    if decision in NEED_REASONS and not stripped:
        raise Invalid(_("选择“%(decision)s”须写明意见或理由") % {"decision": called or decision.label})
    printable.require(_("意见"), stripped)
    return stripped


def write(
    t: turn.Turn,
    item: WorkItem,
    *,
    actor: User | None,
    on_behalf_of: int | None,
    decision: Decision,
    text: str,
    request_id: UUID,
    data: dict[str, Any] | None,
) -> Opinion:
    """Write the opinion and make it the occasion of the turn: what opens from here on came from this."""
    opinion = Opinion(
        task_id=item.pk,
        proceeding_id=item.proceeding_id,
        dossier_id=item.dossier_id,
        county_id=item.county_id,
        organisation_id=item.organisation_id,
        step=item.step,
        round=item.round,
        seat=item.seat,
        actor=actor,
        on_behalf_of_id=on_behalf_of,
        decision=decision,
        text=text,
        detail=data or {},
        request_id=request_id,
        written_at=clock.now(),
    )
    try:
        kept_rows.insert(opinion)
    except IntegrityError as error:
        raise _clash(error) from error
    acted = turn.Acted(actor=actor, decision=decision, opinion=opinion, data=data or {}, work_item=item)
    t.occasion = turn.Occasion(actor=actor, cause=item, acted=acted)
    return opinion


def _clash(error: IntegrityError) -> Exception:
    name = str(getattr(getattr(error.__cause__, "diag", None), "constraint_name", ""))
    if "request_id" in name:
        return Conflict(_("该请求编号已用于另一事项"))
    if name == "engine_opinion_one_decision" or "task_id" in name:
        return Stale(_("该席位本轮已有办理意见"))
    return error
