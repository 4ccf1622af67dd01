"""增加环节: putting steps in that the flow does not know, after the item in hand and before what follows; taking them back
as long as they have not begun."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from core import clock, printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Organisation, User
from roles import policies
from workflows.engine import added, turn
from workflows.engine.enums import Act
from workflows.engine.models import UnplannedStep, WorkItem
from workflows.engine.nodes import At, Unplanned
from workflows.engine.nodes.step import RESUME
from workflows.engine.registry import step as declared
from workflows.engine.services import seating
from workflows.engine.services.deciding import own

LONGEST_NAME, LONGEST, LONGEST_REASON = 30, 500, 200
"""Characters of a name, of what is asked and of a reason."""


def add_step(
    *, actor: User, work_item: int, name: str, organisation: Organisation, days: int, words: str
) -> UnplannedStep:
    """Put one step in after the item, behind those that were put in before: the dossier goes through it once the item is
    decided with a consent.

    Raises Refused where the actor may not decide the item, or the organisation is none of those that may be asked; Conflict
    where the step does not let anybody add one, or beyond the most; Invalid without name, limit or words; Stale when the
    item is another's or closed.
    """
    facts = {
        "name": _said(name, _("环节名称"), LONGEST_NAME, "name"),
        "words": _said(words, _("办理要求"), LONGEST, "words"),
    }
    with turn.take(task=work_item) as t:
        activation = seating.opened(t, work_item)
        item, node = activation.task.work_item, activation.flow_class.unplanned_node()
        if not activation.flow_task.may_add_steps:
            raise Conflict(_("本环节不能增加环节"))
        if RESUME in (activation.task.data or {}):
            raise Conflict(_("修改后直送原环节的，不能增加环节"))
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        seating.waits_for_nobody(item)
        _require_room(node, item, days)
        _require_asked(node, t.process, organisation, {actor.pk, authority.on_behalf_of} - {None})
        t.occasion.actor = actor
        if item.claimed_by_id is None:
            own(activation, actor)
            t.record(Act.CLAIM, on_behalf_of=authority.on_behalf_of, **seating.place(item))
        activation.task.data = {**(activation.task.data or {}), added.ADDED: True}
        t.put(activation.task)
        return added.add(
            item,
            {
                **facts,
                "organisation_id": organisation.pk,
                "days": days,
                "added_by_id": actor.pk,
                "added_on_behalf_of_id": authority.on_behalf_of,
            },
        )


def recall_step(*, actor: User, step: int, reason: str = "") -> UnplannedStep:
    """Take an added step back that has not begun; once the item it comes after is decided, for a stated reason.

    Raises Refused for anybody but who added it or has that item in hand by now, with the duty still, Stale when it has
    begun, ended with its item or was taken back, Invalid without a reason where one is needed.
    """
    found = UnplannedStep.objects.select_related("after", "dossier").get(pk=step)
    because = reason.strip()
    with turn.take(proceeding=found.proceeding_id) as t:
        seating.not_suspended(t)
        row = added.row(step)
        before = getattr(t.tasks.get(row.after_id), "work_item", None)
        if actor.pk not in (row.added_by_id, row.added_on_behalf_of_id) and not _has_in_hand(actor, before):
            raise Refused(_("只能收回本人增加的环节，或者本人在办事项之后增加的环节"))
        policies.require(actor, row.after.duty, row.after.organisation_id)
        _require_ahead(t, row)
        if because or row.after_id not in t.tasks:
            because = _said(because, _("收回理由"), LONGEST_REASON, "reason")
        row.recalled_at, row.recalled_by, row.recalled_because = clock.now(), actor, because
        row.save(update_fields=["recalled_at", "recalled_by", "recalled_because"])
        t.occasion.actor = actor
        told = f"“{row.name}”：{because}" if because else f"“{row.name}”"
        t.record(Act.RECALL_STEP, reason=told, **added.told(row), **seating.place(row.after))
        return row


def askable(*, actor: User, item: WorkItem) -> list[Organisation]:
    """The organisations that the actor may give an added step to, in the order of the tree; none where the item's step does
    not let anybody add one. Three statements."""
    step = declared(item.flow_key, item.step)
    if step is None or not step.may_add_steps:
        return []
    node = item.proceeding.flow_class.unplanned_node()
    named = _named(node, item.proceeding)
    holders = policies.holders({(str(node.duty), at) for at in named})
    able = [at for at in named if holders.get((str(node.duty), at), frozenset()) - {actor.pk}]
    own_ones = {at for duty, at in policies.duties_held(actor) if duty == node.duty}
    return list(Organisation.objects.filter(pk__in=set(able) - own_ones).order_by("path"))


def may_recall(*, actor: User, row: UnplannedStep, is_alive: bool, begun: Collection[str]) -> bool:
    """Whether a page should offer it; `recall_step` asks again under the lock. It is alive as long as the item that it comes
    after is open, or a step added after the same one; `begun` are the seats of those that have a work item which counts."""
    is_own = actor.pk in (row.added_by_id, row.added_on_behalf_of_id) or _has_in_hand(actor, row.after)
    return is_own and is_alive and row.recalled_at is None and row.seat not in begun


def _has_in_hand(actor: User, item: WorkItem | None) -> bool:
    return item is not None and item.is_open and item.claimed_by_id == actor.pk


def _named(node: Unplanned, process: Any) -> list[int]:
    found = node.asked(At(process))
    return list(dict.fromkeys(one.pk if isinstance(one, Organisation) else one for one in found))


def _require_room(node: Unplanned, item: WorkItem, days: int) -> None:
    if not 1 <= days <= node.longest:
        raise Invalid(_("办理期限须为1至%(longest)d个工作日") % {"longest": node.longest}, field="days")
    if UnplannedStep.objects.standing().filter(after=item.pk).count() >= node.most:
        raise Conflict(_("一个环节之后最多增加%(most)d个环节") % {"most": node.most})


def _require_asked(node: Unplanned, process: Any, organisation: Organisation, own_ones: set[int | None]) -> None:
    told = {"name": organisation.name, "duty": node.duty.label}
    if organisation.pk not in _named(node, process):
        raise Refused(_("不能增加由%(name)s办理的环节：不在本流程可以增加的单位之内") % told)
    holders = policies.holders({(str(node.duty), organisation.pk)}).get((str(node.duty), organisation.pk), frozenset())
    if holders & own_ones:
        raise Refused(_("不能增加由本人办理的环节（%(name)s）") % told)
    if not holders:
        raise Refused(_("不能增加由%(name)s办理的环节：该机关没有人员承担“%(duty)s”职责") % told)


def _require_ahead(t: turn.Turn, row: UnplannedStep) -> None:
    """It lies ahead of what is open: of the item itself, or of a step that was added after the same one."""
    if row.recalled_at is not None:
        raise Stale(_("该环节已经收回"))
    live = [task for task in t.live() if task.pk == row.after_id or _is_after(task, row.after_id)]
    if not live:
        raise Stale(_("该环节所在的办理已经结束"))
    seats = WorkItem.objects.filter(proceeding=row.proceeding_id, seat=row.seat)
    if seats.exclude(closed_at__isnull=False, decided_at__isnull=True).exists():
        raise Stale(_("“%(name)s”已经开始办理，不能收回") % {"name": row.name})


def _is_after(task: Any, after: int) -> bool:
    at = (task.data or {}).get(added.ROW)
    return at is not None and added.row(at).after_id == after


def _said(text: str, called: str, longest: int, field: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(_("请填写%(name)s") % {"name": called}, field=field)
    if len(said) > longest:
        told = {"name": called, "longest": longest, "length": len(said)}
        raise Invalid(_("%(name)s最多%(longest)d字，现有%(length)d字") % told, field=field)
    printable.require(called, said)
    return said
