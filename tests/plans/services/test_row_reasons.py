"""Why a warning stays is said rule by rule, where the rule and what it found stand beside the box."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.errors import Conflict, Invalid
from core.models import Organisation
from plans.compliance.records import warned
from plans.models import PlanItem, Project
from plans.services import plan_versions
from plans.services.row_reasons import with_reasons
from tests.desk.conftest import logged_in
from tests.plans.services.test_refusals import drafted, drafter, source
from tests.plans.services.test_what_the_plan_prints import funded, safeguards

GATE = "村口防洪闸门，非装饰。"


def test_a_reason_written_on_the_page_answers_one_rule(county: Organisation) -> None:
    version, pot, actor = drafted(county), source(county, "100.00"), drafter(county)
    row = funded(county, version, pot)
    plan_versions.change_item(actor=actor, item=row.pk, fields={"content": "整修道路，建门楼一处"})
    Project.objects.filter(pk=row.project_id).update(poor_people=0, poor_households=0)
    browser, address = logged_in(actor), reverse("plans:item", args=[row.pk])
    plan = browser.get(reverse("plans:plan", args=[version.pk])).content.decode()
    for code in ("N1", "N2"):
        assert f'href="{address}#id_reason-{code}"' in plan
    page = browser.get(address).content.decode()
    assert 'id="id_reason-N2"' in page
    assert "警示事项说明：N2 形象工程、政绩工程" in page
    assert "涉及负面清单" in page
    names = ("platform", "content", "schedule", "responsible_unit")
    typed = {name: getattr(PlanItem.objects.get(pk=row.pk), name) for name in names}
    refused = browser.post(address, typed | {"reason-N2": "长" * 501})
    assert refused.status_code == 422
    assert browser.post(address, typed | {"reason-N2": GATE, "reason-N1": ""}).status_code == 302
    row.refresh_from_db()
    assert row.justifications == {"N2": GATE}
    assert {one.code: one.hits[0].justification for one in warned(row)} == {"N1": "", "N2": GATE}
    with pytest.raises(Invalid, match=r"受益贫困户"):
        plan_versions.close_for_consultation(version)
    said = safeguards(version)
    assert f"涉及“形象工程、政绩工程”，{GATE}" in said
    assert "涉及“非精准扶贫支出”，尚未写明说明" in said


def test_what_was_said_before_gives_way_rule_by_rule() -> None:
    """The empty code is what a row said when it had one reason for all."""
    assert with_reasons({"": "续建"}, {"N2": GATE}) == {"": "续建", "N2": GATE}
    assert with_reasons({"": "续建"}, {"N2": GATE, "N1": " ", "": ""}) == {"N2": GATE}
    with pytest.raises(Conflict, match="规则B21不在单个项目上说明"):
        with_reasons({}, {"B21": GATE})
    with pytest.raises(Invalid, match="不超过500字"):
        with_reasons({}, {"N2": "长" * 501})
