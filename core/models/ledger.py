"""The ledger: every act, chained by the database, never changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models.dossier import Dossier
from core.models.organisation import Organisation


class LedgerEntry(models.Model):
    """One act. The trigger of migration 0002 numbers, times and chains it; `at` is real time, `clock_at`
    the time the application's clock showed. `chain` is the county, or the province for provincial acts
    that concern no county."""

    chain = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField(_("序号"), default=0)
    at = models.DateTimeField(_("记录时间"), default=clock.real_now)
    clock_at = models.DateTimeField(_("业务时间"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(_("事项"), max_length=60)
    dossier = models.ForeignKey(Dossier, null=True, blank=True, on_delete=models.PROTECT, related_name="ledger")
    detail = models.JSONField(default=dict)
    prev = models.BinaryField(default=bytes)
    hash = models.BinaryField(default=bytes)

    class Meta:
        verbose_name = _("台账记录")
        constraints = (models.UniqueConstraint(fields=["chain", "seq"], name="core_ledger_chain_seq"),)
        indexes = (
            models.Index(fields=["dossier", "seq"], name="core_ledger_dossier"),
            # who lost a claim: rare, and asked again and again (messages)
            models.Index(fields=["clock_at"], name="core_ledger_released", condition=models.Q(action="engine.release")),
        )

    def __str__(self) -> str:
        return f"{self.chain_id}#{self.seq} {self.action}"
