"""通报 (D30): what a county reads of a month, drafted from a frozen table, checked, signed, numbered."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from documents.models import IssuedDocument


class BulletinKind(models.TextChoices):
    """What a bulletin reports on."""

    SUPERVISION = "supervision", _("督办情况通报")
    SPENDING = "spending", _("支出进度通报")


class BulletinState(models.TextChoices):
    """Where a bulletin stands (条例 第二十一、二十二、二十五条: 起草、审核、签发、复核登记)."""

    DRAFT = "draft", _("起草中")
    SUBMITTED = "submitted", _("待核稿")
    CHECKED = "checked", _("待签发")
    SIGNED = "signed", _("待编号印发")
    ISSUED = "issued", _("已印发")


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def newest_first(self) -> Self:
        return self.order_by("-month", "-drafted_at", "-pk")


class Bulletin(models.Model):
    """One bulletin of one month; `table` is frozen when it is drafted, `content_sha256` is of what was sent for
    signature, `corrects` the issued one that this one replaces, `remark` why it was given back."""

    kind = models.CharField(_("种类"), max_length=12, choices=BulletinKind.choices)
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Organisation, verbose_name=_("印发机关"), on_delete=models.PROTECT, related_name="+")
    month = models.DateField(_("月份"))
    as_of = models.DateField(_("数据截至"))
    table = models.JSONField(_("数据表"))
    source = models.CharField(_("数据来源"), max_length=200)
    requirement = models.TextField(_("工作要求"), max_length=1000)
    state = models.CharField(_("状态"), max_length=10, choices=BulletinState.choices, default=BulletinState.DRAFT)
    corrects = models.OneToOneField(
        "self", verbose_name=_("更正"), null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    content_sha256 = models.CharField(_("送签内容摘要"), max_length=64, blank=True)
    remark = models.CharField(_("退回原因"), max_length=300, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("拟稿人"), on_delete=models.PROTECT, related_name="+"
    )
    drafted_at = models.DateTimeField(_("拟稿时间"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("核稿人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("签发人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_on = models.DateField(_("签发日期"), null=True)
    document = models.OneToOneField(
        IssuedDocument, verbose_name=_("公文"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[models.Manager[Bulletin]] = BulletinQuerySet.as_manager()

    class Meta:
        verbose_name = _("通报")
        constraints = (
            models.UniqueConstraint(
                fields=["county", "kind", "month"],
                condition=Q(corrects__isnull=True),
                name="oversight_bulletin_once_a_month",
                violation_error_message=_("该月已有此种通报，如需更正请从已印发的通报起草更正"),
            ),
            models.CheckConstraint(
                name="oversight_bulletin_issued_whole",
                condition=~Q(state=BulletinState.ISSUED) & Q(document__isnull=True)
                | Q(state=BulletinState.ISSUED, document__isnull=False, signed_by__isnull=False),
                violation_error_message=_("印发的通报须已签发并编号"),
            ),
            models.CheckConstraint(
                name="oversight_bulletin_hands_apart",
                condition=(Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")))
                & (Q(signed_by__isnull=True) | ~Q(signed_by=F("drafted_by")))
                & (Q(signed_by__isnull=True) | Q(checked_by__isnull=True) | ~Q(signed_by=F("checked_by"))),
                violation_error_message=_("拟稿、核稿、签发不得由同一人办理"),
            ),
            models.CheckConstraint(
                name="oversight_bulletin_month_begins", condition=Q(month__day=1), violation_error_message=_("月份须为当月1日")
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_kind_display()}"
