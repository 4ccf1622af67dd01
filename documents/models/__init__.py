"""Numbers, what was laid before the signatory, and issued documents."""

from documents.models.issued import IssuedDocument
from documents.models.numbering import DocumentCode, NumberSeries
from documents.models.signing import CoIssuer, SubmittedDraft

__all__ = ["CoIssuer", "DocumentCode", "IssuedDocument", "NumberSeries", "SubmittedDraft"]
