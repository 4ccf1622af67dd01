"""Which ledger an act about an organisation belongs to."""

from core.models import Organisation


def chain_of(organisation: Organisation) -> Organisation | int:
    """The county's chain; for organs of the province and the prefectures the province's."""
    if organisation.county_id is not None:
        return organisation.county_id
    if organisation.parent_id is None:
        return organisation
    return Organisation.objects.get(code=organisation.path.split("/", 1)[0])
