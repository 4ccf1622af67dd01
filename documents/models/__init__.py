"""Numbers, what was laid before the signatory, issued documents and the registers."""

from documents.models.awaited import Awaited
from documents.models.issued import IssuedDocument
from documents.models.numbering import DocumentCode, NumberSeries
from documents.models.registers import Carried, IncomingDocument, NumberReservation, VoidRequest
from documents.models.signing import CoIssuer, SubmittedDraft

__all__ = [
    "Awaited", "Carried", "CoIssuer", "DocumentCode", "IncomingDocument", "IssuedDocument", "NumberReservation",
    "NumberSeries", "SubmittedDraft", "VoidRequest",
]  # fmt: skip
