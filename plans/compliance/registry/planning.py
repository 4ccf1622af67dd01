"""B01 to B05, B11 to B14, B18 to B23, B32, B38 to B40: projects, money and what a plan lists."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from plans.compliance.judges import layout, money, planned, rows, standards
from plans.compliance.registry import thresholds as sizes
from plans.compliance.rule import POLICY, Answer, Rule
from plans.enums import Severity

FIVE = "制定明晰统筹资金的来源渠道、使用平台、资金额度、内容进度、责任单位等"
OWN = "本系统设定"
"""The ground of a rule that no text lays down."""

B01 = Rule(
    code="B01", title=_("资金平衡"), clause=f"{POLICY}四（四）", text="做到内容明确具体、资金流向清晰、责任分工明确",
    severity=Severity.FORBIDDEN, judge=money.balance,
    asks=_("每个项目的资金来源合计等于安排金额且不超过总投资；每个来源的安排不超过可整合金额"),
)  # fmt: skip
B02 = Rule(
    code="B02", title=_("方案五要素"), clause=f"{POLICY}四（四）", text=FIVE, severity=Severity.FORBIDDEN,
    asks=_("每个项目须有来源、使用平台、资金额度、建设内容和进度、责任单位"), judge=rows.elements,
)  # fmt: skip
B03 = Rule(
    code="B03", title=_("项目从项目库选取"), clause=f"{POLICY}四（六）", text="超前谋划，建立项目库，加强项目申报与规划的衔接配套",
    severity=Severity.FORBIDDEN, asks=_("只有已入库的项目能列入方案；应急项目经会议决定可先列入调整方案，限期补办入库"),
    kept_by=("plans.services.plan_versions.draw", "plans.services.changes.take_in"),
)  # fmt: skip
B04 = Rule(
    code="B04", title=_("未设绩效目标不得入库"), clause=f"{POLICY}四（六）", severity=Severity.FORBIDDEN,
    asks=_("入库项目必填要素齐全，须有绩效目标"), kept_by=("plans.rules.rounds.project_refusals",),
)  # fmt: skip
B05 = Rule(
    code="B05", title=_("公示期满且无未办结异议"), clause=f"{POLICY}六（四）",
    text="县乡村三级要建立公示制度，全面公开扶贫对象、资金安排、项目建设等情况，接受社会监督",
    severity=Severity.FORBIDDEN, asks=_("村、乡镇公示未满或有异议未办结的，不能进入下一步"),
    kept_by=("plans.rules.notices.gate_refusals", "plans.services.notices.pass_gate"),
)  # fmt: skip
B11 = Rule(
    code="B11", title=_("编制和报备时间"), clause=f"{POLICY}四（四）", text="在上一年第三季度着手编制好统筹资金规划",
    severity=Severity.FORBIDDEN, asks=_("统筹资金规划在上一年第三季度启动，方案自上一年7月1日起可以启动；报备期限自印发之日起算，按办理期限管理"),
    kept_by=(
        "plans.services.plan_versions.open_plan", "plans.services.master_plans.against_opening",
        "workflows.flows.plan_acts.filing_due",
    ),
)  # fmt: skip
B12 = Rule(
    code="B12", title=_("年中调整"), clause=f"{POLICY}四（一）",
    text="县级政府可根据扶贫开发工作实际需要，按照规划调整和改变项目资金用途，报相关主管部门备案",
    severity=Severity.FORBIDDEN, asks=_("调整方案列明理由和调整前后对照，不少于已下达的资金，重新印发、重新报备"),
    kept_by=(
        "plans.rules.adjustments.opening_refusals", "plans.rules.adjustments.change_refusals",
        "plans.services.adjustments.take_over", "funds.allotting.bound_refusals",
    ),
)  # fmt: skip
B13 = Rule(
    code="B13", title=_("小额变更"), clause=OWN, severity=Severity.WARNING,
    asks=_("内容不变、金额变动不足一成的，可按备案式变更办理"),
    kept_by=(
        "plans.rules.single_changes.path_of", "plans.rules.single_changes.beyond_refusals",
        "plans.rules.single_changes.move_refusals",
    ),
)  # fmt: skip
B14 = Rule(
    code="B14", title=_("数量乘以补助标准等于金额"), clause=f"{POLICY}四（三）", text="分类制定补助标准",
    severity=Severity.WARNING, judge=standards.product,
    asks=_("定额补助的，数量乘以补助标准等于金额（可差0.01元）：申报和导入时不符的不能保存，方案项目逐行核算，不符的须说明理由"),
    kept_by=("plans.tables.identities.check_items", "plans.rules.measures.measure_misfits", "database:plans_project_by_standard"),
)  # fmt: skip
B18 = Rule(
    code="B18", title=_("时间进度在方案年度内"), clause=f"{POLICY}四（四）", text=FIVE, severity=Severity.WARNING,
    asks=_("完工时间早于或晚于方案年度的，或时间进度读不出月份的，须说明理由"), judge=rows.dates,
)  # fmt: skip
B19 = Rule(
    code="B19", title=_("逾期未实施自行终止"), clause=OWN, severity=Severity.WARNING,
    asks=_("年底未下达、下达未支付的资金收回资金池，有理由的随项目结转下年"),
    kept_by=("funds.year_end.confirm", "database:funds_year_end_whole", "database:funds_year_end_moved"),
)  # fmt: skip
B20 = Rule(
    code="B20", title=_("重复安排"), clause=f"{POLICY}五（三）", text="切实解决多渠道资金的重复交叉和部门间难以协调配合的问题",
    severity=Severity.WARNING, asks=_("同一地点名称相同，或不同部门内容相同的项目，须核对并说明理由；同一部门内容相同的给出提示"),
    judge=rows.twice,
)  # fmt: skip
B21 = Rule(
    code="B21", title=_("集中度（防止盆景式扶贫）"), clause=f"{POLICY}四（四）",
    text="防止将统筹资金用在一两个地方搞“盆景式扶贫”", severity=Severity.WARNING, answer=Answer.PLAN,
    asks=_("单个村、单个乡镇所占份额超过上限的，须说明理由；涉及多村的项目按村平均计算"),
    parameters=(sizes.VILLAGE_SHARE, sizes.TOWNSHIP_SHARE, sizes.LEAST_ROWS),
    judge=layout.concentrated(sizes.VILLAGE_SHARE, sizes.TOWNSHIP_SHARE, sizes.LEAST_ROWS),
)  # fmt: skip
B22 = Rule(
    code="B22", title=_("分散度（防止撒胡椒面）"), clause=f"{POLICY}二；四（四）",
    text="彻底打破“撒糊椒面”和“打酱油的钱不能买醋”的困局，化“零钱”为“整钱”；防止将统筹资金用来平衡各种关系、造成资金再度分散",
    severity=Severity.WARNING, answer=Answer.PLAN,
    asks=_("零星项目过多，或绝大多数项目金额相同（疑似平均分配）的，须说明理由"),
    parameters=(sizes.SMALL_AMOUNT, sizes.SMALL_SHARE, sizes.ALIKE_SHARE, sizes.LEAST_ROWS),
    judge=layout.scattered(sizes.SMALL_AMOUNT, sizes.SMALL_SHARE, sizes.ALIKE_SHARE, sizes.LEAST_ROWS),
)  # fmt: skip
B23 = Rule(
    code="B23", title=_("产业份额"), clause=f"{POLICY}四（三）", text="促进主导产业发展、新型经营主体发展",
    severity=Severity.HINT, asks=_("特色产业发展所占份额低于提示线的，给出提示，不需说明"),
    parameters=(sizes.INDUSTRY_SHARE,), judge=layout.industry(sizes.INDUSTRY_SHARE),
)  # fmt: skip
B32 = Rule(
    code="B32", title=_("闲置资金"), clause="国办发〔2014〕70号", severity=Severity.WARNING,
    asks=_("结转结余自最初下达满两年仍未安排的，在资金池和资金核对中标明，提示收回统筹"),
    kept_by=("funds.pool.Line.is_idle", "funds.reconciling.reconciled"),
)  # fmt: skip
B38 = Rule(
    code="B38", title=_("可整合资金范围"), clause=f"{POLICY}四（二）；{money.PILOT}",
    text="凡涉农项目及非农项目（如经济建设、社会发展、支持企业发展等）、上级安排及本级安排、当年安排及结转资金（跨年度资金）、存量资金及增量资金，要做到应统尽统",
    severity=Severity.HINT, valid_from=datetime.date(2016, 4, 12),
    asks=_("国定贫困县统筹的中央资金不在国务院办公厅试点所列范围的，给出提示；省定贫困县见N11"), judge=money.outside_the_pilot,
)  # fmt: skip
B39 = Rule(
    code="B39", title=_("与统筹资金规划衔接"), clause=f"{POLICY}四（四）", text="在上一年第三季度着手编制好统筹资金规划，引导资金有序统筹",
    severity=Severity.WARNING, answer=Answer.PLAN, parameters=(sizes.PLANNED_GAP,), judge=planned.apart(sizes.PLANNED_GAP),
    asks=_("该年度有已印发的统筹资金规划的，各类别安排与规划相差超过上限的，须说明理由"),
)  # fmt: skip

B40 = Rule(
    code="B40", title=_("已下达的资金不得调减"), clause=money.ALLOTTED, severity=Severity.FORBIDDEN,
    asks=_("调整方案对各项目、各来源的安排不得少于资金下达批次已下达的数额"), judge=money.allotted_stays,
)  # fmt: skip

RULES = (B01, B02, B03, B04, B05, B11, B12, B13, B14, B18, B19, B20, B21, B22, B23, B32, B38, B39, B40)
