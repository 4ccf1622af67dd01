"""Who proposed a project or reviewed it in its village's round is kept from it in the rounds that follow."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.errors import Refused
from core.models import Organisation, User
from plans.models import LibraryRound, Project, TownshipRound
from plans.services import library_rounds, projects, township_rounds
from roles import services as roles
from roles.duties import Duty
from roles.models import Post
from tests.conftest import BEGINNING
from tests.engine.statements import counted, rows_read
from tests.factories import flows as make
from tests.flows.test_returned_round import begun, open_item
from tests.flows.test_township_round import driver
from workflows.desk import services as desk
from workflows.engine import separation
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer

pytestmark = pytest.mark.django_db
Waiting = tuple[TownshipRound, User, User]
COLLEAGUE = "entrusted-with-the-review"


def holds(person: User, duty: Duty, at: Organisation) -> None:
    """The person gets one more post, of that duty alone."""
    post = Post.objects.create(organisation=at, title=f"{person.name}兼任{duty.label}")
    post.duties.create(duty=duty)
    roles.appoint(actor=None, user=person, post=post, starts_on=clock.today(), basis="兼任")


def item_of(held: TownshipRound | LibraryRound) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").order_by("pk").filter(dossier=held.dossier)[0]


def kept_from(person: User, item: WorkItem, because: str) -> None:
    """Neither offered, nor claimed, nor decided; and nothing has changed."""
    assert not WorkItem.objects.inbox_of(person).filter(pk=item.pk).exists()
    with pytest.raises(Refused, match=because):
        engine.claim(actor=person, work_item=item.pk)
    with pytest.raises(Refused, match=because):
        desk.decide(
            actor=person, work_item=item.pk, decision=Decision.APPROVE, opinion="同意", request_id=uuid4(), data={}
        )
    item.refresh_from_db()
    assert item.is_open
    assert item.claimed_by is None


def is_offered(person: User, item: WorkItem) -> None:
    assert WorkItem.objects.inbox_of(person).filter(pk=item.pk).exists()
    engine.claim(actor=person, work_item=item.pk)


@pytest.fixture(scope="module")
def reported(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Waiting]:
    """Travelled once for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(BEGINNING, tick=True), make.july():
        village, township = begun(), organisation(make.TOWNSHIP)
        entrusted(open_item(village), holder(Duty.REVIEW_PROPOSALS, township))
        driver().decide(open_item(village))
        reporter = holder(Duty.REPORT_PROJECTS, township)
        held = township_rounds.open_round(actor=reporter, township=township, year=make.YEAR)
        while item_of(held).step != "township_head_signs":
            driver().decide(item_of(held))
        clerk = holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST))
        yield held, clerk, holder(Duty.REVIEW_PROPOSALS, township)
        transaction.set_rollback(True)


def entrusted(item: WorkItem, reviewer: User) -> None:
    """A colleague of the reviewer's looks at the projects for him (委派)."""
    colleague = User.objects.create_user(COLLEAGUE, name="副乡镇长")
    holds(colleague, Duty.READ_TERRITORY, item.organisation)
    engine.entrust(actor=reviewer, work_item=item.pk, receiver=colleague, words="请实地核对")
    engine.answer(actor=colleague, work_item=item.pk, text="已核对。")


@pytest.fixture
def to_be_signed(reported: Waiting) -> Iterator[Waiting]:
    """A township's report that waits for its signature, with who proposed its project and who reviewed it; what a test
    does is undone."""
    with make.july(), transaction.atomic():
        yield reported
        transaction.set_rollback(True)


def test_who_reviewed_or_proposed_in_the_village_does_not_sign_the_townships_report(
    to_be_signed: Waiting,
) -> None:
    held, clerk, reviewer = to_be_signed
    item, township = item_of(held), organisation(make.TOWNSHIP)
    head = holder(Duty.SIGN_TOWNSHIP_REPORT, township)
    for person in (clerk, reviewer):
        holds(person, Duty.SIGN_TOWNSHIP_REPORT, township)
    kept_from(reviewer, item, "审核人不得签发同一报告")
    kept_from(clerk, item, "申报人不得签发含本人申报项目的报告")
    with counted() as asked:
        separation.refusal(head, item)
    assert len(asked) == 1
    is_offered(head, item)


def test_who_was_entrusted_with_the_review_does_not_sign_the_townships_report(to_be_signed: Waiting) -> None:
    item, colleague = item_of(to_be_signed[0]), User.objects.get(username=COLLEAGUE)
    holds(colleague, Duty.SIGN_TOWNSHIP_REPORT, item.organisation)
    kept_from(colleague, item, "审核人不得签发同一报告")


