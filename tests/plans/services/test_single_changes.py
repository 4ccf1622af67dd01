"""单项变更: applied for on the plan in force, decided by paper or by the meeting, issued, filed; one at a time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from core import clock, ledger
from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from documents.models import IssuedDocument
from funds import adjusting, change_warnings, changing
from funds import services as funds
from funds.changing import Asked, Move
from funds.comparing import compared
from funds.drafting import money_of
from funds.item_sheets import ITEMS
from funds.models import FundSource, ItemFunding
from plans.compliance.reading import picture_of
from plans.drafting import filing_receipt
from plans.drafting.single_change import change_notice
from plans.enums import ChangePath, NoticeKind, Severity, VersionKind, VersionState
from plans.imports.rows import Context
from plans.models import NegativeListEntry, Notice, PlanItem, PlanVersion, SingleChange
from plans.papers import FilingReceipt
from plans.services import adjustments, compliance
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.services.test_adjusting import WHY, Filed, filed, prepared
from workflows.desk import services as desk
from workflows.engine import services as engine
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.driver import Driver, Prepare
from workflows.flows.rehearsal.people import holder

__all__ = ["filed", "prepared"]

REASON, GROUND = "项目竣工结余，调剂给同乡镇两处水闸。", "竹统筹组发〔2027〕2号"


def township() -> Organisation:
    return Organisation.objects.get(code=make.TOWNSHIP)


def clerk() -> User:
    return holder(Duty.REPORT_PROJECTS, township())


def moving(filed: Filed, *amounts: str, **more: Any) -> Asked:
    """From the first row to the second and third, so much."""
    moves = [
        Move(source=filed.pot, to=filed.row(filed.version, n).project_id, amount=Decimal(amount))
        for n, amount in enumerate(amounts, 2)
    ]
    return Asked(**{"words": {}, "moves": moves, "reason": REASON, "ground": GROUND} | more)


def apply(filed: Filed, asked: Asked, **more: Any) -> PlanVersion:
    item = filed.row(filed.version, 1).pk
    told: dict[str, Any] = {"actor": clerk(), "applicant": township(), "asked": asked, "item": item} | more
    return changing.apply(**told)


def waiting(version: PlanVersion) -> list[str]:
    return [item.step for item in WorkItem.objects.open().filter(dossier=version.dossier_id).order_by("pk")]


def amounts(version: PlanVersion) -> list[Decimal]:
    return list(version.items.order_by("seq").values_list("amount", flat=True))


def test_a_small_one_is_decided_by_paper_issued_and_filed(filed: Filed) -> None:
    made = apply(filed, moving(filed, "2.00", "2.99", is_finished=True))
    assert (made.kind, made.state, made.seq) == (VersionKind.ITEM_CHANGE, VersionState.CONSULTING, 2)
    assert made.single_change.path == ChangePath.LIGHT
    assert waiting(made) == ["department_countersigns"]
    assert adjustments.in_force(made.plan_id) == filed.version
    before = list(
        ItemFunding.objects.filter(item__version=filed.version).order_by("pk").values_list("amount", flat=True)
    )
    driver = Driver()
    driver.run(made.dossier)
    steps = [trace.step for trace in driver.traces]
    assert steps == [
        "department_countersigns", "finance_confirms_change", "working_group_proposes", "group_head_signs_change",
        "working_group_announces", "office_drafts_filing", "head_signs_filing", "office_sends_filing",
    ]  # fmt: skip
    made.refresh_from_db()
    filed.version.refresh_from_db()
    assert (filed.version.state, made.state) == (VersionState.SUPERSEDED, VersionState.FILED)
    assert amounts(made) == [Decimal("45.01"), Decimal("52.00"), Decimal("52.99")]
    assert before == [Decimal("50.00")] * 3
    pot = FundSource.objects.with_used(made.pk).get(pk=filed.pot)
    assert pot.used == Decimal("150.00")
    _papers(made)
    assert all(ledger.verify(chain).holds for chain in ledger.chains())


def _papers(made: PlanVersion) -> None:
    paper = made.document
    assert paper is not None
    assert (paper.kind, paper.replaces, paper.issuer.kind) == ("D22", None, OrganisationKind.LEADING_GROUP)
    words = str(paper.content["body"])
    for told in (
        REASON.rstrip("。"),
        GROUND,
        "项目已完工，结余资金调出",
        "由0.005万元调整为0.004501万元",
        "总额0.015万元",
    ):
        assert told in words, told
    assert township().official_name in paper.addressees
    assert Notice.objects.filter(kind=NoticeKind.PLAN, dossier=made.dossier).exists()
    letter = made.filing.letter
    assert "县级政府" not in letter.title
    assert "计划调整情况备案的函" in letter.title
    asked = set(made.filing.addressees.values_list("organisation__sector", flat=True))
    assert {Sector.FINANCE, Sector.POVERTY} <= asked
    assert set(made.single_change.sectors) <= asked
    carried = IssuedDocument.objects.filter(carried_by__letter=letter).values_list("kind", flat=True)
    assert sorted(carried) == ["D04b", "D22"]
    receipt = filing_receipt(made.filing.addressees.order_by("pk")[0], clerk())
    assert isinstance(receipt, FilingReceipt)
    assert (receipt.amount, receipt.projects, receipt.plan_title) == (Decimal("150.00"), 3, paper.title)
    assert receipt.title == "统筹整合资金项目计划调整备案回执"


def test_another_content_goes_before_the_meeting_which_the_notice_cites(filed: Filed) -> None:
    made = apply(filed, moving(filed, words={"content": "改建为双孔水闸一座。"}))
    assert made.single_change.path == ChangePath.FULL
    driver = Driver()
    driver.run(made.dossier, until="working_group_announces")
    assert "leading_group_decides" in [trace.step for trace in driver.traces]
    made.refresh_from_db()
    words = str(made.document.content["body"]) if made.document else ""
    assert "领导小组" in words
    assert "会议" in words
    assert "改建为双孔水闸一座" in words
    assert made.dossier.amount is None


def test_the_working_group_may_ask_the_meeting(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    Driver({"working_group_proposes": lambda _item, _actor: {"asks_for_meeting": True}}).run(
        made.dossier, until="leading_group_decides"
    )
    assert waiting(made) == ["leading_group_decides"]
    assert SingleChange.objects.get(version=made).is_asked_of_meeting


def test_the_head_reads_the_notice_before_he_signs_and_may_give_it_back(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    Driver().run(made.dossier, until="group_head_signs_change")
    item = WorkItem.objects.open().get(dossier=made.dossier)
    engine.return_to(
        actor=holder(item.duty, item.organisation), work_item=item.pk, step="township_applies", opinion="请附结算审核意见。",
        request_id=uuid4(),
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.state, waiting(made)) == (VersionState.DRAFTING, ["township_applies"])
    again = apply(filed, moving(filed, "0.50", reason="附结算审核意见。"), version=made.pk)
    assert amounts(again) == [Decimal("49.50"), Decimal("50.50"), Decimal("50.00")]
    assert len(compared(filed.version, again).changes) == 2
    with pytest.raises(Conflict, match="已提交"):
        changing.amend_change(actor=clerk(), version=made.pk, asked=moving(filed, "1.00"))


def test_what_is_written_anew_and_decided_by_paper_cites_no_meeting_that_saw_another_text(filed: Filed) -> None:
    made = apply(filed, moving(filed, words={"content": "改建为双孔水闸一座。"}))
    driver = Driver()
    driver.run(made.dossier, until="group_head_signs_change")
    assert "会议" in str(change_notice(made, money_of(made)).body())
    item = WorkItem.objects.open().get(dossier=made.dossier)
    engine.return_to(
        actor=holder(item.duty, item.organisation), work_item=item.pk, step="township_applies", opinion="内容不变。",
        request_id=uuid4(),
    )  # fmt: skip
    again = apply(filed, moving(filed, "0.50"), version=made.pk)
    assert again.single_change.is_light
    words = str(change_notice(again, money_of(again)).body())
    assert "经审核同意" in words
    assert "会议" not in words


def taken_back(made: PlanVersion, step: str) -> PlanVersion:
    item = WorkItem.objects.filter(dossier=made.dossier, step=step).latest("pk")
    engine.withdraw(actor=holder(item.duty, item.organisation), work_item=item.pk, reason="点错。")
    return PlanVersion.objects.select_related("single_change").get(pk=made.pk)


def test_who_takes_back_finds_the_change_as_it_lay_with_him(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    Driver().run(made.dossier, until="working_group_proposes")
    assert taken_back(made, "finance_confirms_change").state == VersionState.CONSULTING
    asks: dict[str, Prepare] = {"working_group_proposes": lambda _item, _actor: {"asks_for_meeting": True}}
    Driver(asks).run(made.dossier, until="leading_group_decides")
    made = taken_back(made, "working_group_proposes")
    assert made.state == VersionState.DECIDING
    driver = Driver()
    driver.run(made.dossier, until="group_head_signs_change")
    assert [trace.step for trace in driver.traces] == ["working_group_proposes"]


def test_whoever_applied_may_take_it_back(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    engine.withdraw(actor=clerk(), work_item=_applied(made).pk, reason="金额填错。")
    made.refresh_from_db()
    assert (made.state, waiting(made)) == (VersionState.DRAFTING, ["township_applies"])


def _applied(made: PlanVersion) -> WorkItem:
    return WorkItem.objects.get(dossier=made.dossier, step="township_applies")


def nothing_changed(filed: Filed) -> None:
    assert PlanVersion.objects.filter(plan=filed.version.plan_id).count() == 1
    assert not LedgerEntry.objects.filter(action="change.opened").exists()


@pytest.mark.parametrize(
    ("given", "more", "told"),
    [
        (("60.00",), {}, "只安排0.005万元"),
        (("15.01",), {}, "年中调整"),
        ((), {}, "无须调整"),
        (("1.00",), {"reason": " "}, "调整原因"),
        (("1.00",), {"ground": ""}, "依据文号"),
        ((), {"words": {"content": ""}}, "建设内容"),
        (("-1.00",), {}, "须大于零"),
    ],
)
def test_what_is_refused_changes_nothing(filed: Filed, given: tuple[str, ...], more: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid, match=told), transaction.atomic():
        apply(filed, moving(filed, *given, **more))
    nothing_changed(filed)


def test_money_goes_to_rows_of_the_same_plan_from_its_own_sources(filed: Filed) -> None:
    elsewhere = moving(filed, moves=[Move(source=filed.pot, to=filed.waiting.pk, amount=Decimal("1.00"))])
    with pytest.raises(Invalid, match="方案外的项目请由工作专班按年中调整列入"), transaction.atomic():
        apply(filed, elsewhere)
    strange = moving(filed, moves=[Move(source=0, to=filed.row(filed.version, 2).project_id, amount=Decimal("1.00"))])
    with pytest.raises(Invalid, match="没有安排给本项目"), transaction.atomic():
        apply(filed, strange)
    nothing_changed(filed)


def test_only_who_applies_for_the_place_may(filed: Filed) -> None:
    with pytest.raises(Refused):
        apply(filed, moving(filed, "1.00"), actor=filed.actor)
    village = Organisation.objects.get(code=make.FIRST)
    with pytest.raises(Refused, match="乡镇或主管部门"):
        apply(filed, moving(filed, "1.00"), applicant=village)
    competent = filed.row(filed.version, 1).project.competent
    other = Organisation.objects.filter(county=filed.county, kind=OrganisationKind.DEPARTMENT).exclude(pk=competent.pk)[
        0
    ]
    with pytest.raises(Conflict, match="不归"):
        apply(filed, moving(filed, "1.00"), applicant=other, actor=holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, other))
    nothing_changed(filed)
    made = apply(
        filed, moving(filed, "1.00"), applicant=competent, actor=holder(Duty.PROPOSE_DEPARTMENT_PROJECTS, competent)
    )
    assert made.single_change.applicant == competent


def test_one_at_a_time_and_none_beside_an_adjustment(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    told = r"单项变更（第1次）》.*起正在办理（征求意见）"
    with pytest.raises(Conflict, match=told):
        apply(filed, moving(filed, "1.00"))
    with pytest.raises(Conflict, match=told):
        adjusting.open_adjustment(actor=filed.actor, version=filed.version.pk, **WHY)
    _end(filed, made)
    assert filed.version.state == VersionState.FILED
    sheet = ITEMS.bound(Context(filed.version.dossier.owner, filed.county, filed.version.plan.year))
    assert sheet.version == filed.version, "not the rows of what was ended"
    adjusting.open_adjustment(actor=filed.actor, version=filed.version.pk, **WHY)
    with pytest.raises(Conflict, match=r"中期调整方案》.*正在办理"):
        apply(filed, moving(filed, "1.00"))


def _end(filed: Filed, made: PlanVersion) -> None:
    row = engine.propose_termination(
        actor=filed.actor, dossier=made.dossier, reason="乡镇撤回申请。", request_id=uuid4()
    )
    group = Organisation.objects.get(county=filed.county, kind=OrganisationKind.LEADING_GROUP)
    chair = holder(Duty.CHAIR_LEADING_GROUP, group)
    engine.decide_termination(actor=chair, termination=row.pk, agrees=True, words="", request_id=uuid4())
    made.refresh_from_db()
    filed.version.refresh_from_db()
    assert made.state == VersionState.TERMINATED


def test_the_working_group_writes_nothing_into_it(filed: Filed) -> None:
    made = changing.open_change(
        actor=clerk(), item=filed.row(filed.version, 1).pk, applicant=township(), asked=moving(filed, "1.00")
    )
    row = made.items.get(seq=3)
    with pytest.raises(Conflict, match="由申请单位填写"):
        funds.arrange(actor=filed.actor, item=row.pk, amounts={filed.pot: Decimal("1.00")})


def test_an_emptied_row_stays_listed_and_a_later_change_counts_what_moved_before(
    filed: Filed, settings: Settings
) -> None:
    settings.ITEM_CHANGE_MOST_PERCENT = 40
    made = apply(filed, moving(filed, "50.00"))
    Driver().run(made.dossier)
    made.refresh_from_db()
    assert amounts(made) == [Decimal("0.00"), Decimal("100.00"), Decimal("50.00")]
    assert "取消，原安排资金0.005万元全部调出" in str(made.document.content["body"]) if made.document else ""
    with transaction.atomic():
        adjustment = adjusting.open_adjustment(actor=filed.actor, version=made.pk, **WHY)
        assert [item.is_cancelled for item in picture_of(adjustment).items] == [True, False, False]
        transaction.set_rollback(True)
    filed.version = made
    second = [Move(source=filed.pot, to=filed.row(made, 2).project_id, amount=Decimal("11.00"))]
    with pytest.raises(Invalid, match=r"累计调剂0\.0061万元"), transaction.atomic():
        apply(filed, moving(filed, moves=second), item=filed.row(made, 3).pk)
    second[0] = Move(source=filed.pot, to=filed.row(made, 2).project_id, amount=Decimal("10.00"))
    apply(filed, moving(filed, moves=second), item=filed.row(made, 3).pk)


def test_a_warning_that_it_brings_is_answered_in_the_application(filed: Filed) -> None:
    longer = {"schedule": "2027年3月开工，2028年2月完工"}
    with pytest.raises(Invalid, match=r"跨方案年度.*在申请的“警示事项说明”中写明理由"), transaction.atomic():
        apply(filed, moving(filed, words=longer))
    nothing_changed(filed)
    told: dict[str, Any] = {"actor": clerk(), "applicant": township(), "item": filed.row(filed.version, 1).pk}
    made = changing.open_change(asked=moving(filed, words=longer, answer="汛期停工，跨年完工。"), **told)
    assert change_warnings.answered(made) == "汛期停工，跨年完工。"
    assert filed.row(made, 1).justifications["B18"] == "汛期停工，跨年完工。"
    compliance.require_fit(made)
    amended = changing.amend_change(actor=clerk(), version=made.pk, asked=moving(filed, "1.00", answer="不再需要。"))
    assert change_warnings.answered(amended) == ""
    assert filed.row(made, 1).justifications == filed.row(filed.version, 1).justifications


def test_a_row_that_is_forbidden_by_now_gets_no_other_money(filed: Filed) -> None:
    line = NegativeListEntry.objects.filter(code="N2").latest("valid_from")
    word = filed.row(filed.version, 2).project.name
    NegativeListEntry.objects.create(
        code="N2",
        name="楼堂馆所",
        keywords=[word],
        severity=Severity.FORBIDDEN,
        clause=line.clause,
        valid_from=clock.today(),
    )
    with pytest.raises(Invalid, match="涉及负面清单“楼堂馆所”"), transaction.atomic():
        apply(filed, moving(filed, "1.00"))
    nothing_changed(filed)


def test_how_much_is_built_changes_with_the_content(filed: Filed) -> None:
    fewer = {"content": "新建水窖3座", "quantity": Decimal(3), "unit": "座", "unit_standard": Decimal(20)}
    with pytest.raises(Invalid, match="计量单位"), transaction.atomic():
        apply(filed, moving(filed, words=fewer | {"unit": ""}))
    nothing_changed(filed)
    with pytest.raises(Invalid, match=r"补助标准20元.*警示事项说明"), transaction.atomic():
        apply(filed, moving(filed, words=fewer))
    made = apply(filed, moving(filed, words=fewer, answer="不足部分由村集体自筹。"))
    assert filed.row(made, 1).quantity == 3
    after = change_notice(made, money_of(made)).changes[0].after
    assert after is not None
    assert after.content.startswith("新建水窖3座；3座；20元/座；")


def test_the_database_keeps_what_was_applied_for_once_it_is_issued(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    Driver().run(made.dossier, until="working_group_announces")
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        SingleChange.objects.filter(version=made).update(is_finished=True)
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        PlanItem.objects.filter(version=made).update(amount=1)


def test_a_change_that_a_department_objects_to_is_not_decided_by_paper(filed: Filed) -> None:
    made = apply(filed, moving(filed, "1.00"))
    item = WorkItem.objects.open().get(dossier=made.dossier)
    desk.decide(
        actor=holder(item.duty, item.organisation), work_item=item.pk, decision=Decision.OBJECT, opinion="水闸尚未开工。",
        request_id=uuid4(), data={},
    )  # fmt: skip
    assert waiting(made) == ["finance_confirms_change"]
    Driver().run(made.dossier, until="leading_group_decides")
    assert waiting(made) == ["leading_group_decides"]
