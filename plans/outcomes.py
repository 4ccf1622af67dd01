"""A notice that was ended before its day: whoever scans the printed sheet is told so (六（四）)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.templatetags.words import cn_date
from documents.models import IssuedDocument
from plans.models import Notice

SHEET = "D04"
"""The kind of document that is put up as a notice with objections, always open to the public."""


def of_notice(document: IssuedDocument) -> str:
    """Since when the notice takes no more objections, and why. One statement, of a notice only."""
    if document.kind != SHEET:
        return ""
    notice = Notice.objects.filter(document=document, ended_on__isnull=False).order_by("-pk").first()
    if notice is None:
        return ""
    return _("本公示已于%(day)s终止，不再受理异议；终止理由：%(because)s") % {
        "day": cn_date(notice.ended_on),
        "because": notice.ended_because,
    }
