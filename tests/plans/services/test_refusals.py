"""One test for each refusal of the plan room's and the funds room's key services."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from core import clock
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.working_days import add_working_days
from funds import services as funds
from funds.enums import FundLevel
from funds.models import FundSource
from plans.enums import NoticeKind, ProjectState, VersionState
from plans.models import Notice, PlanVersion, Project, VillageRound
from plans.objections import due_on
from plans.services import compliance, notices, plan_versions, projects, village_rounds
from plans.services.organs import bureau, organ
from roles.duties import Duty
from tests.factories import flows as make
from workflows.desk import services as desk
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer, deliberation


def village() -> Organisation:
    return organisation(make.FIRST)


def clerk() -> User:
    return holder(Duty.PROPOSE_PROJECTS, village())


def proposed(county: Organisation, **changed: Any) -> VillageRound:
    """A village's open round with one project."""
    opened = village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR)
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), **changed}
    projects.propose(actor=clerk(), proposer=village(), year=make.YEAR, fields=fields, village_round=opened)
    return opened


def met(opened: VillageRound, **changed: Any) -> VillageRound:
    fields = {**deliberation(clock.today(), village(), clerk()), **changed}
    return village_rounds.record_deliberation(actor=clerk(), village_round=opened.pk, fields=fields)


def posted(county: Organisation) -> VillageRound:
    """The meeting is handed in at its step, so that the round lies at the notice."""
    opened = met(proposed(county))
    [item] = WorkItem.objects.open().filter(dossier=opened.dossier)
    desk.decide(actor=clerk(), work_item=item.pk, decision=Decision.APPROVE, opinion="", request_id=uuid4())
    return opened


def notice_over() -> None:
    clock.advance(by=datetime.timedelta(days=30))


def test_a_meeting_without_quorum_resolves_nothing(county: Organisation) -> None:
    opened = met(proposed(county), present=20, votes_for=20, votes_against=0, votes_abstained=0)
    with pytest.raises(Invalid, match="三分之二"):
        village_rounds.resolve(actor=clerk(), village_round=opened)
    assert not Notice.objects.exists()


def test_a_round_without_projects_is_refused(county: Organisation) -> None:
    opened = met(village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR))
    with pytest.raises(Invalid, match="拟申报的项目"):
        village_rounds.resolve(actor=clerk(), village_round=opened)


def test_a_project_without_target_is_refused(county: Organisation) -> None:
    opened = met(proposed(county, target=""))
    with pytest.raises(Invalid, match="绩效目标"):
        village_rounds.resolve(actor=clerk(), village_round=opened)


def test_the_minutes_are_closed_once_posted(county: Organisation) -> None:
    opened = posted(county)
    with pytest.raises(Conflict, match="已公示"):
        met(opened, votes_for=30)


def test_the_gate_is_shut_while_the_notice_runs(county: Organisation) -> None:
    opened = posted(county)
    with pytest.raises(Conflict, match="期满后"):
        village_rounds.submit(actor=clerk(), village_round=opened)
    notice_over()
    village_rounds.submit(actor=clerk(), village_round=opened)
    assert opened.projects.get().state == ProjectState.SUBMITTED


def test_an_open_objection_shuts_the_gate_until_it_is_answered(county: Organisation) -> None:
    opened = posted(county)
    objection = notices.object_to(notice=Notice.objects.get(kind=NoticeKind.VILLAGE), text="路线不合理。")
    notice_over()
    with pytest.raises(Conflict, match="1件异议"):
        village_rounds.submit(actor=clerk(), village_round=opened)
    head = holder(Duty.HANDLE_OBJECTION, village())
    notices.close_objection(actor=head, objection=objection.pk, upheld=False, finding="经查，路线合理。")
    village_rounds.submit(actor=clerk(), village_round=opened)


def test_an_upheld_objection_sends_the_village_back_to_its_meeting(county: Organisation) -> None:
    opened = posted(county)
    objection = notices.object_to(notice=Notice.objects.get(kind=NoticeKind.VILLAGE), text="路线不合理。")
    head = holder(Duty.HANDLE_OBJECTION, village())
    notices.close_objection(actor=head, objection=objection.pk, upheld=True, finding="属实。")
    notice_over()
    with pytest.raises(Conflict, match="重新议定"):
        village_rounds.submit(actor=clerk(), village_round=opened)


def test_no_objection_after_the_notice(county: Organisation) -> None:
    posted(county)
    notice_over()
    with pytest.raises(Conflict, match="已截止"):
        notices.object_to(notice=Notice.objects.get(), text="晚了。")


def test_only_the_posting_organisation_answers_an_objection(county: Organisation) -> None:
    posted(county)
    objection = notices.object_to(notice=Notice.objects.get(), text="路线不合理。")
    stranger = holder(Duty.HANDLE_OBJECTION, organisation(make.SECOND))
    with pytest.raises(Refused, match=village().name):
        notices.close_objection(actor=stranger, objection=objection.pk, upheld=False, finding="无。")


def test_a_village_has_one_open_round_a_year(county: Organisation) -> None:
    proposed(county)
    with pytest.raises(Conflict, match="在办"):
        village_rounds.open_round(actor=clerk(), village=village(), year=make.YEAR)


