"""An adjustment that is ended before it is issued leaves the version before it as it was."""

from __future__ import annotations

import datetime
from uuid import uuid4

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from core.templatetags.words import cn_date
from documents.models import IssuedDocument
from funds.drafting import money_of
from plans.enums import CheckStage, ProjectState, VersionState
from plans.models import PlanVersion, Project
from plans.services import adjustments, changes, plan_versions, projects
from roles.duties import Duty
from tests.desk.conftest import logged_in
from tests.factories import flows
from tests.plans.services.test_adjusting import FLOOD, Filed, filed, prepared, projects_fields
from workflows.desk import terminations
from workflows.engine import services as engine
from workflows.flows.rehearsal.people import holder

__all__ = ["filed", "prepared"]


def end(filed: Filed, made: PlanVersion) -> None:
    row = engine.propose_termination(
        actor=filed.actor, dossier=made.dossier, reason="指标文件已撤回。", request_id=uuid4()
    )  # fmt: skip
    group = Organisation.objects.get(county=filed.county, kind=OrganisationKind.LEADING_GROUP)
    engine.decide_termination(
        actor=holder(Duty.CHAIR_LEADING_GROUP, group), termination=row.pk, agrees=True, words="", request_id=uuid4()
    )


def consult(filed: Filed, made: PlanVersion) -> IssuedDocument:
    """A letter to the departments, numbered past the step at which it is signed."""
    found = PlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=made.pk)
    plan_versions.keep_total(found)
    return plan_versions.consult(
        actor=filed.actor, version=found, drafter=filed.actor, reply_by=clock.today() + datetime.timedelta(days=10),
        money=money_of(found), trace=[("拟稿", "专班", "甲", "拟稿", clock.today())],
    )  # fmt: skip


def test_the_departments_that_were_asked_read_that_they_need_not_answer(filed: Filed) -> None:
    made = filed.open()
    plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    letters = [consult(filed, made) for _round in (1, 2)]
    end(filed, made)
    notice = IssuedDocument.objects.get(dossier=made.dossier, kind="D01b")
    assert set(notice.addressees) == set(letters[0].addressees)
    words = str(notice.content)
    for said in (
        *(letter.number for letter in letters),
        "各部门尚未答复的意见不再答复",
        "原方案继续执行",
        "拟新列入的1个项目",
    ):
        assert said in words, said
    assert "编制通知" not in words


def test_an_emergency_that_no_plan_carries_any_more_may_be_withdrawn(filed: Filed) -> None:
    department = Organisation.objects.filter(county=filed.county, kind=OrganisationKind.DEPARTMENT).in_order()[0]
    author = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, department)
    first = Project.objects.filter(county=filed.county).order_by("pk")[0]
    fields = {name: getattr(first, name) for name in projects_fields()} | {"name": "县道滑坡抢修"}
    urgent = projects.propose(actor=author, proposer=department, year=flows.YEAR, fields=fields, ground="灾情")
    made = filed.open()
    clock.advance(to=datetime.datetime(flows.YEAR, 2, 1, 9, tzinfo=clock.SHANGHAI))
    decided = {"decided_on": datetime.date(flows.YEAR, 1, 8)}
    changes.take_in(actor=filed.actor, version=made.pk, project=urgent.pk, fields=FLOOD | decided)
    assert projects.against_withdrawing(urgent)
    told = terminations.consequences(engine.under_way(made.dossier))
    assert "应急列入的1个项目不再列入方案，是否入库按入库程序办理：“县道滑坡抢修”" in told
    end(filed, made)
    taken = projects.withdraw(actor=author, project=urgent.pk, reason="不做了")
    assert taken.state == ProjectState.WITHDRAWN


def test_the_version_before_stays_in_force(filed: Filed) -> None:
    made = filed.open()
    plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    told = terminations.consequences(engine.under_way(made.dossier))
    assert "方案列入的1个项目退回项目库，状态恢复为“已入库”" in told
    assert "原方案继续执行，其项目和资金不变；可以另行启动调整" in told
    end(filed, made)
    made.refresh_from_db()
    assert not IssuedDocument.objects.filter(dossier=made.dossier, kind="D01b").exists()  # nobody was asked yet
    assert (made.state, adjustments.in_force(made.plan_id)) == (VersionState.TERMINATED, filed.version)
    [check] = made.checks.all()
    assert (check.stage, check.rules_on) == (CheckStage.ENDED, clock.today())
    clock.advance(by=datetime.timedelta(days=3))
    page = logged_in(filed.actor).get(f"/plans/{made.pk}/").content.decode()
    assert f"“终止”时的结论，按{cn_date(check.rules_on)}的规则。" in page
    assert "随方案改动即时检查" not in page
    assert "已终止" in page
    listed = Project.objects.filter(plan_items__version=filed.version)
    assert set(listed.values_list("state", flat=True)) == {ProjectState.IN_PLAN}
    filed.waiting.refresh_from_db()
    assert filed.waiting.state == ProjectState.IN_LIBRARY
    again = filed.open()
    assert (again.seq, again.title) == (3, made.title)
