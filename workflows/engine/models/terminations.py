"""终止: the proposal to end a proceeding before its end, and what was decided of it."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from roles.duties import Duty
from workflows.engine.enums import TerminationResult
from workflows.engine.models.proceedings import Proceeding


class TerminationQuerySet(models.QuerySet["Termination"]):
    """Questions about proposals."""

    def standing(self) -> Self:
        """Neither decided nor taken back, of what is still under way."""
        return self.filter(result="", proceeding__closed_at__isnull=True)

    def agreed(self) -> Self:
        """Those by which a proceeding was ended."""
        return self.filter(result=TerminationResult.AGREED)

    def latest_first(self) -> Self:
        return self.order_by("-proposed_at", "-pk")


def _apart() -> Q:
    """Neither of those who decided, deputy and principal, is one of those who proposed."""
    decided, proposed = ("decided_by", "decided_on_behalf_of"), ("proposed_by", "proposed_on_behalf_of")
    same = [Q(**{one: F(other)}) for one in decided for other in proposed]
    return ~reduce(or_, same)


class Termination(models.Model):
    """One proposal: why, by whom, before whom it lies (`duty` at `organisation`), and how it was decided. While it is
    not, it goes with the dossier: `lay_anew` lays it before whoever decides at the steps that are open.

    Both `on_behalf_of` are principals for whom a deputy acted; who proposes does not decide. `request_id` and
    `decision_id` are the numbers of the two requests, so that each is carried out once.
    """

    dossier = models.ForeignKey(Dossier, verbose_name=_("案卷"), on_delete=models.PROTECT, related_name="terminations")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    proceeding = models.ForeignKey(Proceeding, on_delete=models.PROTECT, related_name="terminations")
    reason = models.CharField(_("终止理由"), max_length=300)
    duty = models.CharField(_("决定人职责"), max_length=40, choices=Duty.choices)
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("决定机关"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("提请人"), on_delete=models.PROTECT, related_name="+"
    )
    proposed_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(_("提请时间"))
    request_id = models.UUIDField(_("请求编号"), unique=True)
    result = models.CharField(
        _("结果"), max_length=10, choices=TerminationResult.choices, blank=True, default="", db_default=""
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("决定人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("委托人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    words = models.CharField(_("决定意见"), max_length=300, blank=True, default="", db_default="")
    decision_id = models.UUIDField(_("决定的请求编号"), null=True, unique=True)

    objects: ClassVar[models.Manager[Termination]] = TerminationQuerySet.as_manager()

    class Meta:
        verbose_name = _("终止")
        indexes = (models.Index(fields=["decided_at"], name="engine_termination_decided", condition=~Q(result="")),)
        constraints = (
            models.UniqueConstraint(
                fields=["proceeding"],
                condition=Q(result=""),
                name="engine_termination_one_standing",
                violation_error_message=_("已提请终止，尚待决定"),
            ),
            models.UniqueConstraint(
                fields=["proceeding"],
                condition=Q(result=TerminationResult.AGREED),
                name="engine_termination_once",
            ),
            models.CheckConstraint(
                name="engine_termination_reason",
                condition=~Q(reason=""),
                violation_error_message=_("请写明终止理由"),
            ),
            models.CheckConstraint(
                name="engine_termination_by_another",
                condition=Q(result=TerminationResult.RECALLED) | _apart(),
                violation_error_message=_("提请终止的人不能同时决定"),
            ),
            models.CheckConstraint(
                name="engine_termination_decided",
                condition=Q(result="", decided_by__isnull=True, decided_at__isnull=True, words="")
                | ~Q(result="") & Q(decided_by__isnull=False, decided_at__gte=F("proposed_at")),
            ),
            models.CheckConstraint(
                name="engine_termination_refused_because",
                condition=~Q(result=TerminationResult.REFUSED) | ~Q(words=""),
                violation_error_message=_("请写明不同意终止的理由"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.proposed_at:%F} {self.result}"

    @property
    def proposers(self) -> str:
        """Who proposed it, and for whom, by name; read both along with the row."""
        principal = self.proposed_on_behalf_of
        return named(self.proposed_by.name, principal.name if principal else None)

    @property
    def deciders(self) -> str:
        """The same of who decided; empty while nobody has."""
        if self.decided_by is None:
            return ""
        principal = self.decided_on_behalf_of
        return named(self.decided_by.name, principal.name if principal else None)


def named(name: str, principal: str | None) -> str:
    """A person, and for whom he acted."""
    return gettext("%(name)s（代%(principal)s）") % {"name": name, "principal": principal} if principal else name
