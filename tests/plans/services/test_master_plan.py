"""统筹资金规划 from the villages to the announced notice, and back down on the way (四（四）)."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from core import clock, ledger
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation, User
from plans.compliance import reading
from plans.drafting.master_plan import absent
from plans.enums import MasterPlanState, NeedsState, NoticeKind
from plans.models import MasterPlanVersion, Need, Notice
from plans.services import master_plans, needs, plan_versions, planning_shown
from plans.templatetags.planned_beside import planned_beside
from roles.duties import Duty
from roles.holdings import holdings
from tests.factories import flows as make
from tests.factories.roles import place
from tests.plans.services import planning
from tests.plans.services.planning import item, line, passed_on, stated
from workflows.desk import services as desk
from workflows.desk import steps
from workflows.engine import reconciling, replaying
from workflows.engine.models import Proceeding, WorkItem
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder


def return_to(lying: WorkItem, step: str) -> None:
    actor: User = holder(lying.duty, lying.organisation)
    desk.return_to(
        actor=actor,
        work_item=lying.pk,
        step=step,
        opinion="请核实项目规模。",
        grounds=[next(iter(steps.grounds(lying.flow_key, lying.step)))],
        request_id=uuid4(),
    )


def test_it_goes_from_the_villages_to_the_announced_notice_and_back_down_on_the_way(
    county: Organisation, client: Client
) -> None:
    version = planning.opened(county)
    part = passed_on(version)
    stated(part, make.FIRST, line(), line(year=planning.LAST, category="capacity", content="实用技术培训"))
    planning.nobody_else_answers(part)

    first = planning.village(part, make.FIRST)
    driver = Driver({"township_reviews_needs": lambda _item, _actor: {"returned": {str(first.pk): "请附概算依据。"}}})
    driver.decide(item(part, "township_reviews_needs"))
    first.refresh_from_db()
    assert (first.state, first.returned_because) == (NeedsState.RETURNED, "请附概算依据。")
    assert [one.organisation.code for one in WorkItem.objects.open().filter(dossier=part.dossier)] == [make.FIRST]
    stated(part, make.FIRST, line(content="茶园灌溉"), step="village_corrects_needs")

    clerk = holder(Duty.REVIEW_PROPOSALS, part.township)
    needs.add(actor=clerk, needs=part.pk, village=None, fields=line(content="集镇产业园", amount=Decimal(1_000_000)))
    Driver().run(part.dossier, until="working_group_receives")
    return_to(item(part, "working_group_receives"), "township_reviews_needs")
    Driver().run(part.dossier)
    part.dossier.refresh_from_db()
    assert part.dossier.outcome == "received"

    version = MasterPlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=version.pk)
    arranged = Need.objects.filter(village__village__code=make.FIRST, year=make.YEAR).order_by("pk")[0]
    compiler = planning.compiler(county)
    assert master_plans.arrange(actor=compiler, version=version.pk, amounts={arranged.pk: Decimal(200_000)}) == 1
    Driver().run(version.dossier)

    version.refresh_from_db()
    paper = version.document
    assert paper is not None
    assert (version.state, paper.kind, version.dossier.amount) == (MasterPlanState.ISSUED, "D15b", Decimal(1_800_000))
    _prints_sums_and_silent_villages(paper.content)
    _stays_as_it_is(version, arranged)
    _is_read_by_the_county(version, client)
    assert Notice.objects.get(dossier=version.dossier).kind == NoticeKind.MASTER_PLAN
    assert reading.planned_for(county.pk, planning.LAST) == {"capacity": Decimal(300_000)}
    assert set(reading.planned_for(county.pk, make.YEAR + 1).values()) == {Decimal(0)}, "covered, and nothing planned"
    assert reading.planned_for(county.pk, planning.LAST + 1) == {}
    _stands_beside_the_years_plan(county)
    _is_revised(county, version)
    flows = Proceeding.objects.filter(dossier__in=(version.dossier, part.dossier)).select_related("dossier")
    assert list(map(str, [*replaying.deviations(flows), *reconciling.differences(flows)])) == []
    assert ledger.verify(county).holds


def _is_read_by_the_county(version: MasterPlanVersion, client: Client) -> None:
    """Every township and village reads what its plans are judged by; nobody of them writes it, and no other county."""
    reader = holder(Duty.PROPOSE_PROJECTS, Organisation.objects.get(code=make.SECOND))
    client.force_login(reader)
    assert version.title in client.get(reverse("plans:master_plans")).content.decode()
    shown = client.get(reverse("plans:master_plan", args=[version.pk]))
    assert (shown.status_code, reverse("desk:dossier", args=[version.dossier_id]) in shown.content.decode()) == (
        200,
        False,
    )
    assert client.get(reverse("plans:master_lines", args=[version.pk])).status_code == 200
    assert client.get(reverse("plans:master_texts", args=[version.pk])).status_code == 404
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(planning_shown, "holdings", lambda _actor: [replace(holdings(reader)[0], county=0)])
        assert client.get(reverse("plans:master_plan", args=[version.pk])).status_code == 404


def _prints_sums_and_silent_villages(content: dict[str, Any]) -> None:
    by_category, by_township, by_place = (annex["rows"] for annex in content["annexes"])
    assert by_category[-1][1:] == ["合计", "4", "150", "", "30", "180", "100.00%"]
    assert by_township[0][2:5] == ["2", "1", "4"]
    [silent] = [row for row in by_place if row[3] == "未报"]
    assert silent[2] in str(content["enclosure"])


def _stays_as_it_is(version: MasterPlanVersion, kept: Need) -> None:
    with pytest.raises(DatabaseError, match="印发后"), transaction.atomic():
        MasterPlanVersion.objects.filter(pk=version.pk).update(goals="改写")
    with pytest.raises(DatabaseError, match="印发后"), transaction.atomic():
        Need.objects.filter(pk=kept.pk).update(planned=1)


def _is_revised(county: Organisation, issued: MasterPlanVersion) -> None:
    """滚动: the next version of the period begins with the lines of the one in force, which stays so meanwhile; no township
    of it is left out, and every village meets anew."""
    other = place("420323999", "新设镇", OrganisationKind.TOWNSHIP, county)
    told: dict[str, Any] = {"actor": planning.compiler(county), "county": county, "first_year": make.YEAR}
    with pytest.raises(Invalid, match="请勾选"):
        master_plans.open_planning(**told, last_year=planning.LAST, needs_due=planning.DUE, townships=[other.pk])
    with pytest.raises(Conflict, match="年度重叠"):
        master_plans.open_planning(**told, last_year=planning.LAST + 1, needs_due=planning.DUE)
    revision = planning.opened(county)
    assert absent(revision) == ("新设镇",)
    assert (revision.plan_id, revision.seq, revision.revises) == (issued.plan_id, 2, issued)
    taken = Need.objects.filter(needs__version=revision)
    assert sorted(taken.values_list("content", "planned")) == sorted(
        Need.objects.counted(issued).values_list("content", "planned")
    )
    assert not Need.objects.counted(revision).filter(village__isnull=False).exists()
    held = planning.village(passed_on(revision), make.FIRST)
    with pytest.raises(Invalid, match="重新议定"):
        needs.record_meeting(
            actor=holder(Duty.PROPOSE_PROJECTS, held.village), village=held.pk, fields=planning.MEETING
        )


def _stands_beside_the_years_plan(county: Organisation) -> None:
    """The page of the year's plan shows what was planned of each category, before anything is arranged."""
    due = clock.today() + datetime.timedelta(days=30)
    year = plan_versions.open_plan(actor=planning.compiler(county), county=county, year=make.YEAR, reply_by=due)
    [row] = planned_beside(year)["rows"]
    assert (row.name, row.planned, row.arranged) == ("特色产业发展", Decimal(1_500_000), Decimal(0))
