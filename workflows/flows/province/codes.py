"""Document codes for every organisation of the counties: the rehearsal's rule, told apart where two would be alike."""

from __future__ import annotations

from collections.abc import Iterable

from core.models import Organisation
from documents.models import DocumentCode
from workflows.flows.province.places import County
from workflows.flows.rehearsal.people import CODES, code_of, endings


def give(counties: Iterable[County]) -> None:
    """What lacks a code gets one; codes that exist stay."""
    wanted = {facts[0] for county in counties for facts in _all(county)}
    present = set(DocumentCode.objects.order_by("pk").values_list("organisation_id", "use"))
    taken = set(DocumentCode.objects.order_by("pk").values_list("code", flat=True))
    made = []
    for organisation in Organisation.objects.filter(kind__in=CODES).select_related("county", "parent").in_order():
        for use, ending in endings(organisation).items():
            if organisation.pk in wanted and (organisation.pk, use) not in present:
                code = code_of(organisation, ending, taken)
                taken.add(code)
                made.append(DocumentCode(organisation=organisation, use=use, code=code))
    DocumentCode.objects.bulk_create(made, batch_size=5_000)


def _all(county: County) -> Iterable[tuple[int, str, str, str]]:
    return [*county.places.values(), *(township.facts for township in county.townships)]
