"""Who is called to a meeting, what he was last told of it, and whether he has looked."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation, User
from workflows.desk.enums import MeetingState, News
from workflows.desk.models.meetings import Meeting


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def unread_by(self, person: User | int) -> Self:
        """What a person was told and has not looked at; news of a meeting that was concluded is none any more."""
        news = self.filter(user=person, seen_at__isnull=True)
        return news.exclude(meeting__state=MeetingState.CONCLUDED)


class Invitation(models.Model):
    """One person called to one meeting; `news` is the last thing he was told, `seen_at` when he looked at it."""

    meeting = models.ForeignKey(Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="invitations")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("人员"), on_delete=models.PROTECT, related_name="+"
    )
    news = models.CharField(_("通知事项"), max_length=10, choices=News.choices, default=News.CALLED)
    told_at = models.DateTimeField(_("通知时间"))
    seen_at = models.DateTimeField(_("查看时间"), null=True, blank=True)

    objects: ClassVar[models.Manager[Invitation]] = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("会议通知")
        indexes = (models.Index(fields=["user"], name="desk_invitation_unread", condition=Q(seen_at__isnull=True)),)
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "user"],
                name="desk_invitation_once",
                violation_error_message=_("同一人在一次会议中只通知一次"),
            ),
            models.CheckConstraint(
                name="desk_invitation_news",
                condition=Q(news__in=News.values),
                violation_error_message=_("通知事项只能是召开、变更、增补议题或取消"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_news_display()}"
