"""What people wrote and decided; never changed, except that the writer may take it back."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from core.models import Dossier, Organisation
from workflows.engine.enums import Decision
from workflows.engine.models.proceedings import Proceeding


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Questions about opinions."""

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def answers(self, proceeding: int, prefix: str) -> Self:
        """Those that count in a countersign, whose seats begin so: a return is none, its seat is open again afterwards."""
        return self.standing().filter(proceeding=proceeding, seat__startswith=prefix).exclude(decision=Decision.RETURN)

    def in_order(self) -> Self:
        return self.order_by("written_at", "pk")


class Opinion(models.Model):
    """One decision at one seat: one a task, one a request, one a seat and round, whoever writes it.

    `actor` is empty only where a limit passed without an answer (逾期未回复); `on_behalf_of` is the principal
    when a deputy acted.
    """

    task = models.OneToOneField(Task, on_delete=models.PROTECT, related_name="opinion")
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="opinions")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="opinions")
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("办理机关"), on_delete=models.PROTECT, related_name="opinions"
    )
    step = models.CharField(_("环节"), max_length=60)
    round = models.PositiveSmallIntegerField(_("轮次"))
    seat = models.CharField(_("席位"), max_length=150)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("办理人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="opinions",
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("委托人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision = models.CharField(_("决定"), max_length=20, choices=Decision.choices)
    text = models.TextField(_("意见"), blank=True)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    request_id = models.UUIDField(_("请求编号"), unique=True)
    written_at = models.DateTimeField(_("签署时间"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_because = models.CharField(_("撤回理由"), max_length=200, blank=True, default="", db_default="")

    objects: ClassVar[models.Manager[Opinion]] = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = _("意见")
        indexes = (
            models.Index(fields=["dossier", "written_at"], name="engine_opinion_dossier"),
            models.Index(fields=["actor", "written_at"], name="engine_opinion_actor"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["proceeding", "step", "round", "seat"],
                condition=Q(withdrawn_at__isnull=True),
                name="engine_opinion_one_decision",
                violation_error_message=_("该席位本轮已有办理意见"),
            ),
            models.CheckConstraint(
                name="engine_opinion_silence",
                condition=Q(actor__isnull=True, decision=Decision.LAPSED)
                | Q(actor__isnull=False) & ~Q(decision=Decision.LAPSED),
                violation_error_message=_("只有逾期未回复没有办理人"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.step}: {self.get_decision_display()}"
