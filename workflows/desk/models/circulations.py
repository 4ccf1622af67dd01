"""传阅: what somebody sent to others for reading, and who of them has read it."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument


class Circulation(models.Model):
    """A dossier, or one of its documents, sent for reading; from `fades_at` on it waits for nobody any more. `request_id`
    is that of the page and of what was sent with it."""

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="circulations")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    document = models.ForeignKey(
        IssuedDocument, verbose_name=_("公文"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("发送人"), on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(_("附言"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("发送时间"))
    fades_at = models.DateTimeField(_("传阅截止"))

    request_id = models.UUIDField(_("请求编号"), null=True, editable=False)

    objects: ClassVar[models.Manager[Circulation]] = models.Manager()

    class Meta:
        verbose_name = _("传阅")
        indexes = (models.Index(fields=["sent_by", "-sent_at"], name="desk_circulation_sender"),)
        constraints = (
            models.CheckConstraint(
                name="desk_circulation_period",
                condition=Q(fades_at__gt=models.F("sent_at")),
                violation_error_message=_("传阅截止须在发送之后"),
            ),
            models.UniqueConstraint(
                fields=["sent_by", "request_id"],
                name="desk_circulation_once",
                violation_error_message=_("该传阅已经发出"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.sent_by_id}"

    @property
    def title(self) -> str:
        """Of the document, else of the dossier; both are read along with it."""
        return self.document.title if self.document else self.dossier.title


class CirculationCopyQuerySet(models.QuerySet["CirculationCopy"]):
    """Questions about what somebody was sent."""

    def unread_by(self, person: int, now: datetime.datetime) -> Self:
        """What still waits to be read."""
        return self.filter(reader=person, read_at__isnull=True, circulation__fades_at__gt=now)

    def in_order(self) -> Self:
        """By the organisations through which their readers were reached."""
        return self.order_by("organisation__path", "reader__name", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-circulation__sent_at", "-pk")


class CirculationCopy(models.Model):
    """One person's copy: when he first opened it, and when he noted that he has read it, with words if he likes."""

    circulation = models.ForeignKey(
        Circulation, verbose_name=_("传阅"), on_delete=models.PROTECT, related_name="copies"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("传阅对象"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("所在机关"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("打开时间"), null=True, blank=True)
    read_at = models.DateTimeField(_("阅知时间"), null=True, blank=True)
    said = models.CharField(_("阅知意见"), max_length=500, blank=True)

    objects: ClassVar[models.Manager[CirculationCopy]] = CirculationCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("传阅件")
        indexes = (
            models.Index(fields=["reader"], name="desk_circulation_unread", condition=Q(read_at__isnull=True)),
            models.Index(fields=["reader", "-id"], name="desk_circulation_reader"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["circulation", "reader"],
                name="desk_circulation_one_copy",
                violation_error_message=_("同一人在一次传阅中只有一份"),
            ),
            models.CheckConstraint(
                name="desk_circulation_said_when_read",
                condition=Q(said="") | Q(read_at__isnull=False),
                violation_error_message=_("阅知以后才有阅知意见"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.circulation_id}: {self.reader_id}"
