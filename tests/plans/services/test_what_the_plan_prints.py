"""What is typed into a draft stands on the plan's document."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid
from core.models import Organisation
from funds import services as funds
from funds.drafting import money_of
from funds.models import FundSource, ItemFunding
from plans import drafting
from plans.enums import VersionState
from plans.models import PlanItem, PlanVersion
from plans.services import plan_versions
from tests.factories import flows as make
from tests.plans.services.test_correcting_sources import correct, keeper, money
from tests.plans.services.test_refusals import drafted, drafter, in_library, source


def funded(county: Organisation, version: PlanVersion, pot: int, amount: str = "60.00") -> PlanItem:
    """One project of the library in the draft, paid from one source."""
    actor = drafter(county)
    [row] = plan_versions.draw(actor=actor, version=version.pk, projects=[in_library(county).pk])
    return funds.arrange(actor=actor, item=row.pk, amounts={pot: Decimal(amount)})


def safeguards(version: PlanVersion) -> str:
    content = drafting.plan_document(version, money_of(version)).content()
    return str(content["enclosure"]["blocks"])


def test_the_mandatory_elements_of_an_item_are_printed(county: Organisation) -> None:
    """四（四）·5: 附表3 prints the platform and the schedule as the draft words them."""
    version, pot, actor = drafted(county), source(county, "100.00"), drafter(county)
    row = funded(county, version, pot)
    typed = {"platform": "县扶贫产业平台", "schedule": "分两期，秋收前完工"}
    plan_versions.change_item(actor=actor, item=row.pk, fields=typed)
    table = drafting.plan_document(version, money_of(version)).content()["annexes"][2]
    printed = dict(zip([column["title"] for column in table["columns"]], table["rows"][0], strict=True))
    assert printed["使用平台"] == "县扶贫产业平台"
    assert printed["时间进度"] == "分两期，秋收前完工"


def test_a_warning_of_the_negative_list_is_justified_before_the_draft_is_closed(county: Organisation) -> None:
    """五（二）·3: and the plan names it with its reason, never denying it."""
    version, pot, actor = drafted(county), source(county, "100.00"), drafter(county)
    row = funded(county, version, pot)
    assert "均未涉及负面清单" in safeguards(version)
    plan_versions.change_item(actor=actor, item=row.pk, fields={"content": "整修道路，建门楼一处"})
    with pytest.raises(Invalid, match=rf"{row.project.name}.*形象工程.*门楼.*警示事项说明"):
        plan_versions.close_for_consultation(version)
    assert "均未涉及负面清单" not in safeguards(version)
    assert "尚未写明说明" in safeguards(version)
    plan_versions.change_item(actor=actor, item=row.pk, fields={"justifications": {"N2": "村口防洪闸门，非装饰。"}})
    plan_versions.close_for_consultation(version)
    assert f"{row.project.name}：涉及“形象工程、政绩工程”，村口防洪闸门，非装饰。" in safeguards(version)
    assert "拟予保留" in safeguards(version)  # no meeting has deliberated yet


def test_an_item_is_not_paid_more_than_its_project_costs(county: Organisation) -> None:
    version, pot, actor = drafted(county), source(county, "1000485000.01"), drafter(county)
    row = funded(county, version, pot)
    total = row.project.amount
    with pytest.raises(Invalid, match=r"超过项目总投资"):
        funds.arrange(actor=actor, item=row.pk, amounts={pot: total + Decimal("0.01")})
    row.refresh_from_db()
    assert row.amount == Decimal("60.00")
    funds.arrange(actor=actor, item=row.pk, amounts={pot: total})
    assert funds.findings(version) == []
    ItemFunding.objects.filter(item=row).update(amount=total + 1)
    PlanItem.objects.filter(pk=row.pk).update(amount=total + 1)
    [found] = funds.findings(version)
    assert (found.where, "超过项目总投资" in found.message) == (row.project.name, True)
    with pytest.raises(Invalid, match="超过项目总投资"):
        funds.close(version)


def test_levels_stand_from_above_downwards(county: Organisation) -> None:
    """中央、省、市（州）、县: in the text, in 附表1 and wherever sources are listed, not as their keys are spelt."""
    version, today = drafted(county), clock.today()
    for level in ("other", "county", "prefecture", "province", "central"):
        fields = {"name": level, "doc_no": f"{level}1号", "level": level, "received_on": today, **money("50.00")}
        funds.add_source(actor=keeper(county), county=county, year=make.YEAR, fields=fields)
    table = drafting.plan_document(version, money_of(version)).content()["annexes"][0]
    assert [row[2] for row in table["rows"][:-1]] == ["中央", "省级", "市（州）级", "县级", "其他（自筹等）"]
    assert re.findall(r"([^；：]+)资金1项", safeguards(version)) == [
        "中央",
        "省级",
        "市（州）级",
        "县级",
        "其他（自筹等）",
    ]
    browser = Client()
    browser.force_login(keeper(county))
    page = browser.get(reverse("funds:sources")).content.decode()
    assert re.findall(r"(\w+)1号", page) == ["central", "province", "prefecture", "county", "other"]


def test_the_first_table_stays_as_it_was_when_the_draft_was_closed(county: Organisation) -> None:
    """附表1: every column of every line, drawn on or not; what comes in later is no part of it until it is redrafted."""
    version, pot = drafted(county), source(county, "100.00")
    fields = {"name": "未安排", "doc_no": "2号", "level": "county", "received_on": version.dossier.opened_at.date()}
    funds.add_source(actor=keeper(county), county=county, year=make.YEAR, fields={**fields, **money("50.00")})
    funded(county, version, pot)
    funds.close(version)
    plan_versions.advance(version, VersionState.CONSULTING)
    before = money_of(version)
    later = {**fields, "name": "追加", "doc_no": "3号"}
    funds.add_source(actor=keeper(county), county=county, year=make.YEAR, fields={**later, **money("50.00")})
    assert money_of(version) == before
    assert [row.name for row in before.sources] == ["中央", "未安排"]
    idle = FundSource.objects.get(name="未安排").pk
    for name, value in (("amount", Decimal("120.00")), ("note", "核对"), ("nature", "stock")):
        for line in (pot, idle):
            with pytest.raises(Conflict, match="附表1所列"):
                correct(county, line, {name: value})
    plan_versions.reopen(version)
    assert len(money_of(version).sources) == 3
    assert correct(county, idle, {"note": "核对"}).note == "核对"
