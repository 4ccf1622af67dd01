"""Verdicts on a plan: refused and answered, kept and judged again, by thresholds that begin on a day."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from funds.drafting import money_of
from funds.models import FundSource, ItemFunding
from plans import drafting
from plans.compliance import records, registry
from plans.compliance.rule import Way
from plans.enums import CheckStage, RuleOutcome, VersionState
from plans.models import ComplianceCheck, KeptVerdict, NegativeListEntry, PlanItem, PlanVersion, Project, RuleThreshold
from plans.services import compliance, justifying, plan_versions, thresholds
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories import roles as people
from tests.plans.services.test_refusals import drafted, drafter, in_library, source
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder

BACKEND = "django.contrib.auth.backends.ModelBackend"


def listed(county: Organisation, count: int) -> PlanVersion:
    """A draft of so many rows, all of one village, each paid from one source; the plan leans on one place."""
    version, model = drafted(county), in_library(county)
    pot = FundSource.objects.get(pk=source(county, "99999999.00"))
    fields = {f.attname: getattr(model, f.attname) for f in Project._meta.fields if f.attname not in {"id", "code"}}
    projects = Project.objects.bulk_create(
        Project(**{**fields, "name": f"第{n}号项目", "poor_people": 3, "people": 9}, code=f"T{n:04}")
        for n in range(count)
    )
    village = organisation(make.FIRST)
    through = Project.villages.through
    through.objects.bulk_create(through(project_id=p.pk, organisation_id=village.pk) for p in projects)
    rows = PlanItem.objects.bulk_create(
        PlanItem(
            version=version, project=p, seq=n, amount=Decimal(60_000 + n), platform="平台", content=f"内容{n}", schedule="年内",
            responsible_unit="局",
        )
        for n, p in enumerate(projects, 1)
    )  # fmt: skip
    ItemFunding.objects.bulk_create(ItemFunding(item=row, source=pot, amount=row.amount) for row in rows)
    return version


def province_keeper() -> User:
    keeper = people.person("省级系统管理员")
    people.give(keeper, Duty.ADMINISTER_SYSTEM, Organisation.objects.get(code="42-administration"))
    return keeper


def outcome(version: PlanVersion, code: str, on: datetime.date | None = None) -> RuleOutcome:
    found = records.judged(version, on or clock.today())
    return next(row.outcome for row in found.rows if row.code == code)


def test_a_warning_of_the_whole_plan_is_answered_by_the_drafter_printed_and_kept(county: Organisation) -> None:
    version, actor = listed(county, 10), drafter(county)
    with pytest.raises(Invalid, match=r"资金占全案的100.00%.*合规检查"):
        plan_versions.close_for_consultation(version)
    assert not ComplianceCheck.objects.exists()
    justifying.justify(actor=actor, version=version.pk, code="B21", text="整村推进试点村。")
    plan_versions.close_for_consultation(version)
    check = ComplianceCheck.objects.get()
    assert (check.stage, check.rules_on) == (CheckStage.CONSULTED, clock.today())
    verdict = KeptVerdict.objects.get(code="B21")
    assert (verdict.outcome, verdict.text_from) == (RuleOutcome.JUSTIFIED, datetime.date(2015, 8, 25))
    assert {hit["justification"] for hit in verdict.hits} == {"整村推进试点村。"}
    content = drafting.plan_document(version, money_of(version)).content()
    assert "整村推进试点村。" in str(content["enclosure"]["blocks"])
    assert "（五）说明合规事项。" in str(content["enclosure"]["blocks"])
    told = LedgerEntry.objects.filter(action="plan.judged").latest("pk").detail
    assert (told["check_stage"], told["rules_justified"], told["rules_in_the_way"]) == ("consulted", ["B21"], [])


def test_only_the_drafter_answers_and_only_while_it_is_a_draft(county: Organisation) -> None:
    version, actor = listed(county, 10), drafter(county)
    with pytest.raises(Refused):
        justifying.justify(
            actor=holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST)), version=version.pk, code="B21", text="好"
        )
    with pytest.raises(Conflict, match="不作全案说明"):
        justifying.justify(actor=actor, version=version.pk, code="N4", text="好")
    with pytest.raises(Invalid, match="不超过500字"):
        justifying.justify(actor=actor, version=version.pk, code="B21", text="长" * 501)
    justifying.justify(actor=actor, version=version.pk, code="B21", text="试点。")
    assert outcome(version, "B21") == RuleOutcome.JUSTIFIED
    justifying.justify(actor=actor, version=version.pk, code="B21", text=" ")
    assert outcome(version, "B21") == RuleOutcome.UNANSWERED
    plan_versions.advance(version, VersionState.CONSULTING)
    with pytest.raises(Conflict, match="锁定"):
        justifying.justify(actor=actor, version=version.pk, code="B21", text="好")


def test_what_was_kept_is_found_again_whatever_is_changed_since(county: Organisation) -> None:
    """The province lays down another threshold, a line of the list ends, a project is corrected: the record says the
    same, judged again by its own rules; by the rules of now it says otherwise."""
    version = listed(county, 10)
    justifying.justify(actor=drafter(county), version=version.pk, code="B21", text="试点。")
    PlanItem.objects.filter(version=version, seq=1).update(content="建门楼一处", justifications={"N2": "防洪闸门。"})
    check = compliance.keep(version=version, stage=CheckStage.CONSULTED)
    kept = records.kept(check)
    tomorrow = clock.today() + datetime.timedelta(days=1)
    for key in ("village_share", "township_share"):
        thresholds.set_threshold(
            actor=province_keeper(), county=None, key=key, value=Decimal(100), starts_on=tomorrow, basis="省政府文件"
        )
    NegativeListEntry.objects.filter(code="N2").update(valid_to=clock.today())
    Project.objects.filter(plan_items__version=version).update(poor_people=0, poor_households=0)
    clock.advance(by=datetime.timedelta(days=2))
    assert records.differences(kept, records.rechecked(check, version)) == []
    now = {row.code: row.outcome for row in records.rechecked(check, version, clock.today()).rows}
    assert (now["B21"], now["N2"], now["N1"]) == (RuleOutcome.PASSED, RuleOutcome.PASSED, RuleOutcome.PASSED)
    assert outcome(version, "N1") == RuleOutcome.UNANSWERED  # the plan as it is now
    assert outcome(version, "N2", check.rules_on) == RuleOutcome.JUSTIFIED  # by the rules of then
    plan_versions.advance(version, VersionState.CONSULTING)  # from here on it is what was judged
    assert [outcome(version, code, check.rules_on) for code in ("N1", "N2", "B21")] == [
        RuleOutcome.PASSED, RuleOutcome.JUSTIFIED, RuleOutcome.JUSTIFIED,
    ]  # fmt: skip
    plan_versions.advance(version, VersionState.DRAFTING)
    changed = {code for code, _then, _now in records.differences(kept, records.judged(version, clock.today()))}
    assert {"B21", "N1", "N2"} <= changed


def test_records_and_thresholds_are_never_changed(county: Organisation) -> None:
    check = compliance.keep(version=listed(county, 1), stage=CheckStage.CONSULTED)
    made = thresholds.set_threshold(
        actor=drafter(county), county=county, key="fee_share", value=Decimal("0.5"),
        starts_on=clock.today() + datetime.timedelta(days=1), basis="县政府文件",
    )  # fmt: skip
    verdict = KeptVerdict.objects.get(code="B01")
    for change in (check.save, verdict.save, verdict.delete, made.save, made.delete):
        with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changed", "error", "told"),
    [
        ({"value": Decimal(0)}, Invalid, "须在1至100%之间"),
        ({"starts_on": datetime.date(2020, 1, 1)}, Invalid, "施行日期须晚于今天"),
        ({"basis": " "}, Invalid, "请写明依据"),
        ({"key": "other"}, Invalid, "没有这项标准"),
        ({"value": Decimal(31)}, Invalid, "只能从严：全省为30%，本县不得高于该数"),
        ({"key": "small_amount", "value": Decimal(4)}, Invalid, "只能从严：全省为5万元，本县不得低于该数"),
        ({"county": None}, Refused, "省级系统管理员"),
    ],
)
def test_a_threshold_is_refused(
    county: Organisation, changed: dict[str, Any], error: type[Exception], told: str
) -> None:
    said: dict[str, Any] = {
        "actor": drafter(county), "county": county, "key": "village_share", "value": Decimal(20),
        "starts_on": clock.today() + datetime.timedelta(days=1), "basis": "县政府文件",
    }  # fmt: skip
    with pytest.raises(error, match=told):
        thresholds.set_threshold(**{**said, **changed})
    assert not RuleThreshold.objects.exists()
    thresholds.set_threshold(**said)
    with pytest.raises(Conflict, match="同一日"):
        thresholds.set_threshold(**said)


def test_others_set_no_threshold_of_a_county(county: Organisation) -> None:
    with pytest.raises(Refused, match=county.name):
        thresholds.set_threshold(
            actor=holder(Duty.PROPOSE_PROJECTS, organisation(make.FIRST)), county=county, key="village_share",
            value=Decimal(40), starts_on=clock.today() + datetime.timedelta(days=1), basis="无",
        )  # fmt: skip


def test_a_plan_of_three_hundred_rows_is_judged_in_few_statements(county: Organisation) -> None:
    version = PlanVersion.objects.select_related("plan__county").get(pk=listed(county, 311).pk)
    with CaptureQueriesContext(connection) as asked:
        found = records.judged(version, clock.today())
    assert len(asked) <= 8
    assert {row.code for row in found.rows if row.is_in_the_way} == {"B21"}
    check = compliance.keep(version=version, stage=CheckStage.CONSULTED)
    with CaptureQueriesContext(connection) as asked:
        assert records.kept(check).rows
    assert len(asked) == 1


def test_the_pages_show_where_and_what_to_do(client: Client, county: Organisation) -> None:
    version, actor = listed(county, 10), drafter(county)
    client.force_login(actor, backend=BACKEND)
    plan, every, reason = (
        reverse(f"plans:{name}", args=args)
        for name, args in (("plan", [version.pk]), ("compliance", [version.pk]), ("justify", [version.pk, "B21"]))
    )
    page = client.get(plan).content.decode()
    assert reason in page
    row = PlanItem.objects.filter(version=version, seq=2).get()
    PlanItem.objects.filter(pk=row.pk).update(content="建办公楼")
    page = client.get(every).content.decode()
    assert f'href="{plan}#item-2"' in page
    ways = Counter(rule.way for rule in registry.on(clock.today()))
    assert f"另有{ways[Way.ENFORCED]}条规则在办理时把关，{ways[Way.NOT_YET]}条尚未由系统把关" in page
    assert "楼堂馆所" in page
    assert 'id="item-2"' in client.get(plan).content.decode()
    dossier = client.get(reverse("desk:dossier", args=[version.dossier_id])).content.decode()
    assert f"<dt>状态</dt><dd>{version.get_state_display()}</dd>" in dossier
    refused = client.post(reason, {"text": "长" * 501})
    assert (refused.status_code, "长" * 501 in refused.content.decode()) == (422, True)
    assert client.post(reason, {"text": "试点。"})["Location"] == every
    assert "试点。" in client.get(every).content.decode()
    assert client.get(every, {"on": "2014-01-01"}).status_code == 422
    assert "2016年1月5日的规则" in client.get(every, {"on": "2016-01-05"}).content.decode()
    check = compliance.keep(version=version, stage=CheckStage.CONSULTED)
    assert "与保存的结论一致" in client.get(reverse("plans:check", args=[check.pk])).content.decode()


def test_everyone_reads_the_rules_and_the_working_group_sets_its_thresholds(
    client: Client, county: Organisation
) -> None:
    page = client.get(reverse("plans:rules")).content.decode()
    assert "防止将统筹资金用在一两个地方搞“盆景式扶贫”" in page
    client.force_login(drafter(county), backend=BACKEND)
    address = reverse("plans:threshold", args=["village_share"])
    day = (clock.today() + datetime.timedelta(days=1)).isoformat()
    refused = client.post(address, {"value": "400", "starts_on": day, "basis": "县政府文件"})
    assert (refused.status_code, "须在1至100%之间" in refused.content.decode()) == (422, True)
    laxer = client.post(address, {"value": "40", "starts_on": day, "basis": "县政府文件"})
    assert (laxer.status_code, "只能从严" in laxer.content.decode()) == (422, True)
    assert "全省为30%，本县不得高于该数。" in client.get(address).content.decode()
    answer = client.post(address, {"value": "20", "starts_on": day, "basis": "县政府文件"})
    assert answer["Location"] == reverse("plans:thresholds")
    today = client.get(reverse("plans:thresholds")).content.decode()
    assert today.count("<div>系统设定</div>") == 9  # not in force before tomorrow
    clock.advance(by=datetime.timedelta(days=1))
    page = client.get(reverse("plans:thresholds")).content.decode()
    assert "20%" in page
    assert "县政府文件" in page


def test_the_command_judges_by_any_day_and_the_records_again(county: Organisation) -> None:
    version = listed(county, 10)
    compliance.keep(version=version, stage=CheckStage.CONSULTED)
    told = StringIO()
    with pytest.raises(CommandError, match="cannot go on"):
        call_command("check_plan", make.COUNTY, str(make.YEAR), stdout=told)
    assert "B21" in told.getvalue()
    assert ": same" in told.getvalue()
    justifying.justify(actor=drafter(county), version=version.pk, code="B21", text="试点。")
    call_command("check_plan", make.COUNTY, str(make.YEAR), stdout=told)
    with pytest.raises(CommandError, match="no rule was in force"):
        call_command("check_plan", make.COUNTY, str(make.YEAR), "--on", "2015-01-01", stdout=told)


def test_a_line_of_the_negative_list_gets_a_successor_and_is_never_edited(client: Client, county: Organisation) -> None:
    """五（二）: before its day the old words hold, from then on the new ones; others change nothing."""
    version = listed(county, 1)
    PlanItem.objects.filter(version=version).update(content="建喷泉和门楼", justifications={})
    tomorrow = clock.today() + datetime.timedelta(days=1)
    said = {
        "name": "形象工程", "keywords": "喷泉、雕塑", "exclude_words": "", "severity": "forbidden", "clause": "省政府文件",
        "starts_on": tomorrow.isoformat(),
    }  # fmt: skip
    address = reverse("plans:negative_line", args=["N2"])
    client.force_login(drafter(county), backend=BACKEND)
    assert client.post(address, said).status_code == 403
    client.force_login(province_keeper(), backend=BACKEND)
    refused = client.post(address, {**said, "starts_on": clock.today().isoformat()})
    assert (refused.status_code, "喷泉、雕塑" in refused.content.decode()) == (422, True)
    assert client.get(reverse("plans:negative_line", args=["N7"])).status_code == 404
    assert NegativeListEntry.objects.filter(code="N2").count() == 1
    assert client.post(address, said)["Location"] == reverse("plans:rules")
    assert client.post(address, said).status_code == 422  # one a day
    old, new = NegativeListEntry.objects.filter(code="N2").order_by("valid_from")
    assert (old.valid_to, new.valid_from, new.keywords) == (clock.today(), tomorrow, ["喷泉", "雕塑"])
    assert [outcome(version, "N2", day) for day in (clock.today(), tomorrow)] == [
        RuleOutcome.UNANSWERED, RuleOutcome.FORBIDDEN,
    ]  # fmt: skip
    assert reverse("plans:negative_line", args=["X1"]) in client.get(reverse("plans:rules")).content.decode()
    own = {**said, "name": "景观", "keywords": "喷泉", "severity": "warning"}
    assert client.post(reverse("plans:negative_line", args=["X1"]), own)["Location"] == reverse("plans:rules")
    assert outcome(version, "N12", tomorrow) == RuleOutcome.UNANSWERED
    clock.advance(by=datetime.timedelta(days=1))
    page = client.get(reverse("plans:rules")).content.decode()
    assert "景观（警示）：查找的词" in page
    assert reverse("plans:negative_line", args=["X2"]) in page
    client.logout()
    assert "/rules/lines/" not in client.get(reverse("plans:rules")).content.decode()
