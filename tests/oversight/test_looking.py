"""Who of those who watch looked at personal data is on record, for the auditor of the place; who works there is not."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import OrganisationKind
from core.models import User
from oversight import looking
from oversight.looking import PAGES
from oversight.models import LookedAt, PersonalLook
from roles.duties import Duty
from tests.access.addresses import RULES
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.trials import stage

LOOKS, LEDGER = "/oversight/looks/", "/oversight/ledger/"


def address(watch: Watch) -> str:
    return reverse("roles:organisation", args=[watch.county.pk])


def test_a_watchers_look_is_kept_once_a_day_and_counted(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    for _again in range(2):
        assert client.get(address(watch)).status_code == 200
    [look] = PersonalLook.objects.all()
    assert (look.viewer, look.what, look.subject, look.county) == (
        watch.supervisor, LookedAt.STAFF, watch.county.pk, watch.county,
    )  # fmt: skip
    assert (look.times, look.day) == (2, clock.today())
    with clock.shifted(datetime.timedelta(days=1)):
        client.get(address(watch))
    assert PersonalLook.objects.count() == 2


def test_who_works_there_and_who_is_refused_leaves_no_look(client: Client, watch: Watch) -> None:
    client.force_login(watch.clerk)
    client.get(address(watch))
    client.force_login(watch.supervisor)
    assert client.get(LEDGER).status_code == 403
    client.get("/oversight/")
    assert not PersonalLook.objects.exists()


def test_an_auditor_who_reads_the_ledger_is_on_record_himself(client: Client, watch: Watch) -> None:
    client.force_login(watch.auditor)
    client.get(LEDGER)
    client.get(f"{LEDGER}?chain={watch.county.pk}")
    [look] = PersonalLook.objects.all()
    assert (look.what, look.subject, look.times) == (LookedAt.LEDGER, watch.county.pk, 2)


def test_the_county_auditor_reads_the_looks_of_his_county_alone(client: Client, watch: Watch) -> None:
    for county, name in ((watch.county, "甲名册"), (watch.neighbour, "乙名册")):
        looking.keep(watch.provincial_supervisor, LookedAt.STAFF, looking.Subject(county.pk, name, county.pk))
    client.force_login(watch.auditor)
    page = client.get(LOOKS).content.decode()
    assert "甲名册" in page
    assert "乙名册" not in page
    assert watch.provincial_supervisor.name in page
    assert LOOKS in client.get(LEDGER).content.decode()


@pytest.mark.parametrize("who", ["supervisor", "clerk"])
def test_nobody_else_reads_them(client: Client, watch: Watch, who: str) -> None:
    client.force_login(getattr(watch, who))
    assert client.get(LOOKS).status_code == 403


def test_an_administrators_look_at_a_person_is_kept(client: Client, watch: Watch) -> None:
    office = make.place("420301-admin", "管理组", OrganisationKind.ADMINISTRATION, watch.county)
    keeper: User = make.person("系统管理员")
    make.give(keeper, Duty.ADMINISTER_SYSTEM, office)
    client.force_login(keeper)
    person = stage.holder("420301100")
    assert client.get(reverse("roles:person", args=[person.pk])).status_code == 200
    look = PersonalLook.objects.get(what=LookedAt.PERSON)
    assert (look.subject, look.county) == (person.pk, watch.county)


def test_every_page_that_is_watched_exists() -> None:
    assert PAGES.keys() <= RULES.keys()
