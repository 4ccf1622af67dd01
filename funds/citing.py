"""What a return may name of this room: the items of the plan that a batch allots money to."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from core.enums import DossierKind
from core.models import Dossier
from funds.models import BatchItem
from plans.citing import columns_of
from plans.models import PlanItem
from workflows.desk.citing import Row, register_rows

COLUMNS = columns_of(BatchItem, "amount source budget_subject")


def register_all() -> None:
    """At start-up."""
    register_rows(DossierKind.ALLOTMENT, allotted, COLUMNS)


def allotted(dossier: Dossier) -> Sequence[Row]:
    """Each item once, however many sources it has; it leads to the batch, where its money is set."""
    url = reverse("funds:batch", args=[dossier.allotment_batch.pk])
    found = PlanItem.objects.filter(allotments__batch__dossier=dossier.pk).distinct().order_by("seq", "pk")
    said = ("pk", "seq", "project__code", "project__name", "project__township__name")
    return [
        Row(code=code, number=seq, name=name, url=url, place=place or "")
        for _pk, seq, code, name, place in found.values_list(*said)
    ]
