"""Who reads the county's money does not read a plan that is not decided yet, unless he may read that plan itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.models import Organisation, User
from funds import services as funds
from funds.enums import MovementAct
from plans.models import PlanItem, PlanVersion
from roles.duties import Duty
from roles.services import name_reader
from tests.desk.api.caller import Caller
from tests.factories import flows as make
from tests.factories import roles
from tests.funds.money import drawing, enter, put_in_force, source, treasurer, yuan

pytestmark = pytest.mark.django_db


def reader(county: Organisation) -> User:
    """Somebody of another county who was named to read the plan of another year."""
    supervisor, named = roles.person(), roles.person()
    roles.give(supervisor, Duty.SUPERVISE, county)
    roles.give(named, Duty.MANAGE_SOURCES, roles.place("99", "外县", OrganisationKind.COUNTY))
    name_reader(actor=supervisor, dossier=roles.dossier(county), user=named, reason="第三方评估")
    return named


def pages(client: Client, who: User, county: Organisation, pot: int) -> list[str]:
    client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    addresses = (
        reverse("funds:pool", args=[county.pk, make.YEAR]), reverse("funds:reconciliation", args=[county.pk, make.YEAR]),
        reverse("funds:source", args=[pot]),
    )  # fmt: skip
    return [client.get(address).content.decode() for address in addresses]


def tells_of(version: PlanVersion, shown: list[str]) -> bool:
    department = PlanItem.objects.select_related("project__competent").get(version=version).project.competent.name
    return any(version.title in page or department in page or "在办方案" in page for page in shown)


def test_a_draft_is_shown_to_whoever_reads_it_only(county: Organisation, client: Client) -> None:
    pot, stranger = source(county, "100.00"), reader(county)
    version = drawing(county, {pot.pk: yuan("60.00")})
    enter(county, pot, MovementAct.RECOVER, "50.00", knows=True)
    shown = pages(client, stranger, county, pot.pk)
    assert not tells_of(version, shown)
    assert "尚无现行方案" in shown[0]
    assert tells_of(version, pages(client, treasurer(county), county, pot.pk))
    told = Caller(stranger).get(f"pools/{county.pk}/?year={make.YEAR}")
    assert (told["plan"], told["arranged"], told["by_department"]) == ("", "0.00", [])
    assert Caller(treasurer(county)).get(f"pools/{county.pk}/?year={make.YEAR}")["plan"] == version.title


def test_a_plan_in_force_is_shown_to_whoever_reads_the_county(county: Organisation, client: Client) -> None:
    pot, stranger = source(county, "100.00"), reader(county)
    version = drawing(county, {pot.pk: yuan("60.00")})
    funds.close(version)
    put_in_force(county, version)
    assert tells_of(version, pages(client, stranger, county, pot.pk))
