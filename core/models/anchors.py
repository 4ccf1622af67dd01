"""The heads of the chains at the end of each day, as they are printed and kept outside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models.organisation import Organisation


class LedgerAnchor(models.Model):
    """Where a chain stood on a day: its last entry's number and hash, and the root of the tree over all hashes
    up to it (`core.tree`). Never changed (migration 0003); printed daily, so that a rewritten chain shows."""

    chain = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    day = models.DateField(_("日期"))
    seq = models.BigIntegerField(_("末条序号"))
    head = models.CharField(_("末条摘要"), max_length=64)
    root = models.CharField(_("总根"), max_length=64)
    at = models.DateTimeField(_("登记时间"), default=clock.real_now)

    class Meta:
        verbose_name = _("台账锚点")
        constraints = (models.UniqueConstraint(fields=["chain", "day"], name="core_anchor_one_a_day"),)

    def __str__(self) -> str:
        return f"{self.chain_id} {self.day} #{self.seq}"
