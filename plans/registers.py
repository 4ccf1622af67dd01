"""备案登记簿 as a book among the registers of an agency (D37)."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Organisation
from documents.books import Book
from documents.register_paper import RegisterRow
from plans.models import FilingAddressee


def filed(organisation: Organisation, starts_on: datetime.date, ends_on: datetime.date) -> list[RegisterRow]:
    """What the agency registered, or the county had registered, of the filings received in the days."""
    found = FilingAddressee.objects.filter(
        Q(organisation=organisation) | Q(filing__version__plan__county=organisation),
        received_at__date__range=(starts_on, ends_on),
    ).select_related("organisation", "filing__version__plan__county", "filing__letter", "receipt__issued_by")
    found = found.defer("filing__letter__content", "receipt__content")
    return [_row(addressee) for addressee in found.order_by("received_at", "pk")]


def _row(addressee: FilingAddressee) -> RegisterRow:
    letter, receipt = addressee.filing.letter, addressee.receipt
    return RegisterRow(
        entry="",
        number=receipt.number if receipt else letter.number,
        title=f"{addressee.filing.version.title}（{letter.number}）",
        day=(addressee.received_at or addressee.filing.sent_at).astimezone(clock.SHANGHAI).date(),
        party=f"{addressee.filing.version.plan.county.name}→{addressee.organisation.name}",
        pages=letter.pages or 0,
        handler=receipt.issued_by.name if receipt and receipt.issued_by else "",
        note=addressee.get_state_display(),
    )


FILED = Book("filed", _("备案登记簿"), "plans:filing_register", "备案登记簿", "报送机关和备案机关", filed)
