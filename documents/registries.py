"""Who keeps whose registers: the office for the county's own organs, every other agency for itself."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.arrays import among
from core.enums import OrganisationKind
from core.errors import Refused
from core.models import Organisation, User
from core.rowwise import there_is
from documents.models import IncomingDocument
from documents.models.registers import IncomingDocumentQuerySet
from roles import policies
from roles.duties import Duty

KEPT_BY_THE_OFFICE = (OrganisationKind.COUNTY, OrganisationKind.LEADING_GROUP, OrganisationKind.WORKING_GROUP)
KEEPERS: dict[str, Duty] = {
    OrganisationKind.GOVERNMENT_OFFICE: Duty.REGISTER_DOCUMENT,
    OrganisationKind.TOWNSHIP: Duty.REPORT_PROJECTS,
    OrganisationKind.SUPERVISION_OFFICE: Duty.SUPERVISE,
    OrganisationKind.AUDIT_OFFICE: Duty.AUDIT,
}
"""The duty whose holder handles an agency's papers in and out."""

WITHOUT_REGISTERS = (OrganisationKind.VILLAGE, OrganisationKind.ADMINISTRATION)

WATCHING = (Duty.AUDIT, Duty.SUPERVISE)
"""Who reads every register of the place that his organ serves."""
FEW = 200
"""Registers, as many as a county has at most."""


def registry_of(organisation: Organisation) -> Organisation:
    """The agency that keeps the registers of an organisation: for the county, its leading group and its working
    group that is the government office."""
    if organisation.kind not in KEPT_BY_THE_OFFICE:
        return organisation
    office = Organisation.objects.of_county(
        organisation.county or organisation, OrganisationKind.GOVERNMENT_OFFICE
    ).first()
    return office or organisation


def keeper_duty(registry: Organisation) -> Duty:
    """What the keeper of an agency's registers does there otherwise."""
    if registry.kind == OrganisationKind.DEPARTMENT:
        return Duty.PROPOSE_DEPARTMENT_PROJECTS if registry.county_id else Duty.ACKNOWLEDGE_FILING
    return KEEPERS.get(registry.kind, Duty.REGISTER_DOCUMENT)


def keeps(actor: User, organisation: Organisation) -> bool:
    """Whether the actor keeps the registers of that organisation."""
    registry = registry_of(organisation)
    return policies.may(actor, keeper_duty(registry), registry)


def require_keeper(actor: User, organisation: Organisation) -> None:
    """Raises Refused unless the actor keeps the registers of that organisation."""
    if not keeps(actor, organisation):
        raise Refused(_("只有%(name)s的收发文经办人可以登记") % {"name": registry_of(organisation).name})


def require_head(actor: User, issuer: Organisation) -> None:
    """Raises Refused unless the actor answers for the issuer (domain a.3: 经负责人同意)."""
    if not policies.leads(actor, issuer):
        raise Refused(_("须由%(name)s主要负责人审批") % {"name": issuer.name})


def readable_by(actor: User) -> QuerySet[Organisation]:
    """The organisations whose registers the actor may read: his own, those his office keeps, those he watches. Villages
    and the three administrators' offices keep none."""
    own = policies.organisations_of(actor)
    offices = Organisation.objects.filter(pk__in=own, kind=OrganisationKind.GOVERNMENT_OFFICE)
    found = Q(pk__in=own) | Q(county__in=offices.values("county"), kind__in=KEPT_BY_THE_OFFICE)
    for place in policies.places_watched(actor, WATCHING):
        found |= Q(path__startswith=place)
    return Organisation.objects.filter(found).exclude(kind__in=WITHOUT_REGISTERS).in_order()


def received_by(incoming: IncomingDocumentQuerySet, readable: QuerySet[Organisation]) -> IncomingDocumentQuerySet:
    """The rows of `incoming` that stand in one of these organisations' registers. One register is read in its order, of a
    few all rows are gathered; whoever watches very many sees nearly every row, so that each is asked by itself. One
    statement now."""
    few = list(readable.values_list("pk", flat=True)[: FEW + 1])
    if len(few) > FEW:
        return incoming.filter(there_is(readable.filter(pk=OuterRef("organisation"))))
    if len(few) == 1:
        return incoming.filter(organisation=few[0])
    here = IncomingDocument.objects.filter(organisation__in=few).order_by().values("pk")
    return incoming.filter(among("pk", ArraySubquery(here)))


def kept_by(actor: User, readable: QuerySet[Organisation]) -> list[int]:
    """Ids of the organisations among `readable` whose registers the actor keeps; two statements."""
    found = list(readable)
    offices = {o.county_id: o for o in found if o.kind == OrganisationKind.GOVERNMENT_OFFICE}
    held = policies.duties_held(actor)
    registries = {o.pk: offices.get(o.county_id, o) if o.kind in KEPT_BY_THE_OFFICE else o for o in found}
    return [pk for pk, registry in registries.items() if (keeper_duty(registry), registry.pk) in held]
