"""How long each step may take, and what a notice or a meeting needs.

Every number can be set from the environment without touching the regulation: `STEP_LIMIT_TOWNSHIP_REVIEWS=8`,
`NOTICE_DAYS_VILLAGE=15`. Steps count working days (the start day excluded), notices calendar days.
"""

from __future__ import annotations

from config.environment import clock_time, month_day, number, numbers

# When the last day of a limit ends, Shanghai time.
CLOSE_OF_BUSINESS = clock_time("CLOSE_OF_BUSINESS", "17:30")

# Working days by the key a step names in `limit=`.
_STEP_LIMITS = {
    # village to library
    "village_deliberates": 10,  # 村级民主议事
    "village_submits": 5,  # 公示期满后申报
    "village_corrects": 5,  # 补正
    "village_takes_note": 5,  # 知悉项目移出情况
    "township_reviews": 5,  # 乡镇审核
    "township_posts_notice": 3,
    "township_confirms_notice": 3,
    "township_head_signs": 2,
    "department_appraises": 10,  # 部门联合论证
    "leading_group_admits": 10,  # 入库审定，下次会议
    "working_group_announces": 7,  # 公告
    "working_group_sends_back": 3,  # 退回未入库项目
    "proposer_resubmits": 10,  # 更正后重新申报，或不再申报
    # the plan
    "finance_confirms_sources": 10,  # 摸清资金家底
    "working_group_drafts": 10,  # 年度方案起草
    "department_countersigns": 5,  # 部门会签
    "working_group_settles": 5,  # 协商、汇总会签意见
    "working_group_amends": 3,  # 修改后通过的修改
    "secretary_confirms": 2,  # 会议秘书核对修改稿与会议决定一致
    "leading_group_decides": 10,  # 领导小组审议，下次会议
    "executive_meeting_decides": 10,  # 政府常务会议审定，下次会议
    "office_edits": 1,  # 核稿
    "added_step": 3,  # 增加的环节，增加人另定的除外
    "head_signs": 2,  # 签发
    "office_rechecks": 1,  # 复核
    "office_registers": 1,  # 登记、印制、核发：与复核合计2个工作日
    # the batches of its money
    "finance_drafts_batch": 5,  # 拟资金下达通知
    # a single change
    "applicant_applies": 5,  # 提出、修改变更申请
    "finance_confirms_change": 3,  # 核实资金来源
    "working_group_proposes": 3,  # 拟办变更通知
    # the filing
    "office_drafts_filing": 3,
    "office_sends_filing": 10,  # 自方案印发之日起10个工作日内报送备案，拟函、签发都不晚于该日
    "province_receives": 3,  # 省级签收
    "province_checks": 10,  # 省级初审、登记、备案意见：自签收或县级答复之日起，经办、签发合计
    "province_signs": 2,  # 处长签发，不晚于上述期限
    # the plan of several years
    "working_group_compiles": 60,  # 规划汇总编制：含乡镇、村征集上报的时间
    "township_passes_down": 3,  # 乡镇分解下达到村
    "village_states_needs": 15,  # 村级议事并上报需求，逾期的列为未报
    "township_reviews_needs": 7,  # 乡镇逐村审核
    "working_group_receives": 5,  # 工作专班接收，或退回乡镇
    "county_answers": 15,  # 整改复函；备案意见写明日期的，以最早的日期为准
}
# Calendar days, for the limits that a rule counts so; a last day that is off moves to the next working day (民法典 203).
_CALENDAR_LIMITS = {
    "plan_announced": 7,  # 县级公告：自方案印发之日起
}
CALENDAR_LIMITS = {key: number(f"CALENDAR_LIMIT_{key.upper()}", days) for key, days in _CALENDAR_LIMITS.items()}

STEP_LIMITS = {key: number(f"STEP_LIMIT_{key.upper()}", days) for key, days in _STEP_LIMITS.items()}

# Working days that a whole flow may take, from its start to its end, and a plan with its filing until every addressee
# has registered it (whole days of the house; the province may set others, and a county within the province's bounds).
_FLOW_LIMITS = {
    "village_round": 40,
    "township_round": 40,
    "library_round": 60,
    "annual_plan": 90,
    "plan_adjustment": 60,
    "item_change": 40,
    "filing": 40,
    "fund_master_plan": 130,
    "township_needs": 60,
    "fund_allotment": 20,
}
FLOW_LIMITS = {key: number(f"FLOW_LIMIT_{key.upper()}", days) for key, days in _FLOW_LIMITS.items()}
OVERALL_LIMITS = {
    "annual_plan": number("OVERALL_LIMIT_ANNUAL_PLAN", 120),
    "plan_adjustment": number("OVERALL_LIMIT_PLAN_ADJUSTMENT", 90),
    "item_change": number("OVERALL_LIMIT_ITEM_CHANGE", 60),
}

