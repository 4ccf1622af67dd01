"""What appraisal or the leading group sends back: told in writing, then proposed again or withdrawn (domain a.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
import time_machine
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.errors import Conflict, Invalid
from core.models import Dossier, LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from plans.enums import ProjectState, Resubmission, ReviewPoint, Verdict
from plans.models import Notice, Project, VillageRound
from plans.services import library_rounds, projects, township_rounds, village_rounds
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.factories import flows as make
from workflows.engine.models import WorkItem
from workflows.flows.forms import AppraisalForm, LibraryDecisionForm, ResubmissionForm, VerdictForm
from workflows.flows.rehearsal.driver import Driver, organisation
from workflows.flows.rehearsal.journey import DIRECT, Journey
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
WRONG = "概算偏高，请核减。"
RESUBMITTING = {"village_resubmits", "township_resubmits", "department_resubmits"}


class Stopped(Exception):
    """As far as the library round."""


class ToLibrary(Journey):
    """Everything up to the opened library round, with a township's own project among the others."""

    def _direct(self, by_proposer: Mapping[Organisation, list[Any]]) -> None:
        super()._direct(by_proposer)
        township = organisation(make.TOWNSHIP)
        fields = {**self.proposer.fields(self.plan.items[0]), "name": "集镇垃圾中转站"}
        actor = holder(Duty.REPORT_PROJECTS, township)
        projects.propose(actor=actor, proposer=township, year=self.year, fields=fields, ground=DIRECT)

    def _library(self) -> None:
        group = holder(Duty.COMPILE_PLAN, Organisation.objects.get(county=self.county, kind="working_group"))
        self.opened = library_rounds.open_round(actor=group, county=self.county, year=self.year)
        raise Stopped


