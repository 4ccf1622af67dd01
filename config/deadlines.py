"""How long each step may take, and what a notice or a meeting needs.

Every number can be set from the environment without touching the regulation: `STEP_LIMIT_TOWNSHIP_REVIEW=8`,
`NOTICE_DAYS_VILLAGE=15`. Steps count working days (the start day excluded), notices calendar days.
"""

from __future__ import annotations

from config.environment import clock_time, number, text

# When the last day of a limit ends, Shanghai time.
DEADLINE_TIME = clock_time("DEADLINE_TIME", "17:30")

# Working days by the key a step names in `limit=`.
_STEP_LIMITS = {
    "township_review": 5,  # 乡镇审核
    "department_appraisal": 10,  # 部门联合论证
    "library_decision": 5,  # 入库审定
    "plan_draft": 10,  # 年度方案起草
    "countersign": 5,  # 部门会签
    "meeting": 10,  # 领导小组、政府常务会议审议
    "edit_check": 1,  # 核稿
    "sign_off": 2,  # 签发
    "issue": 2,  # 复核、登记、印制、核发：限时办结
    "county_notice": 7,  # 印发后的县级公告
    "filing": 10,  # 印发后的省级备案报送
    "filing_sign_for": 3,  # 省级签收
    "filing_register": 10,  # 省级初审、登记
    "filing_opinion": 10,  # 备案意见
    "rectification": 15,  # 整改复函
    "supplement": 5,  # 补正
    "objection": 5,  # 异议调查
    "item_details": 5,  # 部门补报细项
    "allotment": 20,  # 收到指标文后的资金下达：30日
    "acceptance_request": 10,  # 完工后的验收申请
    "default": 5,
}
STEP_LIMITS = {key: number(f"STEP_LIMIT_{key.upper()}", days) for key, days in _STEP_LIMITS.items()}

# Calendar days a notice must stand before the next step may be taken.
_NOTICE_DAYS = {
    "village": 10,  # 村级公示
    "township": 10,  # 乡镇公示
    "library": 10,  # 入库公告
    "before_work": 10,  # 项目实施前公示
    "completion": 10,  # 完工公告
}
NOTICE_DAYS = {key: number(f"NOTICE_DAYS_{key.upper()}", days) for key, days in _NOTICE_DAYS.items()}

# Of a meeting's members, how many hundredths must attend, and how many of those present must agree.
QUORUM_PERCENT = number("QUORUM_PERCENT", 50)  # 超过半数到会
MAJORITY_PERCENT = number("MAJORITY_PERCENT", 50)  # 超过到会半数同意

# Month and day by which the year's plan is filed and the last adjustment made.
FILING_DUE = text("FILING_DUE", "03-31")
LAST_ADJUSTMENT_DUE = text("LAST_ADJUSTMENT_DUE", "10-31")
# How often a year's plan may be adjusted; 0 sets no limit.
MAX_ADJUSTMENTS_PER_YEAR = number("MAX_ADJUSTMENTS_PER_YEAR", 0)
