"""What was laid before the signatory, and who signed beside the lead agency."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models.issued import IssuedDocument


class SubmittedDraftQuerySet(models.QuerySet["SubmittedDraft"]):
    """Questions about what was sent for signature."""

    def of(self, dossier: Dossier, kind: str) -> Self:
        """The drafts of one kind of document in a dossier, the latest first."""
        return self.filter(dossier=dossier, kind=kind).order_by("-submitted_at", "-pk")


class SubmittedDraft(models.Model):
    """送签稿: a paper word for word as it went to the signatory. What is numbered must be the same (条例 第二十五条,
    B07). Sending it once more makes another row; none ever changes."""

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="+")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("目录代码"), max_length=8)
    content = models.JSONField(_("内容"))
    content_sha256 = models.CharField(_("内容摘要"), max_length=64)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("送签人"), on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(_("送签时间"), default=clock.now)

    objects: ClassVar[models.Manager[SubmittedDraft]] = SubmittedDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("送签稿")
        indexes = (models.Index(fields=["dossier", "kind", "-submitted_at"], name="documents_submitted"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.content_sha256[:12]}"


class CoIssuer(models.Model):
    """联署机关: an agency that issues a joint document after the lead agency, with its own signature. The number
    is the lead's alone (条例 第十七条, B09)."""

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="co_issuers")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    seq = models.PositiveSmallIntegerField(_("顺序"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("联署机关"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("署名"), max_length=100)
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签发人"), on_delete=models.PROTECT, related_name="+"
    )
    signatory_name = models.CharField(_("签发人姓名"), max_length=50)
    signed_on = models.DateField(_("签发日期"))

    class Meta:
        verbose_name = _("联署机关")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "organisation"],
                name="documents_co_issuer_once",
                violation_error_message=_("同一机关只能联署一次"),
            ),
            models.UniqueConstraint(fields=["document", "seq"], name="documents_co_issuer_order"),
        )

    def __str__(self) -> str:
        return self.name
