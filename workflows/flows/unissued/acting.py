"""Who would sign, and what the reader himself has typed and kept: what a draft needs beside the registers.

What somebody else has kept is his alone until he sends it, so a draft is never made from it.
"""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Conflict
from core.models import User
from roles import policies
from workflows.desk import drafts as kept_texts
from workflows.engine import registry
from workflows.engine.models import WorkItem

UNWRITTEN = gettext_lazy("本环节的内容填写完整并暂存后，才能生成草稿；提交以前，所填内容只有填写人本人看得到")


def person(item: WorkItem, reader: User) -> User:
    """Who would decide the item: whoever has it in hand, else the reader where he may, else whoever may.

    Raises Conflict where nobody has the duty.
    """
    if item.claimed_by is not None:
        return item.claimed_by
    if policies.may(reader, item.duty, item.organisation_id):
        return reader
    found = policies.who_may(item.duty, item.organisation_id)
    if not found:
        told = {"organisation": item.organisation.name}
        raise Conflict(_("%(organisation)s无人承担本环节的职责，不能生成草稿") % told)
    return found[0]


def words(item: WorkItem, reader: User) -> str:
    """The opinion that the reader himself has typed so far."""
    typed = _typed(item, reader)
    return str(typed.get("opinion") or "").strip() if typed else ""


def written(item: WorkItem, reader: User) -> Any:
    """What the step's form would hand in with what the reader himself has typed so far; None where that is not whole
    yet. Raises Conflict for whoever has typed nothing."""
    if _typed(item, reader) is None:
        raise Conflict(str(UNWRITTEN))
    return handed_in(item, reader)


def handed_in(item: WorkItem, reader: User) -> Any:
    """What the step's form would hand in with what the reader himself has typed so far, else with what it offers.
    None where that is not whole yet."""
    asked = registry.flow(item.flow_key).step(item.step).form
    typed = _typed(item, reader)
    form = asked(typed, work_item=item, actor=reader)
    if typed is None:
        offered = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
        form = asked(offered, work_item=item, actor=reader)
    return form.payload() if form.is_valid() else None


def _typed(item: WorkItem, reader: User) -> QueryDict | None:
    kept = kept_texts.kept(actor=reader, work_item=item.pk)
    return kept_texts.as_typed(kept) if kept else None
