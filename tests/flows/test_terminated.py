"""A plan and its rounds ended before their end: by whom, until when, and what is free again (domain a.3 取消、终止)."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Conflict, Refused, Stale
from core.messages_out.events import Addressee, Owed
from core.models import Dossier, LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from funds import draws
from funds.models import FundSource
from plans.enums import ProjectState, VersionState
from plans.models import Notice, PlanItem, PlanVersion, Project, TownshipRound, VillageRound
from plans.services import corrections, notices, plan_versions, terminations, township_rounds, village_rounds
from roles import policies
from roles.duties import Duty
from tests.factories import flows as make
from tests.flows.halts import GoesTo
from tests.flows.test_posted_again import by_township
from tests.flows.test_returned_round import posted
from workflows.desk import messaged_terminations
from workflows.desk import terminations as desk
from workflows.engine import services as engine
from workflows.engine.enums import Act, Decision
from workflows.engine.models import Termination, WorkItem
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
HALTS_AT = "department_countersigns"
WHY = "省级资金政策调整，本年度方案须重新编制。"


def organ(kind: str) -> Organisation:
    return Organisation.objects.get(county__code=make.COUNTY, kind=kind)


def county() -> Organisation:
    return organisation(make.COUNTY)


def proposer() -> User:
    return holder(Duty.COMPILE_PLAN, organ("working_group"))


def group_head() -> User:
    return holder(Duty.CHAIR_LEADING_GROUP, organ("leading_group"))


def county_head() -> User:
    return holder(Duty.CHAIR_EXECUTIVE_MEETING, county())


def propose(dossier: Dossier, actor: User, reason: str = WHY) -> Termination:
    return engine.propose_termination(actor=actor, dossier=dossier, reason=reason, request_id=uuid.uuid4())


def decide(row: Termination, actor: User) -> Termination:
    told: dict[str, Any] = {"termination": row.pk, "agrees": True, "words": "", "request_id": uuid.uuid4()}
    return engine.decide_termination(actor=actor, **told)


def end_plan(item: WorkItem, decider: User) -> PlanVersion:
    decide(propose(item.dossier, proposer()), decider)
    return PlanVersion.objects.select_related("plan__county", "dossier").get(dossier=item.dossier_id)


def test_a_plan_that_is_ended_frees_its_projects_and_its_money(goes_to: GoesTo) -> None:
    item = goes_to(HALTS_AT)
    listed = PlanItem.objects.filter(version__dossier=item.dossier_id).count()
    waiting = WorkItem.objects.open().filter(dossier=item.dossier_id).count()
    told = desk.consequences(engine.under_way(item.dossier))
    assert told[0].startswith(f"{waiting}件在办的待办全部关闭（部门会签{waiting}）")
    assert f"方案列入的{listed}个项目退回项目库，状态恢复为“已入库”" in told
    assert any("万元资金释放，2项资金来源的余额恢复" in one for one in told)
    version = end_plan(item, group_head())
    assert version.state == VersionState.TERMINATED
    projects = Project.objects.filter(plan_items__version=version)
    assert set(projects.values_list("state", flat=True)) == {ProjectState.IN_LIBRARY}
    assert version.items.count() == listed  # what the version said stays
    assert [draws.most_on(source) for source in FundSource.objects.order_by("pk")] == [Decimal(0)] * 2
    assert corrections.against_correcting(projects[0]) == ""
    with pytest.raises(Stale, match=WHY):
        engine.claim(actor=holder(item.duty, item.organisation), work_item=item.pk)
    entry = LedgerEntry.objects.get(dossier=version.dossier, action="plan.freed")
    assert len(entry.detail["projects"]) == listed


def test_the_offices_that_countersigned_are_named_and_told(goes_to: GoesTo) -> None:
    item = goes_to(HALTS_AT)
    office, words = item.organisation, "参与办理的1个单位收到消息"
    assert words not in str(desk.consequences(engine.under_way(item.dossier)))
    engine.decide(
        actor=holder(item.duty, office), work_item=item.pk, decision=Decision.APPROVE, opinion="同意。",
        request_id=uuid.uuid4(),
    )  # fmt: skip
    assert f"{words}：{office.name}" in desk.consequences(engine.under_way(item.dossier))
    end_plan(item, group_head())
    told = {one.person for one in events_of(item)}
    assert told == {proposer().pk, *(person.pk for person in policies.who_may(item.duty, office))}


def events_of(item: WorkItem) -> list[Addressee]:
    """Who is told of the decision."""
    [fact] = messaged_terminations.decided(Owed(messaged_terminations.DECIDED))
    assert fact.about == Termination.objects.get(dossier=item.dossier_id).pk
    return list(fact.addressees)


def test_whoever_was_called_upon_reads_so_in_a_notice_of_its_own(goes_to: GoesTo) -> None:
    version = end_plan(goes_to(HALTS_AT), group_head())
    [notice] = IssuedDocument.objects.filter(dossier=version.dossier, kind="D01b")
    call, letter = (IssuedDocument.objects.get(dossier=version.dossier, kind=kind) for kind in ("D01", "D10"))
    assert (notice.issuer, notice.signatory) == (organ("leading_group"), group_head())
    assert not call.is_void
    words = str(notice.content)
    assert call.number in words
    assert letter.number in words
    assert WHY.rstrip("。") in words


def test_the_plan_of_the_year_is_begun_anew(goes_to: GoesTo) -> None:
    version = end_plan(goes_to(HALTS_AT), group_head())
    reply_by = clock.today() + datetime.timedelta(days=40)
    told: dict[str, Any] = {"actor": proposer(), "county": county(), "year": make.YEAR, "reply_by": reply_by}
    with CaptureQueriesContext(connection) as sent:
        again = plan_versions.open_plan(**told)
    asked = [one["sql"] for one in sent.captured_queries]
    lock = next(n for n, sql in enumerate(asked) if "FOR UPDATE" in sql and '"plans_annualplan"' in sql)
    assert lock < next(n for n, sql in enumerate(asked) if "EXISTS" in sql or '"plans_planversion"' in sql)
    assert (again.plan, again.seq, again.state) == (version.plan, 2, VersionState.DRAFTING)
    projects = list(version.items.values_list("project", flat=True))
    plan_versions.draw(actor=proposer(), version=again.pk, projects=projects)
    assert terminations.bound_by(again).count() == len(projects)
    with pytest.raises(Conflict, match="已经启动"):
        plan_versions.open_plan(**told)


def test_once_the_executive_meeting_has_decided_it_is_the_county_head_who_ends_it(goes_to: GoesTo) -> None:
    item = goes_to("office_edits")
    row = propose(item.dossier, proposer())
    with pytest.raises(Refused, match="主持常务会议"):
        decide(row, group_head())
    decide(row, county_head())
    notice = IssuedDocument.objects.get(dossier=item.dossier_id, kind="D01b")
    assert notice.issuer == county()


def test_what_was_proposed_before_it_goes_with_the_plan_to_the_county_head(goes_to: GoesTo) -> None:
    row = propose(goes_to(HALTS_AT).dossier, proposer())
    assert desk.to_decide(group_head()).get() == row
    item = goes_to("office_edits")
    assert not desk.to_decide(group_head()).exists()
    assert desk.to_decide(county_head()).get() == row
    [told] = desk.told_of(item.dossier)
    assert f"待{county().name}决定" in told.by
    assert LedgerEntry.objects.filter(dossier=item.dossier, action=Act.LAY_ANEW).count() == 1
    with pytest.raises(Refused):
        decide(row, group_head())
    decide(row, county_head())


def test_an_issued_plan_is_adjusted_and_not_ended(goes_to: GoesTo, client: Client) -> None:
    item = goes_to("working_group_announces")
    with pytest.raises(Conflict, match="编制调整方案"):
        propose(item.dossier, proposer())
    client.force_login(proposer())
    page = client.get(reverse("desk:termination", args=[item.dossier_id])).content.decode()
    assert "方案已印发，不能终止" in page
    assert PlanVersion.objects.get(dossier=item.dossier_id).state == VersionState.ISSUED


@pytest.fixture
def july() -> Iterator[None]:
    with make.july():
        yield


def test_a_village_round_is_ended_by_the_head_of_its_township(july: None, client: Client) -> None:
    held = posted()
    clerk = holder(Duty.PROPOSE_PROJECTS, held.village)
    row = propose(held.dossier, clerk, "重复申报。")
    with pytest.raises(Refused):
        decide(row, group_head())
    decide(row, holder(Duty.SIGN_TOWNSHIP_REPORT, organisation(make.TOWNSHIP)))
    project = held.projects.get()
    assert (project.state, project.withdrawn_because) == (ProjectState.WITHDRAWN, "重复申报。")
    notice = Notice.objects.get(dossier=held.dossier)
    assert (notice.ended_on, notice.ended_because) == (clock.today(), "重复申报。")
    assert not Notice.objects.current(clock.today()).filter(dossier=held.dossier).exists()
    assert not notices.takes_objections(notice)
    page = client.get(reverse("disclosure:notice", args=[notice.pk])).content.decode()
    assert "本公示已于" in page
    assert "重复申报。" in page
    assert notice.document is not None
    verified = client.get(reverse("documents:verify", args=[notice.document.verification_code])).content.decode()
    assert "不再受理异议；终止理由：重复申报" in verified
    assert "该公文有效" not in verified
    with pytest.raises(Conflict, match="已终止（重复申报。）"):
        notices.object_to(notice=notice, text="不公平")
    again = village_rounds.open_round(actor=clerk, village=held.village, year=held.year)
    assert isinstance(again, VillageRound)


def test_a_township_gathers_again_what_its_ended_round_had(july: None, client: Client) -> None:
    dossier = by_township()
    held = TownshipRound.objects.get(dossier=dossier)
    gathered = set(held.projects.values_list("pk", flat=True))
    decide(
        propose(dossier, holder(Duty.REPORT_PROJECTS, held.township)),
        holder(Duty.SIGN_TOWNSHIP_REPORT, held.township),
    )
    assert Notice.objects.get(dossier=dossier).ended_on
    again = township_rounds.open_round(
        actor=holder(Duty.REPORT_PROJECTS, held.township), township=held.township, year=held.year
    )
    assert set(again.projects.values_list("pk", flat=True)) == gathered
    assert set(Project.objects.travelled_in(dossier.pk).values_list("pk", flat=True)) == gathered
    client.force_login(holder(Duty.REPORT_PROJECTS, held.township))
    page = client.get(reverse("plans:township_round", args=[held.pk])).content.decode()
    assert all(project.name in page for project in again.projects.all())
    assert "移出个别项目" not in page  # they are the later round's now
