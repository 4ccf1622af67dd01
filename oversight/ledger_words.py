"""The words of every action that any room below writes into the ledger, and of the facts kept with it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from workflows.desk.enums import Act as MeetingAct
from workflows.engine.enums import Act as EngineAct

ACTIONS: dict[str, StrOrPromise] = {
    **dict(EngineAct.choices),
    **dict(MeetingAct.choices),
    "account_created": _("开设账号"),
    "account_deactivated": _("停用账号"),
    "appointed": _("任职"),
    "appointment_ended": _("免职"),
    "appointment_refused": _("驳回任职申请"),
    "appointment_requested": _("申请任职"),
    "calendar.loaded": _("载入放假通知"),
    "delegated": _("委托代办"),
    "delegation_revoked": _("撤销委托"),
    "document.issued": _("编号并生成公文"),
    "document.submitted": _("报送公文"),
    "document.voided": _("作废公文"),
    "notice.posted": _("张贴公示"),
    "objection.closed": _("办结异议"),
    "objection.received": _("收到异议"),
    "password_reset": _("重置密码"),
    "plan.drawn": _("从项目库选入项目"),
    "plan.funded": _("安排资金"),
    "plan.item_changed": _("修改方案项目"),
    "plan.put_back": _("项目退回项目库"),
    "plan.texts": _("修改方案文字"),
    "post_made": _("设置岗位"),
    "posts_made": _("设置标准岗位"),
    "project.changed": _("修改项目"),
    "project.dropped": _("项目不予入库"),
    "project.proposed": _("填报项目"),
    "project.resubmitted": _("补正后再报项目"),
    "project.withdrawn": _("撤下项目"),
    "reader_named": _("指定查阅人"),
    "reading_ended": _("终止查阅"),
    "source.added": _("登记资金来源"),
    "step.urged": _("催办"),
    "village.deliberated": _("登记村民代表会议"),
}

FACTS: dict[str, StrOrPromise] = {
    "amount": _("金额（元）"),
    "appointment": _("任职编号"),
    "code": _("代码"),
    "decision": _("决定"),
    "document": _("公文编号"),
    "due_at": _("期限"),
    "flow": _("流程"),
    "kind": _("种类"),
    "meeting": _("会议编号"),
    "number": _("文号"),
    "on_behalf_of": _("委托人编号"),
    "organisation": _("机关"),
    "proceeding": _("流程编号"),
    "project": _("项目编号"),
    "reason": _("原因"),
    "receiver": _("接办人编号"),
    "round": _("轮次"),
    "seat": _("席位"),
    "sha256": _("校验码"),
    "step": _("环节"),
    "straight_back": _("改后直送"),
    "text": _("内容"),
    "title": _("标题"),
    "to": _("退回到"),
    "until": _("至"),
    "user": _("人员编号"),
    "work_item": _("待办编号"),
}
