"""收文: a numbered document is on its way to every addressee that is in the system, and each signs for it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger
from core.county_words import words
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from documents import registries
from documents.enums import Intake
from documents.models import IncomingDocument, IssuedDocument

TOWNSHIPS = frozenset({"各乡镇人民政府", "各乡镇"})
"""Names under which a county writes to all of a kind; those for its departments are its own (core.county_words)."""


def deliver(document: IssuedDocument) -> None:
    """Put a numbered document on its way to those whom it names; villages keep no register."""
    if not document.number:
        return
    IncomingDocument.objects.bulk_create(
        IncomingDocument(document=document, organisation=organisation, sent_at=document.issued_at)
        for organisation in addressed(document)
    )


def addressed(document: IssuedDocument) -> QuerySet[Organisation]:
    """The agencies that the addressees and copies name, singly or as all of a kind; one statement."""
    county = document.county
    spoken = words(county.name)
    names = {*document.addressees, *document.cc}
    wanted = Q(official_name__in=names | {spoken.full(name) for name in names}) & (
        Q(county=county) | Q(county__isnull=True)
    )
    if TOWNSHIPS & names:
        wanted |= Q(county=county, kind=OrganisationKind.TOWNSHIP)
    if spoken.names_of_departments & names:
        wanted |= Q(county=county, kind=OrganisationKind.DEPARTMENT)
    found = Organisation.objects.filter(wanted, is_active=True).exclude(kind=OrganisationKind.VILLAGE)
    return found.exclude(pk=document.issuer_id).in_order()


@transaction.atomic
def sign_for(*, actor: User, incoming: IncomingDocument, intake: Intake, note: str = "") -> IncomingDocument:
    """Sign for a document and check it (条例 第二十四条): accepted, or returned with the reason. Raises Refused unless
    the actor keeps that agency's registers."""
    found = IncomingDocument.objects.select_related("organisation__county", "document").get(pk=incoming.pk)
    registries.require_keeper(actor, found.organisation)
    if intake == Intake.RETURNED and not note.strip():
        raise Invalid(_("退回来文须说明理由"))
    received = received_by(actor=actor, organisation=found.organisation, rows=[found])
    if not received:
        raise Conflict(_("该文已签收"))
    note_intake(received, intake, note)
    return received[0]


def receive(*, actor: User, organisation: Organisation, documents: Iterable[IssuedDocument]) -> list[IncomingDocument]:
    """Sign for documents in a step whose duty has been asked there; what was signed for before stays as it is."""
    rows = IncomingDocument.objects.awaiting().filter(organisation=organisation, document__in=documents)
    return received_by(actor=actor, organisation=organisation, rows=rows.select_related("document").order_by("pk"))


@transaction.atomic
def received_by(*, actor: User, organisation: Organisation, rows: Iterable[IncomingDocument]) -> list[IncomingDocument]:
    """Number the rows that still wait in the agency's register of the year, in order."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    wanted = {row.pk: row.document for row in rows if row.document}
    waiting = list(IncomingDocument.objects.awaiting().filter(pk__in=wanted).order_by("pk"))
    year = clock.today().year
    for seq, row in enumerate(waiting, next_seq(organisation, year)):
        row.year, row.seq, row.received_at = year, seq, clock.now()
        row.received_by, row.handler, row.pages = actor, actor.name, wanted[row.pk].pages
    IncomingDocument.objects.bulk_update(waiting, ["year", "seq", "received_at", "received_by", "handler", "pages"])
    for row in waiting:
        ledger.record(
            actor=actor, action="document.received", chain=organisation.county_id or organisation,
            dossier=wanted[row.pk].dossier_id, document=row.document_id, at=organisation.name, register=row.seq,
        )  # fmt: skip
    return waiting


def next_seq(organisation: Organisation, year: int) -> int:
    """The next number of the agency's incoming register; the agency's row is locked by the caller."""
    last = organisation.incoming.filter(year=year).aggregate(last=Max("seq"))["last"]
    return (last or 0) + 1


def note_intake(rows: Iterable[IncomingDocument], intake: Intake, note: str = "") -> None:
    """Write down what the first check found, once."""
    for row in rows:
        if not row.intake:
            row.intake, row.note = intake, note.strip()
            row.save(update_fields=["intake", "note"])
