"""Emergency projects after they were taken in: what prints them, who else may list them, and when they stop a plan."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.enums import DossierKind, OrganisationKind
from core.errors import Conflict, Invalid
from core.models import Organisation
from funds import adjusting
from funds import services as funds
from funds.drafting import money_of
from plans import drafting
from plans.enums import ProjectState, ReviewStage, Verdict, VersionKind, VersionState
from plans.models import (
    AnnualPlan,
    EmergencyItem,
    LibraryRound,
    PlanJustification,
    PlanVersion,
    Project,
    ProjectReview,
)
from plans.services import changes, library_rounds, plan_versions, projects
from plans.services.dossiers import open_dossier
from plans.services.reviews import Verdicts
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_adjusting import (
    FLOOD,
    WHY,
    Filed,
    filed,
    issued,
    one_change,
    prepared,
    projects_fields,
    state_of,
    urgent_project,
)
from tests.plans.services.test_numbers_of_items import BACKEND
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

__all__ = ["filed", "prepared"]
DECIDED: dict[str, Any] = FLOOD | {"decided_on": datetime.date(make.YEAR, 1, 8)}


def listed(filed: Filed, project: Project | None = None) -> tuple[PlanVersion, Project]:
    """An adjustment whose fourth row is an emergency, with its money; it is February of the plan's year."""
    made, taken = filed.open(), project or urgent_project(filed.county)
    clock.advance(to=datetime.datetime(make.YEAR, 2, 1, 9, tzinfo=clock.SHANGHAI))
    changes.take_in(actor=filed.actor, version=made.pk, project=taken.pk, fields=DECIDED)
    row = made.items.get(project=taken)
    funds.arrange(actor=filed.actor, item=row.pk, amounts={filed.pot: Decimal("50.00")})
    return made, taken


def next_on(filed: Filed, version: PlanVersion) -> PlanVersion:
    """The version is issued and filed, and adjusted in its turn."""
    issued(version, filed.county)
    PlanVersion.objects.filter(pk=version.pk).update(state=VersionState.FILED)
    return adjusting.open_adjustment(actor=filed.actor, version=version.pk, **WHY)


def printed(version: PlanVersion) -> str:
    return str(drafting.plan_document(version, money_of(version)).content()["enclosure"])


def test_the_next_adjustment_does_not_take_it_for_a_project_of_the_library(filed: Filed) -> None:
    second, project = listed(filed)
    answer: dict[str, Any] = {"code": "B21", "text": "集中连片治理。", "written_by": filed.actor}
    PlanJustification.objects.create(version=second, **answer)
    third = next_on(filed, second)
    one_change(filed, third)
    assert "除应急项目1个外，均从项目库中选取" in printed(third)
    assert [said.text for said in third.justifications.all()] == ["集中连片治理。"]
    admit(project, at=third.dossier.opened_at + datetime.timedelta(minutes=1))
    assert "除应急项目1个外" in printed(third)  # what goes round for signature does not change on its way
    ProjectReview.objects.filter(project=project).update(at=third.dossier.opened_at - datetime.timedelta(days=1))
    assert "应急项目" not in printed(third)
    assert [row.project for row in EmergencyItem.objects.outside_library(second)] == [project]


def admit(project: Project, at: datetime.datetime) -> None:
    ProjectReview.objects.create(
        project=project, stage=ReviewStage.LIBRARY, verdict=Verdict.PASS, at=at, organisation=project.county,
        work_item=WorkItem.objects.order_by("pk")[0], reviewer=holder(Duty.PROPOSE_PROJECTS, project.proposer),
    )  # fmt: skip


def test_one_that_was_dropped_is_neither_handed_in_nor_issued(filed: Filed, client: Client) -> None:
    made, project = listed(filed)
    funds.close(made)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.DROPPED)
    for act in (funds.close, funds.require_covered):
        with pytest.raises(Invalid, match=f"{project.name}：项目不予通过，不能列入方案"):
            act(made)
    client.force_login(filed.actor, backend=BACKEND)
    assert "不能列入方案，请移出" in client.get(reverse("plans:plan", args=[made.pk])).content.decode()
    Project.objects.filter(pk=project.pk).update(state=ProjectState.SUBMITTED)
    funds.require_covered(made)
    EmergencyItem.objects.filter(project=project).delete()
    with pytest.raises(Invalid, match="也没有作为应急项目列入"):
        funds.require_covered(made)


