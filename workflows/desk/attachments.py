"""Attaching files to a work item, taking them away again before one decides, and reading them.

A file belongs to the seat where it came: whoever reads what is written there reads it, and nobody else. It is kept
under its hash beside the printed documents and never deleted from there, since another may have the same content.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core import clock, jobs, ledger
from core.errors import Conflict, Refused
from core.models import Dossier, User
from core.prepared import PreparedModels
from documents import archive, thumbnails
from documents.jobs import DRAW_JOB
from documents.screening.kinds import ENDINGS, Kind
from roles import policies
from workflows.desk import borders, consultation_people, consultations_asked
from workflows.desk.enums import Aside
from workflows.desk.models import Attachment, Consultation, Consulted
from workflows.desk.models.attachments import AttachmentQuerySet
from workflows.desk.uploads import Brought, require_few, require_small, screened
from workflows.engine import turn
from workflows.engine.models import WorkItem
from workflows.engine.services import seating


def attach(*, actor: User, work_item: int, files: Sequence[UploadedFile[Any]]) -> list[Attachment]:
    """Attach all of these files, or none of them. Raises like `uploads.screened` and `keep`."""
    return keep(actor=actor, work_item=work_item, brought=screened(actor=actor, work_item=work_item, files=files))


def keep(*, actor: User, work_item: int, brought: Sequence[Brought]) -> list[Attachment]:
    """Attach all of what was let in to an open item that the actor may decide, or none of it.

    What is attached there already stays the one attachment it is. Raises Refused without the duty or by separation of
    duties, Stale when the item is closed or another's, Conflict while it is suspended, Invalid beyond the limits of
    `settings`.
    """
    with turn.take(task=work_item) as t:
        item: WorkItem = seating.opened(t, work_item).task.work_item
        seating.unclaimed_or_own(actor, item)
        authority = seating.entitled(actor, item)
        t.occasion.actor = actor
        of_item = Attachment.objects.standing().filter(work_item=item.pk, consulted__isnull=True)
        known = {one.sha256: one for one in of_item}
        fresh = {one.sha256: one for one in brought}
        wanted = [one for sha256, one in fresh.items() if sha256 not in known]
        _require_room(item, len(known), wanted)
        for one in wanted:
            known[one.sha256] = _kept(actor, authority, item, one)
            t.record(
                Aside.ATTACH, attachment=known[one.sha256].pk, name=one.name, size=one.size, sha256=one.sha256,
                on_behalf_of=authority.on_behalf_of, **seating.place(item),
            )  # fmt: skip
    return [known[sha256] for sha256 in fresh]


def keep_with_answer(
    *, actor: User, authority: policies.Authority, row: Consulted, item: WorkItem, brought: Sequence[Brought]
) -> None:
    """Keep what was brought with the answer to a question, within the transaction of the answer: whoever reads the answer
    reads it. Raises Invalid beyond the limits of `settings`."""
    fresh = {one.sha256: one for one in brought}
    if not fresh:
        return
    _require_room(item, 0, list(fresh.values()))
    for one in fresh.values():
        made = _kept(actor, authority, item, one, consulted=row)
        ledger.record(
            actor=actor, action=Aside.ATTACH, chain=item.county_id, dossier=item.dossier_id, attachment=made.pk,
            name=one.name, size=one.size, sha256=one.sha256, consultation=row.consultation_id, flow=item.flow_key,
            on_behalf_of=authority.on_behalf_of, **seating.place(item),
        )  # fmt: skip


def _require_room(item: WorkItem, there: int, wanted: Sequence[Brought]) -> None:
    """What was taken away still lies on the disk, each content once, and counts with the dossier."""
    require_few(there + len(wanted))
    lies = Attachment.objects.filter(dossier=item.dossier_id).values_list("sha256", "size")
    contents = dict(lies.order_by("sha256").distinct()) | {one.sha256: one.size for one in wanted}
    require_small(sum(contents.values()))


def _kept(
    actor: User, authority: policies.Authority, item: WorkItem, one: Brought, consulted: Consulted | None = None
) -> Attachment:
    archive.store(one.content(), one.kind)
    if one.small:
        thumbnails.keep_picture(one.sha256, one.small)
    if one.kind == Kind.PDF:
        jobs.ring(DRAW_JOB, sha256=one.sha256)
    return Attachment.objects.create(
        work_item_id=item.pk, dossier_id=item.dossier_id, name=one.name, kind=one.kind, size=one.size,
        sha256=one.sha256, uploaded_by=actor, on_behalf_of_id=authority.on_behalf_of, uploaded_at=clock.now(),
        consulted=consulted,
    )  # fmt: skip


def remove(*, actor: User, attachment: int) -> Attachment:
    """Take away what one brought oneself, while the item is open; name, hash and both moments stay.

    Raises Refused for another's, Stale once the item is closed, Conflict for what was taken away before.
    """
    work_item = Attachment.objects.values_list("work_item", flat=True).get(pk=attachment)
    with turn.take(task=work_item) as t:
        item: WorkItem = seating.opened(t, work_item).task.work_item
        found = Attachment.objects.select_related("uploaded_by").get(pk=attachment)
        if found.uploaded_by_id != actor.pk:
            raise Refused(_("附件由%(name)s上传，只能由本人移除") % {"name": found.uploaded_by.name})
        authority = seating.entitled(actor, item)
        if found.removed_at is not None:
            raise Conflict(_("该附件已经移除"))
        t.occasion.actor = actor
        found.removed_at = clock.now()
        found.save(update_fields=["removed_at"])
        t.record(
            Aside.DETACH, attachment=found.pk, name=found.name, sha256=found.sha256,
            on_behalf_of=authority.on_behalf_of, **seating.place(item),
        )  # fmt: skip
    return found


def readable(*, actor: User, attachment: int) -> Attachment | None:
    """The attachment for whoever reads what is written at its seat; None where there is none.

    Raises Refused for others, the other side of a border among them, and Conflict for what was taken away.
    """
    related = ("work_item__organisation", "work_item__dossier__county", "uploaded_by", "consulted")
    found = Attachment.objects.select_related(*related).filter(pk=attachment).first()
    if found is None:
        return None
    item = found.work_item
    if not policies.may(actor, item.duty, item.organisation_id):
        policies.require_read(actor, item.dossier)
    if not borders.reads_within(actor, item) or not _is_told(actor, found):
        raise Refused(_("您无权查阅该附件"))
    if found.removed_at is not None:
        raise Conflict(_("“%(name)s”已由上传人移除") % {"name": found.name})
    return found


def _is_told(actor: User, found: Attachment) -> bool:
    """What came with an answer: whoever is told the answer, or was asked that question himself. No statement of any other."""
    if found.consulted is None:
        return True
    item = found.work_item
    if consultation_people.hears(actor, item.dossier)(item):
        return True
    rows = Consultation.objects.prefetch_related(consultations_asked.with_rows())
    return consultation_people.was_reached(actor, rows.get(pk=found.consulted.consultation_id))


@dataclass(frozen=True)
class Offered:
    """What a page says of attaching: the endings that are let in, and the limits."""

    accepts: str
    largest: int
    most: int


def offered() -> Offered:
    """By the settings."""
    accepts = ",".join(f".{ending}" for ending in ENDINGS)
    return Offered(accepts, settings.ATTACHMENT_LARGEST, settings.ATTACHMENTS_PER_TASK)


def is_of(attachment: int, item: WorkItem) -> bool:
    """Whether it is one of this work item's."""
    return Attachment.objects.filter(pk=attachment, work_item=item.pk, consulted__isnull=True).exists()


