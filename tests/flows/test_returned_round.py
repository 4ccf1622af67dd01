"""A whole round sent back to the village meeting: it may be written again, and is posted again."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Conflict, Invalid
from core.models import LedgerEntry, Organisation
from documents.models import IssuedDocument
from oversight import event_log
from plans.enums import ProjectState
from plans.models import AnnualPlan, Notice, Project, VillageRound
from plans.services import projects, village_rounds
from roles.duties import Duty
from tests.desk.api.caller import Caller
from tests.desk.conftest import logged_in
from tests.factories import flows as make
from workflows.desk import services as desk
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import equip, holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation

pytestmark = pytest.mark.django_db


def open_item(opened: VillageRound) -> WorkItem:
    return WorkItem.objects.open().select_related("organisation").get(dossier=opened.dossier)


def begun() -> VillageRound:
    """A village's round at township review, with one project."""
    opened = posted()
    Driver().decide(open_item(opened))
    return opened


def posted() -> VillageRound:
    """A village's round whose notice runs, with one project."""
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
    Driver().decide(open_item(opened))
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
            actor=reviewer, work_item=review.pk, step="village_deliberates", opinion="到会人数有误", grounds=["truth"],
            request_id=uuid4(),
        )  # fmt: skip
        project = Project.objects.get(village_round=opened)
        assert project.state == ProjectState.DRAFT
        [slip] = IssuedDocument.objects.filter(kind="D08")
        assert slip.title == "退回意见书"
        assert slip.addressees == [opened.village.official_name]
        assert "到会人数有误" in str(slip.content)
        assert "存在问题的审核点：真实性" in str(slip.content)
        village_rounds.record_deliberation(actor=clerk, village_round=opened.pk, fields=held)
        Driver().decide(open_item(opened))
        posted = Notice.objects.filter(dossier=opened.dossier).order_by("pk")
        assert len(posted) == 2
        assert open_item(opened).not_before == posted[1].closes_on + datetime.timedelta(days=1)


