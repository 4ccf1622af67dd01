"""发文稿纸 (D12): internal, it follows a document of the county from its draft to its number."""

from __future__ import annotations

from core.enums import OrganisationKind
from core.models import User
from documents import services as documents
from documents.models import IssuedDocument
from plans import drafting
from plans.services.organs import organ


def keep(*, actor: User, document: IssuedDocument, trace: drafting.Trace) -> IssuedDocument:
    """Issue the sheet of a numbered document, kept by the government office with the document's dossier."""
    return documents.issue(
        actor=actor,
        paper=drafting.cover_sheet(document, trace),
        dossier=document.dossier,
        issuer=organ(document.county, OrganisationKind.GOVERNMENT_OFFICE),
    )
