"""More time for a slip (D29): asked for before its day has passed, answered by the supervisor (f.3, S26)."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Conflict, Invalid
from core.models import User
from documents import services as documents
from oversight.models import Slip, SlipExtension
from oversight.rules import require_extension, require_later
from oversight.slips import drafting, standing, standing_still


@transaction.atomic
def ask(*, actor: User, slip: int, reason: str, progress: str, wanted: datetime.date) -> SlipExtension:
    """The organisation asks for more time: drafted for its head to sign, and signed at once where he asks himself.

    Raises Refused for others; Conflict for a slip that is answered, whose day has passed, that has a request under way
    or was extended as often as the place allows; Invalid without reason and progress, or for a day that is not later
    or too late.
    """
    found = standing.locked(slip)
    standing.require_handler(actor, found)
    _require_running(found)
    if found.extensions.under_way().exists():
        raise Conflict(_("上一延期申请尚未答复"))
    _require_allowed(found, wanted)
    request = SlipExtension.objects.create(
        slip=found, due_before=found.due_on, wanted=wanted, asked_by=actor, asked_at=clock.now(),
        reason=standing.said(reason, _("请写明延期理由"), _("延期理由"), "reason"),
        progress=standing.said(progress, _("请写明目前进展"), _("目前进展"), "progress"),
    )  # fmt: skip
    if standing.leads(actor, found):
        return _sign(actor, request)
    standing.record(actor, found, "slip.extension_drafted", text=request.reason, until=wanted)
    return request


@transaction.atomic
def sign(*, actor: User, slip: int) -> SlipExtension:
    """The head signs the request and it goes to the supervision office. Raises Refused for others, Conflict where none
    waits for him or the day has passed."""
    found = standing.locked(slip)
    standing.require_head(actor, found)
    request = to_sign(found)
    _require_running(found)
    _require_allowed(found, standing_still.wanted_now(request))
    return _sign(actor, request)


@transaction.atomic
def drop(*, actor: User, slip: int, reason: str) -> SlipExtension:
    """The head does not want to ask. Raises Refused for others, Conflict where none waits for him, Invalid without a
    reason."""
    found = standing.locked(slip)
    standing.require_head(actor, found)
    request = to_sign(found)
    request.dropped_because = standing.said(reason, _("请写明不同意申请的理由"), _("不同意申请的理由"), "text")
    request.dropped_by, request.dropped_at = actor, clock.now()
    request.save(update_fields=["dropped_by", "dropped_at", "dropped_because"])
    standing.record(actor, found, "slip.extension_dropped", text=request.dropped_because)
    return request


@transaction.atomic
def respond(*, actor: User, slip: int, text: str, until: datetime.date | None) -> SlipExtension:
    """The supervisor grants a new day, the one asked for or another, or refuses with `until` None; a refusal leaves the
    slip as it is.

    Raises Refused outside his area, Conflict where nothing was asked or the slip is done with, Invalid for a day that is
    not later or too late, and for a refusal without a reason.
    """
    found = standing.locked(slip)
    standing.require_supervisor(actor, found)
    request = found.extensions.to_answer().first()
    if request is None:
        raise Conflict(_("没有待答复的延期申请"))
    _require_running(found)
    if until is None:
        request.answer = standing.said(text, _("请写明不同意延期的理由"), _("答复意见"), "text")
    else:
        require_later(until, found.due_on, standing.latest_extension(found), "until")
        if until <= clock.today():
            raise Invalid(_("延期日期须晚于今天"), field="until")
        request.answer = standing.printed(text, _("答复意见"))
        found.due_on = until
        found.save(update_fields=["due_on"])
    request.answered_by, request.answered_at, request.granted, request.until = actor, clock.now(), bool(until), until
    request.save(update_fields=["answered_by", "answered_at", "granted", "until", "answer"])
    action, told = ("slip.extended", {"due_at": until}) if until else ("slip.extension_refused", {})
    standing.record(actor, found, action, text=request.answer, **told)
    return request


def to_sign(slip: Slip) -> SlipExtension:
    """What the head is asked to sign. Raises Conflict without one."""
    related = ("slip__work_item__dossier", "slip__office", "slip__organisation", "slip__document", "asked_by")
    request = slip.extensions.to_sign().select_related(*related).first()
    if request is None:
        raise Conflict(_("没有待签发的延期申请"))
    return request


def is_open_to(slip: Slip) -> bool:
    """Whether more time may still be asked for."""
    return (
        slip.is_unanswered
        and clock.today() <= slip.due_on
        and slip.extensions.granted().count() < settings.SLIP_EXTENSIONS
        and not slip.extensions.under_way().exists()
    )


def _require_running(slip: Slip) -> None:
    if not slip.is_unanswered:
        raise Conflict(_("该督办单已反馈或已办结，不能延期"))


def _require_allowed(slip: Slip, wanted: datetime.date) -> None:
    require_extension(
        today=clock.today(), due_on=slip.due_on, wanted=wanted, latest=standing.latest_extension(slip),
        asked=slip.extensions.granted().count(), most=settings.SLIP_EXTENSIONS,
    )  # fmt: skip


def _sign(actor: User, request: SlipExtension) -> SlipExtension:
    found, until = request.slip, standing_still.wanted_now(request)
    request.document = documents.issue(
        actor=actor, paper=drafting.extension(request, actor), dossier=found.work_item.dossier,
        issuer=found.organisation, signatory=actor, signed_on=clock.today(),
    )  # fmt: skip
    request.signed_by, request.signed_at = actor, clock.now()
    request.save(update_fields=["document", "signed_by", "signed_at"])
    standing.record(actor, found, "slip.extension_asked", text=request.reason, until=until)
    return request
