"""What a meeting or a department asked for is done or answered before the plan goes on (domain a.3, 条例 第二十条)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind, Sector
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from core.money import wan
from funds import services as funds
from plans.enums import VersionState
from plans.models import DecidedContent, PlanItem, PlanVersion, Project
from plans.services import corrections, plan_versions
from plans.services.organs import bureau
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import give
from tests.flows.halts import GoesTo
from tests.flows.test_signed_text import current
from workflows.desk import services as desk
from workflows.desk.enums import ItemResult
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, WorkItem
from workflows.flows import differences
from workflows.flows.plan_acts import opinion_rows
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder
from workflows.flows.settlements import SettlementForm

pytestmark = pytest.mark.django_db
ASKED, REMARK = "压减香菇大棚一项。", "请补列设计单位。"
HALTS_AT = "working_group_settles"
AMENDING = ("working_group_amends", "working_group_revises")


class Asking(Driver):
    """Both meetings pass with amendments and two departments ask for a change."""

    def decide(self, item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
        if item.step == "department_countersigns" and item.organisation.sector in ("transport", "water"):
            decision, opinion = Decision.APPROVE_WITH_CHANGES, REMARK
        super().decide(item, decision, opinion)

    def meet(self, item: WorkItem, result: ItemResult = ItemResult.PASS, text: str = "") -> None:
        super().meet(item, ItemResult.PASS_WITH_AMENDMENTS, ASKED)


def setting_out() -> Journey:
    """The plan of this module's tests."""
    journey = Journey(make.county(), make.YEAR, make.plan())
    journey.driver = driver = Asking(prepare=dict(journey.driver.prepare))
    driver.prepare |= {"working_group_settles": _answered} | dict.fromkeys(AMENDING, _amended)
    return journey


def _answered(item: WorkItem, _actor: User) -> dict[str, Any]:
    said = Opinion.objects.filter(dossier=item.dossier_id, decision=Decision.APPROVE_WITH_CHANGES)
    return {"answers": {str(pk): "已采纳。" for pk in said.values_list("pk", flat=True)}}


def _amended(item: WorkItem, actor: User) -> None:
    change_row(item, actor)


def change_row(item: WorkItem, actor: User) -> None:
    """One more word in the first row."""
    row = PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq")[0]
    plan_versions.change_item(actor=actor, item=row.pk, fields={"content": f"{row.content}，规模核减"})


def change_text(item: WorkItem, actor: User) -> None:
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    plan_versions.change_texts(actor=actor, version=version.pk, texts={"goals": "目标任务按会议意见改写。"})


def change_money(item: WorkItem, actor: User) -> None:
    """The same amount from the same sources, but for a fen that is given and taken: only that remains different."""
    row = PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq")[0]
    paid = {f.source_id: f.amount for f in row.fundings.all()}
    first = min(paid)
    funds.arrange(actor=actor, item=row.pk, amounts=paid | {first: paid[first] - Decimal("0.01")})


def send(item: WorkItem, data: dict[str, Any] | None = None) -> None:
    actor = holder(item.duty, item.organisation)
    desk.decide(
        actor=actor, work_item=item.pk, decision=Decision.APPROVE, opinion="已办。", request_id=uuid4(), data=data or {}
    )


