"""What an organisation is called where one of the same name lies elsewhere."""

from __future__ import annotations

from core.enums import OrganisationKind
from core.models import Organisation


def place(organisation: Organisation) -> str:
    """A village with its township before it: names of villages are unique within a township alone (finding 20). Any other
    by its name. Reads the parent of a village."""
    if organisation.kind == OrganisationKind.VILLAGE and organisation.parent:
        return f"{organisation.parent.name}{organisation.name}"
    return organisation.name
