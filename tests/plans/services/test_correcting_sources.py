"""A line of the fund table is mended for a reason, not below what is drawn, and not where it is printed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.enums import OrganisationKind
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation, User
from funds import services as funds
from funds.drafting import frozen_money_of
from funds.enums import MovementAct
from funds.models import FundSource
from plans.enums import VersionState
from plans.services import plan_versions
from plans.services.organs import organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import give, person
from tests.funds.money import enter
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library, source
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer


def keeper(county: Organisation) -> User:
    return holder(Duty.MANAGE_SOURCES, Proposer(county, make.YEAR).departments["finance"])


def correct(county: Organisation, pot: int, fields: dict[str, Any], reason: str = "指标文调减。") -> FundSource:
    return funds.correct_source(actor=keeper(county), source=pot, fields=fields, reason=reason)


def money(text: str) -> dict[str, Any]:
    return {"amount": Decimal(text), "integrable": Decimal(text)}


def test_a_correction_is_on_record_with_its_reason(county: Organisation) -> None:
    pot = source(county, "100.00")
    assert correct(county, pot, money("80.00")).integrable == 80
    said = LedgerEntry.objects.get(action="source.corrected").detail
    assert said["reason"] == "指标文调减。"
    assert said["changed"]["amount"] == ["100.00", "80.00"]
    with pytest.raises(Invalid, match="理由"):
        correct(county, pot, money("70.00"), reason=" ")
    with pytest.raises(Refused):
        funds.correct_source(actor=clerk(), source=pot, fields=money("70.00"), reason="无")


def test_it_is_never_less_than_a_plan_draws(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("60.00")})
    with pytest.raises(Invalid, match="已安排"):
        correct(county, pot, money("59.99"))
    assert correct(county, pot, {"name": "中央财政资金", **money("60.00")}).name == "中央财政资金"
    plan_versions.advance(version, VersionState.SIGNING)
    with pytest.raises(Conflict, match="不能更正"):
        correct(county, pot, {"level": "county"})
    with pytest.raises(Conflict, match="不能更正"):
        correct(county, pot, {"note": "已核对"})


def test_what_a_plan_overdraws_already_may_still_be_mended_where_it_is_no_less(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("80.00")})
    enter(county, FundSource.objects.get(pk=pot), MovementAct.RECOVER, "40.00", knows=True)
    assert correct(county, pot, {"vintage": 2025}).vintage == 2025
    with pytest.raises(Invalid, match=r"已安排0\.008万元"):
        correct(county, pot, money("59.99"))


def test_what_comes_into_the_table_later_is_no_part_of_the_issued_plan(county: Organisation) -> None:
    version, pot = drafted(county), source(county, "100.00")
    [row] = plan_versions.draw(actor=drafter(county), version=version.pk, projects=[in_library(county).pk])
    funds.arrange(actor=drafter(county), item=row.pk, amounts={pot: Decimal("100.00")})
    before = frozen_money_of(version)
    fields = {"name": "追加", "doc_no": "2号", "level": "county", "received_on": version.dossier.opened_at.date()}
    funds.add_source(actor=keeper(county), county=county, year=make.YEAR, fields={**fields, **money("50.00")})
    assert frozen_money_of(version) == before
    assert before.by_level() == {"central": Decimal("100.00")}


def test_the_page_is_the_finance_bureaus(county: Organisation, client: Client) -> None:
    pot = source(county, "100.00")
    page = reverse("funds:correct_source", args=[pot])
    client.force_login(clerk())
    assert client.get(page).status_code == 403
    client.force_login(keeper(county))
    assert page in client.get(reverse("funds:sources")).content.decode()
    shown = client.get(page)
    assert "更正资金来源" in shown.content.decode()
    filled = {
        "name": "中央", "doc_no": "1号", "level": "central", "nature": "current", "received_on": "2026-07-01",
        "amount": "0.009", "integrable": "0.009", "reason": "录入有误。",
    }  # fmt: skip
    assert client.post(page, {**filled, "reason": ""}).status_code == 422
    assert client.post(page, filled).status_code == 302
    assert FundSource.objects.get(pk=pot).amount == 90


def test_a_line_entered_twice_is_told(county: Organisation, client: Client) -> None:
    source(county, "100.00")
    bureau = Proposer(county, make.YEAR).departments["finance"]
    client.force_login(keeper(county))
    filled = {
        "year": make.YEAR, "name": "中央", "doc_no": "1号", "level": "central", "nature": "current",
        "received_on": "2026-07-01", "amount": "1", "integrable": "1",
    }  # fmt: skip
    assert 400 <= client.post(reverse("funds:add_source", args=[bureau.pk]), filled).status_code < 500
    assert FundSource.objects.count() == 1


@pytest.mark.parametrize(
    ("duty", "is_shown"),
    [
        (Duty.SUPERVISE, True),
        (Duty.MANAGE_SOURCES, True),
        (Duty.ADMINISTER_SYSTEM, False),
        (Duty.ADMINISTER_AUDIT, False),
    ],
)
def test_who_reads_the_county_reads_its_sources(
    client: Client, county: Organisation, duty: Duty, is_shown: bool
) -> None:
    """The three administrators read no business, wherever they hang: not at an office, not at the county itself."""
    source(county, "100.00")
    for place in (county, organ(county, OrganisationKind.WORKING_GROUP)):
        reader = person()
        give(reader, duty, place)
        client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
        assert (str(make.YEAR) in _listed(client)) is is_shown


def _listed(client: Client) -> str:
    return " ".join(str(line.year) for line in client.get(reverse("funds:sources")).context["page"])
