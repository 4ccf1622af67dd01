"""The register of issued documents."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Dossier, Organisation
from documents.enums import Disclosure, Layout, RenderState


class IssuedDocumentQuerySet(models.QuerySet["IssuedDocument"]):
    """Questions to the register; every answer in a stated order."""

    def numbered(self) -> Self:
        return self.exclude(number="")

    def in_force(self) -> Self:
        return self.filter(voided_at__isnull=True)

    def of_dossier(self, dossier: Dossier) -> Self:
        return self.filter(dossier=dossier).order_by("issued_at", "id")

    def outgoing(self, issuer: Organisation, year: int) -> Self:
        """The outgoing register (发文登记簿) of an organisation and year; void numbers stay in it."""
        return self.numbered().filter(issuer=issuer, year=year).order_by("code", "seq")

    def register(self) -> Self:
        return self.select_related("issuer", "county").order_by("-issued_at", "-id")

    def open_to_public(self) -> Self:
        return self.in_force().filter(disclosure=Disclosure.OPEN)

    def under_code(self, code: str) -> Self:
        """The document whose code was typed, with all that the verification page says of it."""
        return (
            self.filter(verification_code=code).select_related("issuer").prefetch_related("replaced_by").order_by("id")
        )

    def owed(self) -> Self:
        """What is to be printed: first what somebody waits for, asked for first first; then in the order of issue."""
        return self.filter(render_state=RenderState.OWED).order_by(F("awaited__asked_at").asc(nulls_last=True), "id")


class IssuedDocument(models.Model):
    """A document as it left the office. A trigger keeps text, number and parties as they were (B26);
    only its printing and its voiding may still be recorded."""

    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("案卷"), null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(_("目录代码"), max_length=8)
    genre = models.CharField(_("文种"), max_length=10, blank=True)
    layout = models.CharField(_("格式"), max_length=12, choices=Layout.choices)
    issuer = models.ForeignKey(
        Organisation, verbose_name=_("发文机关"), on_delete=models.PROTECT, related_name="issued_documents"
    )
    issuer_name = models.CharField(_("发文机关署名"), max_length=100)
    code = models.CharField(_("机关代字"), max_length=30, blank=True)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    seq = models.PositiveIntegerField(_("序号"), null=True, blank=True)
    number = models.CharField(_("发文字号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=300)
    addressees = models.JSONField(_("主送机关"), default=list)
    cc = models.JSONField(_("抄送机关"), default=list)
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signatory_name = models.CharField(_("签发人"), max_length=50, blank=True)
    signed_on = models.DateField(_("签发日期"), null=True, blank=True)
    document_date = models.DateField(_("成文日期"))
    issued_at = models.DateTimeField(_("印发时间"), default=clock.now)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    disclosure = models.CharField(_("公开属性"), max_length=12, choices=Disclosure.choices)
    content = models.JSONField(_("内容"))
    content_sha256 = models.CharField(_("内容摘要"), max_length=64)
    file_sha256 = models.CharField(_("文件摘要"), max_length=64, blank=True)
    verification_code = models.CharField(_("验证码"), max_length=12, blank=True)
    printed_sha256 = models.CharField(_("签名前的文件摘要"), max_length=64, blank=True)
    signed_by = models.CharField(_("签名证书"), max_length=200, blank=True)
    pages = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    render_state = models.CharField(_("排版状态"), max_length=8, choices=RenderState.choices, default=RenderState.OWED)
    render_error = models.TextField(_("排版失败原因"), blank=True)
    replaces = models.ForeignKey(
        "self", verbose_name=_("替代"), null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    voided_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[IssuedDocument]] = IssuedDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("公文")
        indexes = (
            models.Index(fields=["issuer", "year", "seq"], name="documents_outgoing"),
            models.Index(fields=["county", "-issued_at"], name="documents_county_recent"),
            models.Index(fields=["content_sha256"], name="documents_content"),
            models.Index(fields=["-issued_at", "-id"], name="documents_recent"),
            models.Index(fields=["id"], name="documents_owed", condition=Q(render_state="owed")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["code", "year", "seq"],
                condition=~Q(number=""),
                name="documents_number_unique",
                violation_error_message=_("发文字号已被使用"),
            ),
            models.UniqueConstraint(
                fields=["verification_code"],
                condition=~Q(verification_code=""),
                name="documents_verification_code_unique",
                violation_error_message=_("验证码已被使用"),
            ),
            models.CheckConstraint(
                name="documents_number_whole",
                condition=Q(number="", code="", year__isnull=True, seq__isnull=True)
                | (~Q(number="") & ~Q(code="") & Q(year__isnull=False, seq__gte=1)),
                violation_error_message=_("发文字号须由代字、年份、序号组成"),
            ),
            models.CheckConstraint(
                name="documents_printed_has_file",
                condition=~Q(render_state="done") | (~Q(file_sha256="") & Q(pages__gte=1)),
                violation_error_message=_("已排版的公文须有文件和页数"),
            ),
            models.CheckConstraint(
                name="documents_void_has_reason",
                condition=Q(voided_at__isnull=True, void_reason="") | (Q(voided_at__isnull=False) & ~Q(void_reason="")),
                violation_error_message=_("作废公文须写明原因"),
            ),
            models.CheckConstraint(
                name="documents_replaces_another",
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                violation_error_message=_("公文不能替代自身"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title}".strip()

    @property
    def is_printed(self) -> bool:
        return self.render_state == RenderState.DONE

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None
