"""Who may read which document."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from core.models import Dossier, User
from documents.enums import Disclosure
from documents.models import IssuedDocument
from roles import policies


def may_read(actor: User | AnonymousUser, document: IssuedDocument) -> bool:
    """An open document in force is everyone's; any other is for readers of its dossier and for its issuer."""
    if document.disclosure == Disclosure.OPEN and not document.is_void:
        return True
    if not isinstance(actor, User) or not actor.is_active:
        return False
    if document.dossier_id is not None and policies.may_read(actor, document.dossier_id):
        return True
    return document.issuer_id in policies.organisations_of(actor)


def may_print(actor: User | AnonymousUser, document: IssuedDocument) -> bool:
    """Whoever works at the issuing office may have a failed document printed again."""
    return isinstance(actor, User) and actor.is_active and document.issuer_id in policies.organisations_of(actor)


def readable(actor: User) -> QuerySet[IssuedDocument]:
    """The register as the actor may see it, newest first."""
    mine = (
        Q(dossier__in=policies.readable(actor, Dossier.objects.all()))
        | Q(issuer__in=policies.organisations_of(actor))
        | Q(disclosure=Disclosure.OPEN, voided_at__isnull=True)
    )
    return IssuedDocument.objects.filter(mine).register()
