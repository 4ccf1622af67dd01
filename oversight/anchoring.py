"""The daily anchors: each chain's head written down, and one paper that lists them all."""

from __future__ import annotations

from django.db import transaction

from core import anchors, clock
from core.enums import OrganisationKind
from core.models import Organisation
from documents import services as documents
from documents.models import IssuedDocument
from oversight.papers import AnchorReport, AnchorRow


@transaction.atomic
def anchor_today() -> IssuedDocument | None:
    """Anchor every chain once a day and issue the paper; None when today's is there or no chain has begun."""
    day = clock.today()
    if not anchors.record_heads(day):
        return None
    province = Organisation.objects.filter(kind=OrganisationKind.PROVINCE).order_by("path").first()
    if province is None:
        return None
    rows = tuple(
        AnchorRow(place=found.chain.name, code=found.chain.code, seq=found.seq, head=found.head, root=found.root)
        for found in anchors.of_day(day)
    )
    paper = AnchorReport(province=province.name, day=day, rows=rows)
    return documents.issue(actor=None, paper=paper, dossier=None, issuer=province, document_date=day)
