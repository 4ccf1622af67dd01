"""委派, 前加签, 后加签: what whoever has a work item in hand asked of somebody else, and what came of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from workflows.engine.enums import SIGNS, Assist, Ending
from workflows.engine.models.proceedings import Proceeding
from workflows.engine.models.work_items import Taken, WorkItem


class AssistanceQuerySet(models.QuerySet["Assistance"]):
    """Questions about what was asked."""

    def open(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("asked_at", "pk")

    def taken_under(self, duties: Collection[str]) -> QuerySet[Assistance, Taken]:
        """Whoever answered what he was entrusted with did the work of its step: rows of `Taken`, as of decisions. A
        sign that was added is his own word and no duty's."""
        worked = self.filter(kind=Assist.ENTRUST, ended_how=Ending.ANSWERED, work_item__duty__in=duties)
        return worked.order_by("pk").values_list(
            "dossier", "work_item__duty", "proceeding", "work_item__step", "ended_by", "ended_on_behalf_of"
        )


class Assistance(models.Model):
    """One thing asked: of a colleague by name, or of a further organisation, whose head then answers.

    Meanwhile the item stays with `asked_by`, its limit goes on, and nobody decides it. `until` is a day within the
    limit, which only an entrusting may leave open. Of an after-sign `intended` is what was decided and takes effect
    with a yes: `decision`, `opinion` and `typed`, the fields of the step's form; `hindered` says why it could not.
    Both `on_behalf_of` are principals for whom a deputy acted. Kept for ever as it was asked and answered.
    """

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="assistances")
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="assistances")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="assistances")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    kind = models.CharField(_("种类"), max_length=10, choices=Assist.choices)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提出人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("提出时间"))
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("答复机关"), on_delete=models.PROTECT, related_name="assistances"
    )
    asked_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT,
        related_name="assistances",
    )  # fmt: skip
    words = models.CharField(_("事项"), max_length=500)
    until = models.DateField(_("答复期限"), null=True)
    intended = models.JSONField(_("拟作的决定"), default=dict, db_default={}, encoder=DjangoJSONEncoder)
    consents = models.BooleanField(_("是否同意"), null=True)
    answer = models.TextField(_("答复意见"), default="", db_default="")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("结束人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_how = models.CharField(_("如何结束"), max_length=10, choices=Ending.choices, default="", db_default="")
    ended_because = models.CharField(_("结束理由"), max_length=200, default="", db_default="")
    hindered = models.TextField(_("未能生效的原因"), default="", db_default="")

    objects: ClassVar[models.Manager[Assistance]] = AssistanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("委派和加签")
        indexes = (
            models.Index(fields=["dossier", "asked_at"], name="engine_assist_dossier"),
            models.Index(fields=["ended_at"], name="engine_assist_ended", condition=Q(ended_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["work_item"],
                condition=Q(ended_at__isnull=True),
                name="engine_assist_one_open",
                violation_error_message=_("该待办已委派或加签，答复或收回后才能再次委派、加签"),
            ),
            models.CheckConstraint(
                name="engine_assist_of_another",
                condition=~Q(asked_of=F("asked_by")),
                violation_error_message=_("不能委派给本人或请本人加签"),
            ),
            models.CheckConstraint(
                name="engine_assist_words",
                condition=~Q(words=""),
                violation_error_message=_("请写明委派或加签的事项"),
            ),
            models.CheckConstraint(
                name="engine_assist_kind",
                condition=Q(kind=Assist.ENTRUST, asked_of__isnull=False, consents__isnull=True)
                | Q(kind__in=sorted(SIGNS), until__isnull=False),
            ),
            models.CheckConstraint(
                name="engine_assist_intended",
                condition=Q(kind=Assist.AFTER) & ~Q(intended={}) | ~Q(kind=Assist.AFTER) & Q(intended={}),
            ),
            models.CheckConstraint(
                name="engine_assist_ended",
                condition=Q(ended_at__isnull=True, ended_how="", consents__isnull=True, answer="")
                | Q(ended_at__gte=F("asked_at"), ended_how__in=[Ending.VACANT, Ending.CLOSED], consents__isnull=True)
                | Q(
                    ended_at__gte=F("asked_at"),
                    ended_how=Ending.RECALLED,
                    ended_by__isnull=False,
                    consents__isnull=True,
                )
                | Q(ended_at__gte=F("asked_at"), ended_how=Ending.ANSWERED, ended_by__isnull=False)
                & (Q(kind=Assist.ENTRUST) | Q(consents__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id}: {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.ended_at is None
