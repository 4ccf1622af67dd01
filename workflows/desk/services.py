"""Deciding, returning, handing over: the one way in for pages, commands and the interface.

What a meeting decides comes from its minutes (`conclusion.conclude`) and from nowhere else.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import official_words
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from workflows.desk import citing, steps
from workflows.engine import services as engine
from workflows.engine.enums import Decision, Why
from workflows.engine.models import Opinion, Transfer, WorkItem

NOT_STRAIGHT = gettext_lazy("退回后须重新经过中间各环节，不能直接送回")
BY_MEETING = gettext_lazy("“%(step)s”须经会议审议，不能单独办理")


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
    outside_meetings(work_item)
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
    grounds: Collection[str],
    request_id: UUID,
    straight_back: bool = False,
    clause: str = "",
    rows: Collection[str] = (),
    columns: citing.Wrong | None = None,
    data: dict[str, Any] | None = None,
) -> Opinion:
    """Send the dossier back to an earlier step; with `straight_back` it comes at once back here after the fix.

    `grounds` are codes of the step's review list, at least one (domain a.3), `clause` the code of the rule that it rests
    on, `rows` the codes of the projects that it concerns, `columns` by such a code what of it is wrong. Raises
    like `decide`, and Invalid for words that say too little, without a ground, for one that the list has not, for a rule that
    is not in force and for a row of another dossier.
    """
    outside_meetings(work_item)
    require_reason(_("退回理由"), opinion)
    item = WorkItem.objects.select_related("dossier").get(pk=work_item)
    if not grounds or not set(grounds) <= steps.grounds(item.flow_key, item.step).keys():
        raise Invalid(_("退回须至少勾选一项存在的问题，并写明理由"))
    if straight_back and not steps.allows_straight_back(item.flow_key):
        raise Conflict(str(NOT_STRAIGHT))
    named = citing.kept(item.dossier, clause, rows, columns)
    return engine.return_to(
        actor=actor,
        work_item=work_item,
        step=step,
        opinion=opinion,
        request_id=request_id,
        straight_back=straight_back,
        data={**(data or {}), "grounds": list(grounds), **({citing.NAMED: named} if named else {})},
        recorded=citing.recorded(grounds, named),
    )


def transfer(*, actor: User, work_item: int, receiver: User, reason: str) -> Transfer:
    """Hand an open item to a colleague who has its duty (转办). Raises like `decide`, and Invalid for a reason that says
    too little."""
    outside_meetings(work_item)
    require_reason(_("转办原因"), reason)
    return engine.transfer(actor=actor, work_item=work_item, receiver=receiver, reason=reason)


def withdraw(*, actor: User, work_item: int, reason: str) -> WorkItem:
    """Take one's own decision back, saying why, while nobody has opened what it led to (撤回). Raises like `decide`,
    and Invalid for a reason that says too little."""
    outside_meetings(work_item)
    require_reason(_("撤回理由"), reason)
    return engine.withdraw(actor=actor, work_item=work_item, reason=reason)


def add_seat(*, actor: User, beside: int, organisation: Organisation) -> WorkItem:
    """One more organisation in a countersign under way (加签), of the county whose dossier it is."""
    county = WorkItem.objects.values_list("county", flat=True).get(pk=beside)
    if organisation.county_id != county:
        raise Conflict(_("%(name)s不属于本县，不能加签") % {"name": organisation.name})
    return engine.add_seat(actor=actor, beside=beside, organisation=organisation)


def remove_seat(*, actor: User, work_item: int) -> None:
    """Take an added seat away again (减签).

    Raises Conflict for a seat that the regulation itself opened: whom a plan concerns is asked (四（四）).
    """
    if WorkItem.objects.values_list("why", flat=True).get(pk=work_item) != Why.ADDED:
        raise Conflict(_("该单位依规定应当会签，只能减去加签的单位"))
    engine.remove_seat(actor=actor, work_item=work_item)


def require_reason(label: str, reason: str) -> None:
    """Raises Invalid for a reason that says too little; that there is one is asked by the act itself, in its own words."""
    if reason.strip():
        official_words.require(label, reason, field="reason")


def outside_meetings(work_item: int) -> None:
    """Raises Conflict for a step that only a meeting decides (finding 12), and for what is no work item."""
    row = WorkItem.objects.filter(pk=work_item).values_list("flow_key", "step").first()
    if row is None:
        raise Conflict(_("没有这项待办"))
    if steps.is_by_meeting(*row):
        raise Conflict(str(BY_MEETING) % {"step": steps.title(*row)})
