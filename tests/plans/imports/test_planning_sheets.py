"""Needs of a plan of several years and what the county arranges of them, by spreadsheets out and back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Dossier, LedgerEntry, Organisation, User
from plans.enums import MasterPlanState, ProjectState
from plans.forms.master_plan import NeedForm
from plans.imports import applying, preparing
from plans.imports.arrangement import ARRANGEMENT
from plans.imports.datasets import Dataset
from plans.imports.needs import NEEDS
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from plans.models import MasterPlanVersion, Need, PreparedImport, Project, TownshipNeeds, VillageNeeds
from plans.services import master_plans, needs
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.imports.tables import confirmed, edited, said, treasurer, verdicts
from tests.plans.services import planning
from tests.plans.services.planning import line, passed_on, stated
from tests.plans.services.test_refusals import in_library
from tests.plans.tables.sheets import as_xlsx
from workflows.flows.rehearsal.people import holder

HEADINGS = (
    "年度",
    "类别",
    "建设内容",
    "需求资金（万元）",
    "受益户数",
    "受益人数",
    "其中贫困户",
    "其中贫困人口",
    "项目编号",
)
GOOD = ("2027年", "特色产业发展", "茶园改造200亩", "30（其中冷库5）", "60", "210", "25", "80", "")


@pytest.fixture
def part(county: Organisation) -> TownshipNeeds:
    return passed_on(planning.opened(county))


@pytest.fixture
def held(part: TownshipNeeds) -> VillageNeeds:
    return planning.village(part, make.FIRST)


def clerk(held: VillageNeeds) -> User:
    return holder(Duty.PROPOSE_PROJECTS, held.village)


def sent(
    actor: User, register: Dataset, at: Organisation, content: bytes | Sequence[Sequence[str]], year: int = make.YEAR
) -> PreparedImport:
    file = content if isinstance(content, bytes) else as_xlsx(content)
    return preparing.receive(
        actor=actor, key=register.key, organisation=at, year=year, name="规划.xlsx", content=file
    )  # fmt: skip


def sheet_of(register: Dataset, at: Organisation, county: Organisation, **asked: bool) -> bytes:
    context = Context(at, county, make.YEAR)
    return template(register.bound(context), context, **asked)


def test_a_village_states_its_needs_by_a_sheet(county: Organisation, held: VillageNeeds) -> None:
    two = [HEADINGS, GOOD, ("2029", "公共服务", "文化广场", "12.5", "90", "310", "", "", ""), ("合计", "", "", "42.5")]
    prepared = sent(clerk(held), NEEDS, held.village, two)
    assert verdicts(prepared) == ["new", "new", "left_out"]
    assert said(prepared.rows.in_order()[0], "其中冷库5")
    assert not held.lines.exists()
    confirmed(prepared)
    first, second = held.lines.order_by("year")
    assert (first.amount, first.planned, first.people) == (Decimal(300_000), Decimal(300_000), 210)
    assert (second.year, second.category, second.poor_people) == (2029, "public_service", 0)
    assert LedgerEntry.objects.filter(action="needs.line_added").count() == 2
    assert verdicts(sent(clerk(held), NEEDS, held.village, two))[:2] == ["unchanged", "unchanged"]

    file = sheet_of(NEEDS, held.village, county, with_rows=True)
    rule = load_workbook(io.BytesIO(file)).worksheets[0].data_validations.dataValidation[0]
    assert (rule.type, str(rule.sqref).startswith("B4")) == ("list", True)
    changed = sent(clerk(held), NEEDS, held.village, edited(file, {"E4": "31.5"}))
    assert verdicts(changed)[:2] == ["changed", "unchanged"]
    assert changed.rows.in_order()[0].label == "2027 茶园改造200亩"
    needs.change(actor=clerk(held), line=first.pk, fields={"amount": Decimal(290_000)})
    with pytest.raises(Stale):
        confirmed(changed, "核实")
    assert verdicts(changed)[:2] == ["conflict", "unchanged"]
    row = changed.rows.in_order()[0]
    kept = {row.pk: {"amount": "sheet"}}
    applying.choose(actor=clerk(held), prepared=changed.pk, listed=[row.pk], chosen=[row.pk], kept=kept)
    confirmed(changed, "核实")
    first.refresh_from_db()
    assert (first.amount, first.planned) == (Decimal(315_000), Decimal(315_000))


def test_a_link_stays_when_a_plan_took_its_project(county: Organisation, held: VillageNeeds, client: Client) -> None:
    project = in_library(county)
    kept = needs.add(actor=clerk(held), needs=held.needs_id, village=held.pk, fields=line(project=project))
    file = sheet_of(NEEDS, held.village, county, with_rows=True)
    Project.objects.filter(pk=project.pk).update(state=ProjectState.IN_PLAN)
    changed = sent(clerk(held), NEEDS, held.village, edited(file, {"E4": "31.5"}))
    confirmed(changed, "核实")
    kept.refresh_from_db()
    assert (kept.amount, kept.project) == (Decimal(315_000), project)
    offered = NeedForm(instance=kept, part=held.needs, place=held.village).fields["project"]
    assert project in cast("Any", offered).queryset
    with pytest.raises(Invalid, match="已入库的项目"):
        needs.add(actor=clerk(held), needs=held.needs_id, village=held.pk, fields=line(project=project))


def test_each_wrong_cell_of_a_need_is_named(held: VillageNeeds) -> None:
    rows = [
        HEADINGS,
        ("2031", *GOOD[1:]),
        ("2027", "别的类别", *GOOD[2:]),
        ("2027", "特色产业发展", "", *GOOD[3:]),
        (*GOOD[:3], "-1", *GOOD[4:]),
        (*GOOD[:2], "香菇大棚", "3", "60", "210", "61", "80", ""),
        (*GOOD[:2], "蓄水池", "3", "60", "210", "25", "80", "420323-2027-9999"),
    ]
    prepared = sent(clerk(held), NEEDS, held.village, rows)
    assert verdicts(prepared) == ["wrong"] * 6
    columns = [[r["column"] for r in row.remarks if r["wrong"]] for row in prepared.rows.in_order()]
    assert columns == [["A"], ["B"], ["C"], ["D"], ["G"], ["I"]]
    assert said(prepared.rows.in_order()[0], "2027、2028、2029")
    assert said(prepared.rows.in_order()[5], "已入库的项目")
    assert not held.lines.exists()


def test_only_the_writer_and_only_while_it_lies_with_him(
    county: Organisation, part: TownshipNeeds, held: VillageNeeds, client: Client
) -> None:
    other = planning.village(part, make.SECOND)
    for actor, at in ((clerk(other), held.village), (treasurer(county), held.village), (clerk(held), part.township)):
        with pytest.raises(Refused, match="没有为"):
            sent(actor, NEEDS, at, [HEADINGS, GOOD])
    reviewer = holder(Duty.REVIEW_PROPOSALS, part.township)
    with pytest.raises(Conflict, match="不在填报环节"):
        sent(reviewer, NEEDS, part.township, [HEADINGS, GOOD])
    with pytest.raises(Conflict, match="不在填报环节"):
        sent(clerk(held), NEEDS, held.village, [HEADINGS, GOOD], year=make.YEAR + 7)
    client.force_login(clerk(held))
    page = client.get(reverse("plans:village_needs", args=[held.pk])).content.decode()
    upload = reverse("plans:import_upload", args=["needs", held.village_id])
    assert f"{upload}?year={make.YEAR}" in page
    assert reverse("plans:village_needs", args=[held.pk]) in client.get(f"{upload}?year={make.YEAR}").content.decode()
    waiting = sent(clerk(held), NEEDS, held.village, [HEADINGS, (*GOOD[:2], "蓄水池", *GOOD[3:])])
    stated(part, make.FIRST, line())
    with pytest.raises(Conflict, match="不在填报环节"):
        confirmed(waiting)
    assert held.lines.count() == 1
    planning.nobody_else_answers(part)
    confirmed(sent(reviewer, NEEDS, part.township, [HEADINGS, GOOD]))
    assert part.lines.get(village=None).content == "茶园改造200亩"


def test_the_county_arranges_by_a_sheet(county: Organisation, part: TownshipNeeds, client: Client) -> None:
    stated(part, make.FIRST, line(), line(year=make.YEAR + 1, content="蓄水池", amount=Decimal(100_000)))
    group, compiler = planning.group(county), planning.compiler(county)
    file = sheet_of(ARRANGEMENT, group, county, with_rows=True)
    sheet = load_workbook(io.BytesIO(file)).worksheets[0]
    assert [cell.value for cell in sheet[4]][1:] == [
        part.township.name, planning.village(part, make.FIRST).village.name, str(make.YEAR), "特色产业发展", "茶园改造200亩", 30, 30,
    ]  # fmt: skip
    rule = next(one for one in sheet.data_validations.dataValidation if "H4" in str(one.sqref))
    assert rule.formula2 == "IF(ISNUMBER(G4),G4,100000000)"
    early = sent(compiler, ARRANGEMENT, group, edited(file, {"H4": "20"}))
    assert said(early.rows.in_order()[0], "尚未接收")
    Dossier.objects.filter(pk=part.dossier_id).update(closed_at=clock.now())
    wrong = sent(compiler, ARRANGEMENT, group, edited(file, {"H4": "30.000001", "F5": "水渠"}))
    assert [[r["column"] for r in row.remarks if r["wrong"]] for row in wrong.rows.in_order()[:2]] == [["H"], ["F"]]
    prepared = sent(compiler, ARRANGEMENT, group, edited(file, {"H4": "20.000001", "H5": "0"}))
    assert verdicts(prepared) == ["changed", "changed", "left_out"]
    with pytest.raises(Refused):
        applying.confirm(actor=treasurer(county), prepared=prepared.pk, everything=True, reason="压减")
    confirmed(prepared, "按财力压减")
    assert list(Need.objects.order_by("year").values_list("planned", flat=True)) == [Decimal("200000.01"), Decimal(0)]
    assert LedgerEntry.objects.filter(action="master_plan.arranged").count() == 1
    typed = [
        ("村", "年度", "类别", "建设内容", "规划资金（万元）"),
        (*_words(part), "25"),
        ("没有的村", *_words(part)[1:], "1"),
    ]
    strange = sent(
        compiler, ARRANGEMENT, group, [("乡镇", *typed[0]), *((part.township.name, *row) for row in typed[1:])]
    )
    assert verdicts(strange) == ["changed", "wrong"]
    loose = (typed[1][0], f"{make.YEAR}年", " 特色产业发展", "茶园 改造２００亩", "25")
    spelt = sent(compiler, ARRANGEMENT, group, [("乡镇", *typed[0]), (f" {part.township.name}", *loose)])
    assert [one["field"] for one in spelt.rows.get().changes] == ["amount"]
    old = sent(compiler, ARRANGEMENT, group, edited(file, {"G4": "60"}))
    assert said(old.rows.in_order()[0], "登记的需求资金为30万元，表中为60万元")
    assert verdicts(spelt) == ["changed"]
    client.force_login(compiler)
    lines = client.get(reverse("plans:master_lines", args=[part.version_id])).content.decode()
    assert f"{reverse('plans:import_upload', args=['arrangement', group.pk])}?year={make.YEAR}" in lines
    MasterPlanVersion.objects.filter(pk=part.version_id).update(state=MasterPlanState.DECIDING)
    for refused in (strange, None):
        with pytest.raises(Conflict, match="汇总编制"):
            confirmed(refused, "改") if refused else sent(compiler, ARRANGEMENT, group, file)
    assert Need.objects.order_by("year")[0].planned == Decimal("200000.01")


def _words(part: TownshipNeeds) -> tuple[str, ...]:
    return planning.village(part, make.FIRST).village.name, str(make.YEAR), "特色产业发展", "茶园改造200亩"


def test_a_cell_that_both_arranged_is_asked_about(county: Organisation, part: TownshipNeeds) -> None:
    stated(part, make.FIRST, line())
    Dossier.objects.filter(pk=part.dossier_id).update(closed_at=clock.now())
    group, compiler = planning.group(county), planning.compiler(county)
    file = sheet_of(ARRANGEMENT, group, county, with_rows=True)
    master_plans.arrange(actor=compiler, version=part.version_id, amounts={Need.objects.get().pk: Decimal(150_000)})
    assert verdicts(sent(compiler, ARRANGEMENT, group, file))[0] == "unchanged"
    assert verdicts(sent(compiler, ARRANGEMENT, group, edited(file, {"H4": "20"})))[0] == "conflict"
    with pytest.raises(Invalid, match="没有可以导入的行"):
        confirmed(sent(compiler, ARRANGEMENT, group, file))
