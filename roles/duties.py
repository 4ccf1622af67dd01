"""What a post may do: every duty, spelt once. The value is the permission codename, the label what people read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    """The closed list of duties, in the order in which a plan meets them (actors A1 to A17)."""

    # A1 village, A2 township
    PROPOSE_PROJECTS = "propose_projects", _("项目申报")
    REVIEW_PROPOSALS = "review_proposals", _("乡镇审核")
    REPORT_PROJECTS = "report_projects", _("乡镇汇总公示上报")
    SIGN_TOWNSHIP_REPORT = "sign_township_report", _("签发上报报告")
    # A3 line departments, A4 finance, A5 poverty office
    PROPOSE_DEPARTMENT_PROJECTS = "propose_department_projects", _("部门项目申报")
    APPRAISE_PROJECTS = "appraise_projects", _("部门论证")
    COUNTERSIGN_PLAN = "countersign_plan", _("部门会签")
    MANAGE_SOURCES = "manage_sources", _("资金来源管理")
    MANAGE_LIBRARY = "manage_library", _("项目库管理")
    # A6 working group, A7 leading group, A9 executive meeting
    COMPILE_PLAN = "compile_plan", _("编制方案")
    CONVENE_MEETING = "convene_meeting", _("会务与记录")
    DECIDE_LIBRARY = "decide_library", _("入库审定")
    CHAIR_LEADING_GROUP = "chair_leading_group", _("主持领导小组会议")
    ATTEND_LEADING_GROUP = "attend_leading_group", _("出席领导小组会议")
    CHAIR_EXECUTIVE_MEETING = "chair_executive_meeting", _("主持常务会议")
    ATTEND_EXECUTIVE_MEETING = "attend_executive_meeting", _("出席常务会议")
    # A8 government office, A9 mayor
    EDIT_CHECK = "edit_check", _("核稿")
    SIGN_OFF = "sign_off", _("签发")
    PRE_ISSUE_CHECK = "pre_issue_check", _("复核")
    REGISTER_DOCUMENT = "register_document", _("登记编号")  # and 印制、核发, in one step
    ANNOUNCE = "announce", _("公告")
    SEND_FILING = "send_filing", _("备案报送")
    ANSWER_FILING = "answer_filing", _("备案答复")
    # A11 and A12 province
    ACKNOWLEDGE_FILING = "acknowledge_filing", _("备案登记")
    SIGN_FILING = "sign_filing", _("备案签发")
    # A10, A13 to A15 those who watch
    HANDLE_OBJECTION = "handle_objection", _("异议办理")
    SUPERVISE = "supervise", _("督办")
    AUDIT = "audit", _("审计查阅")
    READ_TERRITORY = "read_territory", _("辖区查阅")
    EVALUATE = "evaluate", _("考评")
    # A17 the three administrators
    ADMINISTER_SYSTEM = "administer_system", _("系统管理")
    ADMINISTER_SECURITY = "administer_security", _("安全管理")
    ADMINISTER_AUDIT = "administer_audit", _("审计管理")


ADMINISTRATIVE = frozenset({Duty.ADMINISTER_SYSTEM, Duty.ADMINISTER_SECURITY, Duty.ADMINISTER_AUDIT})
"""三员: they keep the system and read no dossier; the database keeps them apart from each other and from business."""

BELOW_THE_COUNTY = frozenset(
    {
        Duty.PROPOSE_PROJECTS,
        Duty.REVIEW_PROPOSALS,
        Duty.REPORT_PROJECTS,
        Duty.SIGN_TOWNSHIP_REPORT,
        Duty.HANDLE_OBJECTION,
    }
)
"""What villages and townships do; who has nothing else takes no part in plans, meetings and filings."""

OF_THE_PROVINCE = frozenset({Duty.ACKNOWLEDGE_FILING, Duty.SIGN_FILING})
"""What departments of the province do with filings; who has nothing else takes no part in plans and meetings."""

SEPARATE_REALMS = ADMINISTRATIVE | {Duty.AUDIT}
"""Duties whose holder can have no duty of another realm at the same time: the administrators and the auditor."""

TERRITORIAL = frozenset(
    {
        Duty.MANAGE_SOURCES,
        Duty.MANAGE_LIBRARY,
        Duty.COMPILE_PLAN,
        Duty.CONVENE_MEETING,
        Duty.DECIDE_LIBRARY,
        Duty.CHAIR_LEADING_GROUP,
        Duty.ATTEND_LEADING_GROUP,
        Duty.CHAIR_EXECUTIVE_MEETING,
        Duty.ATTEND_EXECUTIVE_MEETING,
        Duty.EDIT_CHECK,
        Duty.SIGN_OFF,
        Duty.PRE_ISSUE_CHECK,
        Duty.REGISTER_DOCUMENT,
        Duty.ANNOUNCE,
        Duty.SEND_FILING,
        Duty.HANDLE_OBJECTION,
        Duty.SUPERVISE,
        Duty.AUDIT,
        Duty.READ_TERRITORY,
        Duty.EVALUATE,
    }
)
"""Duties that read the whole place which their organ serves (a county bureau's: the county), not only the organ."""

LEDGER_READING = frozenset({Duty.AUDIT, Duty.ADMINISTER_AUDIT})
"""Duties that read the ledger of the place which their organ serves."""

READ_DOSSIER = "read_dossier"
"""The one permission on dossiers: a named person may read a named dossier (a third-party evaluator, A15)."""
