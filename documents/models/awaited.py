"""Which owed documents somebody waits for: they are printed first."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.issued import IssuedDocument


class Awaited(models.Model):
    """A reader who is signed in has opened this document and has no file of it yet; gone once it is printed and its
    pages are drawn.

    `asked_at` is when it was first asked for, in real time, whatever the clock of a demonstration says.
    """

    document = models.OneToOneField(
        IssuedDocument, verbose_name=_("公文"), primary_key=True, on_delete=models.PROTECT, related_name="awaited"
    )
    asked_at = models.DateTimeField(_("调阅时间"))

    class Meta:
        verbose_name = _("待阅公文")

    def __str__(self) -> str:
        return str(self.document_id)
