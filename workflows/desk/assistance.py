"""委派, 前加签, 后加签 and their answers, as pages and the interface call them.

What was decided with an after-sign takes effect in a transaction of its own once that is answered with a yes: where it
then cannot, the yes stands, and the item is with whoever decided, who reads why. Where the way there was busy or broken
off, a duty of the scheduler goes it again.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import QueryDict
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Busy, Conflict, DomainError, Invalid
from core.models import Organisation, User
from core.prepared import PreparedModels
from workflows.desk import drafts, services, steps
from workflows.desk.enums import Act
from workflows.engine import answering_people, separation
from workflows.engine import services as engine
from workflows.engine.enums import Assist, Decision
from workflows.engine.models import Assistance, Opinion, WorkItem
from workflows.engine.services import seating

EFFECTS = UUID("0d5c8d8e-52f4-4d3c-8f1e-6f3c2b7a9e10")
"""Below which the request numbers of what takes effect are made."""
RELATED = ("asked_by", "asked_on_behalf_of", "asked_of", "organisation", "ended_by", "ended_on_behalf_of")
ALLOWED = datetime.timedelta(minutes=1)
"""How long whoever answered has for letting the decision take effect himself."""


@dataclass(frozen=True)
class Askable:
    """Whom the holder of an item may ask: read when a page first needs it."""

    actor: User
    item: WorkItem

    @cached_property
    def colleagues(self) -> list[User]:
        """For a sign, at the item's own organisation."""
        return answering_people.colleagues(actor=self.actor, item=self.item, kind=Assist.BEFORE)

    @cached_property
    def entrusted(self) -> list[User]:
        """For an entrusting: those of them whom nothing excludes from the step."""
        kept_away = separation.refused({person.pk: None for person in self.colleagues}, self.item)
        return [person for person in self.colleagues if person.pk not in kept_away]

    @cached_property
    def organisations(self) -> list[Organisation]:
        """For a sign, the others of the county, of which the head is asked."""
        return answering_people.organisations(actor=self.actor, item=self.item)


@dataclass(frozen=True, kw_only=True)
class Asking:
    """A sign as it is asked: of a colleague or of an organisation, what, and by when."""

    of: User | None
    organisation: Organisation | None
    words: str
    until: datetime.date


def entrust(
    *, actor: User, work_item: int, receiver: User, words: str, until: datetime.date | None = None
) -> Assistance:
    """委派. Raises like `engine.entrust`, and Conflict at a step that a meeting decides."""
    services.outside_meetings(work_item)
    return engine.entrust(actor=actor, work_item=work_item, receiver=receiver, words=words, until=until)


def sign_before(*, actor: User, work_item: int, asking: Asking) -> Assistance:
    """前加签. Raises like `engine.sign_before`, and Conflict at a step that a meeting decides."""
    services.outside_meetings(work_item)
    return engine.sign_before(actor=actor, work_item=work_item, **vars(asking))


def sign_after(
    *, actor: User, work_item: int, asking: Asking, decision: Decision, opinion: str, typed: QueryDict
) -> Assistance:
    """后加签. `typed` are the fields of the task page; those of the step's own form must be right now already, and are
    read again when the decision takes effect. Raises like `engine.sign_after`, and Conflict at a step that a meeting decides."""
    services.outside_meetings(work_item)
    item = WorkItem.objects.select_related("dossier", "organisation").get(pk=work_item)
    _payload(item, actor, decision, typed)
    kept = {name: values for name, values in typed.lists() if name not in drafts.NOT_KEPT}
    return engine.sign_after(
        actor=actor, work_item=work_item, decision=decision, opinion=opinion, typed=kept, **vars(asking)
    )


def answer(*, actor: User, work_item: int, text: str, consents: bool | None) -> Assistance:
    """Answer what one was asked, and let an after-sign's decision take effect where the answer is yes. Raises like
    `engine.answer`; stands in no transaction, for what takes effect may be refused alone."""
    row = engine.answer(actor=actor, work_item=work_item, text=text, consents=consents)
    take_effect(row)
    return row


