"""A task as values: how it stands, which version that is, and what its page offers the person."""

from __future__ import annotations

from typing import Any

from core.models import User
from workflows.desk import borders, chips, sent_back, steps
from workflows.desk.api import added_steps, asks, assistance
from workflows.desk.sent_back import SentBack
from workflows.desk.versions import version
from workflows.desk.views.task_page import Desk, decisions, returning
from workflows.engine import services as engine
from workflows.engine.models import Opinion, WorkItem


def state(item: WorkItem, reader: User) -> dict[str, Any]:
    """How it stands; of the other side of a border not who has it in hand."""
    holder = item.claimed_by if borders.reads_within(reader, item) else None
    return {
        "id": item.pk,
        "version": version(item),
        "is_open": item.is_open,
        "claimed_by": person(holder),
        "due_at": item.due_at,
        "not_before": item.not_before,
        "suspended_at": item.suspended_at,
        "waits": item.waits if borders.reads_within(reader, item) else "",
        "decided_at": item.decided_at,
        "closed_at": item.closed_at,
    }


def task(desk: Desk, sought: str = "") -> dict[str, Any]:
    """All that the task's page offers; of many rows to name those that are sought."""
    item, flow_key, step = desk.item, desk.item.flow_key, desk.item.step
    form = desk.form()
    return {
        **state(item, desk.actor),
        "flow": flow_key,
        "flow_title": steps.flow_title(flow_key),
        "step": step,
        "step_title": steps.title_of(item),
        "round": item.round,
        "organisation": place(item.organisation),
        "dossier": dossier_name(item.dossier),
        "why": chips.why_told(item, desk.actor),
        "sent_by": chips.sent_by(item, desk.actor),
        "opened_at": item.opened_at,
        "time_left": chips.chip(item).text if item.is_open else "",
        "by_meeting": desk.by_meeting,
        "may_decide": desk.is_asked,
        "may_withdraw": desk.may_withdraw,
        "against_withdrawing": desk.against_withdrawing or "",
        "decisions": [{"value": v, "label": label, "consequence": words} for v, label, words in decisions(desk)],
        **_returning(desk, sought),
        "sent_back": _sent_back(sent_back.of(item, desk.actor)),
        "may_go_straight": steps.allows_straight_back(flow_key),
        "asks": asks.asked_by(form),
        "asked_for": asks.asked_for(form, desk.step),
        "receivers": [person(one) for one in engine.receivers(actor=desk.actor, item=item)] if desk.is_asked else [],
        **assistance.told(desk.helping),
        **added_steps.told(desk.adding),
    }


def _returning(desk: Desk, sought: str) -> dict[str, Any]:
    """Where it may be sent back to, and what may be named then; of many rows those that are sought."""
    offered = returning(desk, sought=sought)
    return {
        "returns": _choices(offered["returns"]),
        "grounds": _choices(list(offered["grounds"])),
        "clauses": _choices([(clause.code, str(clause)) for clause in offered["clauses"]]),
        "rows": _choices([(row.code, str(row)) for row in offered["returnable"].rows]),
        "rows_in_all": offered["returnable"].number,
        "columns": _choices([(column.code, str(column)) for column in offered["columns"]]),
    }


def _sent_back(returned: SentBack | None) -> dict[str, Any] | None:
    """Why it lies here again."""
    if returned is None:
        return None
    named = returned.named
    return {
        "step_title": returned.act.step,
        "organisation": returned.act.organisation,
        "at": returned.act.at,
        "text": returned.text,
        "grounds": named.grounds,
        "clause": named.clause,
        "rows": named.rows,
    }


def opinion(written: Opinion) -> dict[str, Any]:
    """What was written, for its writer."""
    flow_key = written.proceeding.flow_key
    return {
        "id": written.pk,
        "decision": written.decision,
        "decision_title": steps.name_of(flow_key, written.step, written.decision),
        "text": written.text,
        "on_behalf_of": person(written.on_behalf_of),
        "written_at": written.written_at,
    }


def place(organisation: Any) -> dict[str, Any]:
    return {"id": organisation.pk, "name": organisation.name}


def person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user else None


def dossier_name(dossier: Any) -> dict[str, Any]:
    return {
        "id": dossier.pk,
        "title": dossier.title,
        "kind": dossier.kind,
        "kind_title": dossier.get_kind_display(),
    }


def _choices(pairs: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in pairs]