@pytest.fixture(scope="module")
def under_way(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[ToLibrary, datetime.datetime]]:
    """Made once, with the hour at which the round was opened; undone after the module's tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(BEGINNING, tick=True), make.july():
            made = ToLibrary(make.county(), make.YEAR, make.plan())
            with pytest.raises(Stopped):
                made.travel()
            opened = clock.now()
        yield made, opened
        transaction.set_rollback(True)


@pytest.fixture
def journey(under_way: tuple[ToLibrary, datetime.datetime], db: None) -> Iterator[ToLibrary]:
    made, opened = deepcopy(under_way)
    with make.july():
        clock.advance(to=opened)
        yield made


def verdicts(form: type[VerdictForm], verdict: Verdict, *names: str) -> Any:
    """That verdict for the projects of these names (all, when none is given), a pass for the others."""

    def prepare(item: WorkItem, actor: User) -> dict[str, Any]:
        bad = {"verdict": verdict.value, "points": [ReviewPoint.ESTIMATE.value], "note": WRONG}
        good = {"verdict": Verdict.PASS.value, "points": [], "note": ""}
        listed = form(work_item=item, actor=actor).projects
        return {"verdicts": {str(p.pk): bad if not names or p.name in names else good for p in listed}}

    return prepare


def until(driver: Driver, dossier: Dossier, steps: set[str]) -> list[WorkItem]:
    """Decide what is open until only these steps are."""
    while items := list(WorkItem.objects.open().filter(dossier=dossier).select_related("organisation").order_by("pk")):
        if {item.step for item in items} <= steps:
            return items
        for item in items:
            driver.decide(item)
    return []


def answers(choice: Resubmission, reason: str = "") -> Any:
    def prepare(item: WorkItem, actor: User) -> dict[str, Any]:
        listed = ResubmissionForm(work_item=item, actor=actor).reviews
        return {"answers": {str(r.project_id): {"choice": choice.value, "reason": reason} for r in listed}}

    return prepare


def test_when_nothing_passes_appraisal_all_goes_back_to_its_proposers(journey: ToLibrary) -> None:
    driver, dossier = journey.driver, journey.opened.dossier
    driver.prepare["department_appraises"] = verdicts(AppraisalForm, Verdict.RETURN)
    items = until(driver, dossier, RESUBMITTING)
    assert "leading_group_admits" not in {t.step for t in driver.traces}
    assert {(i.step, i.organisation.kind) for i in items} == {
        ("village_resubmits", "village"), ("township_resubmits", "township"), ("department_resubmits", "department"),
    }  # fmt: skip
    slips = IssuedDocument.objects.filter(dossier=dossier, kind="D08")
    assert {slip.addressees[0] for slip in slips} == {i.organisation.official_name for i in items}
    assert all(WRONG in str(slip.content) and slip.title == "退回意见书" for slip in slips)
    for item in items:
        choice = Resubmission.AGAIN if item.step == "village_resubmits" else Resubmission.WITHDRAWN
        driver.prepare[item.step] = answers(choice, "不再实施。")
        driver.decide(item)
    dossier.refresh_from_db()
    assert dossier.outcome == "none_admitted"
    own = Project.objects.exclude(proposer__kind="village")
    assert set(own.values_list("state", flat=True)) == {ProjectState.WITHDRAWN}
    assert LedgerEntry.objects.filter(action="project.withdrawn").count() == own.count()
    assert {p.name for p in Project.objects.travelled_in(dossier.pk)} == {p.name for p in Project.objects.all()}


def test_a_village_deliberates_anew_and_comes_into_a_later_round(journey: ToLibrary) -> None:
    driver, dossier = journey.driver, journey.opened.dossier
    name = make.ROWS[0][0]
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.RETURN, name)
    [item] = until(driver, dossier, RESUBMITTING)
    project, clerk = Project.objects.get(name=name), holder(item.duty, item.organisation)
    assert (item.step, item.organisation.code) == ("village_resubmits", make.FIRST)
    asked = ResubmissionForm(work_item=item, actor=clerk)
    assert "checked" not in asked.as_div(), "nothing is chosen for him"
    assert list(ResubmissionForm({}, work_item=item, actor=clerk).errors.values()) == [["请选择处理意见"]]
    projects.change(actor=clerk, project=project.pk, fields={"amount": project.amount - 1})
    driver.prepare["village_resubmits"] = answers(Resubmission.AGAIN)
    driver.decide(item)
    dossier.refresh_from_db()
    assert dossier.outcome == "in_library"
    [again] = VillageRound.objects.filter(dossier__closed_at__isnull=True)
    assert list(again.projects.values_list("name", "state")) == [(name, ProjectState.DRAFT)]
    assert again.dossier.amount == project.amount - 1
    driver.run(again.dossier)
    township = organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    driver.run(township_rounds.open_round(actor=reporter, township=township, year=make.YEAR).dossier)
    group = holder(Duty.COMPILE_PLAN, dossier.owner)
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.PASS, "无")
    later = library_rounds.open_round(actor=group, county=journey.county, year=make.YEAR).dossier
    driver.run(later)
    assert later.title == dossier.title.replace("年度", "年度第2批"), "两批入库分得清"
    assert "第2批" in Notice.objects.get(dossier=later).title
    assert "批" not in Notice.objects.get(dossier=dossier).title
    project.refresh_from_db()
    assert project.state == ProjectState.IN_LIBRARY
    assert {p.name for p in Project.objects.travelled_in(dossier.pk)} >= {name}


def test_what_comes_back_joins_the_meeting_that_the_village_prepares(journey: ToLibrary) -> None:
    driver, village = journey.driver, organisation(make.SECOND)
    preparing = village_rounds.open_round(
        actor=holder(Duty.PROPOSE_PROJECTS, village), village=village, year=make.YEAR
    )  # fmt: skip
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.RETURN, make.ROWS[2][0])
    [item] = until(driver, journey.opened.dossier, RESUBMITTING)
    driver.prepare[item.step] = answers(Resubmission.AGAIN)
    driver.decide(item)
    assert [p.name for p in preparing.projects.all()] == [make.ROWS[2][0]]


def test_a_townships_own_project_lies_in_its_inbox_again(journey: ToLibrary) -> None:
    driver, township = journey.driver, organisation(make.TOWNSHIP)
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.RETURN, "集镇垃圾中转站")
    [item] = until(driver, journey.opened.dossier, RESUBMITTING)
    driver.prepare[item.step] = answers(Resubmission.AGAIN)
    driver.decide(item)
    [waiting] = WorkItem.objects.open().filter(organisation=township)
    assert waiting.step == township_rounds.POSTING
    assert [p.name for p in Project.objects.travelled_in(waiting.dossier_id)] == ["集镇垃圾中转站"]
    assert waiting.dossier.amount == Project.objects.get(name="集镇垃圾中转站").amount
    driver.run(waiting.dossier)
    assert Project.objects.get(name="集镇垃圾中转站").state == ProjectState.REPORTED


def test_a_townships_own_project_joins_the_round_that_it_has_not_posted(journey: ToLibrary) -> None:
    driver, township = journey.driver, organisation(make.TOWNSHIP)
    reporter = holder(Duty.REPORT_PROJECTS, township)
    fields = {**journey.proposer.fields(journey.plan.items[0]), "name": "集镇公厕"}
    projects.propose(actor=reporter, proposer=township, year=make.YEAR, fields=fields, ground=DIRECT)
    preparing = township_rounds.open_round(actor=reporter, township=township, year=make.YEAR)
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.RETURN, "集镇垃圾中转站")
    [item] = until(driver, journey.opened.dossier, RESUBMITTING)
    driver.prepare[item.step] = answers(Resubmission.AGAIN)
    driver.decide(item)
    listed = list(preparing.projects.order_by("code"))
    assert {p.name for p in listed} == {"集镇公厕", "集镇垃圾中转站"}
    preparing.dossier.refresh_from_db()
    assert preparing.dossier.amount == sum(p.amount for p in listed)


def test_who_withdraws_says_why_and_none_is_left_out(journey: ToLibrary) -> None:
    driver = journey.driver
    driver.prepare["leading_group_admits"] = verdicts(LibraryDecisionForm, Verdict.RETURN, make.ROWS[0][0])
    [item] = until(driver, journey.opened.dossier, RESUBMITTING)
    driver.prepare[item.step] = answers(Resubmission.WITHDRAWN)
    with pytest.raises(Conflict, match="理由"):
        driver.decide(item)
    driver.prepare[item.step] = answers(Resubmission.WITHDRAWN, "不再\u202e申报。")
    with pytest.raises(Invalid, match="“不再申报的理由”第3个字符"):
        driver.decide(item)
    driver.prepare[item.step] = lambda _item, _actor: {"answers": {}}
    with pytest.raises(Invalid, match="尚未填写"):
        driver.decide(item)
    assert Project.objects.get(name=make.ROWS[0][0]).state == ProjectState.RETURNED


def test_a_round_without_returns_ends_with_its_announcement(journey: ToLibrary) -> None:
    assert until(journey.driver, journey.opened.dossier, set()) == []
    journey.opened.dossier.refresh_from_db()
    assert journey.opened.dossier.outcome == "in_library"
    assert not IssuedDocument.objects.filter(dossier=journey.opened.dossier, kind="D08").exists()
