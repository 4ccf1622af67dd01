"""What the task page shows: the material on the left, the opinion box on the right."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from core import clock
from core.models import User
from core.pages.keys import LAST
from core.prepared import PreparedModels
from roles import policies
from roles.people import standing as standing_of
from workflows.desk import (
    announced,
    attachments,
    borders,
    chips,
    citing,
    drafts,
    phrases,
    remarks,
    seats,
    sent_back,
    snoozing,
    steps,
    subjects,
    terminations,
    timeline,
    unissued,
)  # fmt: skip
from workflows.desk.added_steps import Adding
from workflows.desk.forms import OpinionForm, SeatForm, TransferForm, WithdrawForm, so_far
from workflows.desk.models import Draft
from workflows.desk.records import Records
from workflows.desk.rows_offered import NONE, offered
from workflows.desk.views import task_added, task_consultations
from workflows.desk.views.task_assistance import Helping
from workflows.desk.why_due import why_due
from workflows.engine import services as engine
from workflows.engine.enums import CONSENTS, Decision
from workflows.engine.models import Transfer, WorkItem


@dataclass
class Desk:
    """One work item on the desk of one person."""

    item: WorkItem
    actor: User
    may_decide: bool

    @property
    def step(self) -> Any:
        return steps.step(self.item.flow_key, self.item.step)

    @property
    def by_meeting(self) -> bool:
        return steps.is_by_meeting(self.item.flow_key, self.item.step)

    @property
    def is_anothers(self) -> bool:
        """Whether a colleague has it in hand."""
        return self.item.claimed_by_id not in (None, self.actor.pk)

    @property
    def is_asked(self) -> bool:
        """Whether the page offers to decide."""
        offered = self.may_decide and self.item.is_open and not self.by_meeting and not self.is_anothers
        return offered and self.step is not None and self.item.suspended_at is None and not self.item.waits

    @cached_property
    def helping(self) -> Helping:
        """What was entrusted or asked to be signed here."""
        is_within = borders.reads_within(self.actor, self.item)
        return Helping(item=self.item, actor=self.actor, is_asked=self.is_asked, is_within=is_within)

    @cached_property
    def adding(self) -> Adding:
        """Which steps were added here."""
        is_within = borders.reads_within(self.actor, self.item)
        return Adding(item=self.item, actor=self.actor, is_asked=self.is_asked, is_within=is_within)

    @cached_property
    def may_change_seats(self) -> bool:
        return seats.may_change(self.actor, self.item, may_decide=self.may_decide)

    @cached_property
    def against_withdrawing(self) -> str | None:
        """Why the person cannot take his own decision back; empty when he can, None when there is none of his."""
        if self.item.is_open:
            return None
        against = engine.against_withdrawing(actor=self.actor, work_item=self.item.pk)
        return _("本环节由会议纪要决定，不能撤回") if self.by_meeting and against is not None else against

    @property
    def may_withdraw(self) -> bool:
        return self.against_withdrawing == ""

    @cached_property
    def stock(self) -> phrases.Stock:
        """The phrases that are offered here."""
        is_offered = self.is_asked or self.helping.may_answer
        return phrases.offered(self.actor, self.item) if is_offered else phrases.Stock()

    @cached_property
    def draft(self) -> Draft | None:
        return drafts.kept(actor=self.actor, work_item=self.item.pk) if self.is_asked else None

    def form(self, typed: Any = None) -> Any:
        """What the step asks beside an opinion, with what was kept of it; None where it asks nothing."""
        if not self.is_asked or self.step.form is None:
            return None
        form = self.step.form(typed, work_item=self.item, actor=self.actor)
        return _shown_with(form, drafts.as_typed(self.draft)) if typed is None and self.draft else form

    def form_so_far(self, typed: QueryDict) -> Any:
        """The same form with what was typed so far, which nothing is said of yet."""
        form = self.form()
        return None if form is None else _shown_with(form, typed)

    def opinion(self) -> OpinionForm:
        """The opinion box with what was kept of it, else with the person's default opinion where he may approve."""
        approves = self.is_asked and Decision.APPROVE in self.step.decisions
        usual = {"opinion": self.stock.default} if approves else {}
        kept = so_far(drafts.as_typed(self.draft)) if self.draft else usual
        return OpinionForm(initial={**kept, "request_id": uuid4()})

    def transfer_form(self, typed: Any = None) -> TransferForm | None:
        if not self.is_asked:
            return None
        return TransferForm(typed, receivers=engine.receivers(actor=self.actor, item=self.item))

    def seat_form(self, typed: Any = None) -> SeatForm | None:
        return SeatForm(typed, offered=seats.offered(self.item)) if self.may_change_seats else None