def test_an_item_that_only_the_reviewer_could_sign_is_told(to_be_signed: Waiting) -> None:
    held, _clerk, reviewer = to_be_signed
    [item] = WorkItem.objects.open().filter(dossier=held.dossier).with_clashes()
    assert item.clashes  # type: ignore[attr-defined]
    assert separation.nobody_left([item]) == {}
    head = holder(Duty.SIGN_TOWNSHIP_REPORT, item.organisation)
    holds(reviewer, Duty.SIGN_TOWNSHIP_REPORT, item.organisation)
    yesterday = clock.today() - datetime.timedelta(days=1)
    roles.end_appointment(actor=None, appointment=head.appointments.get(), ends_on=yesterday)
    assert separation.nobody_left([item]) == {item.pk: "职责分离：审核人不得签发同一报告"}


@pytest.fixture
def to_be_appraised(to_be_signed: Waiting) -> tuple[LibraryRound, User, User]:
    """The county's round of a village's project and a department's own, with who wrote each."""
    held, clerk, _reviewer = to_be_signed
    driver().decide(item_of(held))
    county = held.township.county
    assert county
    rows = make.plan().items
    competent = Project.objects.get().competent
    author = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, competent)
    fields = {**Proposer(county, make.YEAR).fields(rows[3]), "competent": competent}
    projects.propose(actor=author, proposer=competent, year=make.YEAR, fields=fields, ground="部门直接实施")
    compiler = holder(Duty.COMPILE_PLAN, Organisation.objects.get(code=f"{make.COUNTY}-working-group"))
    return library_rounds.open_round(actor=compiler, county=county, year=make.YEAR), clerk, author


def test_who_wrote_a_project_does_not_appraise_it(to_be_appraised: tuple[LibraryRound, User, User]) -> None:
    held, clerk, author = to_be_appraised
    item = item_of(held)
    assert item.duty == Duty.APPRAISE_PROJECTS
    other = holder(Duty.APPRAISE_PROJECTS, item.organisation)
    assert set(held.projects.values_list("proposed_by", flat=True)) == {clerk.pk, author.pk}
    for person in (clerk, author):
        holds(person, Duty.APPRAISE_PROJECTS, item.organisation)
        kept_from(person, item, "申报人不得论证本人申报的项目")
    is_offered(other, item)


def test_who_wrote_for_another_department_appraises_here(to_be_appraised: tuple[LibraryRound, User, User]) -> None:
    """Both wrote for the one department; of two others, one cooperates in it and one has nothing to do with it."""
    held, clerk, author = to_be_appraised
    item = item_of(held)
    elsewhere, beside = Organisation.objects.filter(kind=item.organisation.kind).exclude(pk=item.organisation_id)[:2]
    for person in (clerk, author):
        holds(person, Duty.APPRAISE_PROJECTS, item.organisation)
    held.projects.update(competent=elsewhere)
    is_free(item, clerk, author)
    written = held.projects.get(proposed_by=author)
    written.cooperating.add(beside)
    is_free(item, clerk, author)
    written.cooperating.add(item.organisation)
    is_free(item, clerk)
    kept_from(author, item, "申报人不得论证本人申报的项目")


def is_free(item: WorkItem, *persons: User) -> None:
    """Offered, and refused nothing: asked for one and for all."""
    for person in persons:
        assert WorkItem.objects.inbox_of(person).filter(pk=item.pk).exists()
        assert separation.refusal(person, item) is None
    assert not separation.refused(dict.fromkeys((person.pk for person in persons), None), item)


def test_a_round_of_many_projects_is_asked_for_no_more_than_one(
    to_be_appraised: tuple[LibraryRound, User, User],
) -> None:
    held, clerk, author = to_be_appraised
    item = item_of(held)
    other = holder(Duty.APPRAISE_PROJECTS, item.organisation)
    for person in (clerk, author):
        holds(person, Duty.APPRAISE_PROJECTS, item.organisation)
    copied = list(held.projects.all())
    for number in range(60):
        for place, project in enumerate(copied):
            project.pk, project.code = None, f"copy-{place}-{number}"
        Project.objects.bulk_create(copied)
    for person, rows in ((other, 0), (clerk, 2), (author, 1)):
        with counted() as asked, rows_read() as read:
            assert bool(separation.refusal(person, item)) == bool(rows)
        assert len(asked) == 1
        assert sum(read) == rows
    with counted() as asked, rows_read() as read:
        assert engine.receivers(actor=other, item=item) == []
    assert len(asked) == 2
    assert sum(read) <= 3 + 3, "the colleagues, and what they did"


def test_what_another_village_did_is_no_matter(to_be_signed: Waiting) -> None:
    held, *_others = to_be_signed
    elsewhere = holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST))
    Project.objects.update(village_round=None, proposed_by=None)
    holds(elsewhere, Duty.SIGN_TOWNSHIP_REPORT, organisation(make.TOWNSHIP))
    is_offered(elsewhere, item_of(held))
