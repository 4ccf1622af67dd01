"""Who may read which document."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, Q, QuerySet

from core.models import User
from core.rowwise import there_is
from documents import registries
from documents.enums import Disclosure
from documents.models import Carried, CoIssuer, IncomingDocument, IssuedDocument
from roles import policies
from roles.reach import reach_of
from roles.rows import is_read


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
    """The register as the actor may see it, newest first. What is open is everybody's, so that the register is the
    province's for all: each document is asked by itself, what most are let through by first."""
    if not actor.is_active:
        return IssuedDocument.objects.none()
    registers = registries.readable_by(actor).order_by()
    carried = Carried.objects.filter(document=OuterRef("pk"))
    mine = (
        Q(disclosure=Disclosure.OPEN, voided_at__isnull=True)
        | Q(issuer__in=policies.organisations_of(actor))
        | is_read(reach_of(actor))
        | Q(there_is(registers.filter(pk=OuterRef("issuer"))))
        | Q(there_is(IncomingDocument.objects.filter(document=OuterRef("pk"), organisation__in=registers.values("pk"))))
        | Q(there_is(carried.filter(letter__deliveries__organisation__in=registers.values("pk"))))
        | Q(there_is(CoIssuer.objects.filter(document=OuterRef("pk"), organisation__in=registers.values("pk"))))
    )
    return IssuedDocument.objects.filter(mine).register()