def _shown_with(form: Any, typed: QueryDict) -> Any:
    for name, asked in form.fields.items():
        asked.initial = asked.widget.value_from_datadict(typed, {}, form.add_prefix(name))
    return form


@dataclass(kw_only=True)
class Shown:
    """What a page shows beyond the desk itself: the forms as they were sent, and what was wrong with them;
    `lands_on` is the work item to show next, where that is another one, `files` what was uploaded with them."""

    opinion: OpinionForm
    form: Any = None
    transfer: TransferForm | None = None
    seat: SeatForm | None = None
    withdrawal: WithdrawForm | None = None
    error: str = ""
    status: int = 200
    unfolded: str = ""
    lands_on: int = 0
    files: Sequence[UploadedFile[Any]] = ()


def at_desk(actor: User, pk: int) -> Desk:
    """The work item for whoever may decide it or read its dossier; Refused for others."""
    item = _ITEM.one(pk=pk) if pk <= LAST else None
    if item is None:
        raise Http404
    may_decide = policies.may(actor, item.duty, item.organisation_id)
    if not may_decide:
        policies.require_read(actor, item.dossier)
    return Desk(item=item, actor=actor, may_decide=may_decide)


def _item(*, pk: int) -> QuerySet[WorkItem]:
    related = ("dossier__owner", "dossier__county", "organisation", "sender", "claimed_by", "cause", "proceeding")
    return WorkItem.objects.select_related(*related).filter(pk=pk)


_ITEM: PreparedModels[WorkItem] = PreparedModels(_item, pk=int)


def page(request: HttpRequest, desk: Desk, shown: Shown) -> HttpResponse:
    """The whole task page."""
    return render(request, "desk/task.html", _context(request, desk, shown), status=shown.status)


def _context(request: HttpRequest, desk: Desk, shown: Shown) -> dict[str, Any]:
    item, flow_key, step = desk.item, desk.item.flow_key, desk.item.step
    material, records = subjects.material(item.dossier, request), Records(item.dossier)
    returned = sent_back.of(item, desk.actor)
    return {
        "desk": desk,
        "item": item,
        "dossier": item.dossier,
        "step": steps.title_of(item),
        "chip": chips.chip(item),
        "why_due": why_due(item),
        "standing": engine.standing(item.dossier) if item.is_open and item.suspended_at else None,
        "why": chips.why_told(item, desk.actor),
        "sent_by": chips.sent_by(item, desk.actor),
        "handed": _handed(item, desk.actor),
        "sent_back": returned if returned and not returned.is_said_in(material.html) else None,
        "remarks": remarks.about(item, desk.actor),
        "papers": unissued.kinds(item, desk.actor),
        "attached": attachments.of_item(item, desk.actor),
        "attaching": attachments.offered() if desk.is_asked else None,
        "material": material,
        "rounds": timeline.rounds(item.dossier, desk.actor, records),
        **task_consultations.context(desk, records),
        "is_asked": desk.is_asked,
        "by_meeting": desk.by_meeting,
        "opinion": shown.opinion,
        "typed": _typed(shown.opinion),
        "form": shown.form,
        "panel": getattr(shown.form, "panel_template", ""),
        "phrases": desk.stock.texts,
        "reason": _reason(shown.opinion, desk.stock.default),
        **_aside(desk),
        "decisions": decisions(desk),
        **returning(desk, chosen=shown.opinion["return_rows"].value() or (), sought=_sought(shown.opinion)),
        "may_go_straight": steps.allows_straight_back(flow_key),
        "return_words": steps.consequence(flow_key, step, Decision.RETURN),
        "transfer": shown.transfer or desk.transfer_form(),
        "seat": shown.seat or desk.seat_form(),
        "withdrawal": shown.withdrawal or WithdrawForm(),
        "may_be_removed": seats.may_be_removed(item),
        "offers_to_end": terminations.offers([item.proceeding], standing_of(desk.actor).duties),
        "unfolded": shown.unfolded,
        **desk.helping.context(),
        **task_added.context(desk.adding),
        "error": shown.error,
        "files_lost": bool(shown.files),
    }


