"""征询意见: asking others for a word on a work item that stays where it is, while its limit goes on; answering, reminding,
taking back.

A question ends with its step, however that is closed: decided, returned, withdrawn, lapsed, ended. While the dossier
stands still it rests and nobody answers; handed to a colleague, the item takes its questions along, and he may remind of
them and take them back as well. An answer binds nobody and is no act on the file: whoever answered may take any step,
and is kept from none, by separation of duties.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Organisation, User
from core.templatetags.words import cn_moment
from roles import policies
from workflows.desk import attachments, consultation_people
from workflows.desk.enums import Aside
from workflows.desk.models import Consultation, ConsultationCopy, Consulted
from workflows.desk.models.consultations import Outcome
from workflows.desk.uploads import Brought
from workflows.engine import turn
from workflows.engine.models import WorkItem
from workflows.engine.services import seating

LONGEST, LONGEST_ANSWER = 500, 2000
"""Characters of what is asked and of what is answered."""


def ask(
    *,
    actor: User,
    work_item: int,
    words: str,
    organisations: Collection[Organisation] = (),
    people: Collection[User] = (),
    request_id: UUID | None = None,
) -> Consultation:
    """Ask these offices and colleagues for a word; the same from the same page, by `request_id`, is asked once.

    Raises Refused without the duty or by separation of duties, Stale when the item is closed or another's, Conflict while
    the dossier stands still, Invalid without words and like `consultation_people.addressed`.
    """
    said = _said(words, _("征询事项"), LONGEST, field="words")
    number = _number(request_id, work_item, organisations, people, said)
    if known := _known(actor, number):
        return known
    addressed = _addressed(actor, work_item, organisations, people)
    with turn.take(task=work_item) as t:
        if known := _known(actor, number):
            return known
        item: WorkItem = seating.opened(t, work_item).task.work_item
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        made = Consultation.objects.create(
            work_item_id=item.pk, dossier_id=item.dossier_id, asked_by=actor, asked_on_behalf_of_id=authority.on_behalf_of,
            words=said, asked_at=clock.now(), request_id=number,
        )  # fmt: skip
        for (at, person), readers in addressed.items():
            row = Consulted.objects.create(consultation=made, organisation_id=at, person_id=person)
            _reach(row, readers)
        t.occasion.actor = actor
        t.record(
            Aside.CONSULT, consultation=made.pk, on_behalf_of=authority.on_behalf_of, sha256=_digest(said),
            told=sorted({reader for readers in addressed.values() for reader in readers}),
            asked_at_organisation=sorted({at for at, _person in addressed}), **seating.place(item),
        )  # fmt: skip
    return made


def _known(actor: User, number: UUID | None) -> Consultation | None:
    return Consultation.objects.filter(asked_by=actor, request_id=number).first() if number else None


def _addressed(
    actor: User, work_item: int, organisations: Collection[Organisation], people: Collection[User]
) -> dict[consultation_people.Party, list[int]]:
    """Whom it reaches, worked out before anything is locked: nobody else's decision waits for that."""
    item = WorkItem.objects.select_related("dossier__owner", "organisation").filter(pk=work_item).first()
    if item is None:
        raise Conflict(_("没有这项待办"))
    seating.unclaimed_or_own(actor, item)
    seating.entitled(actor, item)
    return consultation_people.addressed(actor, item, organisations, people)


def answer(
    *, actor: User, consulted: int, text: str, has_nothing: bool = False, brought: Sequence[Brought] = ()
) -> Consulted:
    """Answer once, in words, with files if there are any, or with nothing to say; of an office whoever of its people comes
    first, and for anybody his deputy, with both names. The same answer of the same person again is the one he gave.

    Raises Refused for whoever was not asked or may not read the dossier any more, Stale when somebody has answered, it was
    taken back or its step is closed, Conflict while the dossier stands still, Invalid without words and for words along
    with nothing to say, which would be lost.
    """
    if has_nothing and brought:
        raise Invalid(_("已选择附件，不能选“无意见”：请填写答复后提交"), field="text")
    if has_nothing and text.strip():
        raise Invalid(_("已填写答复，不能再选“无意见”：请按“答复”提交所填内容，或者清空后再选“无意见”"), field="text")
    said = "" if has_nothing else _said(text, _("答复"), LONGEST_ANSWER, field="text")
    with _locked(consulted) as (row, item):
        authority = consultation_people.authority(actor, row)
        if authority is None:
            raise Refused(_("该征询不是向您提出的，或者您不能再查阅该案卷"))
        if row.ended_by_id == actor.pk and (row.answer, row.has_nothing) == (said, has_nothing):
            return row
        _require_open(row, item)
        principal = authority.on_behalf_of
        _end(row, Outcome.ANSWERED, actor, answer=said, has_nothing=has_nothing, ended_on_behalf_of_id=principal)
        attachments.keep_with_answer(actor=actor, authority=authority, row=row, item=item, brought=brought)
        ledger.record(
            actor=actor, action=Aside.CONSULT_ANSWER, chain=row.county_id, dossier=item.dossier_id,
            consultation=row.consultation_id, flow=item.flow_key, asked_of=row.person_id,
            asked_at_organisation=row.organisation_id, sha256=_digest(said), on_behalf_of=principal, **seating.place(item),
        )  # fmt: skip
        return row


