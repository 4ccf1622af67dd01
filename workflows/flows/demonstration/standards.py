"""What the county of the demonstration grants a unit, how its projects are supported and built, and a fostered household."""

from __future__ import annotations

import datetime
import io
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from plans.enums import Category, HouseholdKind, ImplementMode, IntegrationMode, SupportMode
from plans.models import PayeeConsent, Project, SubsidyStandard
from plans.rules import parts
from plans.services import payees, standards
from plans.services.organs import organ
from roles.duties import Duty
from workflows.flows.demonstration import stage
from workflows.flows.demonstration.days import pause
from workflows.flows.demonstration.wishes import Wish
from workflows.flows.rehearsal.people import holder

ROAD, FARM = Category.BASIC_CONDITIONS, Category.INDUSTRY
MINUTES = "县统筹资金领导小组会议纪要〔演示〕1号"
REVISED = "县统筹资金领导小组会议纪要〔演示〕4号"
ABOVE = "鄂财农发〔演示〕2号"

LAID_DOWN: tuple[dict[str, Any], ...] = (
    {"category": ROAD, "measure": "通组公路硬化", "unit": "公里", "amount": 450_000, "floor": 400_000, "floor_document": ABOVE},
    {"category": FARM, "measure": "香菇钢架大棚", "unit": "个", "amount": 38_000},
    {"category": FARM, "measure": "油茶低产林改造", "unit": "亩", "amount": 800, "floor": 500, "floor_document": ABOVE},
    {"category": FARM, "measure": "核桃基地管护", "unit": "亩", "amount": 600},
    {"category": FARM, "measure": "中药材种植", "unit": "亩", "amount": 1_500},
    {"category": FARM, "measure": "中蜂养殖", "unit": "箱", "amount": 800},
    {"category": FARM, "measure": "中蜂养殖", "unit": "箱", "amount": 1_000, "household_kind": HouseholdKind.FIVE_GUARANTEES},
)  # fmt: skip
RAISED = {"category": FARM, "measure": "中蜂养殖", "unit": "箱", "amount": 900}

BY_UNIT: dict[str, tuple[str, str, str, str]] = {
    "龙井村二组至五组通组公路硬化": ("2.6", "公里", "450000", "通组公路硬化"),
    "双庙村香菇大棚": ("24", "个", "40000", "香菇钢架大棚"),
    "油茶低产林改造": ("1500", "亩", "800", "油茶低产林改造"),
    "九华村核桃基地管护": ("600", "亩", "600", "核桃基地管护"),
    "水田坝村机耕道": ("3.1", "公里", "240000", ""),
    "西河村产业路": ("3.4", "公里", "450000", "通组公路硬化"),
    "西河村连翘种植": ("450", "亩", "1500", "中药材种植"),
    "天桥村通组公路": ("1.9", "公里", "450000", "通组公路硬化"),
    "碾盘村入户便道": ("5.6", "公里", "90000", ""),
    "大溪河村中蜂养殖": ("500", "箱", "900", "中蜂养殖"),
}
"""By the name of the project: quantity, unit, yuan for a unit, and which of the county's standards it picked."""
DEARER = "高山区运距远、需加固基础，经村民代表会议议定高于县定标准"
"""Why a project grants more than the county's standard."""
IN_PARTS = {
    "红岩村土鸡养殖小区": "标准化鸡舍｜1200｜平方米｜500｜60\n粪污处理设施｜1｜套｜｜12",
    "吉鱼村扶贫搬迁安置点配套": "给排水管网｜1.8｜公里｜｜43.2\n化粪池｜3｜座｜50000｜15\n便道硬化｜1500｜平方米｜｜25",
}
SUPPORT = {
    "油茶低产林改造": SupportMode.BUILD_FIRST, "双庙村香菇大棚": SupportMode.AWARD, "西河村连翘种植": SupportMode.BUILD_FIRST,
    "大溪河村中蜂养殖": SupportMode.DIRECT, "龙井村茶叶初制加工厂房": SupportMode.SHARES,
    "扶贫小额信贷贴息": SupportMode.INTEREST, "扶贫信贷风险补偿金": SupportMode.GUARANTEE,
}  # fmt: skip
LOANS = {"扶贫小额信贷贴息": ("12000000", "4.35")}
"""Of which loan the interest is subsidised: yuan, and per cent a year."""
CREDITED = "贫困户以产业发展贷款增收，贷款投向、贴息和代偿情况在村内公示"
SHARED = "财政资金形成的资产折股量化到村集体和58户贫困户，按股分红"