def _reason(opinion: OpinionForm, default: str) -> str:
    """What stands in the box of a return: what was written there, else in the opinion box, but nobody's default opinion."""
    words = str(opinion["opinion"].value() or "")
    return str(opinion["return_reason"].value() or "") or ("" if words == default else words)


def _typed(opinion: OpinionForm) -> str:
    """The words that were sent in vain."""
    return str(opinion.data.get("opinion") or opinion.data.get("return_reason") or "") if opinion.is_bound else ""


def _handed(item: WorkItem, reader: User) -> Transfer | None:
    """How the item came to whoever has it in hand, where a colleague handed it to him; nothing to the other side of a
    border."""
    if not item.is_open or item.claimed_by_id is None or not borders.reads_within(reader, item):
        return None
    to_him = Transfer.objects.filter(work_item=item.pk, receiver=item.claimed_by_id)
    return to_him.select_related("made_by", "on_behalf_of", "receiver").latest_first().first()


def _sought(opinion: OpinionForm) -> str:
    """The words by which rows to name are sought."""
    return str(opinion["find_rows"].value() or "").strip()


def returning(desk: Desk, *, chosen: Collection[str] = (), sought: str = "") -> dict[str, Any]:
    """Where the item may be sent back to, and what may be named then: of many rows those chosen and those sought. One
    statement where it has rows."""
    flow_key, step = desk.item.flow_key, desk.item.step
    ways = steps.returns_of(desk.item) if desk.is_asked else []
    return {
        "returns": ways,
        "grounds": steps.grounds(flow_key, step).items() if ways else (),
        "clauses": citing.clauses() if ways else (),
        "returnable": offered(citing.rows(desk.item.dossier), chosen=chosen, sought=sought) if ways else NONE,
        "columns": citing.columns(desk.item.dossier.kind) if ways else (),
    }


def decisions(desk: Desk) -> list[tuple[str, str, str]]:
    """The buttons in their declared order: value, label, and what follows."""
    if not desk.is_asked:
        return []
    told = announced.of(desk.item, desk.actor)
    first = task_added.follows(desk.adding)
    rows = [
        (
            d.value,
            desk.step.name_of(d),
            first if first and d in CONSENTS else steps.consequence(desk.item.flow_key, desk.item.step, d),
        )
        for d in desk.step.decisions
    ]
    (value, label, words), *others = rows
    return [(value, told.label or label, f"{first or told.follows or words}{told.words}"), *others]


def _aside(desk: Desk) -> dict[str, Any]:
    """How the reader has put the item aside, and between which days he may."""
    if not desk.is_asked:
        return {"aside": None, "aside_last": None}
    first = clock.today() + datetime.timedelta(days=1)
    last = snoozing.last_day(desk.item)
    return {"aside": snoozing.standing(desk.actor, desk.item), "aside_first": first, "aside_last": last}
