"""What comes into the fund table after a draft was closed: the panel of its page says that 附表1 leaves it out."""

from __future__ import annotations

from django.template import Context, Template

from core.models import Organisation
from funds import services as funds
from funds.drafting import money_of
from plans.enums import VersionState
from plans.models import PlanVersion
from plans.services import plan_versions
from tests.factories import flows as make
from tests.plans.services.test_correcting_sources import keeper, money
from tests.plans.services.test_refusals import drafted, source
from tests.plans.services.test_what_the_plan_prints import funded

LATER = "编制后新增，未列入"


def panel(version: PlanVersion) -> str:
    return Template("{% load plan_money %}{% plan_sources version %}").render(Context({"version": version}))


def closed_then_added(county: Organisation) -> PlanVersion:
    version, pot = drafted(county), source(county, "100.00")
    funded(county, version, pot)
    funds.close(version)
    plan_versions.advance(version, VersionState.CONSULTING)
    fields = {"name": "追加资金", "doc_no": "3号", "level": "county", "received_on": version.dossier.opened_at.date()}
    funds.add_source(actor=keeper(county), county=county, year=make.YEAR, fields={**fields, **money("730000.00")})
    return version


def test_the_panel_sums_what_the_annex_lists_and_names_the_rest(county: Organisation) -> None:
    version = closed_then_added(county)
    table, _heading, below = panel(version).partition(LATER)
    listed = {row.name for row in money_of(version).sources}
    assert listed == {"中央"}
    assert "追加资金" not in table
    assert "追加资金" in below
    assert "可整合73万元" in below
    assert '<td class="number" data-label="可整合（万元）">0.01</td>' in table


def test_taken_up_again_it_lists_all_and_says_nothing(county: Organisation) -> None:
    version = closed_then_added(county)
    plan_versions.reopen(version)
    shown = panel(version)
    assert LATER not in shown
    assert "追加资金" in shown
    assert {row.name for row in money_of(version).sources} == {"中央", "追加资金"}