def as_holder(item: WorkItem) -> Client:
    client = Client()
    actor = holder(item.duty, item.organisation)
    client.force_login(actor, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("step", AMENDING)
def test_what_a_meeting_wanted_amended_is_not_sent_on_unchanged(goes_to: GoesTo, step: str) -> None:
    item = goes_to(step)
    page = as_holder(item).get(reverse("desk:task", args=[item.pk])).content.decode()
    assert f"修改后通过。{ASKED}" in page
    with pytest.raises(Conflict, match="压减香菇大棚一项。方案自议决以来没有任何改动"):
        send(item)
    said = {"decision": "approve", "opinion": "已改。", "request_id": str(uuid4())}
    refused = as_holder(item).post(reverse("desk:task", args=[item.pk]), said)
    assert (refused.status_code, "没有任何改动" in refused.content.decode()) == (409, True)
    assert "已改。" in refused.content.decode()
    assert current(item).pk == item.pk
    assert PlanVersion.objects.get(dossier=item.dossier_id).state == VersionState.DRAFTING


@pytest.mark.parametrize("change", [change_row, change_text, change_money])
def test_any_change_lets_it_go_on(goes_to: GoesTo, change: Callable[[WorkItem, User], None]) -> None:
    item = goes_to("working_group_amends")
    change(item, holder(item.duty, item.organisation))
    send(item)
    assert current(item).step == "group_secretary_confirms"


def refuses(item: WorkItem, *strangers: User) -> None:
    """None of them may confirm it."""
    for stranger in strangers:
        with pytest.raises(Refused):
            desk.decide(
                actor=stranger, work_item=item.pk, decision=Decision.APPROVE, opinion="一致。", request_id=uuid4()
            )
    assert current(item).pk == item.pk


def secretary_of(item: WorkItem, kind: OrganisationKind) -> User:
    return holder(Duty.CONVENE_MEETING, Organisation.objects.get(county=item.county_id, kind=kind))


def test_the_secretary_reads_each_row_before_and_after_and_alone_lets_it_go_on(goes_to: GoesTo) -> None:
    item = goes_to("group_secretary_confirms")
    version = PlanVersion.objects.select_related("dossier").get(dossier=item.dossier_id)
    assert version.state == VersionState.DECIDING
    drafter = holder(Duty.COMPILE_PLAN, version.dossier.owner)
    refuses(item, secretary_of(item, OrganisationKind.GOVERNMENT_OFFICE), drafter)
    give(drafter, Duty.CONVENE_MEETING, item.organisation)
    refuses(item, drafter)  # who amended it does not compare it himself
    page = as_holder(item).get(reverse("desk:task", args=[item.pk])).content.decode()
    row = version.items.select_related("project").order_by("seq")[0]
    assert f"修改后通过。{ASKED}" in page
    assert f"{row.project.name}（{row.project.code}）" in page
    before, after = (page.index(f">{said}<") for said in (row.content.removesuffix("，规模核减"), row.content))
    assert before < after
    assert "打开方案修改" not in page
    send(item)
    assert current(item).step == "executive_meeting_decides"


def test_what_does_not_agree_goes_back_to_the_working_group_with_the_reason(goes_to: GoesTo) -> None:
    item = goes_to("meeting_secretary_confirms")
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    refuses(item, secretary_of(item, OrganisationKind.LEADING_GROUP))
    desk.return_to(
        actor=secretary_of(item, OrganisationKind.GOVERNMENT_OFFICE), work_item=item.pk,
        step="working_group_revises", opinion="第一行未核减。", grounds=["facts"], request_id=uuid4(),
    )  # fmt: skip
    again = current(item)
    version.refresh_from_db()
    assert (again.step, version.state) == ("working_group_revises", VersionState.DRAFTING)
    page = as_holder(again).get(reverse("desk:task", args=[again.pk])).content.decode()
    assert "会议秘书退回：第一行未核减。" in page
    change_money(again, holder(again.duty, again.organisation))
    send(again)
    lies = current(again)
    assert lies.step == "meeting_secretary_confirms"
    page = as_holder(lies).get(reverse("desk:task", args=[lies.pk])).content.decode()
    row = version.items.order_by("seq")[0]
    assert f"{wan(row.amount + Decimal('0.01'))}万元</td>" in page
    assert f"{wan(row.amount)}万元</td>" in page
    send(lies)
    assert current(lies).step == "office_edits"


def test_nothing_is_amended_into_the_plan_past_a_department(goes_to: GoesTo) -> None:
    item = goes_to("working_group_revises")
    change_row(item, holder(item.duty, item.organisation))
    row = PlanItem.objects.filter(version__dossier=item.dossier_id).select_related("project").order_by("seq")[0]
    seated = WorkItem.objects.filter(dossier=item.dossier_id, step="department_countersigns")
    other = Organisation.objects.filter(county=item.county_id, kind=OrganisationKind.DEPARTMENT).exclude(
        pk__in=seated.values("organisation")
    )[0]
    Project.objects.filter(pk=row.project_id).update(competent=other)
    with pytest.raises(Conflict, match=f"未参加会签的{other.name}"):
        send(item)
    assert current(item).pk == item.pk


def test_a_change_that_was_undone_is_none(goes_to: GoesTo) -> None:
    item = goes_to("working_group_revises")
    actor = holder(item.duty, item.organisation)
    row = PlanItem.objects.filter(version__dossier=item.dossier_id).order_by("seq")[0]
    for content in ("另一内容", row.content):
        plan_versions.change_item(actor=actor, item=row.pk, fields={"content": content})
    with pytest.raises(Conflict, match="没有任何改动"):
        send(item)


def test_the_library_is_not_corrected_under_a_plan_that_was_decided(goes_to: GoesTo) -> None:
    """附表3 prints it live: what a meeting decided is amended by the working group alone, where it is compared."""
    item = goes_to("working_group_amends")
    row = PlanItem.objects.select_related("project").filter(version__dossier=item.dossier_id).order_by("seq")[0]
    keeper = holder(Duty.MANAGE_LIBRARY, bureau(Organisation.objects.get(code=make.COUNTY), Sector.POVERTY))
    changed: dict[str, Any] = {"fields": {"people": row.project.people + 1}, "reason": "人口核实。"}
    with pytest.raises(Conflict, match="会议已议决"):
        corrections.correct(actor=keeper, project=row.project_id, **changed)
    assert not corrections.may_correct(keeper, row.project)
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    decided = plan_versions.as_decided(version)
    assert decided is not None
    Project.objects.filter(pk=row.project_id).update(people=F("people") + 1)
    assert [(one.what, one.after) for one in differences.since_decided(version) or ()] == [
        ("受益人数", str(row.project.people + 1))
    ]
    plan_versions.reopen_to_draft(version)
    corrections.correct(actor=keeper, project=row.project_id, fields={"location": "二组"}, reason="核实。")


def test_a_version_reopened_before_its_content_was_kept_goes_on_and_the_secretary_is_told(goes_to: GoesTo) -> None:
    item = goes_to("working_group_amends")
    DecidedContent.objects.all().delete()
    send(item)
    lies = current(item)
    assert lies.step == "group_secretary_confirms"
    page = as_holder(lies).get(reverse("desk:task", args=[lies.pk])).content.decode()
    assert "议决时的内容没有保存" in page


def test_a_remark_without_an_answer_holds_the_plan_up_and_its_department_is_named(goes_to: GoesTo) -> None:
    item = goes_to("working_group_settles")
    transport, water = Opinion.objects.filter(decision=Decision.APPROVE_WITH_CHANGES).order_by("organisation__path")
    for said in ({}, {str(transport.pk): "  ", str(water.pk): ""}):
        with pytest.raises(Invalid) as refusal:
            send(item, {"answers": said})
        assert transport.organisation.name in refusal.value.message
        assert water.organisation.name in refusal.value.message
    with pytest.raises(Invalid) as refusal:
        send(item, {"answers": {str(transport.pk): "已补列。"}})
    assert transport.organisation.name not in refusal.value.message
    assert water.organisation.name in refusal.value.message
    assert current(item).pk == item.pk


def test_the_page_asks_for_each_answer_keeps_what_was_typed_and_the_meeting_reads_them(goes_to: GoesTo) -> None:
    item = goes_to("working_group_settles")
    browser, address = as_holder(item), reverse("desk:task", args=[item.pk])
    transport, water = Opinion.objects.filter(decision=Decision.APPROVE_WITH_CHANGES).order_by("organisation__path")
    page = browser.get(address).content.decode()
    assert page.count(REMARK) >= 2
    typed = {
        "decision": "approve", "opinion": "已汇总。", "request_id": str(uuid4()), f"answer-{transport.pk}": "已补列。",
        f"adopts-{transport.pk}": "wholly", f"answer-{water.pk}": "规模以批复为准。",
    }  # fmt: skip
    refused = browser.post(address, typed)
    assert refused.status_code == 422
    assert water.organisation.name in refused.content.decode()
    assert "已补列。" in refused.content.decode()
    assert "规模以批复为准。" in refused.content.decode()
    bare = browser.post(address, typed | {f"adopts-{water.pk}": "not", f"answer-{water.pk}": ""})
    assert (bare.status_code, "只部分采纳的，请写明理由" in bare.content.decode()) == (422, True)
    both = browser.post(address, typed | {f"adopts-{water.pk}": "wholly", f"answer-{water.pk}": "该意见不采纳，另议。"})
    assert (both.status_code, "请改为一致" in both.content.decode()) == (422, True)
    typed[f"answer-{water.pk}"] = "未采纳：规模以批复为准。"
    sent = browser.post(address, typed | {f"adopts-{water.pk}": "not"})
    assert sent.status_code == 302
    meeting = current(item)
    assert meeting.step == "leading_group_decides"
    shown = as_holder(meeting).get(reverse("desk:task", args=[meeting.pk])).content.decode()
    assert "未采纳：规模以批复为准。" in shown
    assert "采纳：已补列。" in shown


def test_the_result_of_the_countersigning_stands_before_whoever_settles_and_on_the_cover_sheet(goes_to: GoesTo) -> None:
    item = goes_to("working_group_settles")
    form = SettlementForm(work_item=item, actor=holder(item.duty, item.organisation))
    version = PlanVersion.objects.get(dossier=item.dossier_id)
    assert form.result.startswith("会签")
    assert "同意并有修改意见" in form.result
    assert form.result.endswith("规则：各单位意见供汇总，不以票数决定。结果：会签完毕。")
    assert [said for step, _at, _who, said, _day in opinion_rows(version) if step == "会签结果"] == [form.result]
