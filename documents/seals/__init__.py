"""The seal on an issued document: the site's own service's, else a sample that nobody can take for a real one.

A service is asked once for each issuer and document, by the job that prints it:

    POST {SEAL_SERVICE}        Authorization: Bearer {SEAL_SERVICE_TOKEN}
    {"issuer": "竹山县人民政府", "number": "竹政发〔2026〕3号", "document_date": "2026-03-02",
     "title": "…", "content_sha256": "…"}

    200  Content-Type: image/png    the seal, square, transparent, at most 2 MB
    4xx  text/plain, UTF-8          why this document may not be sealed, shown to the office

Any other answer, or none within 10 seconds, leaves the document unprinted with the reason.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils.safestring import SafeString

from documents.models import IssuedDocument
from documents.seals import sample, service

__all__ = ["of"]


def of(document: IssuedDocument) -> Callable[[str], SafeString]:
    """Draws the seal of an issuer by its name; a joint document has one of each of its agencies."""
    if settings.SEAL_SERVICE:
        return lambda issuer_name: service.seal(document, issuer_name)
    return sample.seal
