"""What a meeting deliberates, and how its members voted."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Organisation
from workflows.desk.enums import NEED_TEXT, Choice, ItemResult
from workflows.desk.models.meetings import Meeting
from workflows.engine.models import WorkItem


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Questions about agendas."""

    def in_order(self) -> Self:
        return self.order_by("seq")


class AgendaItem(models.Model):
    """One item: a dossier waiting for this body's decision, and what was decided.

    `released` marks one whose meeting was cancelled: it waits for another meeting again.
    """

    meeting = models.ForeignKey(Meeting, verbose_name=_("会议"), on_delete=models.CASCADE, related_name="agenda")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    seq = models.PositiveSmallIntegerField(_("序号"))
    work_item = models.ForeignKey(
        WorkItem, verbose_name=_("待办"), on_delete=models.PROTECT, related_name="agenda_items"
    )
    subject = models.CharField(_("议题"), max_length=250)
    result = models.CharField(_("议决"), max_length=24, choices=ItemResult.choices, blank=True)
    text = models.TextField(_("议定事项"), blank=True)
    released = models.BooleanField(_("未审议"), default=False)
    votes_for = models.PositiveSmallIntegerField(_("赞成"), default=0)
    votes_against = models.PositiveSmallIntegerField(_("反对"), default=0)
    votes_abstained = models.PositiveSmallIntegerField(_("弃权"), default=0)

    objects: ClassVar[models.Manager[AgendaItem]] = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("议题")
        constraints = (
            models.UniqueConstraint(
                fields=["meeting", "seq"], name="desk_agenda_seq", violation_error_message=_("议题序号重复")
            ),
            models.UniqueConstraint(
                fields=["meeting", "work_item"],
                name="desk_agenda_once",
                violation_error_message=_("同一事项在一次会议中只列一次"),
            ),
            models.UniqueConstraint(
                fields=["work_item"],
                condition=Q(result="", released=False),
                name="desk_agenda_one_waiting",
                violation_error_message=_("该事项已列入另一次会议的议程"),
            ),
            models.CheckConstraint(
                name="desk_agenda_result",
                condition=Q(result="") | Q(result__in=ItemResult.values),
                violation_error_message=_("议决只能是通过、修改后通过、缓议或退回"),
            ),
            models.CheckConstraint(
                name="desk_agenda_released",
                condition=Q(released=False) | Q(result=""),
                violation_error_message=_("已议决的议题不能退回待议"),
            ),
            models.CheckConstraint(
                name="desk_agenda_text",
                condition=~Q(result__in=sorted(NEED_TEXT)) | ~Q(text=""),
                violation_error_message=_("修改后通过、缓议、退回须写明内容或理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq}. {self.subject}"


class VoteQuerySet(models.QuerySet["Vote"]):
    """Questions about votes."""

    def in_order(self) -> Self:
        return self.order_by("pk")


class Vote(models.Model):
    """How one member voted on one item."""

    agenda_item = models.ForeignKey(AgendaItem, verbose_name=_("议题"), on_delete=models.CASCADE, related_name="votes")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("成员"), on_delete=models.PROTECT, related_name="+"
    )
    choice = models.CharField(_("表决"), max_length=10, choices=Choice.choices)

    objects: ClassVar[models.Manager[Vote]] = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("表决")
        constraints = (
            models.UniqueConstraint(
                fields=["agenda_item", "user"],
                name="desk_vote_once",
                violation_error_message=_("同一成员对一项议题只有一票"),
            ),
            models.CheckConstraint(
                name="desk_vote_choice",
                condition=Q(choice__in=Choice.values),
                violation_error_message=_("表决只能是赞成、反对或弃权"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id}: {self.get_choice_display()}"
