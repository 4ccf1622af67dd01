"""Who may read which document."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from core.models import Dossier, User
from documents import registries
from documents.enums import Disclosure
from documents.models import Carried, CoIssuer, IncomingDocument, IssuedDocument
from roles import policies


def may_read(actor: User | AnonymousUser, document: IssuedDocument) -> bool:
    """An open document in force is everyone's; any other is for readers of its dossier, for those who issue it, for
    those it or a letter that carries it was sent to, and for whoever keeps or watches the register of one of them."""
    if document.disclosure == Disclosure.OPEN and not document.is_void:
        return True
    if not isinstance(actor, User) or not actor.is_active:
        return False
    if document.dossier_id is not None and policies.may_read(actor, document.dossier_id):
        return True
    if document.issuer_id in policies.organisations_of(actor):
        return True
    party = (
        Q(pk=document.issuer_id)
        | Q(incoming__document=document)
        | Q(incoming__document__carried__document=document)
        | Q(pk__in=document.co_issuers.values("organisation"))
    )
    return registries.readable_by(actor).filter(party).exists()


def carried_by(letter: IssuedDocument) -> QuerySet[IssuedDocument]:
    """What goes along with a letter, in its order; whoever may read the letter's register may read it."""
    return IssuedDocument.objects.filter(carried_by__letter=letter).defer("content").order_by("carried_by__pk")


def may_print(actor: User | AnonymousUser, document: IssuedDocument) -> bool:
    """Whoever works at the issuing office, and whoever keeps its register, may have a failed document printed again
    (domain a.2, step 16: the office prints what the county government issues)."""
    if not isinstance(actor, User) or not actor.is_active:
        return False
    return document.issuer_id in policies.organisations_of(actor) or registries.keeps(actor, document.issuer)


def readable(actor: User) -> QuerySet[IssuedDocument]:
    """The register as the actor may see it, newest first."""
    registers = registries.readable_by(actor).order_by().values("pk")
    received = IncomingDocument.objects.filter(organisation__in=registers).values("document")
    mine = (
        Q(dossier__in=policies.readable(actor, Dossier.objects.all()))
        | Q(issuer__in=policies.organisations_of(actor))
        | Q(issuer__in=registers)
        | Q(pk__in=received)
        | Q(pk__in=Carried.objects.filter(letter__in=received).values("document"))
        | Q(pk__in=CoIssuer.objects.filter(organisation__in=registers).values("document"))
        | Q(disclosure=Disclosure.OPEN, voided_at__isnull=True)
    )
    return IssuedDocument.objects.filter(mine).register()
