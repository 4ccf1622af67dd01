"""Which ledger an act about an organisation belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from core.models import Organisation


def chain_of(organisation: Organisation) -> Organisation | int:
    """The county's chain; for organs of the province and the prefectures the province's."""
    return chains_of([organisation])[organisation.pk]


def chains_of(organisations: Iterable[Organisation]) -> dict[int, Organisation | int]:
    """The chain of each, by its key; one statement at most for any number of them."""
    asked = list(organisations)
    above = {_root(organisation) for organisation in asked if organisation.county_id is None and organisation.parent_id}
    roots = {root.code: root for root in Organisation.objects.filter(code__in=above)} if above else {}
    return {
        organisation.pk: organisation.county_id
        or (roots[_root(organisation)] if organisation.parent_id else organisation)
        for organisation in asked
    }


def _root(organisation: Organisation) -> str:
    """The code of the province."""
    return organisation.path.split("/", 1)[0]