def test_a_return_names_the_rule_and_the_projects() -> None:
    with make.july():
        opened = begun()
        review, [project] = open_item(opened), Project.objects.filter(village_round=opened)
        reviewer = holder(review.duty, review.organisation)

        def send_back(**named: Any) -> None:
            desk.return_to(
                actor=reviewer, work_item=review.pk, step="village_deliberates", opinion="受益户数有误",
                grounds=["truth"], request_id=uuid4(), **named,
            )  # fmt: skip

        with pytest.raises(Invalid, match="不是本案卷的项目"):
            send_back(rows=[project.code, "420323-2027-9999"])
        with pytest.raises(Invalid, match="没有代码为“Z9”的现行规则"):
            send_back(clause="Z9")
        with pytest.raises(Invalid, match="没有选为涉及的项目"):
            send_back(columns={project.code: ["amount"]})
        with pytest.raises(Invalid, match="没有“budget_subject”这一栏目"):
            send_back(rows=[project.code], columns={project.code: ["budget_subject"]})
        assert open_item(opened).pk == review.pk
        offered = logged_in(reviewer).get(f"/tasks/{review.pk}/").content.decode()
        assert f'name="return_rows" value="{project.code}"' in offered
        browser, address = logged_in(reviewer), f"/tasks/{review.pk}/"
        found = {"return_rows": project.code, "return_columns": f"{project.code}.amount"}
        assert f'value="{project.code}.amount" checked' in browser.get(f"{address}rows/", found).content.decode()
        typed: dict[str, Any] = {
            "decision": "return", "return_step": "village_deliberates", "return_reason": "受益户数有误",
            "return_grounds": "truth", "return_clause": "C02", "request_id": str(uuid4()),
            "return_columns": [f"{project.code}.households", f"{project.code}.content"],
        }  # fmt: skip
        refused = browser.post(address, typed)
        assert (refused.status_code, "没有选为涉及的项目" in refused.content.decode()) == (422, True)
        assert browser.post(address, typed | {"return_rows": project.code}).status_code == 302
        said = Opinion.objects.get(task_id=review.pk).detail["named"]
        assert said["clause"] == {"code": "C02", "source": "鄂政办发〔2015〕63号二"}
        wrong = ["content", "households"]  # in the order of the table
        assert said["rows"] == [{"code": project.code, "number": None, "name": project.name, "columns": wrong}]
        kept = LedgerEntry.objects.get(dossier=opened.dossier, action="engine.return").detail
        assert (kept["grounds"], kept["clause"], kept["projects"]) == (["truth"], "C02", [project.code])
        assert kept["columns"] == [f"{project.code}.{column}" for column in wrong]
        [slip] = IssuedDocument.objects.filter(kind="D08")
        assert f"须修改的项目：{project.name}（{project.code}）：建设任务及规模、受益户数" in str(slip.content)
        assert "依据：鄂政办发〔2015〕63号二" in str(slip.content)
        [trace] = event_log.traces(event_log.everywhere(), event_log.Asked(flow="village_round"))
        [event] = [one for one in trace.events if one.facts.get("decision") == "return"]
        assert (event.facts["grounds"], event.facts["clause"], event.facts["rows"]) == ("truth", "C02", project.code)
        assert event.facts["columns"] == f"{project.code}.content,{project.code}.households"
        back = open_item(opened)
        page = logged_in(holder(back.duty, back.organisation)).get(f"/tasks/{back.pk}/").content.decode()
        named = f"{project.code} {project.name}（建设任务及规模、受益户数）"
        assert f'<a href="/projects/{project.pk}/">{named}</a>' in page
        assert '<a href="/rules/#C02">C02 项目有受益对象（鄂政办发〔2015〕63号二）</a>' in page
        assert "退回时指出" in page
        assert "有问题的栏目：建设任务及规模、受益户数" in page
        assert f"涉及的项目：{named}" in page  # in its story
        told = Caller(holder(back.duty, back.organisation)).get(f"tasks/{back.pk}/")["sent_back"]["rows"]
        assert [one["code"] for one in told[0]["columns"]] == wrong
        correcting = logged_in(holder(back.duty, back.organisation)).get(f"/projects/{project.pk}/change/")
        assert "退回时指出有问题的栏目：建设任务及规模、受益户数" in correcting.content.decode()
        Driver().decide(back)
        page = logged_in(reviewer).get(f"/dossiers/{opened.dossier_id}/").content.decode()
        assert "退回时指出" not in page


def test_what_is_posted_stays_as_it_was_posted() -> None:
    with make.july():
        opened = posted()
        clerk = holder(Duty.PROPOSE_PROJECTS, opened.village)
        project = Project.objects.get(village_round=opened)
        with pytest.raises(Conflict, match="已公示"):
            projects.change(actor=clerk, project=project.pk, fields={"amount": project.amount * 2})
        fields = Proposer(make.county(), make.YEAR).fields(make.plan().items[1])
        with pytest.raises(Conflict, match="已公示"):
            projects.propose(actor=clerk, proposer=opened.village, year=make.YEAR, fields=fields, village_round=opened)
        assert list(Project.objects.values_list("amount", flat=True)) == [project.amount]


def test_a_returned_round_cannot_skip_its_notice() -> None:
    with make.july():
        opened = begun()
        review = open_item(opened)
        reviewer = holder(review.duty, review.organisation)
        with pytest.raises(Conflict, match="不能直接送回"):
            desk.return_to(
                actor=reviewer, work_item=review.pk, step="village_deliberates", opinion="到会人数有误",
                grounds=["truth"], request_id=uuid4(), straight_back=True,
            )  # fmt: skip
        assert open_item(opened).pk == review.pk


def test_a_county_has_one_plan_a_year() -> None:
    county = make.county()
    AnnualPlan.objects.create(county=county, year=make.YEAR)
    with pytest.raises(IntegrityError, match="plans_plan_once"), transaction.atomic():
        AnnualPlan.objects.create(county=county, year=make.YEAR)