def test_one_that_is_late_for_the_library_stops_the_draft_and_not_what_is_signed(filed: Filed) -> None:
    made, project = listed(filed)
    clock.advance(by=datetime.timedelta(days=90))
    with pytest.raises(Invalid, match="逾期未补办入库"):
        funds.close(made)
    funds.require_covered(made)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.IN_PLAN)
    funds.close(made)


def test_no_other_plan_lists_it_before_or_after_the_library_has_it(filed: Filed) -> None:
    _made, project = listed(filed)
    other = another_year(filed)
    assert project not in changes.urgent(other)
    with pytest.raises(Invalid, match="已列入其他方案"):
        changes.take_in(actor=filed.actor, version=other.pk, project=project.pk, fields=DECIDED)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.IN_LIBRARY)
    with pytest.raises(Invalid, match="已列入其他方案"):
        plan_versions.draw(actor=filed.actor, version=other.pk, projects=[project.pk])
    assert not other.items.exists()


def another_year(filed: Filed) -> PlanVersion:
    plan = AnnualPlan.objects.create(county=filed.county, year=make.YEAR + 1)
    dossier = open_dossier(
        actor=filed.actor, kind=DossierKind.PLAN, title="次年", owner=filed.version.dossier.owner, year=plan.year
    )
    texts = {"title": "次年", "goals": "一", "management": "二", "safeguards": "三"}
    return PlanVersion.objects.create(dossier=dossier, plan=plan, kind=VersionKind.ADJUSTMENT, **texts)


def test_it_is_in_its_plan_as_soon_as_the_leading_group_admits_it(filed: Filed) -> None:
    _made, project = listed(filed)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.REPORTED, library_round=None)
    opened = library_rounds.open_round(actor=filed.actor, county=filed.county, year=make.YEAR)
    opened.projects.update(state=ProjectState.APPRAISED)
    library_rounds.decide(
        actor=filed.actor, library_round=opened, verdicts={project.pk: Verdicts(Verdict.PASS)},
        work_item=WorkItem.objects.filter(dossier=opened.dossier_id).order_by("pk")[0].pk,
    )  # fmt: skip
    assert state_of(project) == ProjectState.IN_PLAN
    assert project.name in announced(opened)


def announced(opened: LibraryRound) -> str:
    return str(library_rounds.announcement_draft(opened).content())


def test_what_a_plan_prints_of_it_is_not_changed_beside_the_plan(filed: Filed) -> None:
    department = Organisation.objects.filter(county=filed.county, kind=OrganisationKind.DEPARTMENT).in_order()[0]
    author = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, department)
    first = Project.objects.filter(county=filed.county).order_by("pk")[0]
    fields = {name: getattr(first, name) for name in projects_fields()} | {"name": "县道滑坡抢修"}
    project = projects.propose(actor=author, proposer=department, year=make.YEAR, fields=fields, ground="灾情")
    made, _project = listed(filed, project)
    projects.change(actor=author, project=project.pk, fields={"name": "县道滑坡抢通"})
    plan_versions.advance(made, VersionState.CONSULTING)
    for changed in ({"amount": Decimal("1.00")}, {"name": "另一项目"}, {"location": "他处"}):
        with pytest.raises(Conflict, match="总投资不能修改"):
            projects.change(actor=author, project=project.pk, fields=changed)
    with pytest.raises(Conflict, match="总投资不能修改"):
        projects.change(actor=author, project=project.pk, fields={}, villages=[first.proposer])
    assert projects.change(actor=author, project=project.pk, fields={"linkage": "带动务工。"}).name == "县道滑坡抢通"


def test_put_back_its_reason_explains_nothing_any_more(filed: Filed) -> None:
    made, project = listed(filed)
    funds.put_back(actor=filed.actor, item=made.items.get(project=project).pk)
    assert not made.changes.exists()
    Project.objects.filter(pk=project.pk).update(state=ProjectState.IN_LIBRARY)
    plan_versions.draw(actor=filed.actor, version=made.pk, projects=[project.pk])
    assert any("新增，尚未填写调整原因" in refusal.message for refusal in adjusting.findings(made))
