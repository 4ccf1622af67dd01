"""Who may open a planning and write into its tables, when, and what is missing before they are reported (四（四）; B11)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core import clock, working_days
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, Organisation
from plans.drafting import master_plan
from plans.enums import NeedsState
from plans.models import MasterPlan, MasterPlanVersion, Need
from plans.services import freed, master_plans, needs, planning_shown
from roles.duties import Duty
from tests.engine.statements import counted
from tests.factories import flows as make
from tests.plans.services import planning
from tests.plans.services.planning import item, line, passed_on, stated
from workflows.desk import citing
from workflows.engine.enums import TERMINATED
from workflows.flows import needs_due
from workflows.flows.rehearsal.driver import Driver
from workflows.flows.rehearsal.people import holder

REVIEWED_AND_SIGNED, LIMIT = 9, 15
"""Working days of the township after its villages, and of a village at least."""
AFTER = datetime.datetime(make.YEAR - 1, 10, 8, 9, 0, tzinfo=clock.SHANGHAI)


def test_a_period_is_opened_in_the_third_quarter_before_it_by_whoever_compiles_plans(
    county: Organisation, client: Client
) -> None:
    village = Organisation.objects.get(code=make.FIRST)
    told: dict[str, Any] = {
        "county": county,
        "first_year": make.YEAR,
        "last_year": planning.LAST,
        "needs_due": planning.DUE,
    }
    with pytest.raises(Refused):
        master_plans.open_planning(actor=holder(Duty.PROPOSE_PROJECTS, village), **told)
    compiler = planning.compiler(county)
    with pytest.raises(Invalid, match="最长5年"):
        master_plans.open_planning(actor=compiler, **{**told, "last_year": make.YEAR + 5})
    with pytest.raises(Invalid, match="须晚于今天"):
        master_plans.open_planning(actor=compiler, **{**told, "needs_due": clock.today()})
    with pytest.raises(Conflict, match=f"{make.YEAR}年7月1日至{make.YEAR}年9月30日"):
        master_plans.open_planning(actor=compiler, **{**told, "first_year": make.YEAR + 1})
    clock.advance(to=AFTER)
    with pytest.raises(Conflict, match="第三季度") as refusal:
        master_plans.open_planning(actor=compiler, **told)
    assert refusal.value.clause == "鄂政办发〔2015〕63号四（四）"
    client.force_login(compiler)
    page = client.get(reverse("plans:master_plans")).content.decode()
    assert f"下一次为{make.YEAR}年7月1日至{make.YEAR}年9月30日" in page
    assert "参加编制的乡镇" not in page
    assert not MasterPlanVersion.objects.exists()


def test_a_table_is_written_by_its_village_alone_and_owes_lines_and_a_meeting(county: Organisation) -> None:
    part = passed_on(planning.opened(county))
    with pytest.raises(Conflict, match="已有版本正在编制"):
        planning.opened(county)
    first, second = (planning.village(part, code) for code in (make.FIRST, make.SECOND))
    clerk, neighbour = (holder(Duty.PROPOSE_PROJECTS, held.village) for held in (first, second))
    with pytest.raises(Refused):
        needs.add(actor=neighbour, needs=part.pk, village=first.pk, fields=line())
    with pytest.raises(Refused):
        needs.add(actor=clerk, needs=part.pk, village=None, fields=line())
    with pytest.raises(Invalid, match="规划期2027至2029年内"):
        needs.add(actor=clerk, needs=part.pk, village=first.pk, fields=line(year=make.YEAR + 3))
    with pytest.raises(Invalid, match="贫困户数不得多于受益户数"):
        needs.add(actor=clerk, needs=part.pk, village=first.pk, fields=line(poor_households=61))
    with pytest.raises(Invalid, match=r"至少填写一行.*村民代表会议"):
        Driver().decide(item(part, "village_states_needs", make.FIRST))
    written = needs.add(
        actor=clerk,
        needs=part.pk,
        village=first.pk,
        fields=line(households=0, people=0, poor_households=0, poor_people=0),
    )
    needs.record_meeting(actor=clerk, village=first.pk, fields={**planning.MEETING, "present": 19, "votes_for": 9})
    with pytest.raises(Invalid, match=r"受益户数或人数.*不足三分之二.*未过半数"):
        Driver().decide(item(part, "village_states_needs", make.FIRST))
    Need.objects.filter(pk=written.pk).update(planned=200_000)  # as the county arranged it in the version before
    needs.change(actor=clerk, line=written.pk, fields={"households": 61})
    written.refresh_from_db()
    assert written.planned == Decimal(200_000)
    needs.change(actor=clerk, line=written.pk, fields={"amount": Decimal(250_000)})
    written.refresh_from_db()
    assert written.planned == Decimal(250_000)
    needs.remove(actor=clerk, line=written.pk)
    stated(part, make.FIRST, line())
    kept = Need.objects.get(village=first)
    asked = list(part.villages.order_by("village__path"))
    named = [(row.code, row.name, row.url) for row in citing.rows(part.dossier)]
    townships = (part.township.code, part.township.name, reverse("plans:township_needs", args=[part.pk]))
    assert named == [
        townships,
        *((o.village.code, o.village.name, reverse("plans:village_needs", args=[o.pk])) for o in asked),
    ]
    assert [(row.code, row.name, row.url) for row in citing.rows(part.version.dossier)] == [townships]
    with pytest.raises(Conflict, match="不在填报环节"):
        needs.change(actor=clerk, line=kept.pk, fields=line(amount=Decimal(1)))
    kept.refresh_from_db()
    assert kept.amount == kept.planned == Decimal(300_000)


def test_nothing_is_compiled_while_a_township_is_out_and_none_is_left_out_silently(county: Organisation) -> None:
    version = planning.opened(county)
    part = passed_on(version)
    with pytest.raises(Invalid, match=part.township.name):
        Driver().decide(item(version, "working_group_compiles"))
    stated(part, make.FIRST, line())
    line_of_first = Need.objects.get()
    with pytest.raises(Conflict, match="尚未接收"):
        master_plans.arrange(
            actor=planning.compiler(county), version=version.pk, amounts={line_of_first.pk: Decimal(1)}
        )
    lying = item(part, "village_states_needs", make.SECOND)
    assert working_days.working_days_between(lying.due_at.date(), planning.DUE) == REVIEWED_AND_SIGNED
    planning.nobody_else_answers(part)
    Driver().run(part.dossier, until="township_head_signs_needs")
    assert item(part, "township_head_signs_needs").due_at.date() == planning.DUE
    Driver().run(part.dossier)
    assert [held.village.code for held in master_plans.unreported(version)] == [make.SECOND]
    with pytest.raises(Invalid, match="300,000万元超过需求资金30万元"):
        master_plans.arrange(
            actor=planning.compiler(county), version=version.pk, amounts={line_of_first.pk: Decimal(3_000_000_000)}
        )
    Driver().run(version.dossier, until="department_countersigns")
    with pytest.raises(Conflict, match="内容已锁定"):
        master_plans.change_texts(actor=planning.compiler(county), version=version.pk, texts={"goals": "另写"})
    assert any("可以在2026年7月1日至2026年9月30日重新启动" in told for told in freed.by_master_plan(version.dossier))
    clock.advance(to=AFTER)
    assert any("本期规划不能再启动" in told for told in freed.by_master_plan(version.dossier))


def test_a_near_day_leaves_the_village_the_limit_of_its_step(county: Organisation) -> None:
    version = planning.opened(county)
    MasterPlanVersion.objects.filter(pk=version.pk).update(needs_due=clock.today() + datetime.timedelta(days=10))
    part = passed_on(version)
    assert needs_due.village_due([part.dossier_id]) == {}
    assert item(part, "village_states_needs", make.FIRST).limit_days == LIMIT


def test_villages_of_an_ended_part_are_named_apart_and_counted_as_silent(county: Organisation) -> None:
    version = planning.opened(county)
    part = passed_on(version)
    part.villages.update(state=NeedsState.REPORTED)
    Dossier.objects.filter(pk=part.dossier_id).update(outcome=TERMINATED)
    [shown] = planning_shown.parts(version)
    assert (shown.reported, shown.silent) == (0, 2)
    told = str(master_plan.plan_document(version).enclosure())
    assert "下列村所在乡镇未上报" in told
    assert "逾期未报" not in told


def test_the_pages_are_filled_in_by_whoever_may_in_few_statements(county: Organisation, client: Client) -> None:
    compiler = planning.compiler(county)
    client.force_login(compiler)
    told = {
        "first_year": make.YEAR, "last_year": planning.LAST, "needs_due": planning.DUE.isoformat(),
        "townships": [Organisation.objects.get(code=make.TOWNSHIP).pk],
    }  # fmt: skip
    address = reverse("plans:open_planning", args=[planning.group(county).pk])
    refused = client.post(address, {**told, "needs_due": "2026-06-30"})
    assert (refused.status_code, MasterPlan.objects.count()) == (422, 0)
    assert f'value="{planning.LAST}"' in refused.content.decode()
    opened = client.post(address, told)
    version = MasterPlanVersion.objects.get()
    assert opened.headers["Location"] == reverse("plans:master_plan", args=[version.pk])
    part = passed_on(version)
    held = planning.village(part, make.FIRST)
    clerk, line_page = holder(Duty.PROPOSE_PROJECTS, held.village), reverse("plans:add_village_need", args=[held.pk])
    assert client.get(line_page).status_code == 403
    client.force_login(clerk)
    assert client.get(reverse("plans:master_plan", args=[version.pk])).status_code == 404, "issued to nobody yet"
    typed = {**line(), "amount": "30", "project": ""}
    wrong = client.post(line_page, {**typed, "poor_people": 999})
    assert (wrong.status_code, "茶园改造200亩" in wrong.content.decode()) == (422, True)
    assert client.post(line_page, typed).status_code == 302
    village_page = reverse("plans:village_needs", args=[held.pk])
    assert client.post(village_page, planning.MEETING).status_code == 302
    assert "去上报" in client.get(village_page).content.decode()
    Driver().decide(item(part, "village_states_needs", make.FIRST))
    held.refresh_from_db()
    assert held.state == NeedsState.REPORTED
    assert Need.objects.get().amount == Decimal(300_000)
    for user, name, key, most in (
        (clerk, "township_needs", part.pk, 24),
        (compiler, "master_plans", None, 24),
        (compiler, "master_plan", version.pk, 24),
        (compiler, "master_lines", version.pk, 22),
    ):
        client.force_login(user)
        with counted() as seen:
            shown = client.get(reverse(f"plans:{name}", args=[key] if key else []))
        assert shown.status_code == 200
        assert len(seen) <= most, (name, len(seen))
