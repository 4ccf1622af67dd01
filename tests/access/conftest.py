"""Counties of one prefecture, of another and of another province, all staffed; in the first a whole year's papers."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core import clock, ledger, planner
from core.divisions import load
from core.enums import DossierKind, OrganisationKind, Sector
from core.models import Dossier, Organisation
from documents import services as documents
from documents.enums import RenderState
from documents.models import IssuedDocument
from funds import batches
from plans.models import PlanVersion
from plans.services import village_rounds
from plans.services.organs import bureau
from plans.tables import ReadPlan
from roles import county as organs
from roles.duties import Duty
from roles.models import Appointment, PostDuty
from tests.access.oracle import Object, Seat
from tests.access.sheets import SHEETS, ClosedLooseSheet, LooseSheet, Sheet
from tests.access.things import printed
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.factories import roles as people
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import equip, holder, staff

SIBLING, REMOTE, ABROAD = "420324", "422823", "430511"
SIBLING_TOWNSHIP = "420323101"
PLACES = {"42", "4203", "4228", SIBLING_TOWNSHIP, SIBLING, "420324100", "420324100001", REMOTE}
NEIGHBOURS, MANY = "420324101", 16
"""A township whose first so many villages have each their round: everybody is asked about every one."""


@dataclass(frozen=True)
class World:
    """Everyone with his seat (None: the public), and every dossier as the oracle sees it."""

    seats: dict[int, Seat]
    objects: dict[int, Object]


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Made once, undone when the tests of this folder are over."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=True), make.july():
            _raise()
            planner.learn()
            yield World(_seats(), _objects())
        transaction.set_rollback(True)


def _raise() -> None:
    home = make.county()
    near = sorted(row.code for row in make.hubei() if row.code.startswith(NEIGHBOURS))[: MANY + 1]
    load(row for row in make.hubei() if row.code in PLACES | set(near))
    _abroad()
    for county in Organisation.objects.filter(code__in=[SIBLING, REMOTE, ABROAD]):
        _staffed(county)
    equip(home, Organisation.objects.filter(county=home, kind__in=["township", "village"]), clock.today())
    for prefecture in Organisation.objects.filter(kind=OrganisationKind.PREFECTURE):
        for organ in organs.make_prefecture_organs(prefecture).values():
            staff([organ], clock.today())
    planner.learn()
    version = Journey(home, make.YEAR, _one_row()).travel()
    _untravelled(home, version)
    _elsewhere()
    _papers()


def _untravelled(home: Organisation, version: PlanVersion) -> None:
    """A batch of the plan's money that was just opened; of kinds that the year does not meet, a dossier with its owner."""
    keeper = holder(Duty.MANAGE_SOURCES, bureau(home, Sector.FINANCE))
    batches.open_batch(actor=keeper, plan=version.plan_id)
    group = Organisation.objects.get(county=home, kind=OrganisationKind.WORKING_GROUP)
    township = Organisation.objects.get(code=make.TOWNSHIP)
    for owner, kind in ((group, DossierKind.MASTER_PLAN), (township, DossierKind.TOWNSHIP_NEEDS)):
        ledger.record(actor=None, action="x", chain=home, dossier=people.dossier(owner, kind=kind))


def _staffed(county: Organisation) -> None:
    """Everyone in his post; two provinces would want the same document codes, so nobody here has any."""
    province = Organisation.objects.get(code=county.path.split("/")[0])
    made = [*organs.make_county_organs(county).values(), *organs.make_provincial_organs(province).values()]
    staff(
        [*Organisation.objects.filter(county=county, kind__in=["county", "township", "village"]), *made], clock.today()
    )


def _one_row() -> ReadPlan:
    """The first row of the table alone: one village, one department."""
    plan = make.plan()
    first = plan.items[0]
    return dataclasses.replace(
        plan, items=(first,), total_yuan=first.amount_yuan, source_totals=dict(first.source_amounts)
    )


def _abroad() -> None:
    province = people.place("43", "湖南省", OrganisationKind.PROVINCE)
    prefecture = people.place("4305", "邵阳市", OrganisationKind.PREFECTURE, province)
    county = people.place(ABROAD, "北塔区", OrganisationKind.COUNTY, prefecture)
    township = people.place("430511001", "新滩镇", OrganisationKind.TOWNSHIP, county)
    people.place("430511001001", "茶元头村", OrganisationKind.VILLAGE, township)


def _elsewhere() -> None:
    """In every other county a round just opened, and a plan."""
    for village in Organisation.objects.filter(kind=OrganisationKind.VILLAGE).exclude(code=make.FIRST):
        held = Appointment.objects.filter(post__organisation=village, post__duties__duty=Duty.PROPOSE_PROJECTS)
        village_rounds.open_round(actor=held.get().user, village=village, year=make.YEAR)
    for group in Organisation.objects.filter(kind=OrganisationKind.WORKING_GROUP).exclude(county__code=make.COUNTY):
        made = people.dossier(group)
        ledger.record(actor=None, action="x", chain=group.county_id or 0, dossier=made)


def _papers() -> None:
    """Of every dossier a paper of each kind of disclosure, and an open one that was voided; of the many neighbours'
    rounds of their first alone."""
    alike = Dossier.objects.filter(owner__parent__code=NEIGHBOURS).order_by("pk").values("pk")[1:]
    for dossier in Dossier.objects.exclude(pk__in=alike).select_related("owner", "county").order_by("pk"):
        for sheet in SHEETS:
            _issue(dossier, sheet)
        documents.void(actor=dossier.opened_by, document=_issue(dossier, LooseSheet()), reason="有误")
    _states()


def _states() -> None:
    """Of one dossier of each kind of the home county's a closed paper that is void and, of each kind of disclosure, one
    that was issued anew; of the plan one of each printed."""
    at_home = Dossier.objects.filter(county__code=make.COUNTY).select_related("owner", "county")
    for dossier in at_home.order_by("kind", "pk").distinct("kind"):
        documents.void(actor=dossier.opened_by, document=_issue(dossier, ClosedLooseSheet()), reason="有误")
        for sheet in SHEETS:
            _issue(dossier, sheet, replaces=_issue(dossier, sheet))
    plan = at_home.get(kind=DossierKind.PLAN)
    for sheet in SHEETS:
        printed(_issue(plan, sheet))
    IssuedDocument.objects.filter(render_state=RenderState.FAILED).update(render_state=RenderState.OWED)


def _issue(dossier: Dossier, paper: Sheet, replaces: IssuedDocument | None = None) -> IssuedDocument:
    return documents.issue(
        actor=None, paper=paper, dossier=dossier, issuer=dossier.owner, signed_on=clock.today(), replaces=replaces
    )


def _seats() -> dict[int, Seat]:
    duties = defaultdict[int, set[str]](set)
    for post, duty in PostDuty.objects.values_list("post", "duty"):
        duties[post].add(str(duty))
    rows = Appointment.objects.values_list("user", "post", "post__organisation__kind", "post__organisation__path")
    return {user: Seat(frozenset(duties[post]), str(kind), path) for user, post, kind, path in rows}


def _objects() -> dict[int, Object]:
    tasks = defaultdict[int, set[str]](set)
    for dossier, path in WorkItem.objects.values_list("dossier", "organisation__path"):
        tasks[dossier].add(path)
    rows = Dossier.objects.values_list("pk", "kind", "owner__path", "county__path")
    return {pk: Object(str(kind), owner, county, frozenset(tasks[pk])) for pk, kind, owner, county in rows}
