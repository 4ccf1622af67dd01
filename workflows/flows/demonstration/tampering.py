"""One row that no act of the system made, so that a newcomer meets what the nightly examination finds.

The demonstration alone has it, and its page says so: a right of a township's clerk that stands behind no appointment.
Nothing can be done with it, because every question about a right asks for its origin too (`roles.origins`).
"""

from __future__ import annotations

from core.models import Organisation, User
from roles.duties import Duty
from roles.models import OrganisationUserPermission
from roles.permission_rows import duty_permissions
from workflows.flows.demonstration.stage import COUNTY

TOWNSHIP, CLERK, DUTY = f"{COUNTY}103", f"{COUNTY}103.3", Duty.REVIEW_PROPOSALS


def write_a_right_past_the_system() -> OrganisationUserPermission:
    """Straight into the table, as somebody with the database in his hands would."""
    row = OrganisationUserPermission(
        user=User.objects.get(username=CLERK), permission_id=duty_permissions()[DUTY],
        content_object=Organisation.objects.get(code=TOWNSHIP),
    )  # fmt: skip
    row.save()
    return row
