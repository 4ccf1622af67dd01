"""Keeping what a person types on a task page, until he sends it.

A draft is his alone and decides nothing, so it has no ledger entry and is gone once he has decided.
"""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.models import User
from roles import policies
from workflows.desk.models import Draft
from workflows.engine.models import WorkItem

LONGEST = 200_000
"""Characters of one draft."""

NOT_KEPT = frozenset(
    {
        *("csrfmiddlewaretoken", "request_id", "act", "decision", "insert_phrase", "pass_rest", "turn_to"),
        *("find", "find_rows", "files"),
    }
)
"""What belongs to one sending of the page, and not to what was written."""


def keep(*, actor: User, work_item: int, typed: QueryDict) -> Draft:
    """Keep the fields of the page in place of those kept before.

    Raises Refused without the duty, Conflict for an item that is closed, Invalid when it is far too long.
    """
    item = WorkItem.objects.get(pk=work_item)
    policies.require(actor, item.duty, item.organisation_id)
    if not item.is_open:
        raise Conflict(_("本环节已办结，草稿不再保存"))
    fields = {name: values for name, values in typed.lists() if name not in NOT_KEPT}
    if sum(len(str(value)) for values in fields.values() for value in values) > LONGEST:
        raise Invalid(_("填写内容过长，未能暂存；请精简或改为附件"))
    draft, _new = Draft.objects.update_or_create(
        work_item=item, writer=actor, defaults={"typed": fields, "saved_at": clock.now()}
    )
    return draft


def kept(*, actor: User, work_item: int) -> Draft | None:
    """What the actor has kept of that page."""
    return Draft.objects.filter(work_item=work_item, writer=actor).first()


def as_typed(draft: Draft) -> QueryDict:
    """The kept fields, as a browser sends them."""
    typed = QueryDict(mutable=True)
    for name, values in draft.typed.items():
        typed.setlist(name, values)
    return typed


def drop(*, actor: User, work_item: int) -> None:
    """The actor has sent the page."""
    Draft.objects.filter(work_item=work_item, writer=actor).delete()
