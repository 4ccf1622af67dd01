"""What a rehearsal leaves behind: every document as a file and summary.json."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from core.models import LedgerEntry
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
    """summary.json as the architecture names its fields; amounts are decimal strings in yuan."""
    addressees = FilingAddressee.objects.filter(filing__version=version).select_related("organisation", "receipt")
    entries = LedgerEntry.objects.filter(chain=journey.county).order_by("-seq")
    head = entries.first()
    return {
        "county": journey.county.code,
        "year": journey.year,
        "plan": {"items": version.items.count(), "total_yuan": str(version.dossier.amount)},
        "source_total_yuan": str(sum(f.amount for i in version.items.all() for f in i.fundings.all())),
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
