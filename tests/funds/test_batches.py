"""Batches of the plan's money: drafted out of the plan in force, signed by all who answer for it, and never more than is
there."""

from __future__ import annotations

import datetime
from copy import deepcopy
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django.plugin import DjangoDbBlocker

from core import clock
from core.enums import Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from core.money import wan
from documents import reliances
from funds import allotting, batches
from funds import services as funds
from funds.batch_drafting import notice_of
from funds.enums import BatchState
from funds.models import AllotmentBatch, BatchItem, FundSource
from funds.reconciling import reconciled
from plans.compliance.judges import money
from plans.compliance.reading import basis_of, picture_of
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import changes
from plans.services.changes import Explained
from plans.services.organs import bureau
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.funds.allotting import drafted, give_back, issued, opened, take, waiting, written
from tests.funds.allotting import given as rows_of
from tests.funds.money import at, treasurer
from tests.plans.services.test_adjusting import Filed, _filed
from tests.plans.services.test_adjusting import issued as version_issued
from tests.plans.services.test_refusals import drafter
from workflows.desk import citing
from workflows.desk import services as desk
from workflows.engine import services as engine
from workflows.engine.models import Proceeding
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
FIFTY = Decimal("50.00")


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """Three items of 50.00 yuan each out of one source of 200.00, in force; made once."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return _filed(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Filed:
    return deepcopy(prepared)


def test_a_batch_goes_to_every_head_and_is_issued_as_one_document(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "50", 2: "30.5"})
    take(batch, "finance_drafts_batch")
    signing = waiting(batch, "department_head_signs")
    project = filed.row(filed.version, 1).project
    first, _second = citing.rows(batch.dossier)
    assert (first.code, first.number) == (project.code, 1)
    competent, township = project.competent, project.township
    assert township is not None
    assert {item.organisation for item in signing} == {competent, bureau(county, Sector.POVERTY)}
    take(batch, "department_head_signs")
    take(batch, "finance_head_signs")
    batch = batches.select(batch.pk)
    paper = batch.document
    assert paper is not None
    assert (batch.state, batch.seq, paper.kind) == (BatchState.ISSUED, 1, "D21")
    assert paper.number == "竹财农〔2026〕1号"
    assert paper.title.endswith("关于下达2027年第一批统筹整合资金项目计划的通知")
    assert [one.organisation for one in paper.co_issuers.order_by("seq")] == [bureau(county, Sector.POVERTY), competent]
    assert {one.signatory for one in paper.co_issuers.all()} == {
        holder(item.duty, item.organisation) for item in signing
    }
    assert len(paper.content["issue"]["issuers"]) == 3
    assert [row[7] for row in paper.content["annexes"][0]["rows"]] == ["0.005", "0.00305", "0.00805"]
    received = set(paper.deliveries.values_list("organisation__name", flat=True))
    assert received == {township.name, competent.name}
    assert list(paper.addressees) == [township.official_name, competent.official_name]
    assert Proceeding.objects.get(dossier=batch.dossier).outcome == "allotted"
    assert LedgerEntry.objects.filter(action="batch.issued").count() == 1


def test_batches_count_on_without_a_gap_and_share_out_an_item(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {1: "20"})
    second = opened(county, filed.version)
    assert second.seq == 2
    assert notice_of(second).recipients == ("县直各有关单位",)
    with pytest.raises(Conflict, match="第二批正在办理"):
        opened(county, filed.version)
    with pytest.raises(Invalid, match=r"最多下达0\.003万元"):
        written(county, second, {1: "30.01"})
    written(county, second, {1: "30", 2: "10"})
    with pytest.raises(IntegrityError, match="不得多于方案安排"), transaction.atomic():
        BatchItem.objects.filter(batch=second, amount=30).update(amount=31)
    end(second, county)
    third = opened(county, filed.version)
    assert (third.seq, AllotmentBatch.objects.get(pk=second.pk).state) == (2, BatchState.TERMINATED)
    written(county, third, {1: "30", 2: "50", 3: "50"})
    take(third, "finance_drafts_batch")
    take(third, "department_head_signs")
    take(third, "finance_head_signs")
    whole = allotting.allotment_of(filed.version).whole
    assert [whole.planned, whole.allotted, whole.left] == [150, 150, 0]
    assert whole.percent == 100
    with pytest.raises(Conflict, match="已全部下达"):
        opened(county, filed.version)


def end(batch: AllotmentBatch, county: Organisation) -> None:
    asked = engine.propose_termination(
        actor=treasurer(county), dossier=batch.dossier, reason="金额有误，重新拟稿。", request_id=uuid4()
    )
    head = holder(Duty.SIGN_OFF, bureau(county, Sector.FINANCE))
    engine.decide_termination(actor=head, termination=asked.pk, agrees=True, words="", request_id=uuid4())


def test_who_may_and_who_may_not(filed: Filed, county: Organisation) -> None:
    outsider = drafter(county)
    with pytest.raises(Refused):
        batches.open_batch(actor=outsider, plan=filed.version.plan_id)
    batch = opened(county, filed.version)
    with pytest.raises(Refused):
        batches.write(actor=outsider, batch=batch.pk, rows=rows_of(filed.version, {1: "1"}), requirements="专款专用")
    with pytest.raises(Invalid, match="尚未列入项目"):
        take(batch, "finance_drafts_batch")
    rows = rows_of(filed.version, {1: "1"}, subject="2139999")
    with pytest.raises(Invalid, match="不在现行科目表中"):
        batches.write(actor=treasurer(county), batch=batch.pk, rows=rows, requirements="专款专用")
    assert not batch.rows.exists()
    written(county, batch, {1: "1"})
    take(batch, "finance_drafts_batch")
    with pytest.raises(Conflict, match="不能修改"):
        written(county, batch, {1: "2"})
    with pytest.raises(IntegrityError, match="其明细不得改动"), transaction.atomic():
        batch.rows.update(amount=2)


def test_it_is_given_back_and_taken_back_and_signed_anew(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "10"})
    take(batch, "finance_drafts_batch")
    give_back(batch, "department_head_signs")
    assert AllotmentBatch.objects.get(pk=batch.pk).state == BatchState.DRAFTING
    written(county, batch, {1: "12"})
    [drafting] = waiting(batch, "finance_drafts_batch")
    take(batch, "finance_drafts_batch")
    assert AllotmentBatch.objects.get(pk=batch.pk).state == BatchState.CIRCULATING
    desk.withdraw(actor=treasurer(county), work_item=drafting.pk, reason="再核一次。")
    assert AllotmentBatch.objects.get(pk=batch.pk).state == BatchState.DRAFTING
    take(batch, "finance_drafts_batch")
    take(batch, "department_head_signs")
    give_back(batch, "finance_head_signs")
    take(batch, "finance_drafts_batch")
    take(batch, "department_head_signs")
    take(batch, "finance_head_signs")
    found = batches.select(batch.pk)
    assert found.document is not None
    assert {one.signed_on for one in found.document.co_issuers.all()} == {found.document.document_date}
    with pytest.raises(Conflict, match="已下达资金，不能作废"):
        reliances.require_free(found.document)


def test_what_is_allotted_binds_an_adjustment(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {1: "40", 2: "50"})
    made = filed.open()
    first, second = filed.row(made, 1), filed.row(made, 2)
    funds.arrange(actor=filed.actor, item=first.pk, amounts={filed.pot: Decimal("39.99")})
    funds.put_back(actor=filed.actor, item=second.pk)
    said = {one.project_id: Explained("核减。") for one in (first, second)}
    changes.explain(actor=filed.actor, version=made.pk, said=said)
    with pytest.raises(Invalid, match="不得少于已下达数"):
        funds.close(made)
    assert [one.where for one in allotting.bound_refusals(made)] == [first.project.name, second.project.name]
    judged = money.allotted_stays(picture_of(made), basis_of(county, clock.today()))
    assert [(hit.seq, hit.amount) for hit in judged] == [(1, Decimal("0.01")), (None, FIFTY)]
    with pytest.raises(IntegrityError, match="不得少于已下达"), transaction.atomic():
        issued_by_hand(made)


def issued_by_hand(made: PlanVersion) -> None:
    """As a program would that knows no rule."""
    others = PlanVersion.objects.filter(plan=made.plan_id, state=VersionState.FILED)
    number = others.get().document
    others.update(state=VersionState.SUPERSEDED)
    PlanVersion.objects.filter(pk=made.pk).update(state=VersionState.ISSUED, document=number)


def test_a_version_that_is_adjusted_meanwhile_is_named_and_followed(filed: Filed, county: Organisation) -> None:
    batch = drafted(county, filed.version, {1: "50", 3: "50"})
    take(batch, "finance_drafts_batch")
    made = filed.open()
    first, third = filed.row(made, 1), filed.row(made, 3)
    funds.arrange(actor=filed.actor, item=first.pk, amounts={filed.pot: Decimal("20.00")})
    funds.put_back(actor=filed.actor, item=third.pk)
    said = {one.project_id: Explained("核减。") for one in (first, third)}
    changes.explain(actor=filed.actor, version=made.pk, said=said)
    version_issued(made, county)
    take(batch, "department_head_signs")
    with pytest.raises(Conflict, match="已被调整，现行方案为"):
        take(batch, "finance_head_signs")
    give_back(batch, "finance_head_signs")
    with pytest.raises(Conflict, match="改按现行方案”，再填写、送签"):
        written(county, batch, {1: "10"})
    found = batches.follow(actor=treasurer(county), batch=batch.pk)
    assert (found.version_id, [row.amount for row in found.rows.all()]) == (made.pk, [Decimal("20.00")])
    take(batch, "finance_drafts_batch")
    take(batch, "department_head_signs")
    take(batch, "finance_head_signs")
    assert allotting.allotment_of(made).whole.allotted == 20


def test_the_page_of_a_batch_lists_a_page_of_its_rows_and_the_sum_of_all(
    filed: Filed, county: Organisation, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = drafted(county, filed.version, {1: "50"})
    client.force_login(treasurer(county), backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("funds:batch", args=[batch.pk])
    client.get(address)
    with counted() as of_one:
        client.get(address)
    written(county, batch, {1: "50", 2: "30", 3: "20"})
    monkeypatch.setattr("funds.batch_rows.PAGE", 2)
    with counted() as of_three:
        shown = client.get(address).content.decode()
    assert len(of_three) <= len(of_one)
    listed = [filed.row(filed.version, seq).project.name for seq in (1, 2, 3)]
    assert [f">{name}</a>" in shown for name in listed] == [True, True, False]
    assert "全部3行合计" in shown
    assert f"{wan(Decimal(100))}</td>" in shown
    last = client.get(f"{address}?page=2").content.decode()
    assert [f">{name}</a>" in last for name in listed] == [False, False, True]


def test_a_source_is_not_left_with_less_than_was_allotted(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {1: "50", 2: "50", 3: "50"})
    with pytest.raises(IntegrityError, match="不得少于已下达"), transaction.atomic():
        FundSource.objects.filter(pk=filed.pot).update(integrable=149, not_integrated_reason="试")


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(cuts=st.lists(st.lists(st.integers(0, 2500), min_size=3, max_size=3), min_size=1, max_size=3))
def test_batches_items_and_sources_come_to_the_same_fen(
    filed: Filed, county: Organisation, cuts: list[list[int]]
) -> None:
    """Whatever is asked for in cents: what the batches allot is what the items and what the sources have been allotted."""
    paper = PlanVersion.objects.get(pk=filed.version.pk).document
    with transaction.atomic():
        for cut in cuts:
            batch = opened(county, filed.version)
            left = {one.funding.item.seq: one.left for one in batches.offered(batch)}
            rows = {seq: str(min(left[seq], Decimal(cents) / 100)) for seq, cents in enumerate(cut, 1)}
            written(county, batch, rows)
            if batch.rows.exists():
                AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.ISSUED, document=paper)
            else:
                AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.TERMINATED)
        told = allotting.allotment_of(filed.version)
        listed = sum(BatchItem.objects.filter(batch__state=BatchState.ISSUED).values_list("amount", flat=True))
        assert listed == told.whole.allotted == sum(share.allotted for share in told.by_item.values())
        assert listed == sum(share.allotted for share in told.by_source.values())
        assert all(line.share.left >= 0 for line in told.lines)
        transaction.set_rollback(True)


def test_the_reconciliation_goes_on_to_the_batches(filed: Filed, county: Organisation) -> None:
    issued(county, filed.version, {1: "50", 2: "20"})
    found = reconciled(county, make.YEAR)
    own = [one for one in found.identities if one.stage == "下达批次"]
    assert [(one.holds, one.left_sum) for one in own] == [(True, Decimal(150)), (True, Decimal(70))]
    assert found.tasks == ()
    with at(datetime.date(make.YEAR, 3, 1)):
        [late] = reconciled(county, make.YEAR).tasks
        assert (late.amount, "前下达" in late.what) == (Decimal(80), True)
    with at(datetime.date(make.YEAR, 12, 20)):
        [lapsing] = reconciled(county, make.YEAR).tasks
        assert (lapsing.amount, "拟收回资金池" in lapsing.what) == (Decimal(80), True)


def test_pages_of_batches(filed: Filed, county: Organisation, client: Client) -> None:
    plan = filed.version.plan_id
    client.force_login(treasurer(county))
    shown = client.get(reverse("funds:plan_batches", args=[plan]))
    assert "拟下一批" in shown.content.decode()
    assert client.post(reverse("funds:open_batch", args=[plan])).status_code == 302
    batch = AllotmentBatch.objects.get()
    page = reverse("funds:write_batch", args=[batch.pk])
    names = [f"amount-{row.item_id}-{row.source_id}" for row in (one.funding for one in batches.offered(batch))]
    filled = client.post(page, {"fill": "all", names[0]: "0.001"}).content.decode()
    assert 'value="0.001"' in filled
    assert filled.count('value="0.005"') == 2
    wrong = client.post(page, {names[0]: "0.006", "requirements": "专款专用"})
    assert wrong.status_code == 422
    assert 'value="0.006"' in wrong.content.decode()
    assert client.post(page, {names[0]: "0.004", "requirements": "专款专用"}).status_code == 302
    assert batch.rows.get().amount == 40
    shown_one = client.get(reverse("funds:batch", args=[batch.pk])).content.decode()
    assert "0.004" in shown_one
    client.force_login(drafter(county))
    assert client.get(page).status_code in (403, 404)
