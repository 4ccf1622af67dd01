"""Thresholds of the province and of its counties: which holds, what a plan prints of them, what a record keeps."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from core import clock
from core.models import Organisation
from funds.drafting import money_of
from plans import drafting
from plans.compliance import reading, records, registry
from plans.enums import CheckStage, RuleOutcome, VersionState
from plans.models import PlanVersion, RuleThreshold
from plans.services import compliance, justifying, plan_versions, thresholds
from tests.factories import roles as people
from tests.plans.services.test_compliance import listed, outcome, province_keeper
from tests.plans.services.test_refusals import drafter


def laid_down(county: Organisation | None, value: int, *, key: str = "village_share", days: int = 0) -> RuleThreshold:
    """As a record; the service is asked elsewhere."""
    return RuleThreshold.objects.create(
        county=county, key=key, value=Decimal(value), starts_on=clock.today() + datetime.timedelta(days=days),
        basis="县政府文件" if county else "省政府文件", set_by=people.person(),
    )  # fmt: skip


def standing(county: Organisation, key: str = "village_share") -> tuple[Decimal, str]:
    found = reading.thresholds(county, clock.today())[key]
    return found.value, found.organisation


def printed(version: PlanVersion) -> str:
    return str(drafting.plan_document(version, money_of(version)).content()["enclosure"]["blocks"])


def test_a_countys_figure_holds_only_while_it_is_as_strict_as_the_provinces(county: Organisation) -> None:
    assert standing(county) == (Decimal(30), "")
    laid_down(county, 40, days=-4)  # laxer than the system's own, whoever entered it
    assert standing(county) == (Decimal(30), "")
    laid_down(None, 50, days=-3)
    assert standing(county) == (Decimal(40), county.name)
    laid_down(None, 20, days=-2)  # the province got stricter afterwards
    assert standing(county) == (Decimal(20), "")
    laid_down(county, 10, days=-1)
    assert standing(county) == (Decimal(10), county.name)
    laid_down(county, 5, days=1)  # not yet
    assert standing(county) == (Decimal(10), county.name)


def test_where_the_larger_figure_is_the_stricter_it_is_the_one_that_holds(county: Organisation) -> None:
    laid_down(county, 4, key="small_amount")
    assert standing(county, "small_amount") == (Decimal(5), "")
    laid_down(None, 3, key="small_amount")
    assert standing(county, "small_amount") == (Decimal(4), county.name)


def test_the_province_may_loosen_and_the_county_follows_it(county: Organisation) -> None:
    tomorrow = clock.today() + datetime.timedelta(days=1)
    said: dict[str, Any] = {"key": "village_share", "starts_on": tomorrow, "basis": "文件"}
    thresholds.set_threshold(actor=province_keeper(), county=None, value=Decimal(60), **said)
    thresholds.set_threshold(actor=drafter(county), county=county, value=Decimal(55), **said)
    clock.advance(by=datetime.timedelta(days=1))
    assert standing(county) == (Decimal(55), county.name)


def test_a_plan_prints_the_figures_that_are_not_the_systems_own(county: Organisation) -> None:
    version = listed(county, 1)
    assert "系统设定" not in printed(version)
    laid_down(county, 20)
    laid_down(None, 5, key="small_amount")  # as the system has it
    laid_down(None, 60, key="township_share")
    day = f"{clock.today().year}年{clock.today().month}月{clock.today().day}日"
    text = printed(version)
    assert "（五）说明合规事项。" in text
    assert "检查所用标准中，下列2项与系统设定不同：" in text
    assert f"1. 单个村所占份额上限：20%（系统设定30%），依据{county.name}“县政府文件”，自{day}起。" in text
    assert f"2. 单个乡镇所占份额上限：60%（系统设定50%），依据省级规定“省政府文件”，自{day}起。" in text


def test_a_plan_prints_them_after_its_reasons_and_as_they_were_when_it_left_its_drafter(county: Organisation) -> None:
    version = listed(county, 10)
    laid_down(county, 20)
    justifying.justify(actor=drafter(county), version=version.pk, code="B21", text="整村推进试点村。")
    plan_versions.close_for_consultation(version)
    assert version.state == VersionState.CONSULTING
    clock.advance(by=datetime.timedelta(days=3))
    laid_down(county, 10, days=-1)
    text = printed(version)
    assert text.index("整村推进试点村。") < text.index("下列1项与系统设定不同")
    assert "单个村所占份额上限：20%（系统设定30%）" in text


def test_a_record_is_judged_again_by_what_it_kept_whatever_the_registers_say(
    county: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another setting of the system's own, in a later release, changes no record."""
    version = listed(county, 10)
    check = compliance.keep(version=version, stage=CheckStage.CONSULTED)
    assert outcome(version, "B21") == RuleOutcome.UNANSWERED
    lax = {
        key: (replace(parameter, usual=parameter.highest), codes)
        for key, (parameter, codes) in registry.parameters().items()
    }
    monkeypatch.setattr(registry, "parameters", lambda: lax)
    assert outcome(version, "B21") == RuleOutcome.PASSED
    again = records.rechecked(check, version)
    assert records.differences(records.kept(check), again) == []
    assert again.thresholds["village_share"].value == Decimal(30)
