"""批量同意: several items of one step approved together, each in a transaction of its own and with a result of its own.

Strict on purpose. Only an approval; only items of one step; only a step whose regulation declares `in_batches`, which
no step with a form, a meeting or a numbered document may (engine.E020); each item on the version that was shown; at
most `settings.BATCH_MOST`. Duty, separation of duties, notice and suspension are asked of every item as ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock, ledger, places
from core.errors import Conflict, DomainError, Invalid, Stale
from core.models import User
from roles import policies
from workflows.desk import chips, drafts, services, steps, versions
from workflows.desk.chips import Chip
from workflows.desk.models import Batch
from workflows.desk.models.batches import ItemOutcome, Told
from workflows.engine import turn
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What the confirming page shows of one item."""

    item: WorkItem
    place: str
    version: str
    due: Chip
    why: str
    sent_by: str
    hindrance: str
    """Why it cannot be approved here; empty where it can."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Items of one step that the actor may approve together, and how many of those asked for are not his any more."""

    flow_key: str
    step: str
    title: str
    called: str
    items: list[Summary]
    gone: int
    aside: int
    """How many of those asked for are to be read one by one, and are left out."""


def is_in_batches(flow_key: str, step: str) -> bool:
    """Whether the regulation lets the step be approved in batches."""
    found = steps.step(flow_key, step)
    return bool(found and found.in_batches)


def choose(actor: User, wanted: list[int]) -> Choice:
    """What the actor would approve, without what is to be read one by one; a few statements however many items.

    Raises Invalid for none and for too many, Conflict for items of several steps and where no step is declared.
    """
    asked = list(dict.fromkeys(wanted))
    _not_too_many(asked)
    offered = WorkItem.objects.inbox_of(actor).filter(pk__in=asked)
    related = ("dossier__owner", "organisation__parent", "sender", "cause__organisation")
    found = list(offered.select_related(*related).by_urgency())
    if not found:
        raise Conflict(_("所选事项已不在您的待办中：可能已由他人办理，或已收回"))
    kept = [item for item in found if is_in_batches(item.flow_key, item.step)]
    if not kept:
        _declared(found[0].flow_key, found[0].step)
    places = {(item.flow_key, item.step) for item in kept}
    if len(places) > 1:
        names = "”“".join(sorted(steps.title(*place) for place in places))
        raise Conflict(_("一次只能批量办理同一环节的事项，所选事项分属“%(steps)s”") % {"steps": names})
    (place,) = places
    called = steps.name_of(*place, Decision.APPROVE)
    shown = [_summary(item, actor) for item in kept]
    flow_key, step = place
    return Choice(
        flow_key=flow_key,
        step=step,
        title=steps.title(*place),
        called=called,
        items=shown,
        gone=len(asked) - len(found),
        aside=len(found) - len(kept),
    )


def approve(*, actor: User, flow_key: str, step: str, read: Mapping[int, str], opinion: str, request_id: UUID) -> Batch:
    """Approve each item, by its number and the version that was read; the same page sent twice, even at one time, is one
    batch, and one broken off in the middle goes on where it stopped. With other ticks or other words it is another.

    Nothing that is wrong with one item hinders another: each has its outcome. Raises like `choose`.
    """
    _not_too_many(read)
    _declared(flow_key, step)
    said = "|".join([str(actor.pk), flow_key, step, *map(str, sorted(read)), opinion.strip()])
    number = uuid5(request_id, said)
    known = Batch.objects.filter(request_id=number).first()
    if known is not None:
        return known
    with ledger.marked(batch=str(number)):
        results = [_approved(actor, (flow_key, step), pk, read[pk], opinion, number) for pk in read]
    facts = {"flow_key": flow_key, "step": step, "opinion": opinion.strip(), "results": results}
    return Batch.objects.get_or_create(
        request_id=number, defaults={"actor": actor, "finished_at": clock.now(), **facts}
    )[0]


def _approved(actor: User, place: tuple[str, str], pk: int, read: str, opinion: str, request_id: UUID) -> Told:
    """One item, in its own transaction."""
    own_request = uuid5(request_id, str(pk))
    try:
        with turn.take(task=pk) as t:
            item = getattr(t.tasks[pk], "work_item", None)
            if item is None or (item.flow_key, item.step) != place:
                raise Conflict(_("该事项不属于本次批量办理的环节"))
            if not Opinion.objects.filter(request_id=own_request, task=pk, actor=actor).exists():
                _still_as_read(item, read)
            services.decide(
                actor=actor, work_item=pk, decision=Decision.APPROVE, opinion=opinion, request_id=own_request,
                data={"batch": str(request_id)},
            )  # fmt: skip
            drafts.drop(actor=actor, work_item=pk)
    except DomainError as refusal:
        outcome = ItemOutcome.FIRST if isinstance(refusal, Stale) else ItemOutcome.REFUSED
        return told(actor, pk, outcome, refusal.message)
    return told(actor, pk, ItemOutcome.DONE, "")


def _still_as_read(item: WorkItem, read: str) -> None:
    """Of a closed item the decision itself says who was first."""
    if item.is_open:
        versions.require(item, read)


def told(actor: User, pk: int, outcome: ItemOutcome, why: str) -> Told:
    """A line of the results; of what the actor may not read nothing but the number that he sent."""
    item = WorkItem.objects.select_related("dossier__owner", "organisation__parent").filter(pk=pk).first()
    is_his = item is not None and (outcome == ItemOutcome.DONE or _may_see(actor, item))
    if item is None or not is_his:
        why = _("您没有该事项的办理权限")
        return Told(item=pk, title="", owner="", place="", outcome=ItemOutcome.REFUSED.value, why=why)
    return Told(
        item=pk, title=item.dossier.title, owner=item.dossier.owner.name, place=places.place(item.organisation),
        outcome=outcome.value, why=why,
    )  # fmt: skip


def _may_see(actor: User, item: WorkItem) -> bool:
    return policies.may(actor, item.duty, item.organisation_id) or policies.may_read(actor, item.dossier)


def _summary(item: WorkItem, actor: User) -> Summary:
    hindrance = ""
    if item.suspended_at:
        hindrance = _("案卷已暂停办理")
    elif item.not_before and item.not_before > clock.today():
        hindrance = _("公示期未满")
    elif item.waits:
        hindrance = chips.waiting_mark(item.waits)
    return Summary(
        item=item,
        place=places.place(item.organisation),
        version=versions.version(item),
        due=chips.chip(item),
        why=chips.why_told(item, actor),
        sent_by=chips.sent_by(item, actor),
        hindrance=hindrance,
    )


def _not_too_many(items: list[int] | Mapping[int, str]) -> None:
    if not items:
        raise Invalid(_("请先在待办中勾选要批量办理的事项"))
    if len(items) > settings.BATCH_MOST:
        raise Invalid(_("一次最多批量办理%(most)d项") % {"most": settings.BATCH_MOST})


def _declared(flow_key: str, step: str) -> None:
    if not is_in_batches(flow_key, step):
        raise Conflict(_("“%(step)s”须逐件审阅，不能批量办理") % {"step": steps.title(flow_key, step)})
