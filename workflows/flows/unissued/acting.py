"""Who would sign, and what was typed and kept: what a draft needs beside the registers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import User
from roles import policies
from workflows.desk import drafts as kept_texts
from workflows.engine import registry
from workflows.engine.models import WorkItem


def person(item: WorkItem, reader: User) -> User:
    """Who would decide the item: whoever has it in hand, else the reader where he may, else whoever may.

    Raises Conflict where nobody has the duty.
    """
    if item.claimed_by is not None:
        return item.claimed_by
    if policies.may(reader, item.duty, item.organisation_id):
        return reader
    found = policies.who_may(item.duty, item.organisation_id).first()
    if found is None:
        told = {"organisation": item.organisation.name}
        raise Conflict(_("%(organisation)s无人承担本环节的职责，不能生成草稿") % told)
    return found


def words(item: WorkItem, writer: User) -> str:
    """The opinion that he has typed so far."""
    kept = kept_texts.kept(actor=writer, work_item=item.pk)
    return str(kept_texts.as_typed(kept).get("opinion") or "").strip() if kept else ""


def handed_in(item: WorkItem, writer: User) -> Any:
    """What the step's form would hand in with what he has typed so far, or with what it offers. None where what he
    typed is not whole yet."""
    asked = registry.flow(item.flow_key).step(item.step).form
    kept = kept_texts.kept(actor=writer, work_item=item.pk)
    form = asked(kept_texts.as_typed(kept) if kept else None, work_item=item, actor=writer)
    if not kept:
        offered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        form = asked(offered, work_item=item, actor=writer)
    return form.payload() if form.is_valid() else None
