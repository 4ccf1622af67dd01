"""The words of every action that any room below writes into the ledger, and of the facts kept with it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from core.enums import Channel, DossierUrgency
from core.ledger_words import Say, named
from documents.enums import Intake
from funds.enums import MovementKind
from funds.models import FundSource
from oversight.enums import SlipColour
from plans.imports import registry
from plans.models import PlanItem, Project
from roles.duties import Duty
from roles.models.tokens import TokenReach
from workflows.desk import citing, limit_lists, steps
from workflows.desk.enums import Act as MeetingAct
from workflows.desk.enums import Aside, Choice, ItemResult
from workflows.desk.models.reminders import Stage
from workflows.engine.enums import Act as EngineAct
from workflows.engine.enums import Assist, Decision, Ending
from workflows.engine.settled import COUNTINGS

ACTIONS: dict[str, StrOrPromise] = {
    **dict(EngineAct.choices),
    **dict(MeetingAct.choices),
    **dict(Aside.choices),
    "account_created": _("开设账号"),
    "account_deactivated": _("停用账号"),
    "appointed": _("任职"),
    "appointment_ended": _("免职"),
    "appointment_refused": _("驳回任职申请"),
    "appointment_requested": _("申请任职"),
    "bulletin.checked": _("通报核稿"),
    "bulletin.drafted": _("起草通报"),
    "bulletin.issued": _("印发通报"),
    "bulletin.returned": _("退回通报"),
    "bulletin.signed": _("签发通报"),
    "bulletin.submitted": _("通报送核"),
    "bulletin.taken_over": _("接手通报拟稿"),
    "calendar.deadlines": _("放假通知涉及的期限"),
    "calendar.loaded": _("载入放假通知"),
    "delegated": _("委托代办"),
    "delegation_revoked": _("撤销委托"),
    "document.issued": _("编号并生成公文"),
    "document.print_asked": _("重新排版公文"),
    "document.received": _("签收公文"),
    "document.submitted": _("报送公文"),
    "document.void_refused": _("不同意作废公文"),
    "document.void_requested": _("申请作废公文"),
    "document.voided": _("作废公文"),
    "change.amended": _("修改变更申请"),
    "change.opened": _("申请单项变更"),
    "dossier.exported": _("导出案卷档案包"),
    "event_log.exported": _("导出事件日志"),
    "incoming.examined": _("初审来文"),
    "incoming.registered": _("登记来文"),
    "limit.bounds": _("规定期限幅度"),
    "limit.county": _("设定本县期限"),
    "message.resent": _("重发消息"),
    "notice.posted": _("张贴公示"),
    "number.given_up": _("放弃预留文号"),
    "number.reserved": _("登记预留文号"),
    "code.registered": _("登记机关代字"),
    "code.corrected": _("更正机关代字"),
    "code.ended": _("停用机关代字"),
    "objection.closed": _("办结异议"),
    "objection.received": _("收到异议"),
    "password_reset": _("重置密码"),
    "plan.adjusting": _("启动方案调整"),
    "plan.drawn": _("从项目库选入项目"),
    "plan.emergency": _("列入应急项目"),
    "plan.explained": _("填写调整原因"),
    "plan.freed": _("释放项目和资金"),
    "plan.funded": _("安排资金"),
    "plan.item_changed": _("修改方案项目"),
    "plan.put_back": _("项目退回项目库"),
    "plan.restored": _("恢复原方案项目"),
    "plan.rows_written": _("按表格修改方案项目"),
    "plan.superseded": _("方案已被调整"),
    "plan.texts": _("修改方案文字"),
    "post_made": _("设置岗位"),
    "posts_made": _("设置标准岗位"),
    "supervision_phone_set": _("登记监督电话"),
    "telephones_set": _("登记办公电话、监督电话"),
    "token_issued": _("生成接口令牌"),
    "token_revoked": _("撤销接口令牌"),
    "project.changed": _("修改项目"),
    "project.corrected": _("更正项目库项目"),
    "project.dropped": _("移出项目"),
    "project.left_behind": _("项目填写不完整，未列入本轮"),
    "project.proposed": _("填报项目"),
    "project.resubmitted": _("补正后再报项目"),
    "project.rolled_over": _("项目结转下年"),
    "project.taken_out": _("项目出库"),
    "project.told_apart": _("核定项目不重复"),
    "project.withdrawn": _("撤下项目"),
    "reader_named": _("指定查阅人"),
    "reading_ended": _("终止查阅"),
    "slip.answered": _("反馈督办单"),
    "slip.archived": _("督办单归档"),
    "slip.drafted": _("督办反馈拟稿"),
    "slip.escalated": _("督办单升级"),
    "slip.extended": _("同意督办单延期"),
    "slip.extension_asked": _("申请督办单延期"),
    "slip.extension_drafted": _("督办单延期申请拟稿"),
    "slip.extension_dropped": _("单位负责人不同意申请延期"),
    "slip.extension_refused": _("不同意督办单延期"),
    "slip.given_back": _("督办反馈退回修改"),
    "slip.near": _("提醒督办单将到期"),
    "slip.ran_out": _("督办单期满未反馈"),
    "slip.closed": _("督办单销号"),
    "slip.issued": _("下达督办单"),
    "slip.returned": _("退回督办单反馈"),
    "slip.signed": _("签收督办单"),
    "slip.went_on": _("督办单随案卷恢复顺延"),
    "source.added": _("登记资金来源"),
    "source.corrected": _("更正资金来源"),
    "source.moved": _("登记资金变动"),
    "table.imported": _("导入表格"),
    "step.escalated": _("逾期报告"),
    "step.urged": _("催办"),
    "step.urged_by_letter": _("发催办函"),
    "village.deliberated": _("登记村民代表会议"),
}

FACTS: dict[str, StrOrPromise] = {
    "acting": _("代理"),
    "agenda": _("议题"),
    "amount": _("金额（元）"),
    "appointment": _("任职编号"),
    "agency": _("机关"),
    "api_token": _("接口令牌"),
    "batch": _("批量办理编号"),
    "asked_at_organisation": _("答复机关"),
    "asked_of": _("答复人"),
    "assist": _("委派和加签"),
    "assistance": _("委派、加签编号"),
    "at": _("收文机关"),
    "attachment": _("附件编号"),
    "basis": _("任免依据"),
    "before": _("更改前"),
    "changed": _("改动"),
    "channel": _("消息渠道"),
    "applicant": _("申请单位"),
    "circulation": _("传阅编号"),
    "closed": _("一并关闭的待办"),
    "closes_on": _("公示截止"),
    "comment": _("留言编号"),
    "consultation": _("征询编号"),
    "code": _("代码"),
    "consents": _("是否同意"),
    "colour": _("督办颜色"),
    "counting": _("计票办法"),
    "days": _("天数"),
    "decision": _("决定"),
    "delegation": _("委托编号"),
    "deputy": _("受托人"),
    "doc_no": _("指标文号"),
    "document": _("公文"),
    "due_at": _("期限"),
    "duties": _("职责"),
    "ends_at": _("结束时间"),
    "ends_on": _("截止日期"),
    "expected_on": _("预计恢复日期"),
    "event_log": _("导出的事件日志"),
    "fields": _("修改的内容"),
    "file": _("文件"),
    "k": _("至少单位数"),
    "marks": _("系统编号"),
    "passed": _("是否通过"),
    "passes_at": _("通过比例"),
    "quorum": _("参加表决比例"),
    "planned_end": _("计划完工"),
    "planned_start": _("计划开工"),
    "rows": _("各行改动"),
    "rows_changed": _("更正行数"),
    "rows_new": _("新增行数"),
    "form": _("文件格式"),
    "flow": _("流程"),
    "ground": _("依据"),
    "grounds": _("存在的问题"),
    "clause": _("依据的规定"),
    "columns": _("有问题的栏目"),
    "held_at": _("会议时间"),
    "highest": _("上限（天）"),
    "how": _("如何结束"),
    "in_force_from": _("施行日期"),
    "incoming": _("来文登记编号"),
    "integrable": _("纳入整合金额（元）"),
    "is_again": _("是否重办"),
    "item": _("第几项议题"),
    "kind": _("种类"),
    "late": _("是否逾期启动"),
    "left": _("未调整的期限数"),
    "limit": _("期限代码"),
    "lowest": _("下限（天）"),
    "manifest": _("目录摘要（SHA-256）"),
    "meeting": _("会议编号"),
    "minutes": _("纪要"),
    "moved": _("调整的期限数"),
    "movement": _("变动种类"),
    "name": _("名称"),
    "named": _("环节名称"),
    "note": _("备注"),
    "number": _("文号"),
    "objection": _("异议编号"),
    "on_behalf_of": _("委托人"),
    "opinion": _("意见"),
    "organisation": _("机关"),
    "papers": _("卷内文件"),
    "place": _("地点"),
    "post": _("岗位"),
    "present": _("到会人员"),
    "previous": _("上一督办单"),
    "proceeding": _("流程编号"),
    "project": _("项目编号"),
    "projects": _("项目编号"),
    "purpose": _("事由"),
    "reason": _("原因"),
    "reach": _("权限"),
    "receiver": _("接办人"),
    "register": _("收文编号"),
    "relieved": _("原领取人"),
    "request": _("申请编号"),
    "requested_by": _("申请人"),
    "result": _("结果"),
    "parts": _("迟到、早退"),
    "results": _("各项议决"),
    "round": _("轮次"),
    "proposed_by": _("提请人"),
    "termination": _("终止提请编号"),
    "rule": _("规则"),
    "said": _("意见"),
    "seat": _("席位"),
    "seats": _("席位"),
    "sender": _("来文机关"),
    "sha256": _("摘要（SHA-256）"),
    "bulletin": _("通报序号"),
    "month": _("月份"),
    "slip": _("督办单编号"),
    "source": _("来源"),
    "sources": _("资金来源（元）"),
    "stage": _("提醒阶段"),
    "size": _("大小（字节）"),
    "starts_at": _("开始时间"),
    "starts_on": _("任职日期"),
    "step": _("环节"),
    "straight_back": _("改后直送"),
    "subject": _("议题"),
    "suspended_at": _("暂停时间"),
    "table": _("登记表"),
    "tally": _("会签计票"),
    "text": _("内容"),
    "title": _("标题"),
    "titles": _("岗位名称"),
    "supervision_phone": _("监督电话"),
    "phone": _("办公电话"),
    "to": _("退回到"),
    "to_edition": _("换为"),
    "lying": _("当时在办"),
    "run": _("换版批次"),
    "told": _("通知人员"),
    "until": _("至"),
    "unplanned": _("增加的环节编号"),
    "upheld": _("异议成立"),
    "urgency": _("紧急程度"),
    "urgency_before": _("原紧急程度"),
    "use": _("用途"),
    "user": _("人员"),
    "usual": _("默认（天）"),
    "username": _("账号"),
    "vetoes": _("有否决权"),
    "votes": _("表决"),
    "weight": _("票数"),
    "work_item": _("待办编号"),
    "year": _("年度"),
}


ROOMS = (Project, PlanItem, FundSource)
"""Whose fields stand in `changed` and `fields`, by the names that their forms give them."""


def fields() -> dict[str, StrOrPromise]:
    """The names of those fields."""
    listed = [field for model in ROOMS for field in model._meta.fields]  # noqa: SLF001 - Django documents it
    return {field.name: field.verbose_name for field in listed}


def values() -> dict[str, Say]:
    """The words of every code that a fact holds."""
    of_fields = {
        field.name: named(dict(field.flatchoices))
        for model in ROOMS
        for field in model._meta.fields  # noqa: SLF001 - Django documents it
        if field.choices
    }
    return of_fields | {
        "assist": named(dict(Assist.choices)),
        "channel": named(dict(Channel.choices)),
        "columns": _column,
        "colour": named(dict(SlipColour.choices)),
        "counting": named(COUNTINGS),
        "decision": _decision,
        "duties": named(dict(Duty.choices)),
        "fields": named(fields()),
        "flow": lambda kept, _whole: steps.flow_title(kept),
        "grounds": _ground,
        "how": named(dict(Ending.choices)),
        "limit": lambda kept, _whole: limit_lists.of(kept),
        "lying": lambda kept, whole: seat(kept) if kept == BASE or "/" in kept else _step(kept, whole),
        "movement": named(dict(MovementKind.choices)),
        "reach": named(dict(TokenReach.choices)),
        "result": named(dict(ItemResult.choices), dict(Intake.choices)),
        "said": lambda kept, _whole: Decision(kept).label if kept in Decision.values else kept,
        "seat": lambda kept, _whole: seat(kept),
        "stage": named(dict(Stage.choices)),
        "step": _step,
        "table": lambda kept, _whole: registry.title(kept),
        "to": lambda kept, whole: steps.way_back(str(whole.get("flow", "")), kept),
        "to_edition": lambda kept, _whole: steps.flow_title(kept),
        "urgency": named(URGENCIES),
        "urgency_before": named(URGENCIES),
        "votes": named(dict(Choice.choices)),
    }


URGENCIES = {one.name: one.label for one in DossierUrgency}


BASE = "start"
"""The seat of a step that a flow opens once."""


def seat(kept: str) -> StrOrPromise:
    """第2席 of start/1034_2, the second seat of a countersign; of a step that has one seat, only that."""
    _branch, within, place = kept.rpartition("_")
    return _("第%(place)s席") % {"place": place} if within and place.isdecimal() else _("唯一席位")


def _decision(kept: str, whole: Mapping[str, object]) -> StrOrPromise:
    """What the decision is called at its step, where the entry tells the step; else its own name."""
    flow, step = str(whole.get("flow", "")), str(whole.get("step", ""))
    if kept not in Decision.values:
        return kept
    return steps.name_of(flow, step, kept)


def _ground(kept: str, whole: Mapping[str, object]) -> str:
    """A point of the list that a return goes by, as it is called there."""
    return steps.grounds(str(whole.get("flow", "")), str(whole.get("step", ""))).get(kept, kept)


def _column(kept: str, whole: Mapping[str, object]) -> str:
    """Of a row that a return names: what its table calls the column in which something is wrong."""
    return citing.column_words(kept, steps.kind(str(whole.get("flow", ""))))


def _step(kept: str, whole: Mapping[str, object]) -> str:
    return steps.title(str(whole.get("flow", "")), kept)
