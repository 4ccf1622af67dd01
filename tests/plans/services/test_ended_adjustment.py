"""An adjustment that is ended before it is issued leaves the version before it as it was."""

from __future__ import annotations

from uuid import uuid4

from core.enums import OrganisationKind
from core.models import Organisation
from plans.enums import ProjectState, VersionState
from plans.models import Project
from plans.services import adjustments, plan_versions
from roles.duties import Duty
from tests.plans.services.test_adjusting import _filed
from workflows.desk import terminations
from workflows.engine import services as engine
from workflows.flows.rehearsal.people import holder


def test_the_version_before_stays_in_force(county: Organisation) -> None:
    filed = _filed(county)
    made = filed.open()
    plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    told = terminations.consequences(engine.under_way(made.dossier))
    assert "方案列入的1个项目退回项目库，状态恢复为“已入库”" in told
    assert "原方案继续执行，其项目和资金不变；可以另行启动调整" in told
    row = engine.propose_termination(
        actor=filed.actor, dossier=made.dossier, reason="指标文件已撤回。", request_id=uuid4()
    )  # fmt: skip
    group = Organisation.objects.get(county=county, kind=OrganisationKind.LEADING_GROUP)
    engine.decide_termination(
        actor=holder(Duty.CHAIR_LEADING_GROUP, group), termination=row.pk, agrees=True, words="", request_id=uuid4()
    )
    made.refresh_from_db()
    assert (made.state, adjustments.in_force(made.plan_id)) == (VersionState.TERMINATED, filed.version)
    listed = Project.objects.filter(plan_items__version=filed.version)
    assert set(listed.values_list("state", flat=True)) == {ProjectState.IN_PLAN}
    filed.waiting.refresh_from_db()
    assert filed.waiting.state == ProjectState.IN_LIBRARY
    again = filed.open()
    assert (again.seq, again.title) == (3, made.title)
