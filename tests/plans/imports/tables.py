"""Tables as counties send them, and who sends them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import load_workbook

from core.enums import OrganisationKind, Sector
from core.models import Organisation, User
from plans.imports import applying, preparing
from plans.models import PreparedImport, PreparedRow
from plans.services.organs import bureau, organ
from roles.duties import Duty
from tests.factories import flows as make
from tests.plans.tables.sheets import as_xlsx
from workflows.flows.rehearsal.people import holder

PROJECTS = (
    ("序号", "项目名称", "实施村", "建设内容", "资金(万元)", "主管部门", "责任人", "受益户数", "受益人数"),
    (
        "1",
        "通组公路硬化",
        "城关镇窑沟村",
        "硬化公路1.2公里",
        "60(其中，水毁修复12万元)",
        "交通运输局",
        "主任",
        "86",
        "３０１",
    ),
    ("2", "香菇大棚建设", "", "新建大棚20座", "30.3万元", "农业农村局", "主任", "45", "150"),
    ("", "小计", "", "", "90.3", "", "", "", ""),
)
SOURCES = (
    ("指标文号", "指标文名称", "资金级次", "资金性质", "金额(万元)"),
    ("榆政财农发〔2019〕154号", "关于下达2020年中央水利发展资金的通知", "中央", "中央整合资金", "496"),
    ("吴政财预发〔2020〕17号", "关于盘活2019年度财政扶贫资金的通知", "县级", "县级整合资金(2019年结余)", "109.229198"),
)


def group(county: Organisation) -> Organisation:
    return organ(county, OrganisationKind.WORKING_GROUP)


def drafter(county: Organisation) -> User:
    return holder(Duty.COMPILE_PLAN, group(county))


def poverty(county: Organisation) -> Organisation:
    return bureau(county, Sector.POVERTY)


def librarian(county: Organisation) -> User:
    return holder(Duty.MANAGE_LIBRARY, poverty(county))


def finance(county: Organisation) -> Organisation:
    return bureau(county, Sector.FINANCE)


def treasurer(county: Organisation) -> User:
    return holder(Duty.MANAGE_SOURCES, finance(county))


def projects_sent(county: Organisation, sheet: Sequence[Sequence[str]] = PROJECTS, **changed: object) -> PreparedImport:
    """The working group's upload of a table of projects."""
    told = {"actor": drafter(county), "organisation": group(county), "content": as_xlsx(sheet), **changed}
    asked = {"ground": "原项目库转入，领导小组会议审定"}
    return preparing.receive(key="library", year=make.YEAR, name="项目库.xlsx", asked=asked, **told)  # type: ignore[arg-type]


def sources_sent(county: Organisation, content: bytes | None = None, received_on: str = "2027-01-15") -> PreparedImport:
    return preparing.receive(
        actor=treasurer(county), key="sources", organisation=finance(county), year=make.YEAR, name="来源.xlsx",
        content=content or as_xlsx(SOURCES), asked={"received_on": received_on} if received_on else {},
    )  # fmt: skip


def confirmed(prepared: PreparedImport, reason: str = "") -> PreparedImport:
    return applying.confirm(actor=prepared.made_by, prepared=prepared.pk, everything=True, reason=reason)


def verdicts(prepared: PreparedImport) -> list[str]:
    return list(prepared.rows.in_order().values_list("verdict", flat=True))


def said(row: PreparedRow, words: str) -> bool:
    return any(words in remark["message"] for remark in row.remarks)


def edited(content: bytes, changes: dict[str, str | int | None]) -> bytes:
    """A workbook with some cells typed anew, as somebody would offline."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    for cell, value in changes.items():
        sheet[cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
