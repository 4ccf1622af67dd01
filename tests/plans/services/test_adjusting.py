"""The next version of a plan: opened on the one in force, edited against it, taking over when it is issued."""

from __future__ import annotations

import datetime
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from funds import adjusting, spending
from funds import services as funds
from funds.comparing import compared
from funds.drafting import money_of
from funds.models import ItemFunding
from plans import drafting
from plans.enums import ProjectState, VersionKind, VersionState
from plans.models import EmergencyItem, PlanItem, PlanVersion, Project
from plans.services import adjustments, changes, corrections, plan_versions, projects
from plans.services.changes import Explained
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.factories import flows as make
from tests.plans.services.test_numbers_of_items import BACKEND, beside
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library, source
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

WHY = {"reason": "省级新下达指标，调整项目安排。", "ground": "鄂财农〔2027〕9号"}
FLOOD: dict[str, Any] = {
    "kind": "flood", "ground": "6月28日洪水冲毁漫水桥。", "decision": "县统筹整合资金领导小组2026年第6次会议纪要",
    "decided_on": datetime.date(2026, 6, 30),
}  # fmt: skip


@dataclass
class Filed:
    """A plan of three rows, issued and filed; one more project waits in the library."""

    county: Organisation
    version: PlanVersion
    pot: int
    waiting: Project

    @property
    def actor(self) -> User:
        return drafter(self.county)

    def open(self) -> PlanVersion:
        return adjusting.open_adjustment(actor=self.actor, version=self.version.pk, **WHY)

    def row(self, version: PlanVersion, number: int) -> PlanItem:
        return version.items.select_related("project").get(seq=number)


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """Made once, within the transaction of the equipped county."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return _filed(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Filed:
    return deepcopy(prepared)


def _filed(county: Organisation) -> Filed:
    version, pot, actor = drafted(county), source(county, "200.00"), drafter(county)
    first = in_library(county)
    listed = [first, *(beside(county, first, f"二组蓄水池{n}号") for n in range(3))]
    rows = plan_versions.draw(actor=actor, version=version.pk, projects=[project.pk for project in listed[:3]])
    for row in rows:
        funds.arrange(actor=actor, item=row.pk, amounts={pot: Decimal("50.00")})
    issued(version, county)
    version.state = VersionState.FILED
    version.save(update_fields=["state"])
    return Filed(county, version, pot, listed[3])


def issued(version: PlanVersion, county: Organisation) -> IssuedDocument:
    """Numbered past the steps between."""
    version = PlanVersion.objects.select_related("plan__county", "dossier__owner").get(pk=version.pk)
    return plan_versions.issue(
        actor=drafter(county), version=version, signatory=drafter(county), signed_on=clock.today(),
        money=money_of(version), trace=[("拟稿", "专班", "甲", "拟稿", clock.today())],
    )  # fmt: skip


def test_it_begins_as_a_copy_of_the_version_in_force(filed: Filed) -> None:
    made = filed.open()
    assert (made.seq, made.kind, made.state) == (2, VersionKind.ADJUSTMENT, VersionState.DRAFTING)
    assert made.title.endswith("统筹整合资金中期调整方案")
    assert compared(filed.version, made).changes == ()
    assert [item.step for item in WorkItem.objects.open().filter(dossier=made.dossier)] == ["working_group_drafts"]
    assert made.dossier.amount == Decimal("150.00")
    assert LedgerEntry.objects.filter(action="plan.adjusting").count() == 1
    assert adjustments.in_force(made.plan_id) == filed.version


def test_one_at_a_time_and_by_the_working_group(filed: Filed) -> None:
    with pytest.raises(Refused):
        adjusting.open_adjustment(actor=clerk(), version=filed.version.pk, **WHY)
    with pytest.raises(Invalid, match="依据文号"):
        adjusting.open_adjustment(actor=filed.actor, version=filed.version.pk, reason="新下达", ground=" ")
    made = filed.open()
    for version in (filed.version, made):
        with pytest.raises(Conflict, match="正在办理"):
            adjusting.open_adjustment(actor=filed.actor, version=version.pk, **WHY)
    assert PlanVersion.objects.filter(plan=made.plan_id).count() == 2


def test_before_it_is_filed_it_is_not_adjusted(filed: Filed, settings: Settings) -> None:
    second = filed.open()
    one_change(filed, second)
    issued(second, filed.county)
    with pytest.raises(Conflict, match="先报送备案"):
        adjusting.open_adjustment(actor=filed.actor, version=second.pk, **WHY)
    settings.MAX_ADJUSTMENTS_PER_YEAR = 1
    PlanVersion.objects.filter(pk=second.pk).update(state=VersionState.FILED)
    with pytest.raises(Conflict, match="已调整1次"):
        adjusting.open_adjustment(actor=filed.actor, version=second.pk, **WHY)


def one_change(filed: Filed, made: PlanVersion) -> None:
    """The second row gets less, and says why."""
    row = filed.row(made, 2)
    funds.arrange(actor=filed.actor, item=row.pk, amounts={filed.pot: Decimal("49.99")})
    said = {row.project_id: Explained("实际造价低于概算。")}
    changes.explain(actor=filed.actor, version=made.pk, said=said)


def test_a_change_without_reason_is_not_handed_in(filed: Filed) -> None:
    made = filed.open()
    with pytest.raises(Invalid, match="无须调整"):
        funds.close(made)
    row = filed.row(made, 1)
    funds.arrange(actor=filed.actor, item=row.pk, amounts={filed.pot: Decimal("49.00")})
    with pytest.raises(Invalid, match="调减，尚未填写调整原因"):
        funds.close(made)
    changes.explain(
        actor=filed.actor, version=made.pk, said={row.project_id: Explained("减少工程量。", "纪要〔2027〕3号")}
    )
    funds.close(made)
    changes.explain(actor=filed.actor, version=made.pk, said={row.project_id: Explained(" ")})
    assert [refusal.where for refusal in adjusting.findings(made)] == [row.project.name]


def test_what_is_known_to_be_paid_out_stays_arranged(filed: Filed, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filed.open()
    one_change(filed, made)
    monkeypatch.setattr(spending, "_readers", {})
    assert not spending.is_known()
    spending.register("accounts", lambda keys: dict.fromkeys(keys, Decimal("50.00")))
    with pytest.raises(Invalid, match="不得少于已支出数"):
        funds.close(made)


def test_a_row_taken_out_is_free_when_the_adjustment_is_issued_and_not_before(filed: Filed) -> None:
    made = filed.open()
    gone = filed.row(made, 3)
    funds.put_back(actor=filed.actor, item=gone.pk)
    assert state_of(gone.project) == ProjectState.IN_PLAN
    [new] = plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    funds.put_back(actor=filed.actor, item=new.pk)
    assert state_of(filed.waiting) == ProjectState.IN_LIBRARY
    [new] = plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    funds.arrange(actor=filed.actor, item=new.pk, amounts={filed.pot: Decimal("50.00")})
    why = {gone.project_id: Explained("用地未落实。"), filed.waiting.pk: Explained("急需实施。")}
    changes.explain(actor=filed.actor, version=made.pk, said=why)
    before = content_of(filed.version)
    document = issued(made, filed.county)
    assert (state_of(gone.project), state_of(filed.waiting)) == (ProjectState.IN_LIBRARY, ProjectState.IN_PLAN)
    filed.version.refresh_from_db()
    assert filed.version.state == VersionState.SUPERSEDED
    assert content_of(filed.version) == before
    assert adjustments.in_force(made.plan_id) == PlanVersion.objects.get(pk=made.pk)
    assert document.kind == "D16"
    assert document.replaces == filed.version.document
    assert corrections.against_correcting(Project.objects.get(pk=gone.project_id)) == ""


def state_of(project: Project) -> str:
    return str(Project.objects.values_list("state", flat=True).get(pk=project.pk))


def content_of(version: PlanVersion) -> Any:
    rows = ItemFunding.objects.filter(item__version=version).order_by("item__seq", "source")
    return list(rows.values_list("item__seq", "item__project", "item__content", "item__amount", "source", "amount"))


@pytest.mark.parametrize(
    "change",
    [
        lambda version: PlanItem.objects.filter(version=version, seq=1).update(content="改"),
        lambda version: PlanItem.objects.filter(version=version, seq=1)._raw_delete("default"),
        lambda version: PlanVersion.objects.filter(pk=version.pk).update(goals="改"),
        lambda version: PlanVersion.objects.filter(pk=version.pk).update(state=VersionState.DRAFTING),
        lambda version: ItemFunding.objects.filter(item__version=version).update(amount=1),
        lambda version: ItemFunding.objects.filter(item__version=version).delete(),
    ],
)
def test_the_database_keeps_what_was_issued(filed: Filed, change: Any) -> None:
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        change(filed.version)


def test_a_row_given_up_comes_back_as_it_was(filed: Filed) -> None:
    made = filed.open()
    gone = filed.row(made, 1)
    with pytest.raises(Conflict, match="仍在调整方案中"):
        adjusting.restore(actor=filed.actor, version=made.pk, project=gone.project_id)
    funds.put_back(actor=filed.actor, item=gone.pk)
    adjusting.restore(actor=filed.actor, version=made.pk, project=gone.project_id)
    assert compared(filed.version, made).changes == ()
    funds.put_back(actor=filed.actor, item=made.items.get(project=gone.project_id).pk)
    other = filed.row(made, 1)
    funds.arrange(actor=filed.actor, item=other.pk, amounts={filed.pot: Decimal("60.00")})
    [new] = plan_versions.draw(actor=filed.actor, version=made.pk, projects=[filed.waiting.pk])
    funds.arrange(actor=filed.actor, item=new.pk, amounts={filed.pot: Decimal("60.00")})
    with pytest.raises(Conflict, match="余额不足"):
        adjusting.restore(actor=filed.actor, version=made.pk, project=gone.project_id)


def test_the_draft_and_the_version_in_force_each_fill_a_source_once(filed: Filed) -> None:
    """Both count the same 200.00: what the draft arranges is measured by itself, to the fen."""
    made = filed.open()
    for number, amount in ((1, "100.00"), (2, "50.00"), (3, "50.00")):
        funds.arrange(actor=filed.actor, item=filed.row(made, number).pk, amounts={filed.pot: Decimal(amount)})
    with pytest.raises(Invalid, match="超出"):
        funds.arrange(actor=filed.actor, item=filed.row(made, 2).pk, amounts={filed.pot: Decimal("50.01")})
    assert sum(row.amount for row in made.items.all()) == Decimal("200.00")


def urgent_project(county: Organisation) -> Project:
    first = Project.objects.filter(county=county).order_by("pk")[0]
    made = beside(county, first, "水毁漫水桥恢复")
    made.state = ProjectState.SUBMITTED
    made.save(update_fields=["state"])
    return made


def test_an_emergency_comes_in_by_a_meeting_and_owes_the_library(filed: Filed) -> None:
    made, project = filed.open(), urgent_project(filed.county)
    assert project in changes.urgent(made)
    take: dict[str, Any] = {"actor": filed.actor, "version": made.pk, "project": project.pk}
    with pytest.raises(Invalid, match="会议日期不得晚于今天"):
        changes.take_in(**take, fields=FLOOD | {"decided_on": clock.today() + datetime.timedelta(days=1)})
    with pytest.raises(Invalid, match="请从项目库列入"):
        changes.take_in(**take | {"project": filed.waiting.pk}, fields=FLOOD)
    with pytest.raises(Conflict, match="内容已锁定"):
        changes.take_in(**take | {"version": filed.version.pk}, fields=FLOOD)
    assert not EmergencyItem.objects.exists()
    year = {"decided_on": datetime.date(make.YEAR, 1, 8)}
    clock.advance(to=datetime.datetime(make.YEAR, 2, 1, 9, tzinfo=clock.SHANGHAI))
    changes.take_in(**take, fields=FLOOD | year)
    with pytest.raises(Invalid, match="已列入本方案"):
        changes.take_in(**take, fields=FLOOD | year)
    row = made.items.get(project=project)
    funds.arrange(actor=filed.actor, item=row.pk, amounts={filed.pot: Decimal("50.00")})
    funds.close(made)
    assert "补办入库" in changes.entries(made)[0].message
    printed = drafting.plan_document(made, money_of(made)).content()
    assert "除应急项目1个外，均从项目库中选取" in str(printed["enclosure"])
    assert "（应急）" in printed["annexes"][3]["rows"][0][1]
    Project.objects.filter(pk=project.pk).update(state=ProjectState.IN_LIBRARY)
    changes.enter([project])
    assert state_of(project) == ProjectState.IN_PLAN
    assert changes.entries(made) == []
    funds.put_back(actor=filed.actor, item=row.pk)
    assert not EmergencyItem.objects.exists()
    assert state_of(project) == ProjectState.IN_LIBRARY


def test_an_emergency_of_a_department_is_not_withdrawn_meanwhile(filed: Filed) -> None:
    department = Organisation.objects.filter(county=filed.county, kind=OrganisationKind.DEPARTMENT).in_order()[0]
    author = holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, department)
    first = Project.objects.filter(county=filed.county).order_by("pk")[0]
    fields = {name: getattr(first, name) for name in projects_fields()} | {"name": "县道滑坡抢修"}
    made = projects.propose(actor=author, proposer=department, year=make.YEAR, fields=fields, ground="灾情")
    version = filed.open()
    clock.advance(to=datetime.datetime(make.YEAR, 2, 1, 9, tzinfo=clock.SHANGHAI))
    decided = {"decided_on": datetime.date(make.YEAR, 1, 8)}
    changes.take_in(actor=filed.actor, version=version.pk, project=made.pk, fields=FLOOD | decided)
    with pytest.raises(Conflict, match="不能撤下"):
        projects.withdraw(actor=author, project=made.pk, reason="不做了")


def projects_fields() -> tuple[str, ...]:
    return (
        "category", "nature", "location", "content", "amount", "funding_method", "platform", "competent",
        "responsible_unit", "responsible_person", "starts_on", "ends_on", "households", "people", "poor_households",
        "poor_people", "target", "linkage",
    )  # fmt: skip


class TestPages:
    @pytest.fixture
    def page(self, client: Client, filed: Filed) -> Client:
        client.force_login(filed.actor, backend=BACKEND)
        return client

    def test_opening_by_the_button_of_the_plan(self, page: Client, filed: Filed) -> None:
        shown = page.get(reverse("plans:plan", args=[filed.version.pk])).content.decode()
        address = reverse("funds:open_adjustment", args=[filed.version.pk])
        assert address in shown
        refused = page.post(address, {"reason": "省级新下达指标", "ground": ""})
        assert refused.status_code == 422
        assert "省级新下达指标" in refused.content.decode()
        made = page.post(address, WHY)
        assert made["Location"] == reverse("plans:plan", args=[PlanVersion.objects.get(seq=2).pk])
        again = page.get(address).content.decode()
        assert "正在办理" in again
        assert "<textarea" not in again

    def test_side_by_side_with_reasons_typed_there(self, page: Client, filed: Filed) -> None:
        made = filed.open()
        gone = filed.row(made, 3)
        funds.put_back(actor=filed.actor, item=gone.pk)
        address = reverse("funds:compare", args=[made.pk])
        shown = page.get(address).content.decode()
        assert "还有1项变动没有填写调整原因" in shown
        assert "移出" in shown
        assert "已支出数尚未在系统中登记" in shown
        explain = reverse("funds:explain", args=[made.pk])
        refused = page.post(explain, {f"reason-{gone.project_id}": "用地\u202e未落实"})
        assert refused.status_code == 422
        page.post(explain, {f"reason-{gone.project_id}": "用地未落实。", f"ground-{gone.project_id}": "纪要3号"})
        assert "还有1项" not in page.get(address).content.decode()
        sheet = page.get(reverse("funds:compare_sheet", args=[made.pk]))
        assert sheet.content.startswith(b"PK")
        page.post(reverse("funds:restore", args=[made.pk]), {"project": gone.project_id})
        assert compared(filed.version, made).changes == ()
        assert "没有差别" in page.get(address).content.decode()

    def test_the_earlier_stands_first_from_whichever_page(self, page: Client, filed: Filed) -> None:
        made = filed.open()
        one_change(filed, made)
        from_the_former = page.get(reverse("funds:compare", args=[filed.version.pk])).content.decode()
        assert from_the_former.index(f"{filed.version.title}</a>") < from_the_former.index(f"{made.title}</a>")
        assert "调减" in from_the_former
        assert "实际造价低于概算" in from_the_former
        lonely = page.get(reverse("funds:compare", args=[made.pk]), {"with": 0})
        assert lonely.status_code == 404

    def test_an_emergency_by_its_form(self, page: Client, filed: Filed) -> None:
        made, project = filed.open(), urgent_project(filed.county)
        address = reverse("funds:emergency", args=[made.pk])
        typed = FLOOD | {"project": project.pk, "decided_on": "2030-01-01"}
        refused = page.post(address, typed)
        assert refused.status_code == 422
        assert "会议日期不得晚于今天" in refused.content.decode()
        assert "冲毁漫水桥" in refused.content.decode()
        assert page.get(reverse("funds:emergency", args=[filed.version.pk])).status_code == 409

    def test_311_rows_cost_what_three_do(self, page: Client, filed: Filed) -> None:
        made = filed.open()
        one_change(filed, made)
        address = reverse("funds:compare", args=[made.pk])
        page.get(address)
        few = counted(page, address)
        first = Project.objects.get(pk=filed.waiting.pk)
        more = Project.objects.bulk_create(copy_of(first, number) for number in range(308))
        PlanItem.objects.bulk_create(
            PlanItem(version=made, project=project, seq=100 + n, content="加") for n, project in enumerate(more)
        )
        many = counted(page, address)
        assert many == few
        assert few <= 24


def counted(page: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as told:
        assert page.get(address).status_code == 200
    return len(told)


def copy_of(project: Project, number: int) -> Project:
    values = {
        field.attname: getattr(project, field.attname)
        for field in Project._meta.concrete_fields
        if not field.primary_key
    }
    return Project(**values | {"code": f"{project.code}-{number}", "name": f"项目{number}"})
