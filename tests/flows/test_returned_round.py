"""A whole round sent back to the village meeting: it may be written again, and is posted again."""

from __future__ import annotations

import datetime
from uuid import uuid4

import pytest

from core import clock
from core.errors import Conflict
from core.models import Organisation
from plans.enums import ProjectState
from plans.models import Notice, Project, VillageRound
from plans.services import projects, village_rounds
from roles.duties import Duty
from tests.factories import flows as make
from workflows.desk import services as desk
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation

pytestmark = pytest.mark.django_db


def open_item(opened: VillageRound) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").get(dossier=opened.dossier)


def begun() -> VillageRound:
    """A village's round at township review, with one project."""
    county = make.county()
    village = Organisation.objects.select_related("parent", "county").get(code=make.FIRST)
    equip(county, [village, Organisation.objects.get(code=make.TOWNSHIP)], clock.today())
    actor = holder(Duty.PROPOSE_PROJECTS, village)
    opened = village_rounds.open_round(actor=actor, village=village, year=make.YEAR)
    fields = Proposer(county, make.YEAR).fields(make.plan().items[0])
    projects.propose(
        actor=actor, proposer=village, year=make.YEAR, fields=fields, villages=[village], village_round=opened
    )
    held = deliberation(clock.today(), village, actor)
    village_rounds.record_deliberation(actor=actor, village_round=opened.pk, fields=held)
    driver = Driver()
    driver.decide(open_item(opened))
    driver.decide(open_item(opened))
    return opened


def test_returned_to_the_meeting_everything_may_be_written_again() -> None:
    with make.july():
        opened = begun()
        clerk = holder(Duty.PROPOSE_PROJECTS, opened.village)
        held = deliberation(clock.today(), opened.village, clerk)
        with pytest.raises(Conflict, match="已公示"):
            village_rounds.record_deliberation(actor=clerk, village_round=opened.pk, fields=held)
        review = open_item(opened)
        reviewer = holder(review.duty, review.organisation)
        desk.return_to(
            actor=reviewer, work_item=review.pk, step="village_deliberates", opinion="到会人数有误", request_id=uuid4()
        )
        project = Project.objects.get(village_round=opened)
        assert project.state == ProjectState.DRAFT
        village_rounds.record_deliberation(actor=clerk, village_round=opened.pk, fields=held)
        Driver().decide(open_item(opened))
        posted = Notice.objects.filter(dossier=opened.dossier).order_by("pk")
        assert len(posted) == 2
        assert open_item(opened).not_before == posted[1].closes_on + datetime.timedelta(days=1)