# Calendar days a notice must stand before the next step may be taken.
_NOTICE_DAYS = {
    "village": 10,  # 村级公示
    "township": 10,  # 乡镇公示
    "library": 10,  # 入库公告
    "plan": 30,  # 方案公告
    "master_plan": 30,  # 规划公告
    "before_work": 10,  # 项目实施前公示
    "completion": 10,  # 完工公告
}
NOTICE_DAYS = {key: number(f"NOTICE_DAYS_{key.upper()}", days) for key, days in _NOTICE_DAYS.items()}

# 年中调整: the day of the year by which the last one should be begun (later ones are warned of, 63号文 names no day), how
# many a year may have (0: as many as are needed), and the working days in which the library has to follow an emergency
# project.
LAST_ADJUSTMENT_DUE = month_day("LAST_ADJUSTMENT_DUE", "10-31")
MAX_ADJUSTMENTS_PER_YEAR = number("MAX_ADJUSTMENTS_PER_YEAR", 0) or None
EMERGENCY_ENTRY_DAYS = number("EMERGENCY_ENTRY_DAYS", 30)

# 统筹资金规划: in which part of the year before it the planning is begun (四（四）: 上一年第三季度), and over how many years at
# most it goes.
MASTER_PLAN_OPENS = month_day("MASTER_PLAN_OPENS", "07-01")
MASTER_PLAN_CLOSES = month_day("MASTER_PLAN_CLOSES", "09-30")
MASTER_PLAN_MOST_YEARS = number("MASTER_PLAN_MOST_YEARS", 5)
# 资金下达: calendar days from a 指标文 (or from the issue of the plan, where that came later) by which its money is allotted.
ALLOTMENT_DAYS = number("ALLOTMENT_DAYS", 30)

# 单项变更: below how many hundredths of an item's money a change of the same content is decided by paper (B13), and how many
# hundredths of the plan all changes together may move before the plan is adjusted instead.
ITEM_CHANGE_LIGHT_PERCENT = number("ITEM_CHANGE_LIGHT_PERCENT", 10)
ITEM_CHANGE_MOST_PERCENT = number("ITEM_CHANGE_MOST_PERCENT", 10)

# Working days in which an objection is investigated, as the public is told (异议).
OBJECTION_DAYS = number("OBJECTION_DAYS", 5)

# Working days before the due day from which a deadline counts as near (黄灯).
LIGHT_NEAR_DAYS = number("LIGHT_NEAR_DAYS", 3)

# Working days before the due day on which whoever has an item in hand is reminded, and after it on which the head of his
# organisation and then the supervision office is told (逾期报告).
REMIND_DAYS_BEFORE = numbers("REMIND_DAYS_BEFORE", "3,1")
ESCALATE_TO_HEAD_AFTER = number("ESCALATE_TO_HEAD_AFTER", 1)
ESCALATE_TO_OFFICE_AFTER = number("ESCALATE_TO_OFFICE_AFTER", 3)

# Calendar days past its limit after which supervision counts a step as stalled (停滞).
STALLED_DAYS = number("STALLED_DAYS", 30)

# How many characters a reason that goes into papers and the file has at least (理由、决定意见、采纳情况).
REASON_LEAST_CHARACTERS = number("REASON_LEAST_CHARACTERS", 3)

# Of a meeting's members, how many hundredths must attend, and how many of those present must agree.
QUORUM_PERCENT = number("QUORUM_PERCENT", 50)  # 超过半数到会
MAJORITY_PERCENT = number("MAJORITY_PERCENT", 50)  # 超过到会半数同意

# What one project may ask at most, in 万元, and how many households or people it may reach: beyond is a slip of the pen.
PROJECT_LARGEST_WAN = number("PROJECT_LARGEST_WAN", 100_000)
PROJECT_MOST_PEOPLE = number("PROJECT_MOST_PEOPLE", 1_000_000)

# The longest a post's duties may be delegated.
DELEGATION_MAX_DAYS = number("DELEGATION_MAX_DAYS", 90)
