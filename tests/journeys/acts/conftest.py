"""One county, one server and one browser for the scenes of a file; each scene has a dossier of its own.

What they write is committed, for the server has its own connections, and emptied after the last: tests of other folders
may come between two files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import DjangoDbBlocker

from core import clock, working_days
from core.enums import OrganisationKind, Sector
from core.models import Dossier, Organisation, User
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.desk.conftest import County, raise_county
from tests.factories import roles as make
from tests.journeys.acts.hands import Hands
from tests.journeys.conftest import chromium
from workflows.desk import acts_trial, minutes, services, subjects, trials
from workflows.engine import registry
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem

NO_TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@dataclass
class Place:
    """Who works here, beside the desk's county."""

    county: County
    second_drafter: User
    opiners: list[User]
    third_department: User
    head: User
    chief: User
    assistant: User
    supervisor: User
    absent: User
    deputy: User

    def begin(self, actor: User | None = None) -> WorkItem:
        """A new dossier, lying with the working group."""
        dossier = make.dossier(self.county.working_group)
        engine.start(actor=actor or self.county.drafter, flow=acts_trial.KEY, dossier=dossier)
        return self.at(dossier)

    def at_departments(self) -> list[WorkItem]:
        """Another, before both departments."""
        item = self.begin()
        self.decide(self.county.drafter, item)
        return list(WorkItem.objects.open().filter(dossier=item.dossier_id).select_related("dossier").order_by("pk"))

    def at_chief(self) -> WorkItem:
        """Another, before whoever signs."""
        seats = self.at_departments()
        for opiner, seat in zip(self.opiners, seats, strict=True):
            self.decide(opiner, seat)
        return self.at(seats[0].dossier)

    def at(self, dossier: Dossier) -> WorkItem:
        """Where the dossier lies."""
        return WorkItem.objects.open().select_related("dossier").get(dossier=dossier)

    def decide(self, actor: User, item: WorkItem) -> None:
        services.decide(actor=actor, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())


@pytest.fixture(autouse=True, scope="module")
def fixed_clock() -> Iterator[None]:
    """One clock for all scenes, since they share their papers."""
    with time_machine.travel(BEGINNING, tick=True):
        yield


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Open for all scenes, in no transaction around them."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def place(fixed_clock: None, db: None) -> Iterator[Place]:
    with pytest.MonkeyPatch.context() as patched, override_settings(TASKS=NO_TASKS):
        patched.setattr(registry, "_flows", dict(registry._flows))
        patched.setattr(minutes, "_builders", {})
        patched.setattr(subjects, "_subjects", {})
        trials.open_trial()
        acts_trial.open_acts()
        working_days.forget()
        working_days.is_working_day(clock.today())
        yield _raise()
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=False)
        working_days.forget()


@pytest.fixture(scope="module")
def room(place: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hands]:
    """The browser, and the server that it asks."""
    server = LiveServer("localhost")
    with server._live_server_modified_settings, chromium(tmp_path_factory.mktemp("acts") / "profile") as browser:
        yield Hands(browser, server.url)
    server.stop()


@pytest.fixture
def hands(room: Hands, request: pytest.FixtureRequest) -> Hands:
    """At the width and by the hand that the scene names."""
    room.play(request.function.shown)
    return room


@pytest.fixture
def county(place: Place) -> County:
    return place.county


def _raise() -> Place:
    county = raise_county()
    departments = [_department(county, sector) for sector in (Sector.FINANCE, Sector.FORESTRY, Sector.WATER)]
    finance, forestry, water = departments
    supervision = make.place(
        "420323-supervision", "县督查室", OrganisationKind.SUPERVISION_OFFICE, county.county
    )  # fmt: skip
    people = {
        name: _given(name, duty, organisation)
        for name, duty, organisation in (
            ("第二编制员", Duty.COMPILE_PLAN, county.working_group),
            ("财政经办", Duty.COUNTERSIGN_PLAN, finance),
            ("林业经办", Duty.COUNTERSIGN_PLAN, forestry),
            ("水利经办", Duty.COUNTERSIGN_PLAN, water),
            ("签发人", Duty.SIGN_OFF, county.office),
            ("文书", Duty.REGISTER_DOCUMENT, county.office),
            ("督查员", Duty.SUPERVISE, supervision),
            ("外出的编制员", Duty.COMPILE_PLAN, county.working_group),
            ("代办人", Duty.ATTEND_LEADING_GROUP, county.leading_group),
        )
    }
    head = make.person("财政局长")
    make.lead(head, finance, Duty.APPRAISE_PROJECTS)
    return Place(
        county=county,
        second_drafter=people["第二编制员"],
        opiners=[people["财政经办"], people["林业经办"]],
        third_department=people["水利经办"],
        head=head,
        chief=people["签发人"],
        assistant=people["文书"],
        supervisor=people["督查员"],
        absent=people["外出的编制员"],
        deputy=people["代办人"],
    )


def _department(county: County, sector: Sector) -> Organisation:
    made = make.place(f"420323-{sector}", str(sector.label), OrganisationKind.DEPARTMENT, county.county)
    made.sector = sector
    made.save(update_fields=["sector"])
    return made


def _given(name: str, duty: Duty, organisation: Organisation) -> User:
    user = make.person(name)
    make.give(user, duty, organisation)
    return user
