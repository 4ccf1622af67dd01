"""What a rehearsal leaves behind: every document as a file and summary.json."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import LedgerEntry
from core.money import wan
from documents import archive
from documents.models import IssuedDocument
from plans.enums import AddresseeState
from plans.models import FilingAddressee, PlanVersion
from workflows.flows.rehearsal.journey import Journey


def write_documents(out: Path) -> list[dict[str, Any]]:
    """Copy every printed document to OUT/documents and list it."""
    folder = out / "documents"
    folder.mkdir(parents=True, exist_ok=True)
    return [_listed(document, folder, out) for document in IssuedDocument.objects.order_by("pk")]


def summarise(journey: Journey, version: PlanVersion, documents: list[dict[str, Any]]) -> dict[str, Any]:
    """summary.json as the architecture names its fields; amounts are decimal strings in yuan.

    `source_total_yuan` is what the published table says of itself: its printed total, or where it prints none the sum
    of the items read. Nothing of it is taken from the plan that was issued.
    """
    addressees = FilingAddressee.objects.filter(filing__version=version).select_related("organisation", "receipt")
    entries = LedgerEntry.objects.filter(chain=journey.county).order_by("-seq")
    head = entries.first()
    printed = journey.plan.printed_total_yuan
    return {
        "county": journey.county.code,
        "year": journey.year,
        "plan": {"items": version.items.count(), "total_yuan": str(version.dossier.amount)},
        "source_total_yuan": f"{journey.plan.total_yuan if printed is None else printed:.2f}",
        "steps": [vars(trace) for trace in journey.driver.traces],
        "documents": documents,
        "filing": {
            "state": filing_state(version),
            "findings": sum(a.findings.filter(is_supplement=False).count() for a in addressees),
            "addressees": [
                {
                    "organisation": a.organisation.name,
                    "state": a.state,
                    "receipt": a.receipt.number if a.receipt else "",
                }
                for a in addressees.order_by("pk")
            ],
        },
        "warnings": [{"row": w.row, "field": w.column, "message": w.message} for w in journey.warnings],
        "ledger": {"entries": entries.count(), "head": bytes(head.hash).hex() if head else ""},
    }


def require_whole(journey: Journey, version: PlanVersion) -> None:
    """Raises Conflict when the plan does not carry the money of the rows that were read, to the fen."""
    if version.dossier.amount != journey.plan.total_yuan:
        told = {"plan": wan(version.dossier.amount or Decimal()), "read": wan(journey.plan.total_yuan)}
        raise Conflict(_("印发的方案共%(plan)s万元，表中读入的项目合计%(read)s万元，两者不符") % told)


def filing_state(version: PlanVersion) -> str:
    """sent, partly_registered or registered: a question to the addressees, never a stored state."""
    states = list(FilingAddressee.objects.filter(filing__version=version).values_list("state", flat=True))
    if states and all(state == AddresseeState.REGISTERED for state in states):
        return "registered"
    return "partly_registered" if AddresseeState.REGISTERED in states else "sent"


def _listed(document: IssuedDocument, folder: Path, out: Path) -> dict[str, Any]:
    name = f"{document.pk:04d}-{document.kind}.pdf"
    shutil.copyfile(archive.path_of(document.file_sha256), folder / name)
    return {
        "kind": document.kind,
        "genre": document.genre,
        "layout": document.layout,
        "number": document.number,
        "title": document.title,
        "file": str((folder / name).relative_to(out)),
        "sha256": document.file_sha256,
        "pages": document.pages,
    }