def lay_down(county: Organisation) -> None:
    """The working group lays down the county's standards, one of them higher for one kind of household."""
    for said in LAID_DOWN:
        _lay_down(county, said, MINUTES)


def raise_one(county: Organisation) -> None:
    """A standard is raised: the former stays on record."""
    _lay_down(county, RAISED, REVISED)


def _lay_down(county: Organisation, said: dict[str, Any], approved_by: str) -> None:
    drafter = holder(Duty.COMPILE_PLAN, organ(county, OrganisationKind.WORKING_GROUP))
    fields = {
        "village": None,
        "household_kind": "",
        **said,
        "approval_document": approved_by,
        "valid_from": clock.today(),
    }
    for name in ("amount", "floor"):
        fields[name] = Decimal(fields[name]) if name in fields else None
    standards.lay_down(actor=drafter, county=county, fields=fields)
    pause()


def fields(county: Organisation, wish: Wish) -> dict[str, Any]:
    """What a project says of quantity, standard and ways; nothing of quantity where its content has no single one."""
    found: dict[str, Any] = {
        "support_mode": SUPPORT.get(wish.name, SupportMode.INVESTMENT),
        "implement_mode": _building(wish),
        "integration_mode": IntegrationMode.KEY_PROJECT if Decimal(wish.wan) > 200 else _integration(wish),
        "parts": parts.read(IN_PARTS.get(wish.name, "")),
    }
    if found["support_mode"] == SupportMode.SHARES:
        found["linkage"] = SHARED
    if wish.category == Category.FINANCE:
        found["linkage"] = CREDITED
    if wish.name in LOANS:
        loan, rate = LOANS[wish.name]
        found |= {"loan_amount": Decimal(loan), "loan_rate": Decimal(rate)}
    if wish.name in BY_UNIT:
        quantity, unit, yuan, measure = BY_UNIT[wish.name]
        found |= {"quantity": Decimal(quantity), "unit": unit, "unit_standard": Decimal(yuan)}
        picked = _in_force(county, measure) if measure else None
        found["standard"] = picked
        found["standard_reason"] = DEARER if picked and picked.amount != Decimal(yuan) else ""
    return found


def _in_force(county: Organisation, measure: str) -> SubsidyStandard | None:
    held = SubsidyStandard.objects.filter(county=county, measure=measure, village=None, household_kind="")
    return held.in_force(clock.today()).first()


def _building(wish: Wish) -> ImplementMode:
    if wish.category == ROAD:
        return ImplementMode.TENDER if Decimal(wish.wan) > 100 else ImplementMode.VILLAGERS
    return ImplementMode.CONTRACTED if "加工" in wish.name else ImplementMode.GOVERNMENT


def _integration(wish: Wish) -> IntegrationMode:
    return IntegrationMode.INCENTIVE if wish.category == FARM else IntegrationMode.PLANNED


def signed_paper() -> bytes:
    """A sheet of lines with a red thumb print, as a telephone takes it."""
    sheet = Image.new("RGB", (620, 877), "#fbfaf6")
    pen = ImageDraw.Draw(sheet)
    pen.line([(220, 90), (400, 90)], fill="#333333", width=12)
    for line in range(11):
        pen.line([(80, 180 + 40 * line), (540 - 90 * (line % 4 == 3), 180 + 40 * line)], fill="#555555", width=4)
    pen.line([(350, 690), (400, 670), (430, 700), (500, 680)], fill="#222222", width=5, joint="curve")
    pen.ellipse((470, 650, 515, 710), outline="#c62828", width=6)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def foster(proposer: str) -> PayeeConsent:
    """A household takes in a person with five guarantees and receives his money, as he agreed in writing."""
    village = stage.proposer(proposer)
    project = Project.objects.filter(proposer=village, category=FARM).order_by("-pk")[0]
    paper = SimpleUploadedFile("寄养同意书.png", signed_paper())
    asked = payees.Asked(
        beneficiary="周某某", household_kind=HouseholdKind.FIVE_GUARANTEES, payee="吴某某", relation="寄养户",
        consented_on=clock.today() - datetime.timedelta(days=3), consent=paper,
    )  # fmt: skip
    return payees.record(actor=holder(Duty.PROPOSE_PROJECTS, village), project=project.pk, asked=asked)
