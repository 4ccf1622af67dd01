"""The county lays down its subsidy standards, never below what stands above; a project picks one and says why it departs."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, Organisation
from plans.compliance import records
from plans.enums import Category, RuleOutcome
from plans.forms.rounds import ProjectForm
from plans.models import PlanItem, Project, SubsidyStandard
from plans.rules import parts
from plans.services import plan_versions, projects, standards
from tests.factories import roles as people
from tests.plans.services.test_bounds_of_a_project import proposed_once
from tests.plans.services.test_compliance import BACKEND, listed, province_keeper
from tests.plans.services.test_refusals import clerk, drafter, proposed, village

SHED = {"category": Category.INDUSTRY, "measure": "香菇大棚", "unit": "座", "village": None, "household_kind": ""}


def laid(county: Organisation, amount: int, *, days: int = 0, **more: Any) -> SubsidyStandard:
    day = clock.today() + datetime.timedelta(days=days)
    said = SHED | {"amount": Decimal(amount), "approval_document": "竹统筹组发〔2026〕3号", "valid_from": day, **more}
    return standards.lay_down(actor=drafter(county), county=county, fields=said)


def test_a_revised_standard_follows_and_the_former_stays_on_record(county: Organisation) -> None:
    first = laid(county, 4000)
    second = laid(county, 5000, days=10)
    first.refresh_from_db()
    assert first.valid_to == second.valid_from - datetime.timedelta(days=1)
    in_force = SubsidyStandard.objects.filter(county=county).in_force
    assert list(in_force(clock.today())) == [first]
    assert list(in_force(second.valid_from)) == [second]
    told = LedgerEntry.objects.filter(action="standard.laid_down").order_by("seq").last()
    assert told is not None
    assert (told.detail["subsidy_standard"], told.detail["before"]) == ("5000元/座", "4000元/座")
    with pytest.raises(Conflict, match="其后已另有规定"):
        laid(county, 6000, days=5)


def test_what_stands_above_is_the_least(county: Organisation) -> None:
    above: dict[str, Any] = {"floor": Decimal(4000), "floor_document": "鄂财农发〔2026〕1号"}
    with pytest.raises(Invalid, match="上级标准为4000元（鄂财农发〔2026〕1号）"):
        laid(county, 3999, **above)
    with pytest.raises(Invalid, match="须注明上级标准文号"):
        laid(county, 4000, floor=Decimal(4000))
    laid(county, 4000, **above)
    with pytest.raises(Invalid, match="上级标准为4000元"):
        laid(county, 3000, days=1)  # it holds for the next one too
    assert SubsidyStandard.objects.count() == 1


def test_a_village_or_a_household_is_granted_no_less_than_the_county(county: Organisation) -> None:
    own: dict[str, Any] = {"household_kind": "five_guarantees"}
    with pytest.raises(Invalid, match="请先制定"):
        laid(county, 6000, **own)
    laid(county, 5000)
    with pytest.raises(Invalid, match="县标准为5000元/座"):
        laid(county, 4999, **own)
    higher = laid(county, 6000, **own)
    assert (higher.floor, higher.described) == (Decimal(5000), "香菇大棚 6000元/座（五保户）")
    assert laid(county, 5000, village=village()).village == village()
    with pytest.raises(Invalid, match="将低于县标准，请先提高：香菇大棚"):
        laid(county, 7000, days=1)
    county_wide = SubsidyStandard.objects.get(village=None, household_kind="")
    with pytest.raises(Conflict, match="请先停用"):
        standards.end(actor=drafter(county), standard=county_wide.pk, last_day=clock.today(), ground="不再实施")
    standards.end(actor=drafter(county), standard=higher.pk, last_day=clock.today(), ground="不再实施")
    with pytest.raises(Conflict, match="已有停用日期"):
        standards.end(actor=drafter(county), standard=higher.pk, last_day=clock.today(), ground="不再实施")


def row(county: Organisation, **changed: Any) -> SubsidyStandard:
    """Past the service."""
    said = SHED | {"amount": 5000, "approval_document": "1号", "valid_from": clock.today(), **changed}
    return SubsidyStandard.objects.create(county=county, set_by=people.person(), **said)


def test_the_database_keeps_it_whoever_writes(county: Organisation) -> None:
    kept = row(county)
    for wrong in (
        {"amount": 3, "floor": 4, "unit": "亩"},
        {"amount": 4999, "household_kind": "low_income"},
        {"amount": 9, "village": village(), "unit": "头"},  # no standard of the county to stand on
        {"valid_from": clock.today() + datetime.timedelta(days=1)},  # the former is open still
        {"approval_document": "", "unit": "只"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row(county, **wrong)
    row(county, amount=6000, household_kind="low_income")
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        SubsidyStandard.objects.filter(pk=kept.pk).update(amount=9000)
    with pytest.raises(IntegrityError, match="不得改动"), transaction.atomic():
        kept.delete()
    SubsidyStandard.objects.filter(pk=kept.pk).update(valid_to=clock.today())
    with pytest.raises(IntegrityError, match="不得低于县标准"), transaction.atomic():
        row(county, amount=7000, valid_from=clock.today() + datetime.timedelta(days=1))


def test_neither_the_province_nor_a_township_nor_another_county_lays_one_down(
    county: Organisation, client: Client
) -> None:
    kept = laid(county, 5000)
    for actor in (province_keeper(), clerk()):
        with pytest.raises(Refused, match=f"补助标准由{county.name}制定"):
            standards.lay_down(actor=actor, county=county, fields={**SHED})
        with pytest.raises(Refused):
            standards.end(actor=actor, standard=kept.pk, last_day=clock.today(), ground="无")
        client.force_login(actor, backend=BACKEND)
        assert client.get(reverse("plans:lay_down_standard", args=[county.pk])).status_code == 403
    client.logout()
    page = client.get(reverse("plans:county_standards", args=[county.pk])).content.decode()
    assert "香菇大棚" in page
    assert "制定标准" not in page


def test_its_working_group_lays_one_down_on_the_page(county: Organisation, client: Client) -> None:
    client.force_login(drafter(county), backend=BACKEND)
    address = reverse("plans:lay_down_standard", args=[county.pk])
    typed = {
        "category": "industry", "measure": "香菇大棚", "unit": "座", "amount": "5000", "approval_document": "纪要1号",
        "valid_from": clock.today().isoformat(), "floor": "6000", "floor_document": "鄂财农发〔2026〕1号",
    }  # fmt: skip
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"amount"}
    for much in ("9" * 17, "9" * 10):  # more than the column holds, more than any project costs
        told = client.post(address, typed | {"amount": much}).context["form"].errors["amount"]
        assert "以元为单位" in told[0]
    grouped = dict(answer.context["form"].fields["village"].choices)
    above = village().parent
    assert above is not None
    assert (village().pk, village().name) in grouped[above.name]
    assert client.post(address, typed | {"floor": "4000"}).status_code == 302
    made = SubsidyStandard.objects.get()
    assert client.get(f"{address}?after={made.pk}").context["form"]["amount"].value() == made.amount
    page = client.get(reverse("plans:county_standards", args=[county.pk])).content.decode()
    assert "上级标准4000元（鄂财农发〔2026〕1号）" in page
    end = reverse("plans:end_standard", args=[made.pk])
    by_area = client.post(address, typed | {"unit": "亩", "floor": "", "floor_document": ""}, follow=True)
    assert "“香菇大棚”另有按“座”计的标准" in by_area.content.decode()
    assert client.post(end, {"last_day": clock.today().isoformat(), "ground": "不再实施"}).status_code == 302


def test_the_page_asks_no_more_for_more_standards(county: Organisation, client: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("plans:county_standards", args=[county.pk])).status_code == 200
        return len(seen)

    laid(county, 5000)
    few = statements()
    laid(county, 6000, village=village())
    laid(county, 6000, household_kind="five_guarantees")
    laid(county, 7000, unit="亩")
    assert statements() == few


def test_a_project_picks_a_standard_and_gets_it_filled_in(county: Organisation) -> None:
    project = proposed(county).projects.get()
    picked = laid(county, 5000, category=project.category)
    form = ProjectForm(instance=project, proposer=village())
    typed = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    asked = typed | {"standard": picked.pk, "quantity": "12", "amount": "6"}
    filled = ProjectForm(asked, instance=project, proposer=village())
    assert filled.is_valid(), filled.errors
    assert (filled.cleaned_data["unit"], filled.cleaned_data["unit_standard"]) == ("座", Decimal(5000))
    changed = projects.change(actor=clerk(), project=project.pk, fields=filled.values())
    assert projects.cautions(changed) == []
    higher = ProjectForm(asked | {"unit_standard": "5500", "amount": "6.6"}, instance=changed, proposer=village())
    assert higher.is_valid(), higher.errors
    departing = projects.change(actor=clerk(), project=project.pk, fields=higher.values())
    assert "与县定标准（5000元/座）不同" in projects.cautions(departing)[0]
    wrong = ProjectForm(asked | {"unit_standard": "5500"}, instance=changed, proposer=village())
    assert set(wrong.errors) == {"unit_standard"}
    with pytest.raises(Invalid, match="不属于本县本类别"):
        projects.change(actor=clerk(), project=project.pk, fields={"category": Category.CAPACITY})


def test_a_standard_of_a_village_is_picked_for_work_in_that_village(county: Organisation) -> None:
    project = proposed(county).projects.get()
    laid(county, 5000, category=project.category)
    elsewhere = Organisation.objects.filter(kind="village", county=county).exclude(pk=project.proposer_id).first()
    of_another = laid(county, 6000, category=project.category, village=elsewhere)
    own = laid(county, 7000, category=project.category, village=project.proposer)
    measured: dict[str, Any] = {"quantity": Decimal(1), "unit": "座", "unit_standard": Decimal(6000)}
    wanted = measured | {"amount": Decimal(6000), "standard": of_another}
    with pytest.raises(Invalid, match="只适用于") as told:
        projects.change(actor=clerk(), project=project.pk, fields=wanted)
    assert told.value.field == "standard"
    projects.change(actor=clerk(), project=project.pk, fields=wanted | {"standard": own})
    assert Project.objects.get().standard == own


def test_a_part_by_another_standard_departs_too(county: Organisation) -> None:
    project = proposed(county).projects.get()
    picked = laid(county, 5000, category=project.category)
    project.standard, project.parts = picked, parts.read("大棚｜10｜座｜8000｜\n水池｜5｜口｜2000｜")
    assert "与县定标准（5000元/座）不同" in standards.cautions(project)[0]
    project.parts = parts.read("大棚｜10｜座｜5000｜\n水池｜5｜口｜2000｜")
    assert standards.cautions(project) == []


def test_a_project_of_before_is_valid_without_any_of_it(county: Organisation, client: Client) -> None:
    proposed_once(county)
    project = Project.objects.get()
    assert (project.quantity, project.unit, project.support_mode, project.parts) == (None, "", "", [])
    client.force_login(clerk(), backend=BACKEND)
    page = client.get(reverse("plans:project", args=[project.pk])).content.decode()
    assert page.count("未填") >= 5
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.update(quantity=2, unit="座", unit_standard=1)
    listed_unsaid = client.get(reverse("plans:library"), {"support": "unsaid"}).context["page"]
    assert [one.pk for one in listed_unsaid] == [project.pk]
    assert not client.get(reverse("plans:library"), {"support": "award"}).context["page"].object_list


def verdict(item: PlanItem, code: str) -> RuleOutcome:
    [found] = [row.outcome for row in records.standing(item.version).rows if row.code == code]
    return found


def test_a_plan_says_why_a_row_departs_from_the_countys_standard(county: Organisation) -> None:
    version = listed(county, 1)
    item = version.items.select_related("project").get()
    picked = row(county, category=item.project.category, unit="座")
    plan_versions.change_item(
        actor=drafter(county),
        item=item.pk,
        fields={"quantity": Decimal(10), "unit": "座", "unit_standard": Decimal(5000)},
    )
    item.refresh_from_db()
    assert verdict(item, "B14") == RuleOutcome.UNANSWERED  # 5万元 of an amount of 6.0001
    Project.objects.filter(pk=item.project_id).update(standard=picked)
    assert verdict(item, "C04") == RuleOutcome.PASSED
    PlanItem.objects.filter(pk=item.pk).update(unit_standard=Decimal("6000.10"))
    assert verdict(item, "B14") == RuleOutcome.PASSED
    assert verdict(item, "C04") == RuleOutcome.UNANSWERED
    Project.objects.filter(pk=item.project_id).update(standard_reason="深山区运距远")
    assert verdict(item, "C04") == RuleOutcome.JUSTIFIED
    [printed] = [r for r in records.standing(item.version).rows if r.code == "C04"]
    assert printed.hits[0].justification == "深山区运距远"
