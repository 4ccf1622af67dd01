"""A batch of the plan's money rests on its document: what is allotted is not voided, but adjusted (domain a.3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from documents.models import IssuedDocument
from funds.models import AllotmentBatch


def of_batch(document: IssuedDocument) -> str:
    """Why the notice of a batch cannot be voided; empty for any other document."""
    if not AllotmentBatch.objects.filter(document=document).exists():
        return ""
    return _("该文已下达资金，不能作废；须变更的，由工作专班编制调整方案，有误的另行发文更正")
