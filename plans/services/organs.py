"""The organs that a county has once: one active organisation of a kind or, among departments, of a sector."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.enums import OrganisationKind, Sector
from core.errors import Conflict
from core.models import Organisation


def organ(county: Organisation, kind: OrganisationKind) -> Organisation:
    """The county's active organ of a kind. Raises Conflict that names it and who registers it when there is none."""
    return _active(county, str(kind.label), kind=kind)


def bureau(county: Organisation, sector: Sector) -> Organisation:
    """The county's active department of a sector. Raises Conflict like `organ`."""
    wanted = _("%(sector)s部门") % {"sector": sector.label}
    return _active(county, wanted, kind=OrganisationKind.DEPARTMENT, sector=sector)


def _active(county: Organisation, wanted: str, **asked: str) -> Organisation:
    found = Organisation.objects.filter(county=county, is_active=True, **asked).order_by("pk").first()
    if found is None:
        told = {"county": county.name, "kind": wanted}
        raise Conflict(_("%(county)s尚未设立%(kind)s，请由系统管理员先登记该机构") % told)
    return found
