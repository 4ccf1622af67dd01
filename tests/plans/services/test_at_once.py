"""Two people at the same instant, on connections of their own: what one decided, the other sees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet

from core import clock
from core.errors import Conflict
from core.models import Dossier, Organisation, User
from funds import services as funds
from plans.enums import ProjectState
from plans.models import Notice, PlanItem, Project, VillageRound
from plans.services import plan_versions, projects, township_rounds, village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library, proposed, source, village
from workflows.desk import services as desk
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
PATIENCE = 30.0
"""Seconds until an act that never comes fails the other, instead of keeping it for ever."""


@pytest.fixture
def county(db: None) -> Iterator[Organisation]:
    """Committed, so that every connection sees it."""
    with make.july():
        made = make.county()
        equip(made, Organisation.objects.filter(code__in=(make.TOWNSHIP, make.FIRST, make.SECOND)), clock.today())
        yield made


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What each act came to: nothing, or why it was refused. Every act lives by the test's own clock."""
    ready = Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], Any]) -> str:
        try:
            ready.wait()
            act()
        except Conflict as refused:
            return str(refused)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(copy_context().run, run, act) for act in acts]
        return [one.result() for one in running]


def _hold() -> None:
    """Keep the locks until the other has come to them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.5)")


def test_a_village_opens_one_round(county: Organisation) -> None:
    actor, at = clerk(), village()
    refused = at_once(*[lambda: village_rounds.open_round(actor=actor, village=at, year=make.YEAR)] * ROUNDS)
    assert sum(not reason for reason in refused) == 1
    assert VillageRound.objects.count() == 1


def test_what_is_taken_out_of_a_plan_is_not_paid(county: Organisation) -> None:
    version, pot, actor = drafted(county), source(county, "100.00"), drafter(county)
    [row] = plan_versions.draw(actor=actor, version=version.pk, projects=[in_library(county).pk])
    taken = Barrier(2, timeout=PATIENCE)

    def take_out() -> None:
        with transaction.atomic():
            plan_versions.put_back(actor=actor, item=row.pk)
            taken.wait()
            _hold()

    def pay() -> None:
        taken.wait()
        funds.arrange(actor=actor, item=row.pk, amounts={pot: Decimal(1)})

    assert at_once(take_out, pay)[1] == "该项目已移出方案"
    assert not PlanItem.objects.exists()


def test_what_comes_back_does_not_slip_into_a_round_just_posted(county: Organisation) -> None:
    """A village: what its meeting resolved is posted while it takes in what the library returned."""
    actor, at = clerk(), village()
    returned = _out_of_every_round(in_library(county))
    village_rounds.record_deliberation(
        actor=actor, village_round=(opened := proposed(county, name="二组蓄水池")).pk,
        fields=deliberation(clock.today(), at, actor),
    )  # fmt: skip

    def take_in() -> None:
        village_rounds.take_in(actor=actor, village=at, year=make.YEAR, projects=returned)

    _posted_meanwhile(actor, opened.dossier, take_in)
    project = returned.get()
    assert project.village_round not in (None, opened)
    assert project.state == ProjectState.DRAFT
    assert [p.name for p in opened.projects.all()] == ["二组蓄水池"]


def test_what_comes_back_does_not_slip_into_a_townships_round_just_posted(county: Organisation) -> None:
    township = organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    Project.objects.filter(pk=in_library(county).pk).update(state=ProjectState.TOWNSHIP_PASSED)
    opened = township_rounds.open_round(actor=reporter, township=township, year=make.YEAR)
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), "name": "集镇公厕"}
    own = projects.propose(actor=reporter, proposer=township, year=make.YEAR, fields=fields, ground="无村级环节。")
    returned = Project.objects.filter(pk=own.pk)

    def take_in() -> None:
        township_rounds.take_in(actor=reporter, township=township, year=make.YEAR, projects=returned)

    _posted_meanwhile(reporter, opened.dossier, take_in)
    assert returned.get().township_round not in (None, opened)
    assert opened.projects.count() == 1


def _out_of_every_round(project: Project) -> QuerySet[Project]:
    """As the answer to a return leaves it before it is taken in."""
    found = Project.objects.filter(pk=project.pk)
    held = found.get().village_round
    found.update(state=ProjectState.DRAFT, village_round=None)
    if held is not None:
        WorkItem.objects.open().filter(dossier=held.dossier_id).update(closed_at=clock.now())
        Dossier.objects.filter(pk=held.dossier_id).update(closed_at=clock.now())
    return found


def _posted_meanwhile(actor: User, dossier: Dossier, take_in: Callable[[], Any]) -> None:
    """The open item's notice is posted, and before that is committed the other comes to take in."""
    item = WorkItem.objects.open().get(dossier=dossier)
    posted = Barrier(2, timeout=PATIENCE)

    def post() -> None:
        with transaction.atomic():
            desk.decide(actor=actor, work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())
            posted.wait()
            _hold()

    def come() -> None:
        posted.wait()
        with transaction.atomic():
            take_in()

    assert at_once(post, come) == ["", ""]
    assert Notice.objects.filter(dossier=dossier).exists()


def test_what_is_dropped_is_not_reported(county: Organisation) -> None:
    township = organisation(make.TOWNSHIP)
    project = in_library(county)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.TOWNSHIP_PASSED)
    opened = township_rounds.open_round(actor=reporter, township=township, year=make.YEAR)
    township_rounds.post_notice(actor=reporter, township_round=opened)
    head = holder(Duty.SIGN_TOWNSHIP_REPORT, township)
    dropped = Barrier(2, timeout=PATIENCE)

    def drop() -> None:
        with transaction.atomic():
            township_rounds.drop(actor=reporter, project=project.pk, reason="撤销。")
            dropped.wait()
            _hold()

    def report() -> None:
        dropped.wait()
        with transaction.atomic():
            township_rounds.report(actor=head, township_round=opened)

    at_once(drop, report)
    project.refresh_from_db()
    assert project.state == ProjectState.DROPPED
