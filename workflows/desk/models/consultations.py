"""征询意见: what whoever has a work item in hand asked others while it stays where it is, and what they answered."""

from __future__ import annotations

import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import clock
from core.county_key import CountyKey
from core.models import Dossier, Organisation
from roles.models import Appointment
from roles.reach import reading_duties
from workflows.engine.models import WorkItem


class Outcome(models.TextChoices):
    """How what was asked ended, other than with its step."""

    ANSWERED = "answered", _("已答复")
    RECALLED = "recalled", _("已收回")


class Consultation(models.Model):
    """One question in words, asked of one or several at once.

    It waits as long as its step does: once the work item is closed, however that came, no answer is needed any more, and
    nobody has to write that down. A trigger keeps the row as it was asked, but for when and how often (`reminders`) those
    asked were reminded. `request_id` is that of the page and of what was sent with it.
    """

    work_item = models.ForeignKey(WorkItem, on_delete=models.PROTECT, related_name="consultations")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="consultations")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("征询人"), on_delete=models.PROTECT, related_name="+"
    )
    asked_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    words = models.CharField(_("征询事项"), max_length=500)
    asked_at = models.DateTimeField(_("征询时间"))
    reminded_at = models.DateTimeField(_("提醒时间"), null=True)
    reminders = models.PositiveSmallIntegerField(_("提醒次数"), default=0)
    request_id = models.UUIDField(_("请求编号"), null=True, editable=False)

    objects: ClassVar[models.Manager[Consultation]] = models.Manager()

    class Meta:
        verbose_name = _("征询意见")
        indexes = (
            models.Index(fields=["dossier", "asked_at"], name="desk_consultation_dossier"),
            models.Index(fields=["asked_by", "-asked_at"], name="desk_consultation_asker"),
        )
        constraints = (
            models.CheckConstraint(
                name="desk_consultation_words",
                condition=~Q(words=""),
                violation_error_message=_("请写明征询事项"),
            ),
            models.UniqueConstraint(
                fields=["asked_by", "request_id"],
                name="desk_consultation_once",
                violation_error_message=_("该征询已经发出"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.work_item_id}: {self.asked_by_id}"

    @property
    def was_reminded_today(self) -> bool:
        """By the calendar of the offices."""
        at = self.reminded_at
        return at is not None and at.astimezone(clock.SHANGHAI).date() == clock.today()


class ConsultedQuerySet(models.QuerySet["Consulted"]):
    """Questions about whose answer is waited for."""

    def open(self) -> Self:
        """Neither answered nor recalled, and the step is still open."""
        return self.filter(ended_at__isnull=True, consultation__work_item__closed_at__isnull=True)

    def in_order(self) -> Self:
        return self.order_by("consultation__asked_at", "consultation_id", "organisation__path", "pk")


class Consulted(models.Model):
    """One of those asked: an office, for which anybody of its people answers, or a `person` by name; and the one answer,
    in words or with nothing to say (`has_nothing`, 无意见).

    An answer binds nobody and is no act on the file. Where a deputy gave it, `ended_on_behalf_of` is whom he acted for. A
    trigger keeps what has ended.
    """

    consultation = models.ForeignKey(
        Consultation, verbose_name=_("征询意见"), on_delete=models.PROTECT, related_name="asked"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("答复机关"), on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.TextField(_("答复"), default="", db_default="")
    has_nothing = models.BooleanField(_("无意见"), default=False, db_default=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("结束人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_how = models.CharField(_("如何结束"), max_length=10, choices=Outcome.choices, default="", db_default="")

    objects: ClassVar[models.Manager[Consulted]] = ConsultedQuerySet.as_manager()

    class Meta:
        verbose_name = _("征询对象")
        indexes = (
            models.Index(fields=["ended_at"], name="desk_consulted_lately", condition=Q(ended_at__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["consultation", "organisation", "person"],
                name="desk_consulted_once",
                nulls_distinct=False,
                violation_error_message=_("同一对象在一次征询中只问一次"),
            ),
            models.CheckConstraint(
                name="desk_consulted_ended",
                condition=Q(ended_at__isnull=True, ended_how="", answer="", has_nothing=False)
                | Q(
                    ended_at__isnull=False,
                    ended_how=Outcome.RECALLED,
                    ended_by__isnull=False,
                    answer="",
                    has_nothing=False,
                )
                | Q(ended_at__isnull=False, ended_how=Outcome.ANSWERED, ended_by__isnull=False)
                & (Q(has_nothing=True) | ~Q(answer="")),
                violation_error_message=_("答复须有内容或者注明无意见"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.consultation_id}: {self.person_id or self.organisation_id}"

    @property
    def name(self) -> str:
        """Who is asked."""
        return self.person.name if self.person else self.organisation.name


class ConsultationCopyQuerySet(models.QuerySet["ConsultationCopy"]):
    """Questions about what waits for a reader's answer."""

    def waiting(self, today: datetime.date) -> Self:
        """What is open, does not stand still, and whose reader still has a post where he was reached by which he reads what
        lies there: who serves there and reads nothing any more is told of nothing."""
        reads = Exists(reading_duties().filter(post=OuterRef("post")))
        there = Appointment.objects.in_force(today).filter(
            reads, user=OuterRef("reader"), user__is_active=True, post__organisation=OuterRef("consulted__organisation")
        )
        return self.open().filter(Exists(there))

    def open(self) -> Self:
        """What waits for an answer and does not stand still, whoever its reader is."""
        return self.filter(
            consulted__ended_at__isnull=True,
            consulted__consultation__work_item__closed_at__isnull=True,
            consulted__consultation__work_item__suspended_at__isnull=True,
        )

    def latest_first(self) -> Self:
        return self.order_by(F("consulted__consultation__asked_at").desc(), "-pk")


class ConsultationCopy(models.Model):
    """One person whom the question reached, by name or at his office, and when he first looked at it."""

    consulted = models.ForeignKey(
        Consulted, verbose_name=_("征询对象"), on_delete=models.PROTECT, related_name="copies"
    )
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("打开时间"), null=True)

    objects: ClassVar[models.Manager[ConsultationCopy]] = ConsultationCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("征询件")
        indexes = (models.Index(fields=["reader", "-id"], name="desk_consultation_reader"),)
        constraints = (
            models.UniqueConstraint(
                fields=["consulted", "reader"],
                name="desk_consultation_one_copy",
                violation_error_message=_("同一人在一次征询中只有一份"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.consulted_id}: {self.reader_id}"
