"""What is typed into a draft stands on the plan's document."""

from __future__ import annotations

from decimal import Decimal

from core.models import Organisation
from funds import services as funds
from funds.drafting import money_of
from plans import drafting
from plans.services import plan_versions
from tests.plans.services.test_refusals import drafted, drafter, in_library, source


def test_the_mandatory_elements_of_an_item_are_printed(county: Organisation) -> None:
    """四（四）·5: 附表3 prints the platform and the schedule as the draft words them."""
    version, pot, actor = drafted(county), source(county, "100.00"), drafter(county)
    [row] = plan_versions.draw(actor=actor, version=version.pk, projects=[in_library(county).pk])
    funds.arrange(actor=actor, item=row.pk, amounts={pot: Decimal("60.00")})
    typed = {"platform": "县扶贫产业平台", "schedule": "分两期，秋收前完工"}
    plan_versions.change_item(actor=actor, item=row.pk, fields=typed)
    table = drafting.plan_document(version, money_of(version)).content()["annexes"][2]
    printed = dict(zip([column["title"] for column in table["columns"]], table["rows"][0], strict=True))
    assert printed["使用平台"] == "县扶贫产业平台"
    assert printed["时间进度"] == "分两期，秋收前完工"
