"""Concluding a meeting: the minutes are issued and every item is decided, together or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock, ledger
from core.errors import Conflict, DomainError, Invalid, Refused, Stale
from core.models import User
from documents import services as documents
from documents.models import IssuedDocument
from workflows.desk import bodies, meetings, minutes, rules, sittings, steps
from workflows.desk.enums import Act, ItemResult, MeetingState
from workflows.desk.models import AgendaItem, Meeting
from workflows.desk.sittings import Sitting
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import Proceeding, WorkItem

DECISIONS = {
    ItemResult.PASS: Decision.APPROVE,
    ItemResult.PASS_WITH_AMENDMENTS: Decision.APPROVE_WITH_CHANGES,
}
"""What a result means for the flow; 退回 goes to the step's first way back, 缓议 waits for the next agenda."""
OF_ITEM = gettext_lazy("第%(seq)d项议题：%(why)s")


@transaction.atomic
@ledger.written_last()
def conclude(*, actor: User, meeting: int, request_id: UUID, read: str | None = None) -> Meeting:
    """Sign the minutes as the chair: number and freeze them, and decide each item of the agenda by them.

    Raises Refused unless the actor chairs by his own or an acting appointment and is present, Conflict without a
    quorum or before the hour for which the meeting was called, Invalid when an item has no valid result, Stale when it
    was concluded before by another request or its record is not as `read` any more (`sittings.version_now`).
    """
    held = meetings.locked(meeting)
    if held.is_concluded:
        if held.conclusion_id == request_id:
            return held
        raise Stale(_("该会议已由%(name)s签发纪要") % {"name": held.chair})
    if held.is_cancelled:
        raise Stale(_("该会议已取消，不能再改动"))
    bodies.require_chair(actor, held.kind, held.body)
    agenda = list(held.agenda.select_related("work_item__dossier").in_order())
    sittings.require(read, sittings.version_now(held), _("会议记录在您打开后有改动，请核对后再签发"))
    _require_valid(actor, held, agenda)
    _lock_proceedings(agenda)
    _require_still_open(agenda)
    held.chair = actor
    document = _issue(actor, held, agenda)
    for item in agenda:
        with _named(item):
            _carry_out(actor, held, item, document, uuid5(request_id, str(item.pk)))
    held.state, held.minutes = MeetingState.CONCLUDED, document
    held.conclusion_id, held.concluded_at = request_id, clock.now()
    held.save(update_fields=["chair", "state", "minutes", "conclusion_id", "concluded_at"])
    ledger.record(
        actor=actor, action=Act.CONCLUDE, chain=held.county_id, meeting=held.pk, title=held.title,
        minutes=document.pk, number=document.number,
        results=[{"item": item.seq, "work_item": item.work_item_id, "result": str(item.result)} for item in agenda],
    )  # fmt: skip
    return held


def _require_valid(actor: User, held: Meeting, agenda: list[AgendaItem]) -> None:
    sitting = Sitting(held)
    if actor.pk not in {one.user_id for one in sitting.attendances if one.is_present}:
        raise Refused(_("主持人须到会并登记为出席"))
    if refusal := sitting.against():
        raise Conflict(refusal)
    if not meetings.has_begun(held):
        raise Conflict(_("会议尚未召开，不能签发纪要"))
    if not agenda:
        raise Conflict(_("会议没有议题"))
    for item in agenda:
        with _named(item):
            _require_decided(sitting, item)


def _require_decided(sitting: Sitting, item: AgendaItem) -> None:
    if refusal := sitting.against(item.seq):
        raise Conflict(refusal)
    if refusal := rules.result_refusal(item.result, item.text, item.votes_for, len(sitting.voters(item.seq))):
        raise Invalid(refusal)
    meetings.require_open(item.work_item)


def _lock_proceedings(agenda: list[AgendaItem]) -> None:
    """All of them first and in one order: numbers and the ledger come after every proceeding."""
    numbers = sorted({item.work_item.proceeding_id for item in agenda})
    list(Proceeding.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk"))


def _require_still_open(agenda: list[AgendaItem]) -> None:
    """Asked again once nobody else can end a dossier: what is put off is decided by nobody who would ask."""
    now = WorkItem.objects.in_bulk([item.work_item_id for item in agenda])
    for item in agenda:
        with _named(item):
            meetings.require_open(now[item.work_item_id])


@contextmanager
def _named(item: AgendaItem) -> Iterator[None]:
    """What keeps one item from being carried out, such as a dossier that was suspended, says which item it is."""
    try:
        yield
    except DomainError as refusal:
        said = str(OF_ITEM) % {"seq": item.seq, "why": refusal.message}
        raise type(refusal)(said, clause=refusal.clause, field=refusal.field, page=refusal.page) from refusal


def _issue(actor: User, held: Meeting, agenda: list[AgendaItem]) -> IssuedDocument:
    dossiers = {item.work_item.dossier_id: item.work_item.dossier for item in agenda}
    held_on = held.held_at.astimezone(clock.SHANGHAI).date()
    return documents.issue(
        actor=actor,
        paper=minutes.paper(held),
        dossier=next(iter(dossiers.values())) if len(dossiers) == 1 else None,
        issuer=held.body,
        signatory=actor,
        signed_on=clock.today(),
        document_date=held_on,
    )


def _carry_out(actor: User, held: Meeting, item: AgendaItem, document: IssuedDocument, request_id: UUID) -> None:
    told = {
        "meeting": held.pk,
        "meeting_title": held.title,
        "minutes": document.pk,
        "minutes_number": document.number,
        "result": str(item.result),
    }
    words = _words(held, item)
    result, target = ItemResult(item.result), item.work_item
    if result == ItemResult.DEFER:
        return
    if result == ItemResult.RETURN:
        _send_back(actor, item, words, request_id, told)
        return
    engine.decide(
        actor=actor, work_item=target.pk, decision=DECISIONS[result], opinion=words, request_id=request_id, data=told
    )


def _send_back(actor: User, item: AgendaItem, words: str, request_id: UUID, told: dict[str, Any]) -> None:
    ways = steps.returns(item.work_item.flow_key, item.work_item.step)
    if not ways:
        raise Conflict(_("所在环节不能退回"))
    engine.return_to(
        actor=actor, work_item=item.work_item_id, step=ways[0][0], opinion=words, request_id=request_id, data=told
    )


def _words(held: Meeting, item: AgendaItem) -> str:
    with translation.override("zh-hans"):
        told = _("%(meeting)s议定：%(result)s") % {"meeting": held.title, "result": item.get_result_display()}
    return f"{told}。{item.text}" if item.text else told
