"""作废: the registrar asks, the head of the issuer consents; the number stays used (domain a.3)."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import User
from documents import registries, reliances
from documents.models import IssuedDocument, VoidRequest
from documents.services import void


@transaction.atomic
def request(*, actor: User, document: IssuedDocument, reason: str) -> VoidRequest:
    """Ask that a document be voided. Raises Refused unless the actor keeps the issuer's registers, Conflict while
    something in force rests on the document."""
    locked = IssuedDocument.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=document.pk)
    registries.require_keeper(actor, locked.issuer)
    if locked.is_void:
        raise Conflict(_("该公文已作废"))
    if locked.void_requests.filter(decided_at__isnull=True).exists():
        raise Conflict(_("该公文已有待审批的作废申请"))
    reliances.require_free(locked)
    if not reason.strip():
        raise Invalid(_("请写明作废原因"))
    asked = VoidRequest.objects.create(
        document=locked, reason=reason.strip(), requested_by=actor, requested_at=clock.now()
    )
    ledger.record(
        actor=actor, action="document.void_requested", chain=locked.county_id, dossier=locked.dossier_id,
        document=locked.pk, number=locked.number, reason=asked.reason,
    )  # fmt: skip
    return asked


@transaction.atomic
def decide(*, actor: User, void_request: VoidRequest, consents: bool, opinion: str = "") -> VoidRequest:
    """The head consents, and the document is void; or refuses, and it holds. Raises Refused unless the actor
    answers for the issuer and is not the one who asked."""
    found = VoidRequest.objects.select_for_update(of=("self",)).select_related("document__issuer", "decided_by")
    asked = found.get(pk=void_request.pk)
    registries.require_head(actor, asked.document.issuer)
    if asked.decided_by:
        raise Stale(_("该申请已由%(name)s审批") % {"name": asked.decided_by.name})
    if asked.requested_by_id == actor.pk:
        raise Refused(_("申请人不能审批自己的申请"))
    if not consents and not opinion.strip():
        raise Invalid(_("不同意须写明意见"))
    asked.decided_by, asked.decided_at = actor, clock.now()
    asked.consents, asked.opinion = consents, opinion.strip()
    asked.save(update_fields=["decided_by", "decided_at", "consents", "opinion"])
    if consents:
        void(actor=actor, document=asked.document, reason=asked.reason)
    else:
        ledger.record(
            actor=actor, action="document.void_refused", chain=asked.document.county_id,
            dossier=asked.document.dossier_id, document=asked.document_id, opinion=asked.opinion,
        )  # fmt: skip
    return asked
