"""What the library sends back while the village's round still corrects another project is not swept along with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import Dossier, Organisation
from documents.models import IssuedDocument
from plans.enums import ProjectState, Resubmission, Verdict
from plans.models import Project, VillageRound
from plans.services import library_rounds, projects, township_rounds, village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.test_returned_by_county import RESUBMITTING, answers, until, verdicts
from tests.flows.test_returned_round import open_item
from workflows.engine.models import WorkItem
from workflows.flows.forms import AppraisalForm, TownshipReviewForm
from workflows.flows.rehearsal.driver import Driver, organisation
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Parted:
    """One village's two projects: one came back from the library, the other is being corrected."""

    driver: Driver
    round: VillageRound
    library: Dossier
    returned: Project
    correcting: Project
    answering: WorkItem


@pytest.fixture
def parted() -> Iterator[Parted]:
    with make.july():
        county, village, township = make.county(), organisation(make.FIRST), organisation(make.TOWNSHIP)
        equip(county, [village, township], clock.today())
        actor, driver = holder(Duty.PROPOSE_PROJECTS, village), Driver()
        opened = village_rounds.open_round(actor=actor, village=village, year=make.YEAR)
        first, second = (_proposed(county, village, opened, number) for number in (0, 1))
        held = deliberation(clock.today(), village, actor)
        village_rounds.record_deliberation(actor=actor, village_round=opened.pk, fields=held)
        driver.decide(open_item(opened))
        driver.decide(open_item(opened))
        driver.prepare["township_reviews"] = verdicts(TownshipReviewForm, Verdict.SUPPLEMENT, second.name)
        driver.decide(open_item(opened))
        reporter = holder(Duty.REPORT_PROJECTS, township)
        driver.run(township_rounds.open_round(actor=reporter, township=township, year=make.YEAR).dossier)
        group = holder(Duty.COMPILE_PLAN, Organisation.objects.get(county=county, kind="working_group"))
        library = library_rounds.open_round(actor=group, county=county, year=make.YEAR).dossier
        driver.prepare["department_appraises"] = verdicts(AppraisalForm, Verdict.RETURN, first.name)
        [answering] = until(driver, library, RESUBMITTING)
        yield Parted(driver, opened, library, first, second, answering)


def _proposed(county: Organisation, village: Organisation, held: VillageRound, number: int) -> Project:
    return projects.propose(
        actor=holder(Duty.PROPOSE_PROJECTS, village), proposer=village, year=make.YEAR,
        fields=Proposer(county, make.YEAR).fields(make.plan().items[number]), villages=[village], village_round=held,
    )  # fmt: skip


def state_of(project: Project) -> str:
    return Project.objects.get(pk=project.pk).state


def test_the_village_is_shown_what_it_corrects_and_no_more(client: Client, parted: Parted) -> None:
    clerk = holder(Duty.PROPOSE_PROJECTS, parted.round.village)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("desk:task", args=[open_item(parted.round).pk])).content.decode()
    asked = page.split("须补正、退回的项目")[1].split("</section>")[0]
    assert parted.correcting.name in asked
    assert parted.returned.name not in asked


def test_the_correction_takes_along_only_what_the_township_sent_back(parted: Parted) -> None:
    parted.driver.decide(open_item(parted.round))
    assert (state_of(parted.returned), state_of(parted.correcting)) == (ProjectState.RETURNED, ProjectState.SUBMITTED)
    review = open_item(parted.round)
    listed = TownshipReviewForm(work_item=review, actor=holder(review.duty, review.organisation)).projects
    assert listed == [parted.correcting]
    parted.driver.prepare["township_reviews"] = verdicts(TownshipReviewForm, Verdict.PASS, "无")
    parted.driver.decide(review)
    assert state_of(parted.returned) == ProjectState.RETURNED
    assert Dossier.objects.get(pk=parted.round.dossier_id).closed_at, "本轮已无待补正的项目"


def test_what_came_back_is_answered_for_and_goes_every_step_again(parted: Parted) -> None:
    parted.driver.decide(open_item(parted.round))
    parted.driver.prepare["township_reviews"] = verdicts(TownshipReviewForm, Verdict.PASS, "无")
    parted.driver.decide(open_item(parted.round))
    parted.driver.prepare["village_resubmits"] = answers(Resubmission.AGAIN)
    parted.driver.decide(parted.answering)
    parted.returned.refresh_from_db()
    held = parted.returned.village_round
    assert held is not None
    assert held != parted.round
    assert (parted.returned.state, open_item(held).step) == (ProjectState.DRAFT, "village_deliberates")


def test_what_was_taken_on_is_not_reviewed_again_with_the_round(parted: Parted) -> None:
    """Neither reviewed nor taken back, whatever its state: it lies in a township's round."""
    Project.objects.filter(pk=parted.returned.pk).update(state=ProjectState.SUBMITTED)
    parted.driver.decide(open_item(parted.round))
    assert list(village_rounds.to_review(parted.round.dossier_id)) == [parted.correcting]
    village_rounds.take_back_correction(village_round=parted.round)
    assert (state_of(parted.returned), state_of(parted.correcting)) == (ProjectState.SUBMITTED, ProjectState.SUPPLEMENT)


def test_what_is_corrected_has_a_new_sheet_in_place_of_the_former(parted: Parted) -> None:
    clerk = holder(Duty.PROPOSE_PROJECTS, parted.round.village)
    projects.change(actor=clerk, project=parted.correcting.pk, fields={"responsible_person": "村委会副主任"})
    parted.driver.decide(open_item(parted.round))
    sheets = IssuedDocument.objects.filter(dossier=parted.round.dossier, kind="D02").order_by("pk")
    of_each = [sheet.content["fields"]["project"]["code"] for sheet in sheets]
    assert of_each == [parted.returned.code, parted.correcting.code, parted.correcting.code]
    former, corrected = sheets[1], sheets[2]
    assert corrected.replaces == former
    assert sheets[0].replaces is None
    assert "村委会副主任" in str(corrected.content)
    assert "村委会副主任" not in str(former.content)
