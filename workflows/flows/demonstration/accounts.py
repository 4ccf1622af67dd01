"""The log-ins that the demonstration's log-in page offers, by the actors A1 to A17, each with something to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core import clock
from core.models import User
from core.pages import DemoAccount
from roles.models import Appointment
from workflows.flows.demonstration.stage import CLERK_OF_THREE, COUNTY, PASSWORD, SECOND_DRAFTER
from workflows.flows.rehearsal.people import BASIS

# group, organisation's code (a leading hyphen or digits follow the county's code), place of the post, what to try
OFFERED = (
    ("A1 村委会", f"{COUNTY}101202", 2, "召开村民代表会议，公示项目"),
    ("A1 村委会", f"{COUNTY}107202", 2, "补正被乡镇退回的项目"),
    ("A1 村委会", f"{COUNTY}{CLERK_OF_THREE}", 2, "批量知悉三个村移出的项目"),
    ("A1 村委会", f"{COUNTY}108207", 1, "办理公示期间的异议"),
    ("A2 乡镇人民政府", f"{COUNTY}103", 2, "审核村级项目"),
    ("A2 乡镇人民政府", f"{COUNTY}104", 3, "查看进行中的乡镇公示，期满后确认"),
    ("A2 乡镇人民政府", f"{COUNTY}108", 1, "签发上报报告"),
    ("A3 县直部门", f"{COUNTY}-agriculture", 1, "会签年度方案"),
    ("A3 县直部门", f"{COUNTY}-agriculture", 2, "论证项目"),
    ("A4 县财政局", f"{COUNTY}-finance", 4, "登记资金来源"),
    ("A5 县扶贫办", f"{COUNTY}-poverty", 4, "查看项目库"),
    ("A6 工作专班", f"{COUNTY}-working-group", 2, "编制方案，答复备案意见"),
    ("A6 工作专班", f"{COUNTY}-working-group", SECOND_DRAFTER, "接办同岗位人员转办的事项"),
    ("A6 工作专班", f"{COUNTY}-working-group", 3, "公告公示"),
    ("A7 领导小组", f"{COUNTY}-leading-group", 1, "审定入库，主持会议"),
    ("A7 领导小组", f"{COUNTY}-leading-group", 4, "召集会议，记录表决"),
    ("A8 县政府办公室", f"{COUNTY}-government-office", 2, "核稿"),
    ("A8 县政府办公室", f"{COUNTY}-government-office", 4, "登记编号，印发"),
    ("A8 县政府办公室", f"{COUNTY}-government-office", 6, "起草并报送备案函"),
    ("A9 县政府领导", COUNTY, 1, "签发备案复函，主持常务会议"),
    ("A10 市级部门", "4203-finance", 1, "查看辖区方案"),
    ("A10 市级部门", "4203-poverty", 1, "查看辖区方案"),
    ("A11 省财政厅", "42-finance", 2, "查看已登记的备案"),
    ("A12 省直部门", "42-agriculture", 2, "初审备案，拟办回执"),
    ("A12 省直部门", "42-poverty", 1, "签发备案回执"),
    ("A12 省直部门", "42-forestry", 2, "签收备案"),
    ("A13 督查室", f"{COUNTY}-supervision", 1, "查看逾期事项，催办"),
    ("A13 督查室", "4203-supervision", 1, "查看全市逾期事项，催办所属各县"),
    ("A13 督查室", "42-supervision", 1, "查看全省逾期事项"),
    ("A14 审计机关", f"{COUNTY}-audit", 2, "查阅并校验台账"),
    ("A15 考评", f"{COUNTY}-working-group", 4, "查看全县办理情况"),
    ("A17 三员", f"{COUNTY}-administration", 1, "管理机构和账号"),
    ("A17 三员", f"{COUNTY}-administration", 2, "确认任职"),
    ("A17 三员", f"{COUNTY}-administration", 3, "查阅台账"),
)


def demonstration_accounts() -> tuple[DemoAccount, ...]:
    """Those of the offered accounts that exist, then all others by their organisation; two statements.

    The public (A16) needs none.
    """
    wanted = [(group, f"{code}.{place}", trial) for group, code, place, trial in OFFERED]
    names = dict(
        User.objects.filter(username__in=[username for _group, username, _trial in wanted], is_active=True)
        .order_by("pk")
        .values_list("username", "name")
    )
    first = (
        DemoAccount(group=group, post=names[username], name=trial, username=username, password=PASSWORD)
        for group, username, trial in wanted
        if username in names
    )
    return (*first, *_further(names))


def _further(offered: Mapping[str, str]) -> Iterator[DemoAccount]:
    """Every other post of the demonstration that somebody holds."""
    held = (
        Appointment.objects.in_force(clock.today())
        .filter(basis=BASIS, user__is_active=True)
        .exclude(user__username__in=offered)
    )
    rows = held.order_by("post__organisation__code", "post__pk", "pk").values_list(
        "post__organisation__name", "post__title", "user__username"
    )
    for organisation, title, username in rows:
        yield DemoAccount(organisation, title, "", username, PASSWORD, is_further=True)
