"""How the register of documents is searched."""

from __future__ import annotations

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from documents.models.issued import IssuedDocumentQuerySet


class RegisterSearch(forms.Form):
    """文号, 标题 or 发文机关 in part, and a year."""

    words = forms.CharField(label=_("文号、标题或发文机关"), required=False, max_length=100)
    year = forms.IntegerField(label=_("年份"), required=False, min_value=2000, max_value=2100)

    def narrowed(self, documents: IssuedDocumentQuerySet) -> IssuedDocumentQuerySet:
        """The documents that match; all of them where nothing valid was asked."""
        if not self.is_valid():
            return documents
        words, year = self.cleaned_data["words"].strip(), self.cleaned_data["year"]
        if words:
            found = Q(number__icontains=words) | Q(title__icontains=words) | Q(issuer_name__icontains=words)
            documents = documents.filter(found)
        return documents.filter(document_date__year=year) if year else documents
