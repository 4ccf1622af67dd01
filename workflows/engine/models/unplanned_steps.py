"""增加环节: steps that the flow does not know, put in by whoever had an item in hand, and what he asks there."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from workflows.engine.models.proceedings import Proceeding
from workflows.engine.models.work_items import WorkItem


class UnplannedStepQuerySet(models.QuerySet["UnplannedStep"]):
    """Questions about steps that were added."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(recalled_at__isnull=True)

    def in_order(self) -> Self:
        """As they come one after the other."""
        return self.order_by("number")


class UnplannedStep(models.Model):
    """One added step: once the item `after` is decided, the dossier goes through its steps by their `number`, each a work
    item of its own at the `seat` of that name, and then on as the flow has it.

    `days` are working days. How far one is stands in its work items; who added it may take it back as long as it has
    none (`recalled_at`). Otherwise it is kept as it was added.
    """

    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="unplanned_steps")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="+")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    after = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="added_steps")
    number = models.PositiveSmallIntegerField(_("次序"))
    seat = models.CharField(_("席位"), max_length=150)
    name = models.CharField(_("环节名称"), max_length=30)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("办理机关"), on_delete=models.PROTECT, related_name="+"
    )
    days = models.PositiveSmallIntegerField(_("办理期限（工作日）"))
    words = models.CharField(_("办理要求"), max_length=500)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("增加人"), on_delete=models.PROTECT, related_name="+"
    )
    added_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("增加时间"))
    again = models.ForeignKey(
        "self", verbose_name=_("重办的环节"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    recalled_at = models.DateTimeField(_("收回时间"), null=True)
    recalled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("收回人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    recalled_because = models.CharField(_("收回理由"), max_length=200, default="", db_default="")

    objects: ClassVar[models.Manager[UnplannedStep]] = UnplannedStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("增加的环节")
        indexes = (models.Index(fields=["dossier", "number"], name="engine_unplanned_dossier"),)
        constraints = (
            models.UniqueConstraint(fields=["proceeding", "number"], name="engine_unplanned_once"),
            models.CheckConstraint(
                name="engine_unplanned_whole",
                condition=~Q(name="") & ~Q(words="") & Q(days__gte=1),
                violation_error_message=_("请写明增加的环节的名称、办理要求和期限"),
            ),
            models.CheckConstraint(
                name="engine_unplanned_recalled",
                condition=Q(recalled_at__isnull=True, recalled_by__isnull=True, recalled_because="")
                | Q(recalled_at__gte=F("added_at"), recalled_by__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.after_id}: {self.name}"
