"""Which organisation a step belongs to: methods that the regulations share, looked up from the dossier.

What a person may still write into is locked as a step takes it up, so that nothing is written between what the
step checks and what it issues; the services that write lock the same row first.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind, Sector
from core.models import Dossier
from core.prepared import PreparedModels
from funds.models import AllotmentBatch
from plans.models import (
    FilingAddressee,
    LibraryRound,
    MasterPlanVersion,
    PlanVersion,
    TownshipNeeds,
    TownshipRound,
    VillageRound,
)
from plans.services.organs import bureau, organ
from workflows.engine.nodes.base import Moving, in_lane


class CountySeats:
    """The organs of the dossier's county."""

    @in_lane(_("县政府"))
    def county(self, activation: Moving) -> int:
        return _dossier(activation).county_id

    @in_lane(_("工作专班"))
    def working_group(self, activation: Moving) -> int:
        return self._organ(activation, OrganisationKind.WORKING_GROUP)

    @in_lane(_("领导小组"))
    def leading_group(self, activation: Moving) -> int:
        return self._organ(activation, OrganisationKind.LEADING_GROUP)

    @in_lane(_("县政府办公室"))
    def government_office(self, activation: Moving) -> int:
        return self._organ(activation, OrganisationKind.GOVERNMENT_OFFICE)

    @in_lane(_("财政局"))
    def finance_bureau(self, activation: Moving) -> int:
        return bureau(_dossier(activation).county, Sector.FINANCE).pk

    def _organ(self, activation: Moving, kind: OrganisationKind) -> int:
        return organ(_dossier(activation).county, kind).pk


def _dossier(activation: Moving) -> Dossier:
    return Dossier.objects.select_related("county").get(pk=activation.dossier.pk)


def village_round(activation: Moving) -> VillageRound:
    rounds = VillageRound.objects.select_related("dossier__county", "village__parent")
    return rounds.select_for_update(of=("self",), no_key=True).get(dossier=activation.dossier.pk)


def township_round(activation: Moving) -> TownshipRound:
    rounds = TownshipRound.objects.select_related("dossier__county", "township")
    return rounds.select_for_update(of=("self",), no_key=True).get(dossier=activation.dossier.pk)


def library_round(activation: Moving) -> LibraryRound:
    return LibraryRound.objects.select_related("dossier__county", "dossier__owner", "county").get(
        dossier=activation.dossier.pk
    )


def plan_version(activation: Moving) -> PlanVersion:
    return _PLAN_VERSION.get(dossier=activation.dossier.pk)


def _plan_version(*, dossier: int) -> QuerySet[PlanVersion]:
    versions = PlanVersion.objects.select_related("dossier__county", "dossier__owner", "plan__county", "document")
    return versions.select_for_update(of=("self",), no_key=True).filter(dossier=dossier)


_PLAN_VERSION: PreparedModels[PlanVersion] = PreparedModels(_plan_version, dossier=int)


def allotment_batch(activation: Moving) -> AllotmentBatch:
    related = ("dossier__county", "dossier__owner", "plan__county", "version__document", "document")
    batches = AllotmentBatch.objects.select_related(*related).select_for_update(of=("self",), no_key=True)
    return batches.get(dossier=activation.dossier.pk)


def filing_addressee(activation: Moving) -> FilingAddressee:
    return _FILING_ADDRESSEE.get(dossier=activation.dossier.pk)


def _filing_addressee(*, dossier: int) -> QuerySet[FilingAddressee]:
    addressees = FilingAddressee.objects.select_related(
        "dossier__county", "organisation", "filing__version__plan__county", "filing__version__dossier", "filing__letter"
    )
    return addressees.filter(dossier=dossier)


_FILING_ADDRESSEE: PreparedModels[FilingAddressee] = PreparedModels(_filing_addressee, dossier=int)


def master_plan_version(activation: Moving) -> MasterPlanVersion:
    versions = MasterPlanVersion.objects.select_related(
        "dossier__county", "dossier__owner", "plan__county", "document", "revises__document"
    )
    return versions.select_for_update(of=("self",), no_key=True).get(dossier=activation.dossier.pk)


def township_needs(activation: Moving) -> TownshipNeeds:
    """Read alone: each village's own part is locked where it is written."""
    rows = TownshipNeeds.objects.select_related("dossier__county", "township", "version__plan")
    return rows.get(dossier=activation.dossier.pk)
