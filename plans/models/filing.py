"""Filing: one issued version to several provincial addressees, each answering for itself (五（一）)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from core.county_key import CountyKey
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from plans.enums import AddresseeState, AnswerState
from plans.models.plan import PlanItem, PlanVersion


class FilingQuerySet(models.QuerySet["Filing"]):
    def with_progress(self) -> Self:
        """How many addressees there are and how many have registered; the filing's state is this query.

        Counted once each, even where the filing is asked for through its addressees.
        """
        registered = Count("addressees", filter=Q(addressees__state=AddresseeState.REGISTERED), distinct=True)
        return self.annotate(addressed=Count("addressees", distinct=True), registered=registered)


class Filing(models.Model):
    """The filing of one plan version; it has no state of its own."""

    version = models.OneToOneField(PlanVersion, on_delete=models.PROTECT, related_name="filing")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    letter = models.ForeignKey(IssuedDocument, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("报送时间"))

    objects: ClassVar[models.Manager[Filing]] = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = _("备案")

    def __str__(self) -> str:
        return str(self.version)


class FilingAddressee(models.Model):
    """One provincial department's own handling of a filing. The province registers, it cannot veto."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="addressees")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="filing_addressee")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("收文机关"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(_("状态"), max_length=24, choices=AddresseeState.choices, default=AddresseeState.SENT)
    received_at = models.DateTimeField(_("签收时间"), null=True, blank=True)
    registered_at = models.DateTimeField(_("登记时间"), null=True, blank=True)
    receipt = models.ForeignKey(IssuedDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("备案收文机关")
        indexes = (models.Index(fields=["-received_at", "-id"], name="plans_addressee_received"),)
        constraints = (
            models.UniqueConstraint(fields=["filing", "organisation"], name="plans_addressee_once"),
            models.CheckConstraint(
                name="plans_addressee_registered_whole",
                condition=~Q(state=AddresseeState.REGISTERED) | Q(receipt__isnull=False, registered_at__isnull=False),
                violation_error_message=_("登记须有备案回执"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.filing_id} {self.organisation_id}"


class FilingFinding(models.Model):
    """One finding or one missing piece that an addressee asks the county to answer. `due_on` is the day that its letter
    names and stays as it was printed; the deadlines of the county's steps are that day, moved by what stood still since."""

    addressee = models.ForeignKey(FilingAddressee, on_delete=models.PROTECT, related_name="findings")
    county = CountyKey(
        Organisation, verbose_name=_("所属县"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    item = models.ForeignKey(PlanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_supplement = models.BooleanField(_("补正事项"), default=False)
    clause = models.CharField(_("依据条款"), max_length=200, blank=True)
    text = models.TextField(_("问题"))
    requested = models.TextField(_("要求"))
    due_on = models.DateField(_("答复期限"))
    state = models.CharField(_("办理结果"), max_length=16, choices=AnswerState.choices, blank=True)
    response = models.TextField(_("答复"), blank=True)
    done_by = models.DateField(_("完成时限"), null=True, blank=True)
    evidence = models.CharField(_("佐证材料"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("备案意见")
        constraints = (
            models.CheckConstraint(
                name="plans_finding_under_way_dated",
                condition=~Q(state=AnswerState.UNDER_WAY) | Q(done_by__isnull=False),
                violation_error_message=_("正在办理的，请填写完成时限"),
            ),
        )

    def __str__(self) -> str:
        return self.text[:40]
