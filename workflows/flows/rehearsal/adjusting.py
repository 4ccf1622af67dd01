"""A plan in force is adjusted once: opened, edited, taken through its steps and registered by every addressee."""

from __future__ import annotations

from collections.abc import Callable

from core.models import User
from funds import adjusting
from plans.models import FilingAddressee, PlanVersion
from roles.duties import Duty
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

Edit = Callable[[User, PlanVersion], None]
"""What the drafter changes in the new version, and writes why."""


def adjust(driver: Driver, version: PlanVersion, edit: Edit, *, reason: str, ground: str) -> PlanVersion:
    """The next version of the plan, filed. Raises Conflict where it cannot be adjusted now."""
    drafter = holder(Duty.COMPILE_PLAN, version.dossier.owner)
    made = adjusting.open_adjustment(actor=drafter, version=version.pk, reason=reason, ground=ground)
    edit(drafter, made)
    driver.run(made.dossier)
    for addressee in FilingAddressee.objects.filter(filing__version=made).select_related("dossier").order_by("pk"):
        driver.run(addressee.dossier)
    made.refresh_from_db()
    return made
