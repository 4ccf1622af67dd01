"""Which organisations may help with the matter of a slip (协办单位)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.enums import OrganisationKind
from core.errors import Invalid
from core.models import Organisation
from workflows.engine.models import WorkItem

WATCHERS = frozenset({OrganisationKind.SUPERVISION_OFFICE, OrganisationKind.AUDIT_OFFICE})
"""They watch the work and take no part in it."""
NEVER = WATCHERS | {OrganisationKind.VILLAGE, OrganisationKind.ADMINISTRATION}


def of(item: WorkItem) -> QuerySet[Organisation]:
    """The organisations of the matter's county that may help: not the one that handles it, none that watches."""
    bodies = Organisation.objects.filter(county=item.county, is_active=True)
    return bodies.exclude(kind__in=NEVER).exclude(pk=item.organisation_id).in_order()


def require(item: WorkItem, helper: Organisation | None) -> None:
    """Raises Invalid for a helper that is not one of those."""
    if helper is None:
        return
    if helper.pk == item.organisation_id:
        raise Invalid(_("协办单位不能是承办单位"), field="co_handler")
    if helper.kind in WATCHERS:
        said = _("%(name)s负责监督，不能作协办单位，请另选或不填") % {"name": helper.name}
        raise Invalid(said, field="co_handler")
    if helper.kind in NEVER or not helper.is_active or helper.county_id != item.county_id:
        said = _("%(name)s不能协办该事项，请在本县的乡镇、部门中选择") % {"name": helper.name}
        raise Invalid(said, field="co_handler")
