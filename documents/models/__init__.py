"""Numbers and issued documents."""

from documents.models.issued import IssuedDocument
from documents.models.numbering import DocumentCode, NumberSeries

__all__ = ["DocumentCode", "IssuedDocument", "NumberSeries"]
