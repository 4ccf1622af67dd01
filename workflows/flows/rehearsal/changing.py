"""A single change of the plan in force: applied for, decided, issued, filed and registered by every addressee."""

from __future__ import annotations

from core.enums import OrganisationKind
from core.models import Organisation
from funds import changing
from funds.changing import APPLYING, Asked
from plans.models import FilingAddressee, PlanItem, PlanVersion
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder


def apply(row: PlanItem, applicant: Organisation, asked: Asked) -> PlanVersion:
    """Handed in by whoever applies there. Raises Conflict where nothing can be applied for now."""
    duty = APPLYING[OrganisationKind(applicant.kind)]
    return changing.apply(actor=holder(duty, applicant), applicant=applicant, asked=asked, item=row.pk)


def change(driver: Driver, row: PlanItem, applicant: Organisation, asked: Asked) -> PlanVersion:
    """The change of one item, filed and registered."""
    made = apply(row, applicant, asked)
    driver.run(made.dossier)
    for addressee in FilingAddressee.objects.filter(filing__version=made).select_related("dossier").order_by("pk"):
        driver.run(addressee.dossier)
    made.refresh_from_db()
    return made
