"""How the filing register is searched."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from plans.models import FilingAddressee


class FilingSearch(forms.Form):
    """County, plan or number in part, and the year in which it was received."""

    words = forms.CharField(label=_("县名、方案、文号"), required=False, max_length=100)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)

    def narrowed(self, addressees: QuerySet[FilingAddressee]) -> QuerySet[FilingAddressee]:
        """The rows that match; all of them where nothing valid was asked."""
        if not self.is_valid():
            return addressees
        words, year = self.cleaned_data["words"].strip(), self.cleaned_data["year"]
        if words:
            named = Q(filing__version__title__icontains=words) | Q(filing__version__plan__county__name__icontains=words)
            numbered = Q(filing__letter__number__icontains=words) | Q(receipt__number__icontains=words)
            addressees = addressees.filter(named | numbered)
        return addressees.filter(received_at__year=year) if year else addressees
