"""转办: who handed an open work item to which colleague, and why."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import Dossier, Organisation
from workflows.engine.models.proceedings import Proceeding
from workflows.engine.models.work_items import WorkItem


class TransferQuerySet(models.QuerySet["Transfer"]):
    """Questions about transfers."""

    def in_order(self) -> Self:
        return self.order_by("made_at", "pk")

    def latest_first(self) -> Self:
        return self.order_by("-made_at", "-pk")


class Transfer(models.Model):
    """One handing over within one organisation; `on_behalf_of` is the principal when a deputy handed it on.

    Never changed and never deleted: what was said to the receiver stays readable in the story of the dossier.
    """

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="transfers")
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="transfers")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="transfers")
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("转办人"), on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("委托人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    receiver = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("接办人"), on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(_("转办原因"))
    made_at = models.DateTimeField(_("转办时间"))

    objects: ClassVar[models.Manager[Transfer]] = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("转办")
        indexes = (models.Index(fields=["dossier", "made_at"], name="engine_transfer_dossier"),)
        constraints = (
            models.CheckConstraint(
                name="engine_transfer_to_another",
                condition=~Q(receiver=F("made_by")),
                violation_error_message=_("不能转办给本人"),
            ),
            models.CheckConstraint(
                name="engine_transfer_reason",
                condition=~Q(reason=""),
                violation_error_message=_("转办须写明原因"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id}: {self.made_by_id} → {self.receiver_id}"
