"""Meetings and who attended them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from documents.models import IssuedDocument
from workflows.desk.enums import MeetingKind, MeetingState, Presence


class Meeting(models.Model):
    """One sitting of a leading group or of a county government: approval is by meeting (finding 12).

    `body` is the leading group, or the county whose government sits. `chair` is known when the minutes are
    signed; `conclusion_id` is the request that concluded it, so that a repeated request is answered and not
    carried out twice. A meeting that was cancelled keeps its agenda and leaves its number to the next one.
    """

    body = models.ForeignKey(
        Organisation, verbose_name=_("议事机构"), on_delete=models.PROTECT, related_name="meetings"
    )
    kind = models.CharField(_("会议种类"), max_length=20, choices=MeetingKind.choices)
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("年度"))
    ordinal = models.PositiveSmallIntegerField(_("次数"))
    held_at = models.DateTimeField(_("会议时间"))
    place = models.CharField(_("地点"), max_length=100)
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("记录人"), on_delete=models.PROTECT, related_name="+"
    )
    chair = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("主持人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(_("状态"), max_length=12, choices=MeetingState.choices, default=MeetingState.CONVENED)
    minutes = models.OneToOneField(
        IssuedDocument,
        verbose_name=_("会议纪要"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meeting",
    )
    conclusion_id = models.UUIDField(_("请求编号"), null=True, blank=True, unique=True)
    concluded_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    cancelled_because = models.CharField(_("取消原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("会议")
        indexes = (models.Index(fields=["county", "held_at"], name="desk_meeting_county"),)
        constraints = (
            models.UniqueConstraint(
                fields=["body", "kind", "year", "ordinal"],
                condition=~Q(state=MeetingState.CANCELLED),
                name="desk_meeting_ordinal",
                violation_error_message=_("本年度该次会议已经登记"),
            ),
            models.CheckConstraint(
                name="desk_meeting_kind",
                condition=Q(kind__in=MeetingKind.values),
                violation_error_message=_("没有这种会议"),
            ),
            models.CheckConstraint(
                name="desk_meeting_ordinal_counts",
                condition=Q(ordinal__gte=1),
                violation_error_message=_("会议次数从1起"),
            ),
            models.CheckConstraint(
                name="desk_meeting_concluded",
                condition=Q(
                    state=MeetingState.CONVENED,
                    minutes__isnull=True,
                    conclusion_id__isnull=True,
                    concluded_at__isnull=True,
                    cancelled_at__isnull=True,
                    cancelled_because="",
                )
                | Q(
                    state=MeetingState.CONCLUDED,
                    minutes__isnull=False,
                    chair__isnull=False,
                    conclusion_id__isnull=False,
                    concluded_at__isnull=False,
                    cancelled_at__isnull=True,
                    cancelled_because="",
                )
                | (
                    Q(
                        state=MeetingState.CANCELLED,
                        minutes__isnull=True,
                        conclusion_id__isnull=True,
                        concluded_at__isnull=True,
                        cancelled_at__isnull=False,
                    )
                    & ~Q(cancelled_because="")
                ),
                violation_error_message=_("会议办结须有主持人和会议纪要，取消须有原因"),
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """2016年第3次…会议, as opinions and documents cite it."""
        with translation.override("zh-hans"):
            return f"{self.year}年第{self.ordinal}次{self.get_kind_display()}"

    @property
    def is_concluded(self) -> bool:
        return self.state == MeetingState.CONCLUDED

    @property
    def is_cancelled(self) -> bool:
        return self.state == MeetingState.CANCELLED

    @property
    def is_under_way(self) -> bool:
        """Called, and neither concluded nor cancelled."""
        return self.state == MeetingState.CONVENED


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    """Questions about attendance."""

    def present(self) -> Self:
        return self.filter(presence=Presence.PRESENT)

    def in_order(self) -> Self:
        return self.order_by("pk")


class Attendance(models.Model):
    """How one person stood to one meeting. Of a member who came late or left early, `first_item` and `last_item` are the
    numbers of the first and the last item of the agenda that he took part in."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="attendances")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+"
    )
    presence = models.CharField(_("出席情况"), max_length=10, choices=Presence.choices)
    note = models.CharField(_("备注"), max_length=100, blank=True)
    first_item = models.PositiveSmallIntegerField(_("自第几项议题起到会"), null=True, blank=True)
    last_item = models.PositiveSmallIntegerField(_("至第几项议题离会"), null=True, blank=True)

    objects: ClassVar[models.Manager[Attendance]] = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("出席情况")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "user"],
                name="desk_attendance_once",
                violation_error_message=_("同一人在一次会议中只登记一次"),
            ),
            models.CheckConstraint(
                name="desk_attendance_presence",
                condition=Q(presence__in=Presence.values),
                violation_error_message=_("出席情况只能是出席、请假或列席"),
            ),
            models.CheckConstraint(
                name="desk_attendance_span",
                condition=Q(first_item__isnull=True, last_item__isnull=True)
                | Q(presence=Presence.PRESENT)
                & (Q(first_item__isnull=True) | Q(last_item__isnull=True) | Q(last_item__gte=models.F("first_item"))),
                violation_error_message=_("离会不能早于到会，只有出席的人员可以登记中途到会、离会"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_presence_display()}"

    @property
    def is_present(self) -> bool:
        """As a member, for the whole meeting or a part of it."""
        return self.presence == Presence.PRESENT

    def took_part_in(self, seq: int) -> bool:
        """Whether he was there as a member when that item of the agenda was deliberated."""
        return self.is_present and (self.first_item or seq) <= seq <= (self.last_item or seq)
