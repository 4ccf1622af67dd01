"""A dossier under way: the one concrete process, and the task that is saved through the open turn."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process, Task

from core import clock
from core.models import Dossier
from workflows.engine import turn


class Proceeding(Process):
    """One run of one flow for one dossier, and how often it has come back.

    Its own moments follow the application's clock; those of the base tables follow the machine's. It keeps the limit of
    its flow, counted from when it began, and that of everything it is a part of, from a plan's start to its filing;
    `pauses` are the times it was suspended, each as a work item keeps it.
    """

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="proceedings")
    flow_key = models.CharField(_("流程"), max_length=40)
    round = models.PositiveSmallIntegerField(_("轮次"), default=1)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("启动时间"), default=clock.now)
    closed_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=40, blank=True)
    limit_days = models.PositiveSmallIntegerField(_("流程期限（工作日）"), null=True, blank=True)
    due_at = models.DateTimeField(_("流程期限"), null=True, blank=True)
    overall_from = models.DateTimeField(_("全程期限起算时间"), null=True, blank=True)
    overall_days = models.PositiveSmallIntegerField(_("全程期限（工作日）"), null=True, blank=True)
    overall_due_at = models.DateTimeField(_("全程期限"), null=True, blank=True)
    pauses = models.JSONField(_("暂停期间"), default=list, db_default=[])
    suspended_at = models.DateTimeField(_("暂停时间"), null=True, blank=True)
    end_is_proposed = False
    """Whether a proposal to end it stood when a turn on it began; no column."""

    class Meta:
        verbose_name = _("流程实例")
        indexes = (
            models.Index(fields=["due_at"], name="engine_proceeding_due", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["overall_due_at"], name="engine_proceeding_overall", condition=Q(closed_at__isnull=True)
            ),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dossier", "flow_key"],
                condition=Q(closed_at__isnull=True),
                name="engine_proceeding_one_open",
                violation_error_message=_("该案卷的流程正在办理中"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.flow_key}#{self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inside a turn on this very object: written once, when the turn ends."""
        if (t := turn.current()) and t.process is self:
            t.process_changed = True
        else:
            super().save(*args, **kwargs)


class PreviousTasks:
    """The relation to the tasks before, which waits for the flush like the tasks themselves."""

    def __get__(self, task: TurnTask | None, owner: type[TurnTask]) -> Any:
        manager = Task.previous.__get__(task, owner)
        return manager if task is None else turn.Previous(task, manager)


class TurnTask(Task):
    """The library's task, saved through the open turn: its nodes need not know."""

    flow_task_type: str
    objects = turn.FlushingManager()
    previous = PreviousTasks()

    class Meta:
        proxy = True
        verbose_name = _("环节任务")

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self.flow_task_type:
            self.flow_task_type = self.flow_task.task_type
        if t := turn.holding(self):
            t.put(self)
        else:
            super().save(*args, **kwargs)
