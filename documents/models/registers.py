"""Numbers reserved ahead, voidings asked for, and what an agency received."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.enums import Intake, Secrecy, Urgency
from documents.models.issued import IssuedDocument
from documents.models.numbering import DocumentCode

UNNAMED = "（涉密文件）"


class NumberReservationQuerySet(models.QuerySet["NumberReservation"]):
    """Questions about numbers taken ahead."""

    def waiting(self) -> Self:
        """Neither used nor given up."""
        return self.filter(document__isnull=True, given_up_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("code", "year", "seq")


class NumberReservation(models.Model):
    """预留文号: a number taken before its document. It is used by one document or given up with a reason, and
    never given to another (B06): the register has no unexplained gap."""

    code = models.ForeignKey(DocumentCode, on_delete=models.PROTECT, related_name="reservations")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    year = models.PositiveSmallIntegerField(_("年份"))
    seq = models.PositiveIntegerField(_("序号"))
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("案卷"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(_("预留事由"), max_length=200)
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("预留人"), on_delete=models.PROTECT, related_name="+"
    )
    reserved_at = models.DateTimeField(_("预留时间"), default=clock.now)
    document = models.OneToOneField(
        IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="reservation"
    )
    given_up_at = models.DateTimeField(_("注销时间"), null=True, blank=True)
    reason = models.CharField(_("注销原因"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[NumberReservation]] = NumberReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("预留文号")
        constraints = (
            models.UniqueConstraint(fields=["code", "year", "seq"], name="documents_reservation_once"),
            models.CheckConstraint(
                name="documents_reservation_one_end",
                condition=Q(document__isnull=True) | Q(given_up_at__isnull=True),
                violation_error_message=_("文号已使用，不能注销"),
            ),
            models.CheckConstraint(
                name="documents_reservation_given_up_has_reason",
                condition=Q(given_up_at__isnull=True, reason="") | (Q(given_up_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("注销文号须写明原因"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.seq}号"


class VoidRequest(models.Model):
    """作废申请: the registrar asks, the head of the issuer consents or refuses (domain a.3)."""

    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="void_requests")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reason = models.CharField(_("作废原因"), max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申请人"), on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(_("申请时间"), default=clock.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("审批人"), null=True, blank=True, on_delete=models.PROTECT,
        related_name="+",
    )  # fmt: skip
    decided_at = models.DateTimeField(_("审批时间"), null=True, blank=True)
    consents = models.BooleanField(_("是否同意"), null=True)
    opinion = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("作废申请")
        constraints = (
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(decided_at__isnull=True),
                name="documents_void_request_one_open",
                violation_error_message=_("该公文已有待审批的作废申请"),
            ),
            models.CheckConstraint(
                name="documents_void_request_whole",
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, consents__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False, consents__isnull=False),
                violation_error_message=_("审批须有审批人、时间和结论"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id}: {self.reason}"


class Carried(models.Model):
    """随文报送: an issued document that goes along with a letter; whoever has the letter may read it. A trigger keeps
    it (B26)."""

    letter = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="carried")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    document = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="carried_by")

    class Meta:
        verbose_name = _("随文材料")
        constraints = (
            models.UniqueConstraint(
                fields=["letter", "document"],
                name="documents_carried_once",
                violation_error_message=_("同一材料只随文报送一次"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.document_id}"


class IncomingDocumentQuerySet(models.QuerySet["IncomingDocument"]):
    """Questions to the incoming register."""

    def awaiting(self) -> Self:
        """Sent and not yet signed for."""
        return self.filter(received_at__isnull=True)

    def register(self) -> Self:
        """The incoming register, newest first, what waits at the top."""
        return self.select_related("document", "organisation").order_by(
            models.F("received_at").desc(nulls_first=True), "-pk"
        )


class IncomingDocument(models.Model):
    """收文: a numbered document on its way to one addressee, or in its register; or a paper from outside the system,
    which has no `document` and says itself who sent it. A trigger keeps what was received as it was (B26); `intake`
    is written once."""

    document = models.ForeignKey(
        IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    sender = models.CharField(_("来文机关"), max_length=100, blank=True)
    number = models.CharField(_("来文字号"), max_length=60, blank=True)
    title = models.CharField(_("来文标题"), max_length=300, blank=True)
    dated = models.DateField(_("成文日期"), null=True, blank=True)
    secrecy = models.CharField(_("密级"), max_length=12, choices=Secrecy.choices, blank=True)
    urgency = models.CharField(_("紧急程度"), max_length=12, choices=Urgency.choices, blank=True)
    assigned_to = models.CharField(_("承办单位（人）"), max_length=100, blank=True)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("收文机关"), on_delete=models.PROTECT, related_name="incoming"
    )
    sent_at = models.DateTimeField(_("送达时间"), default=clock.now)
    year = models.PositiveSmallIntegerField(_("年份"), null=True, blank=True)
    seq = models.PositiveIntegerField(_("收文编号"), null=True, blank=True)
    received_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    handler = models.CharField(_("经办人"), max_length=50, blank=True)
    pages = models.PositiveIntegerField(_("页数"), null=True, blank=True)
    intake = models.CharField(_("初审结果"), max_length=12, choices=Intake.choices, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)

    objects: ClassVar[models.Manager[IncomingDocument]] = IncomingDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("收文")
        indexes = (
            models.Index(fields=["organisation", "year", "seq"], name="documents_incoming"),
            models.Index(fields=["-received_at", "-id"], name="documents_incoming_recent"),
            models.Index(fields=["organisation", "-received_at", "-id"], name="documents_incoming_recent_at"),
        )
        constraints = (
            models.UniqueConstraint(fields=["document", "organisation"], name="documents_incoming_once"),
            models.UniqueConstraint(fields=["organisation", "year", "seq"], name="documents_incoming_numbered_once"),
            models.CheckConstraint(
                name="documents_incoming_whole",
                condition=Q(received_at__isnull=True, seq__isnull=True, year__isnull=True, handler="", intake="")
                | (Q(received_at__isnull=False, seq__gte=1, year__isnull=False) & ~Q(handler="")),
                violation_error_message=_("签收须有编号、时间和经办人"),
            ),
            models.CheckConstraint(
                name="documents_incoming_return_has_reason",
                condition=~Q(intake__in=(Intake.RETURNED, Intake.STRUCK)) | ~Q(note=""),
                violation_error_message=_("退回来文、注销登记须说明理由"),
            ),
            models.CheckConstraint(
                name="documents_incoming_source",
                condition=Q(document__isnull=False, sender="", number="", title="", secrecy="")
                | (Q(document__isnull=True, received_at__isnull=False) & ~Q(sender="")),
                violation_error_message=_("登记系统外来文须写明来文机关"),
            ),
            models.CheckConstraint(
                name="documents_incoming_secret_is_not_named",
                condition=Q(document__isnull=False) | (Q(secrecy="") & ~Q(title="")) | (~Q(secrecy="") & Q(title="")),
                violation_error_message=_("涉密文件不得录入标题，其他来文须写明标题"),
            ),
            models.UniqueConstraint(
                fields=["organisation", "sender", "number"],
                condition=Q(document__isnull=True) & ~Q(number="") & ~Q(intake=Intake.STRUCK),
                name="documents_incoming_outside_once",
                violation_error_message=_("该来文已登记"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.seq or '待签收'}"

    @property
    def from_name(self) -> str:
        return self.document.issuer_name if self.document else self.sender

    @property
    def shown_number(self) -> str:
        return self.document.number if self.document else self.number

    @property
    def shown_title(self) -> str:
        """What the register calls it; a secret paper is never named here."""
        return self.document.title if self.document else self.title or UNNAMED

    @property
    def is_outside(self) -> bool:
        return self.document_id is None
