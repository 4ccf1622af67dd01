"""What the end of a plan version would set free of its sources, for whoever proposes and decides it."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from core.models import Dossier
from core.money import wan
from funds.batch_drafting import called
from funds.models import AllotmentBatch, FundSource
from plans.enums import VersionKind
from plans.models import PlanVersion
from plans.services import terminations


def by_version(dossier: Dossier) -> list[str]:
    """What a first version arranged, in a sentence; none where it arranged nothing. What an adjustment frees shows only
    against the plan before it, which keeps its own."""
    version = PlanVersion.objects.get(dossier=dossier)
    if version.kind != VersionKind.INITIAL:
        return []
    sources = FundSource.objects.filter(fundings__item__version=version).distinct().count()
    told = {"amount": wan(terminations.arranged(version), separators=True), "sources": sources}
    return [_("拟安排的%(amount)s万元资金释放，%(sources)d项资金来源的余额恢复") % told] if sources else []


def by_batch(dossier: Dossier) -> list[str]:
    """What the end of a batch would set free, and what becomes of its number."""
    batch = AllotmentBatch.objects.get(dossier=dossier)
    told = {"amount": wan(dossier.amount or Decimal(0), separators=True), "batch": called(batch.seq)}
    freed = [_("本批拟下达的%(amount)s万元恢复为未下达") % told] if dossier.amount else []
    return [*freed, _("下一批仍编为%(batch)s，批次号不留空号") % told]
