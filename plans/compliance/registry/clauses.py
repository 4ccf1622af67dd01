"""C01 to C16: what further clauses of the order ask, where neither B nor N says it already."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from plans.compliance.judges import standards
from plans.compliance.rule import POLICY, Rule
from plans.enums import Severity

C01 = Rule(
    code="C01", title=_("大类间统筹、打通使用"), clause=f"{POLICY}四（四）", text="实行“大类间统筹、打通使用”办法，切块下达资金自主安排",
    severity=Severity.HINT, asks=_("一个项目可由多个来源支付，来源不限定项目类别"), kept_by=("funds.models.ItemFunding",),
)  # fmt: skip
C02 = Rule(
    code="C02", title=_("项目有受益对象"), clause=f"{POLICY}二", text="做到有的放矢、对症下药，不搞大水漫灌、大而化之",
    severity=Severity.FORBIDDEN, asks=_("申报项目须填写受益户数或人数"), kept_by=("plans.rules.rounds.project_refusals",),
)  # fmt: skip
C03 = Rule(
    code="C03", title=_("按致贫原因施策"), clause=f"{POLICY}四（三）", text="对贫困户找准致贫原因，分类施策", severity=Severity.HINT,
    asks=_("项目类别与受益户致贫原因对照提示"),
)  # fmt: skip
C04 = Rule(
    code="C04", title=_("分类补助标准"), clause=f"{POLICY}四（三）",
    text="分类制定补助标准，在高于现有补助标准的基础上，可因村因户实施不同的补助标准", severity=Severity.WARNING,
    asks=_("项目选用县定补助标准而另定数额的，须说明理由；县标准不低于上级标准，因村因户不同的不低于县标准，均有批准文号"),
    judge=standards.departing,
    kept_by=("plans.services.standards.lay_down", "database:plans_standard_floor", "database:plans_standard_not_below"),
)  # fmt: skip
C05 = Rule(
    code="C05", title=_("销号后支持力度不减"), clause=f"{POLICY}四（三）",
    text="对销号的贫困县（市）、贫困村、贫困户，政策支持力度不减", severity=Severity.HINT, asks=_("已销号的对象仍可列入方案"),
)  # fmt: skip
C06 = Rule(
    code="C06", title=_("资金不再戴帽"), clause=f"{POLICY}五（二）", text="在下达资金时，省级不再“戴帽”", severity=Severity.WARNING,
    asks=_("登记资金来源时填写限定用途（戴帽），有限定的在资金池中列出"), kept_by=("funds.pool.Pool.earmarked",),
)  # fmt: skip
C07 = Rule(
    code="C07", title=_("先建后补"), clause=f"{POLICY}四（五）", text="对财政资金采取以奖代补、先建后补、担保、贴息等方式",
    severity=Severity.FORBIDDEN, asks=_("先建后补的项目验收合格后支付：申报表、公示、方案附表和资金下达通知均载明"),
    kept_by=("plans.drafting.measures.support_words", "plans.papers.allotment.AllotmentNotice"),
)  # fmt: skip
C08 = Rule(
    code="C08", title=_("项目台账"), clause=f"{POLICY}四（六）", text="项目实施主体要建立台账，确保资金使用有据可查",
    severity=Severity.WARNING, asks=_("每个项目的台账和凭证齐全"),
)  # fmt: skip
C09 = Rule(
    code="C09", title=_("政府采购和招投标"), clause=f"{POLICY}四（六）", text="既要强化监管，又要简便易行，减少中间环节",
    severity=Severity.WARNING, asks=_("达到限额的项目登记采购方式、中标单位和合同"),
)  # fmt: skip
C10 = Rule(
    code="C10", title=_("省级七大类"), clause=f"{POLICY}五（三）",
    text="原则上按照生活救助、基本生产条件改善、特色产业发展、扶贫搬迁、撬动金融投入支持扶贫、公共服务、能力建设等大类进行项目资金整合",
    severity=Severity.FORBIDDEN, asks=_("每个项目归入七大类之一"), kept_by=("plans.enums.Category",),
)  # fmt: skip
C11 = Rule(
    code="C11", title=_("一把手签发"), clause=f"{POLICY}六（一）", text="各级政府“一把手”对建立贫困县资金统筹机制负总责",
    severity=Severity.FORBIDDEN, asks=_("方案和备案函由县政府主要负责人签发"),
    kept_by=("workflows.flows.annual_plan.AnnualPlan2015.head_signs",),
)  # fmt: skip
C12 = Rule(
    code="C12", title=_("会议人数和表决"), clause=f"{POLICY}六（一）", text="做到民主集中、科学决策，勇于创新、敢于担当",
    severity=Severity.FORBIDDEN, asks=_("到会未过半数的会议不能议决；村民代表会议须三分之二到会、到会过半数同意"),
    kept_by=("workflows.desk.rules.quorum_refusal", "plans.rules.rounds.deliberation_refusals"),
)  # fmt: skip
C13 = Rule(
    code="C13", title=_("以县级政府文件印发"), clause=f"{POLICY}四（四）", text="县级年度统筹资金方案和规划审批方案要以县级政府文件印发",
    severity=Severity.FORBIDDEN, asks=_("没有县级政府文件的方案和规划不算印发"),
    kept_by=(
        "database:plans_version_issued_has_document", "database:plans_master_version_issued_has_document",
        "plans.services.plan_versions.issue", "plans.services.master_plans.issue",
    ),
)  # fmt: skip
C14 = Rule(
    code="C14", title=_("三级公示"), clause=f"{POLICY}六（四）",
    text="县乡村三级要建立公示制度，全面公开扶贫对象、资金安排、项目建设等情况，接受社会监督", severity=Severity.FORBIDDEN,
    asks=_("村级、乡镇公示在前，方案印发后县级公告，均可提出异议"),
    kept_by=("plans.enums.NoticeKind", "plans.services.notices.object_to", "disclosure.views.notice"),
)  # fmt: skip
C15 = Rule(
    code="C15", title=_("负面清单和警示须逐项说明"), clause=f"{POLICY}五（二）", text="实行“负面清单”管理，明确资金限制使用范围",
    severity=Severity.FORBIDDEN, asks=_("禁止事项须移除，警示事项须移除或写明理由，随方案提请领导小组审议，并印入方案"),
    kept_by=("plans.services.compliance.require_whole", "plans.drafting.justifications.of"),
)  # fmt: skip
C16 = Rule(
    code="C16", title=_("与其他专项办法不一致的以本文件为准"), clause=f"{POLICY}六（六）",
    text="现有各类专项资金管理使用办法与本文件不一致的地方，以本文件为准", severity=Severity.HINT,
    asks=_("两个依据不一致时按63号文判定；规则之间尚无自动取舍"),
)  # fmt: skip

RULES = (C01, C02, C03, C04, C05, C06, C07, C08, C09, C10, C11, C12, C13, C14, C15, C16)
