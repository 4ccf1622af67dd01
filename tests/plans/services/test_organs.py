"""A county's organs are the active ones; a missing one is named, with who registers it, and never a fault."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind, Sector
from core.errors import Conflict
from core.models import Organisation
from plans.services.organs import bureau, organ
from tests.factories import roles as make
from tests.plans.services.test_correcting_sources import keeper
from tests.plans.services.test_refusals import clerk, source

BACKEND = "django.contrib.auth.backends.ModelBackend"


def finance(county: Organisation) -> Organisation:
    return Organisation.objects.get(county=county, kind=OrganisationKind.DEPARTMENT, sector=Sector.FINANCE)


def test_an_old_bureau_beside_its_successor_is_passed_over(county: Organisation) -> None:
    current = finance(county)
    old = make.place("finance-old", "原财政局", OrganisationKind.DEPARTMENT, county)
    Organisation.objects.filter(pk=old.pk).update(sector=Sector.FINANCE, is_active=False)
    assert bureau(county, Sector.FINANCE) == current
    assert source(county, "100.00")


def test_a_missing_organ_is_named_with_who_registers_it(county: Organisation) -> None:
    Organisation.objects.filter(county=county).exclude(pk=county.pk).update(is_active=False)
    with pytest.raises(Conflict, match="尚未设立财政部门，请由系统管理员"):
        bureau(county, Sector.FINANCE)
    with pytest.raises(Conflict, match="尚未设立"):
        organ(county, OrganisationKind.WORKING_GROUP)


def test_the_page_of_a_source_whose_bureau_is_gone_says_so(county: Organisation, client: Client) -> None:
    pot, bureau_keeper = source(county, "100.00"), keeper(county)
    Organisation.objects.filter(pk=finance(county).pk).update(is_active=False)
    for reader in (bureau_keeper, clerk()):
        client.force_login(reader, backend=BACKEND)
        assert client.get(reverse("funds:correct_source", args=[pot])).status_code == 409
