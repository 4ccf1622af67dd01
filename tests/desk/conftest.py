"""One county with its leading group, government and offices, and a plan on its way to the meeting."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from core import clock, working_days
from core.enums import OrganisationKind
from core.models import Dossier, Organisation, User
from roles.duties import Duty
from tests.factories import roles as make
from tests.worlds import standing
from workflows.desk import minutes, services, subjects, trials
from workflows.engine import registry
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem


@dataclass
class County:
    """The stage: its organs and the people in their posts."""

    county: Organisation
    leading_group: Organisation
    office: Organisation
    working_group: Organisation
    drafter: User
    group_secretary: User
    office_secretary: User
    editor: User
    chair: User
    members: list[User]
    mayor: User
    vice_mayors: list[User]
    auditor: User
    stranger: User

    def dossier(self) -> Dossier:
        """A plan of the working group under way, at its first step."""
        made = make.dossier(self.working_group)
        engine.start(actor=self.drafter, flow=trials.KEY, dossier=made)
        return made

    def at_meeting(self) -> WorkItem:
        """A plan that waits for the leading group."""
        dossier = self.dossier()
        self.decide(self.drafter, at(dossier))
        return at(dossier)

    def decide(self, actor: User, item: WorkItem) -> None:
        services.decide(actor=actor, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())


def at(dossier: Dossier) -> WorkItem:
    """Where the dossier lies."""
    return WorkItem.objects.open().select_related("dossier", "organisation").get(dossier=dossier)


@pytest.fixture(scope="module")
def raised(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[County]:
    with standing(django_db_blocker, raise_county) as made:
        yield made


@pytest.fixture
def trial_flow(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The trial flow is registered here and nowhere else."""
    monkeypatch.setattr(registry, "_flows", dict(registry._flows))
    monkeypatch.setattr(minutes, "_builders", {})
    monkeypatch.setattr(subjects, "_subjects", {})
    trials.open_trial()
    working_days.forget()
    working_days.is_working_day(clock.today())
    yield
    working_days.forget()


@pytest.fixture
def stage(raised: County, trial_flow: None, db: None) -> County:
    return deepcopy(raised)


def raise_county() -> County:
    province = make.place("42", "湖北省", OrganisationKind.PROVINCE)
    prefecture = make.place("4203", "十堰市", OrganisationKind.PREFECTURE, province)
    county = make.place("420323", "竹山县", OrganisationKind.COUNTY, prefecture)
    group = make.place("420323-leading-group", "县领导小组", OrganisationKind.LEADING_GROUP, county)
    office = make.place("420323-government-office", "县政府办公室", OrganisationKind.GOVERNMENT_OFFICE, county)
    working = make.place("420323-working-group", "县工作专班", OrganisationKind.WORKING_GROUP, county)
    audit = make.place("420323-audit", "县审计局", OrganisationKind.AUDIT_OFFICE, county)
    return County(
        county=county,
        leading_group=group,
        office=office,
        working_group=working,
        drafter=_holder("编制员", working, Duty.COMPILE_PLAN),
        group_secretary=_holder("小组秘书", group, Duty.CONVENE_MEETING),
        office_secretary=_holder("会务秘书", office, Duty.CONVENE_MEETING),
        editor=_holder("核稿员", office, Duty.EDIT_CHECK),
        chair=_holder("组长", group, Duty.CHAIR_LEADING_GROUP),
        members=[_holder(f"成员{n}", group, Duty.ATTEND_LEADING_GROUP) for n in (1, 2, 3)],
        mayor=_holder("县长", county, Duty.CHAIR_EXECUTIVE_MEETING),
        vice_mayors=[_holder(f"副县长{n}", county, Duty.ATTEND_EXECUTIVE_MEETING) for n in (1, 2)],
        auditor=_holder("审计员", audit, Duty.AUDIT),
        stranger=make.person("外人"),
    )


def _holder(name: str, organisation: Organisation, duty: Duty) -> User:
    user = make.person(name)
    make.give(user, duty, organisation)
    return user


def logged_in(user: User) -> Client:
    """A browser of that person."""
    client = Client()
    client.force_login(user)
    return client
