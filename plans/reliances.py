"""Plan versions, filings and notices that rest on an issued document: it is not voided under them (domain a.3)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core import clock
from documents.models import IssuedDocument
from plans.enums import VersionState
from plans.models import FilingAddressee, Notice, PlanVersion
from workflows.engine.models import Proceeding

STEPS = frozenset({"D01", "D06", "D08", "D10", "D11", "D13", "D14", "D19", "D20"})
"""Kinds that a step of a flow issues and a later one goes by."""
IN_FORCE = (VersionState.ISSUED, VersionState.FILED)


def of_version(document: IssuedDocument) -> str:
    """The latest issued version of a plan holds as long as no later one was issued (四（四）·6)."""
    version = PlanVersion.objects.filter(document=document, state__in=IN_FORCE).first()
    if version is None:
        return ""
    if PlanVersion.objects.filter(plan=version.plan_id, seq__gt=version.seq, state__in=IN_FORCE).exists():
        return ""
    return _("《%(title)s》正在执行，其印发文件不能作废；须变更的，请编制调整方案，重新印发并报备") % {
        "title": version.title
    }


def of_filing(document: IssuedDocument) -> str:
    """The province's register names the letter, what went along with it (B28) and its receipts (五（一）)."""
    if FilingAddressee.objects.filter(filing__letter=document).exists():
        return _("该函已报送备案，不能作废；内容有误的，请另行去函更正，方案有变更的，请重新印发并报备")
    if FilingAddressee.objects.filter(receipt=document).exists():
        return _("备案已凭该回执登记，不能作废；登记有误的，请向报送机关去函更正")
    if document.carried_by.exists():
        return _("该文已作为备案材料报送，不能作废；有误的，请另行印发更正件并去函说明")
    return ""


def of_step(document: IssuedDocument) -> str:
    """What a step has issued is what the next one went by: another paper corrects it, under a number of its own, and
    whoever receives that registers it (来文登记)."""
    if document.kind not in STEPS or not Proceeding.objects.filter(dossier=document.dossier_id).exists():
        return ""
    return _(
        "该文已是“%(title)s”案卷后续环节的依据，不能作废；内容有误的，请另行发文更正，收文单位在“来文登记”页登记"
    ) % {"title": document.dossier.title if document.dossier else ""}


def of_notice(document: IssuedDocument) -> str:
    """A notice that still runs is a legal gate (六（四）); it ends by its day, by its objections or by being posted again."""
    standing = Notice.objects.filter(document=document, replaced_by__isnull=True, ended_on__isnull=True)
    running = standing.filter(closes_on__gte=clock.today()).first()
    if running is None:
        return ""
    return _("《%(title)s》尚在公示期内，不能作废；须更正的，请退回后重新公示") % {"title": running.title}
