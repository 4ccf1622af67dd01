"""The ledgers that an auditor may read, and one page of a chain, newest first."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from core import ledger_names, ledger_words
from core.models import LedgerEntry, Organisation
from oversight.areas import within

ENTRIES = 50


@dataclass(frozen=True)
class Portion:
    """One page of a chain; `further` is the number below which the next page goes on."""

    entries: tuple[tuple[LedgerEntry, str, list[tuple[str, str, str]]], ...]
    further: int | None


def chains(areas: tuple[str, ...]) -> QuerySet[Organisation]:
    """The counties and provinces in the areas that have a ledger, in the order of the tree."""
    begun = Exists(LedgerEntry.objects.filter(chain=OuterRef("pk")))
    return Organisation.objects.filter(within(areas, "path"), begun).order_by("path")


def portion(chain: Organisation, before: int | None) -> Portion:
    """The entries below a number, newest first, each with its hash in hexadecimal and what its facts say, with the names
    of people and organisations as they are called now."""
    rows = LedgerEntry.objects.filter(chain=chain).select_related("actor", "dossier").order_by("-seq")
    if before is not None:
        rows = rows.filter(seq__lt=before)
    found = list(rows[: ENTRIES + 1])
    shown = found[:ENTRIES]
    names = ledger_names.look_up(entry.detail for entry in shown)
    return Portion(
        entries=tuple((entry, bytes(entry.hash).hex(), ledger_words.told(entry.detail, names)) for entry in shown),
        further=shown[-1].seq if len(found) > ENTRIES else None,
    )