def recall(*, actor: User, consulted: int) -> Consulted:
    """Take back what is not answered. Raises Refused for whoever neither asked nor has the item in hand, Stale when it has
    ended."""
    with _locked(consulted) as (row, item):
        if not consultation_people.may_tend(actor, row.consultation):
            raise Refused(_("只有征询人和本环节现在的承办人可以收回征询"))
        policies.require_read(actor, row.consultation.dossier)
        _require_unended(row, item)
        _end(row, Outcome.RECALLED, actor)
        ledger.record(
            actor=actor, action=Aside.CONSULT_RECALL, chain=row.county_id, dossier=item.dossier_id,
            consultation=row.consultation_id, flow=item.flow_key, asked_of=row.person_id,
            asked_at_organisation=row.organisation_id, **seating.place(item),
        )  # fmt: skip
        return row


@transaction.atomic
def remind(*, actor: User, consultation: int) -> Consultation:
    """Remind all who have not answered, and whoever came to an office since; at most once a day, whoever does it.

    Raises Refused for whoever neither asked nor has the item in hand, Conflict when everybody has answered, the step is
    closed, the dossier stands still or it was reminded of today.
    """
    asked = Consultation.objects.select_for_update(no_key=True).get(pk=consultation)
    item = asked.work_item
    if not consultation_people.may_tend(actor, asked):
        raise Refused(_("只有征询人和本环节现在的承办人可以提醒答复"))
    policies.require_read(actor, asked.dossier)
    _require_moving(item)
    waiting = list(Consulted.objects.open().filter(consultation=asked).in_order())
    if not waiting:
        raise Conflict(_("该征询已全部答复、收回，或者已不需答复"))
    if asked.was_reminded_today:
        raise Conflict(_("该征询今天已经提醒过，请改日再提醒"))
    for row in waiting:
        _reach(row, consultation_people.reached_since(row))
    asked.reminded_at, asked.reminders = clock.now(), asked.reminders + 1
    asked.save(update_fields=["reminded_at", "reminders"])
    told = ConsultationCopy.objects.filter(consulted__in=waiting).values_list("reader", flat=True)
    ledger.record(
        actor=actor, action=Aside.CONSULT_REMIND, chain=asked.county_id, dossier=asked.dossier_id, consultation=asked.pk,
        flow=item.flow_key, told=sorted(set(told)), **seating.place(item),
    )  # fmt: skip
    return asked


def note_opened(*, actor: User, consultation: int) -> None:
    """Note when whoever it reached first looked at it; one statement."""
    unopened = ConsultationCopy.objects.filter(
        reader=actor, consulted__consultation=consultation, opened_at__isnull=True
    )
    unopened.update(opened_at=clock.now())


@contextmanager
def _locked(consulted: int) -> Iterator[tuple[Consulted, WorkItem]]:
    """One of those asked and its item, in that order for whoever comes at the same moment; both or nothing is written."""
    with transaction.atomic(), ledger.written_last():
        related = ("consultation__dossier", "consultation__asked_by", "organisation", "person", "ended_by")
        rows = Consulted.objects.select_related(*related).select_for_update(no_key=True, of=("self",))
        row = rows.get(pk=consulted)
        item = WorkItem.objects.select_for_update(no_key=True).get(pk=row.consultation.work_item_id)
        row.consultation.work_item = item
        yield row, item


def _require_open(row: Consulted, item: WorkItem) -> None:
    _require_unended(row, item)
    _require_moving(item)


def _require_unended(row: Consulted, item: WorkItem) -> None:
    if row.ended_how == Outcome.RECALLED:
        raise Stale(_("该征询已收回，不需答复"))
    if row.ended_at is not None:
        told = {"at": cn_moment(row.ended_at), "name": row.ended_by, "organisation": row.organisation.name}
        by_name = row.person_id is not None
        raise Stale(
            (_("%(name)s已于%(at)s答复") if by_name else _("%(name)s已于%(at)s代表%(organisation)s答复")) % told
        )
    if not item.is_open:
        raise Stale(_("该环节已结束，征询已不需答复"))


def _require_moving(item: WorkItem) -> None:
    if item.suspended_at is not None:
        raise Conflict(_("案卷已暂停办理，恢复后再征询和答复"))


def _end(row: Consulted, how: Outcome, actor: User, **said: Any) -> None:
    row.ended_at, row.ended_how, row.ended_by = clock.now(), how, actor
    for name, value in said.items():
        setattr(row, name, value)
    row.save(update_fields=["ended_at", "ended_how", "ended_by", *said])


def _reach(row: Consulted, readers: Collection[int]) -> None:
    ConsultationCopy.objects.bulk_create(ConsultationCopy(consulted=row, reader_id=reader) for reader in readers)


def _said(text: str, called: str, longest: int, *, field: str) -> str:
    said = text.strip()
    if not said:
        raise Invalid(_("请填写%(name)s") % {"name": called}, field=field)
    if len(said) > longest:
        told = {"name": called, "longest": longest, "length": len(said)}
        raise Invalid(_("%(name)s最多%(longest)d字，现有%(length)d字") % told, field=field)
    printable.require(called, said)
    return said


def _digest(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _number(
    request_id: UUID | None,
    work_item: int,
    organisations: Collection[Organisation],
    people: Collection[User],
    said: str,
) -> UUID | None:
    """Of what was sent from one page: with others ticked or with other words it is another."""
    if request_id is None:
        return None
    ticked = (sorted(one.pk for one in chosen) for chosen in (organisations, people))
    return uuid5(request_id, "|".join(map(str, (work_item, *ticked, said))))
