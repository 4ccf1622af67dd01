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
    "objection": 5,  # 异议调查
    "village_deliberates": 20,  # 村级民主议事
    "village_submits": 5,  # 村级公示期满后申报
    "township_reviews": 5,  # 乡镇审核
    "village_corrects": 5,  # 村级补正
    "township_posts_notice": 5,  # 乡镇公示
    "township_confirms_notice": 5,  # 乡镇公示期满确认
    "township_head_signs": 2,  # 签发上报报告
    "department_appraises": 10,  # 部门论证
    "leading_group_admits": 5,  # 入库审定
    "working_group_announces": 5,  # 公告
    "finance_confirms_sources": 10,  # 摸清资金家底
    "working_group_drafts": 10,  # 方案起草
    "department_countersigns": 5,  # 部门会签
    "working_group_settles": 3,  # 汇总会签意见
    "leading_group_decides": 10,  # 领导小组审议
    "working_group_amends": 3,  # 按会议意见修改
    "executive_meeting_decides": 10,  # 常务会议审定
    "office_edits": 1,  # 核稿
    "head_signs": 2,  # 签发
    "office_rechecks": 1,  # 复核
    "office_registers": 1,  # 登记、印制、核发
    "office_drafts_filing": 5,  # 拟备案函
    "office_sends_filing": 2,  # 备案函编号并报送
    "province_receives": 3,  # 省级签收
    "province_checks": 10,  # 初审登记
    "county_answers": 15,  # 补正或整改答复
    "default": 5,
}
STEP_LIMITS = {key: number(f"STEP_LIMIT_{key.upper()}", days) for key, days in _STEP_LIMITS.items()}

# Calendar days a notice must stand before the next step may be taken.
_NOTICE_DAYS = {
    "village": 10,  # 村级公示
    "township": 10,  # 乡镇公示
    "library": 10,  # 入库公告
    "plan": 30,  # 方案公告
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
