"""What the nightly examination found: where the work parts from its flow, its ledger and its rights."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Dossier, LedgerEntry, Organisation
from workflows.engine.enums import Astray
from workflows.engine.models import Proceeding


class Beside(models.TextChoices):
    """What parts beside the flows: rights from their origins, appointments and chains from the ledger."""

    RIGHT_MISSING = "right_missing", _("应有的权限缺失")
    RIGHT_EXTRA = "right_extra", _("权限没有任职或委托依据")
    UNAPPOINTED = "unappointed", _("任职没有台账记录")
    CHAIN = "chain", _("台账链条不完整")


class Stage(models.TextChoices):
    """How far a night's examination is; each stage goes through its rows in portions."""

    PROCEEDINGS = "proceedings", _("流程")
    PEOPLE = "people", _("人员权限")
    CHAINS = "chains", _("台账")
    DONE = "done", _("已完成")


class Examination(models.Model):
    """One night's examination. `cursor` is the last row that was looked at in its stage, so that another worker goes
    on where a killed one stood; the day is the clock's, its moments the machine's."""

    day = models.DateField(_("日期"), unique=True)
    stage = models.CharField(_("进度"), max_length=12, choices=Stage.choices, default=Stage.PROCEEDINGS)
    cursor = models.BigIntegerField(default=0)
    proceedings = models.PositiveIntegerField(_("核对的流程"), default=0)
    people = models.PositiveIntegerField(_("核对的人员"), default=0)
    chains = models.PositiveIntegerField(_("核对的台账"), default=0)
    began_at = models.DateTimeField(_("开始"), default=clock.real_now)
    ended_at = models.DateTimeField(_("完成"), null=True)

    class Meta:
        verbose_name = _("夜间核对")
        constraints = (
            models.CheckConstraint(
                name="oversight_examination_ended",
                condition=Q(stage=Stage.DONE, ended_at__isnull=False) | ~Q(stage=Stage.DONE) & Q(ended_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.day:%F} {self.get_stage_display()}"


class Deviation(models.Model):
    """One thing that does not agree, from the night it was first found until a night found it gone.

    `county` is the place that it concerns, the province for what is done within the province. `entry` is the act of
    the ledger that is responsible, or the last one after which the ledger explains nothing; none means that no act
    of anybody leads there. `fact` says it in the words of the examination; pages say it by kind and step.
    """

    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("偏差"), max_length=20, choices=[*Astray.choices, *Beside.choices])
    key = models.CharField(max_length=200)
    dossier = models.ForeignKey(
        Dossier, verbose_name=_("案卷"), null=True, on_delete=models.PROTECT, related_name="deviations"
    )
    proceeding = models.ForeignKey(Proceeding, null=True, on_delete=models.PROTECT, related_name="deviations")
    flow_key = models.CharField(_("流程"), max_length=40, blank=True)
    step = models.CharField(_("环节"), max_length=200, blank=True)
    entry = models.ForeignKey(LedgerEntry, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    fact = models.TextField()
    first_on = models.DateField(_("首次发现"))
    last_on = models.DateField(_("最近发现"))
    gone_on = models.DateField(_("消除"), null=True)

    class Meta:
        verbose_name = _("偏差")
        indexes = (models.Index(fields=["county", "gone_on"], name="oversight_deviation_at"),)
        constraints = (
            models.UniqueConstraint(fields=["key"], condition=Q(gone_on__isnull=True), name="oversight_deviation_once"),
            models.CheckConstraint(
                name="oversight_deviation_days",
                condition=Q(last_on__gte=models.F("first_on"))
                & (Q(gone_on__isnull=True) | Q(gone_on__gt=models.F("last_on"))),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