def test_a_submitted_project_is_not_changed(county: Organisation) -> None:
    opened = posted(county)
    notice_over()
    village_rounds.submit(actor=clerk(), village_round=opened)
    with pytest.raises(Conflict, match="不能修改"):
        projects.change(actor=clerk(), project=opened.projects.get().pk, fields={"name": "新名"})


def test_a_direct_proposal_says_why(county: Organisation) -> None:
    bureau = Proposer(county, make.YEAR).departments["transport"]
    fields = Proposer(county, make.YEAR).fields(make.plan().items[0])
    actor = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, bureau)
    with pytest.raises(Conflict, match="理由"):
        projects.propose(actor=actor, proposer=bureau, year=make.YEAR, fields=fields)


# --- the plan and its money ---


def drafter(county: Organisation) -> User:
    return holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))


def drafted(county: Organisation) -> PlanVersion:
    day = clock.today() + datetime.timedelta(days=20)
    return plan_versions.open_plan(actor=drafter(county), county=county, year=make.YEAR, reply_by=day)


def in_library(county: Organisation) -> Project:
    project = proposed(county).projects.get()
    project.state = ProjectState.IN_LIBRARY
    project.save(update_fields=["state"])
    return project


def source(county: Organisation, integrable: str) -> int:
    money = Decimal(integrable)
    added = funds.add_source(
        actor=holder(Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE)), county=county, year=make.YEAR,
        fields={"name": "中央", "doc_no": "1号", "level": FundLevel.CENTRAL, "received_on": clock.today(),
                "amount": money, "integrable": money},
    )  # fmt: skip
    return int(added.pk)


def test_a_plan_is_not_begun_before_july(county: Organisation) -> None:
    with pytest.raises(Conflict, match="第三季度"):
        plan_versions.open_plan(actor=drafter(county), county=county, year=make.YEAR + 1, reply_by=clock.today())


def test_a_year_has_one_plan(county: Organisation) -> None:
    drafted(county)
    with pytest.raises(Conflict, match="已经启动"):
        drafted(county)


def test_nothing_is_drawn_from_outside_the_library(county: Organisation) -> None:
    version = drafted(county)
    project = proposed(county).projects.get()
    with pytest.raises(Invalid, match=project.name):
        plan_versions.draw(actor=drafter(county), version=version.pk, projects=[project.pk])
    assert not version.items.exists()


def test_a_source_is_not_overdrawn(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    with pytest.raises(Invalid, match="超出"):
        funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("100.01")})
    row.refresh_from_db()
    assert row.amount == 0
    assert funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("100.00")}).amount == 100


def test_what_is_put_back_frees_its_money(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    project = in_library(county)
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[project.pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("60.00")})
    with pytest.raises(Refused):
        funds.put_back(actor=clerk(), item=row.pk)
    assert FundSource.objects.with_used(version.pk).get(pk=pot).left == 40
    funds.put_back(actor=drafter(county), item=row.pk)
    assert FundSource.objects.with_used(version.pk).get(pk=pot).left == 100
    project.refresh_from_db()
    assert project.state == ProjectState.IN_LIBRARY
    assert not version.items.exists()
    with pytest.raises(Conflict, match="已移出"):
        funds.put_back(actor=drafter(county), item=row.pk)


def test_money_is_arranged_by_the_drafter_only(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    with pytest.raises(Refused):
        funds.arrange(actor=clerk(), item=row.pk, amounts={pot: Decimal(1)})


def test_money_is_locked_once_departments_are_asked(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    plan_versions.advance(version, VersionState.CONSULTING)
    with pytest.raises(Conflict, match="锁定"):
        funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal(1)})
    with pytest.raises(Conflict, match="锁定"):
        plan_versions.change_item(actor=drafter(county), item=row.pk, fields={"platform": "他处"})


def test_a_plan_that_concerns_no_department_is_refused(county: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    version = drafted(county)
    monkeypatch.setattr(plan_versions, "departments", lambda version: [])
    monkeypatch.setattr(compliance, "require_whole", lambda version: None)
    with pytest.raises(Conflict, match="未涉及"):
        plan_versions.close_for_consultation(version)


def test_an_empty_plan_asks_nobody(county: Organisation) -> None:
    with pytest.raises(Invalid, match="还没有项目"):
        plan_versions.close_for_consultation(drafted(county))


def test_whoever_answers_for_a_notice_finds_its_objections_in_his_inbox(county: Organisation, client: Client) -> None:
    posted(county)
    head = holder(Duty.HANDLE_OBJECTION, village())
    client.force_login(head, backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert "异议待处理" not in client.get("/").content.decode()
    objection = notices.object_to(notice=Notice.objects.get(), text="路线不合理。")
    assert "1件异议待处理" in client.get("/").content.decode()
    told = "答复期限</dt><dd>2026年"
    assert told in client.get(f"/notices/objections/{objection.pk}/").content.decode()
    assert due_on(objection) == add_working_days(clock.today(), settings.OBJECTION_DAYS)
    client.force_login(clerk(), backend=settings.AUTHENTICATION_BACKENDS[-1])
    assert "异议待处理" not in client.get("/").content.decode()