def take_effect(row: Assistance) -> None:
    """Carry out what was decided with an after-sign that was answered with a yes; nothing for anything else, and nothing
    yet while somebody else is at the item (`owed_effects`)."""
    if row.kind != Assist.AFTER or not row.consents:
        return
    asker, typed = row.asked_by, QueryDict(mutable=True)
    for name, values in row.intended["typed"].items():
        typed.setlist(name, values)
    decision = Decision(row.intended["decision"])
    item = WorkItem.objects.select_related("dossier", "organisation").get(pk=row.work_item_id)
    request_id = uuid5(EFFECTS, str(row.pk))
    if Opinion.objects.filter(request_id=request_id).exists():
        return
    try:
        services.decide(
            actor=asker, work_item=item.pk, decision=decision, opinion=row.intended["opinion"],
            request_id=request_id, data=_payload(item, asker, decision, typed),
        )  # fmt: skip
    except Busy:
        return
    except DomainError as refusal:
        _hinder(row, item, refusal.message)
        return
    drafts.drop(actor=asker, work_item=item.pk)


@transaction.atomic
def _hinder(row: Assistance, item: WorkItem, why: str) -> None:
    row.hindered = why
    row.save(update_fields=["hindered"])
    ledger.record(
        actor=None, action=Act.HINDER, chain=row.county_id, dossier=row.dossier_id, assistance=row.pk, reason=why,
        **seating.place(item),
    )  # fmt: skip


def is_owed(row: Assistance, item: WorkItem) -> bool:
    """Whether what was decided with an after-sign is yet to take effect, although the answer was a yes: somebody else
    was at the item, and a duty of the scheduler carries it out."""
    return bool(row.kind == Assist.AFTER and row.consents and not row.hindered and item.is_open and not item.waits)


def owed_effects() -> list[Assistance]:
    """After-signs that were answered with a yes and whose decision neither took effect nor was refused; only the last
    one asked on an open item. One statement."""
    last = Assistance.objects.filter(work_item=OuterRef("work_item")).in_order().reverse().values("pk")[:1]
    consented = Assistance.objects.filter(kind=Assist.AFTER, consents=True, hindered="", pk=Subquery(last))
    lying = consented.filter(work_item__in=WorkItem.objects.open(), ended_at__lt=clock.now() - ALLOWED)
    return list(lying.select_related("asked_by").in_order())


def recall(*, actor: User, work_item: int, reason: str) -> Assistance:
    """收回. Raises like `engine.recall`."""
    return engine.recall(actor=actor, work_item=work_item, reason=reason)


def asked_on(items: Iterable[WorkItem]) -> dict[int, list[Assistance]]:
    """What was asked on these items, in order; one statement."""
    found: dict[int, list[Assistance]] = {}
    rows = Assistance.objects.filter(work_item__in=[item.pk for item in items]).select_related(*RELATED)
    for row in rows.in_order():
        found.setdefault(row.work_item_id, []).append(row)
    return found


def asked_on_one(item: WorkItem) -> list[Assistance]:
    """What was asked on the item, in order; one statement."""
    return _ASKED.found(item=item.pk)


def _asked(*, item: int) -> QuerySet[Assistance]:
    return Assistance.objects.filter(work_item=item).select_related(*RELATED).in_order()


_ASKED: PreparedModels[Assistance] = PreparedModels(_asked, item=int)


def _payload(item: WorkItem, actor: User, decision: Decision, typed: QueryDict) -> dict[str, object] | None:
    """What the step's own form makes of what was typed; None where it asks nothing. Raises Invalid with what it says."""
    step = steps.step(item.flow_key, item.step)
    if step is None:
        raise Conflict(_("该环节已不在现行流程中，请联系系统管理员"))
    form = step.form(typed, work_item=item, actor=actor) if step.form else None
    if form is None or decision not in getattr(form, "concerns", {decision}):
        return None
    if not form.is_valid():
        said = [
            f"{form[name].label}：{'；'.join(errors)}" for name, errors in form.errors.items() if name in form.fields
        ]
        of_all = form.non_field_errors()  # says which projects; the fields of their rows say only what is missing
        raise Invalid("；".join(of_all or dict.fromkeys(said)) or _("请更正标出的内容后重新提交"))
    told: dict[str, object] = form.payload()
    return told
