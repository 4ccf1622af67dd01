"""四（六）: the poverty office keeps the project library, so that it too opens the county's round."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind, Sector
from core.errors import Refused
from core.models import Organisation
from plans.models import LibraryRound
from plans.services import library_rounds, projects
from plans.services.organs import bureau, organ
from roles.duties import Duty
from tests.factories import flows as make
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def county() -> Iterator[Organisation]:
    """With one project that its department proposed."""
    with make.july():
        made = make.county()
        equip(made, [], clock.today())
        agriculture = bureau(made, Sector.AGRICULTURE)
        fields = Proposer(made, make.YEAR).fields(make.plan().items[3])
        projects.propose(
            actor=holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, agriculture), proposer=agriculture, year=make.YEAR,
            fields=fields, ground="无村级环节。",
        )  # fmt: skip
        yield made


def test_the_keeper_of_the_library_opens_the_countys_round(client: Client, county: Organisation) -> None:
    office = bureau(county, Sector.POVERTY)
    client.force_login(holder(Duty.MANAGE_LIBRARY, office), backend=BACKEND)
    address = reverse("plans:open_round", args=["library", office.pk])
    assert address in client.get(reverse("plans:rounds")).content.decode()
    opened = client.post(address, {"year": make.YEAR})
    held = LibraryRound.objects.get()
    assert opened["Location"] == reverse("plans:library_round", args=[held.pk])
    assert held.dossier.owner == organ(county, OrganisationKind.WORKING_GROUP)
    assert client.get(opened["Location"]).status_code == 200


def test_others_do_not(client: Client, county: Organisation) -> None:
    office, agriculture = bureau(county, Sector.POVERTY), bureau(county, Sector.AGRICULTURE)
    for duty, at in ((Duty.APPRAISE_PROJECTS, office), (Duty.PROPOSE_DEPARTMENT_PROJECTS, agriculture)):
        actor = holder(duty, at)
        client.force_login(actor, backend=BACKEND)
        assert reverse("plans:open_round", args=["library", at.pk]) not in client.get("/plans/rounds/").content.decode()
        assert client.post(reverse("plans:open_round", args=["library", at.pk]), {"year": make.YEAR}).status_code == 403
        with pytest.raises(Refused):
            library_rounds.open_round(actor=actor, county=county, year=make.YEAR)
    assert not LibraryRound.objects.exists()
