"""The inbox: one row for every seat of every human step that was ever opened."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable
from functools import cache
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from core.models import Dossier, Organisation, User
from roles import asking, origins, separation
from roles.duties import Duty
from workflows.engine import behind, concerned
from workflows.engine.enums import Assist, Ending, Why
from workflows.engine.models.proceedings import Proceeding

Taken = tuple[int, str, int, str, int | None, int | None]
"""Dossier, duty, proceeding, step, actor, principal."""


@cache
def _paired() -> tuple[str, ...]:
    return tuple(duty.value for duty in Duty if separation.excluded_by(duty))


def told_apart() -> frozenset[str]:
    """The duties that some other one, here or behind the dossier, keeps a person from."""
    return frozenset(_paired()) | {duty for duty, _trail in behind.all_trails()}


def _took_the_other() -> QuerySet[WorkItem]:
    """Items of the outer row's dossier that somebody decided under a duty which excludes the outer one, unless the
    two steps concern different documents. Pairs are compared as one text each: a long chain of ORs costs more to plan
    than to answer."""
    return _of_the_other(
        WorkItem.objects.filter(
            dossier=OuterRef("dossier"), task__opinion__actor__isnull=False, task__opinion__withdrawn_at__isnull=True
        )
    )


def _worked_on_the_other(**by: int) -> QuerySet[WorkItem]:
    """The same of items that somebody was entrusted with and gave his opinion on."""
    answered = {"assistances__kind": Assist.ENTRUST, "assistances__ended_how": Ending.ANSWERED, **by}
    return _of_the_other(WorkItem.objects.filter(dossier=OuterRef("dossier"), **answered))


def _of_the_other(taken: QuerySet[WorkItem]) -> QuerySet[WorkItem]:
    """Of these items, those under a duty which excludes that of the outer row."""
    exclude = [_pair(duty, other) for duty in _paired() for other in sorted(separation.excluded_by(duty))]
    apart = [
        _pair(flow_key, step, other) for flow_key, step, others in concerned.all_apart() for other in others
    ]  # fmt: skip
    asked, asked_at = (ExpressionWrapper(OuterRef(name), models.CharField()) for name in ("duty", "step"))
    duties = Concat(asked, Value(_BETWEEN), "duty", output_field=models.TextField())
    steps = Concat("flow_key", Value(_BETWEEN), asked_at, Value(_BETWEEN), "step", output_field=models.TextField())
    found = taken.annotate(duties=duties, steps=steps).filter(duties__in=exclude)
    return found.exclude(proceeding=OuterRef("proceeding"), steps__in=apart) if apart else found


_BETWEEN = ">"


def _pair(*names: str) -> str:
    return _BETWEEN.join(names)


def _anybody(_duty: str) -> bool:
    return True


def _free_for(person: int, may_have: Callable[[str], bool] = _anybody) -> Q:
    """Nobody else has claimed it, and the person took no duty on the dossier, or on one behind it, that excludes this
    one; nothing is said of duties that the person has nowhere."""
    free = Q(claimed_by__isnull=True) | Q(claimed_by=person)
    if any(map(may_have, _paired())):
        took = Exists(_took_the_other().filter(task__opinion__actor=person))
        worked = Exists(_worked_on_the_other(assistances__ended_by=person))
        free &= ~Q(duty__in=_paired()) | Q(~took, ~worked)
    for duty, trail in behind.all_trails():
        if not may_have(duty):
            continue
        before = trail.before(separation.excluded_by(duty), OuterRef("dossier"), OuterRef("organisation"))
        free &= ~Q(duty=duty) | Q(~Exists(before.filter(by=person)))
    return free


class WorkItemQuerySet(models.QuerySet["WorkItem"]):
    """Questions about the inbox."""

    def open(self) -> Self:
        """Neither decided nor taken away."""
        return self.filter(closed_at__isnull=True)

    def overdue(self, now: datetime.datetime) -> Self:
        """Open and past due; what is suspended is not."""
        return self.open().filter(due_at__lt=now, suspended_at__isnull=True)

    def inbox_of(
        self, actor: User | int, now: datetime.datetime | None = None, today: datetime.date | None = None
    ) -> Self:
        """Open items that are offered to the actor: he has the duty at the very organisation, nobody else has
        claimed them, and he took no duty on the dossier that excludes this one."""
        duty_there = origins.held(actor, now, today).filter(
            permission__codename=OuterRef("duty"), content_object=OuterRef("organisation")
        )
        return self.open().filter(_free_for(origins.key(actor)), Exists(duty_there))

    def inbox_at(self, actor: User, held: Iterable[tuple[str, int]]) -> Self:
        """`inbox_of`, when it is known which duties the actor has where (`policies.duties_held`)."""
        return self.inbox_for(asking.holding(actor, held))

    def inbox_for(self, asker: asking.Asker) -> Self:
        """The same of one who asks. The database reads the index of his very places, however much else is open."""
        return self.open().filter(asker.has(F("duty"), "organisation"), _free_for(asker.person, asker.may_have))

    def taken(self, dossier: int, duties: Collection[str]) -> QuerySet[WorkItem, Taken]:
        """Who decided on the dossier under one of these duties, where and for whom: rows of `Taken`."""
        return self.filter(dossier=dossier).taken_under(duties)

    def taken_under(self, duties: Collection[str]) -> QuerySet[WorkItem, Taken]:
        """The same of every dossier of these items."""
        decided = self.filter(duty__in=duties, task__opinion__withdrawn_at__isnull=True)
        rows = decided.filter(task__opinion__actor__isnull=False).order_by("pk")
        return rows.values_list(
            "dossier", "duty", "proceeding", "step", "task__opinion__actor", "task__opinion__on_behalf_of"
        )

    def with_clashes(self) -> Self:
        """Each with `clashes`: whether somebody decided on its dossier, or one behind it, under a duty that excludes its
        own."""
        there = Q(Exists(_took_the_other())) | Q(Exists(_worked_on_the_other()))
        for duty, trail in behind.all_trails():
            before = trail.before(separation.excluded_by(duty), OuterRef("dossier"), OuterRef("organisation"))
            there |= Q(Q(duty=duty), Exists(before))
        return self.annotate(clashes=there)

    def seats_beside(self, item: WorkItem) -> Self:
        """The seats of the same countersign, answered or open; not those taken away."""
        beside = self.filter(proceeding=item.proceeding_id, step=item.step, round=item.round)
        return beside.exclude(closed_at__isnull=False, decided_at__isnull=True)

    def by_urgency(self) -> Self:
        """Least time left first, then in order of arrival."""
        return self.order_by("due_at", "pk")

    def in_order(self) -> Self:
        """As they were opened."""
        return self.order_by("opened_at", "pk")


class WorkItem(models.Model):
    """One seat of one step: whose it is, why it is there, when it is due and what became of it.

    A deadline keeps what it was counted from: the moment, the limit, the edition of the calendar, and in `pauses` how long it stood still, each a
    list of two moments and a `Stop`. Items older than these columns have none and count by their step's limit.
    `unplanned` is the name of a step that the flow does not know (`UnplannedStep`, at the same `seat`), empty of all others.
    `waits` says for what its holder waits whom he entrusted or asked to sign (`Assistance`).
    """

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.PROTECT, related_name="work_item")
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="work_items")
    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="work_items")
    county = models.ForeignKey(Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("办理机关"), on_delete=models.PROTECT, related_name="work_items"
    )
    duty = models.CharField(_("职责"), max_length=40, choices=Duty.choices)
    flow_key = models.CharField(_("流程"), max_length=40)
    step = models.CharField(_("环节"), max_length=60)
    round = models.PositiveSmallIntegerField(_("轮次"))
    seat = models.CharField(_("席位"), max_length=150)
    why = models.CharField(_("来由"), max_length=10, choices=Why.choices, default=Why.STEP)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("送办人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cause = models.ForeignKey(
        "self", verbose_name=_("上一待办"), null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    opened_at = models.DateTimeField(_("到达时间"))
    first_opened_at = models.DateTimeField(_("首次打开时间"), null=True, blank=True)
    first_opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("首次打开人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    claimed_at = models.DateTimeField(_("领取时间"), null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("领取人"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="claimed_items",
    )
    decided_at = models.DateTimeField(_("办理时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("关闭时间"), null=True, blank=True)
    due_at = models.DateTimeField(_("办理期限"))
    counted_from = models.DateTimeField(_("期限起算时间"), null=True, blank=True)
    limit_days = models.PositiveSmallIntegerField(_("期限天数"), null=True, blank=True)
    in_calendar_days = models.BooleanField(_("按自然日计"), default=False, db_default=False)
    pauses = models.JSONField(_("停止计算期间"), default=list, db_default=[])
    calendar_edition = models.PositiveIntegerField(_("日历版次"), default=0, db_default=0)
    not_before = models.DateField(_("最早办理日期"), null=True, blank=True)
    suspended_at = models.DateTimeField(_("暂停时间"), null=True, blank=True)
    unplanned = models.CharField(_("增加的环节"), max_length=30, blank=True, default="", db_default="")
    waits = models.CharField(_("等待"), max_length=10, choices=Assist.choices, blank=True, default="", db_default="")

    objects: ClassVar[models.Manager[WorkItem]] = WorkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("待办")
        indexes = (
            models.Index(
                fields=["organisation", "duty", "due_at"],
                name="engine_item_inbox",
                condition=Q(closed_at__isnull=True),
            ),
            models.Index(fields=["county", "due_at"], name="engine_item_county", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["due_at"], name="engine_item_due", condition=Q(closed_at__isnull=True)),
            models.Index(
                fields=["claimed_by"],
                name="engine_item_claimed",
                condition=Q(closed_at__isnull=True, claimed_by__isnull=False),
            ),
            models.Index(fields=["organisation", "closed_at"], name="engine_item_closed"),
            models.Index(
                fields=["closed_at"],
                name="engine_item_taken_back",
                condition=Q(closed_at__isnull=False, decided_at__isnull=True, claimed_by__isnull=False),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["proceeding", "step", "round", "seat"],
                condition=Q(closed_at__isnull=True),
                name="engine_item_one_seat",
            ),
            models.CheckConstraint(
                name="engine_item_decided_is_closed",
                condition=Q(decided_at__isnull=True) | Q(closed_at=F("decided_at")),
            ),
            models.CheckConstraint(
                name="engine_item_limit_is_whole",
                condition=Q(counted_from__isnull=True, limit_days__isnull=True)
                | Q(counted_from__isnull=False, limit_days__isnull=False),
            ),
            models.CheckConstraint(
                name="engine_item_claim",
                condition=Q(claimed_at__isnull=True, claimed_by__isnull=True)
                | Q(claimed_at__isnull=False, claimed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="engine_item_waits_in_hand",
                condition=Q(waits="") | Q(claimed_by__isnull=False, closed_at__isnull=True),
                violation_error_message=_("只有在办的待办可以委派、加签"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.flow_key}.{self.step}#{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