def of_item(item: WorkItem, reader: User) -> list[Attachment]:
    """Those of a work item, what was taken away among them, but for what came with answers to questions; nothing to the other side of a border. One statement."""
    if not borders.reads_within(reader, item):
        return []
    return _with_pictures(_OF_ITEM.found(item=item.pk))


def of_dossier(dossier: Dossier, reader: User | None, within: frozenset[int] | None) -> list[Attachment]:
    """Those that stand with the dossier, of the work items `within` or of all; of what came with answers to questions those
    that the reader is told on his side, nobody in particular all. One statement, few more where there are such."""
    found = Attachment.objects.standing().filter(dossier=dossier)
    if within is not None:
        found = found.filter(work_item__in=within)
    related = ("uploaded_by", "on_behalf_of", "work_item__organisation")
    listed = _with_pictures(found.select_related(*related).in_order())
    if reader is None or all(one.consulted_id is None for one in listed):
        return listed
    is_heard = consultation_people.hears(reader, dossier)
    return [one for one in listed if one.consulted_id is None or is_heard(one.work_item)]


def _of_item(*, item: int) -> AttachmentQuerySet:
    brought = Attachment.objects.filter(work_item=item, consulted__isnull=True)
    return brought.select_related("uploaded_by", "on_behalf_of").in_order()


_OF_ITEM: PreparedModels[Attachment] = PreparedModels(_of_item, item=int)


def _with_pictures(found: Iterable[Attachment]) -> list[Attachment]:
    """Each with how many pictures of it are drawn."""
    listed = list(found)
    for one in listed:
        one.pictures = thumbnails.count(one.sha256)
    return listed
