"""B06 to B10, B15 to B17, B24 to B37 without B32: papers, imports, limits, people; kept where the work is done."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from plans.compliance.registry.planning import OWN
from plans.compliance.rule import POLICY, Rule
from plans.enums import Severity

PAPERS = "党政机关公文处理工作条例"
PAPERS_DAY = datetime.date(2012, 7, 1)
CIVIL_CODE_DAY = datetime.date(2021, 1, 1)

B06 = Rule(
    code="B06", title=_("先签发复核，后编号"), clause=f"{PAPERS}第二十二条、第二十五条", valid_from=PAPERS_DAY,
    text="公文应当经本机关负责人审批签发", severity=Severity.FORBIDDEN,
    asks=_("签发和复核之后才编号；同一机关代字同一年内编号不重，空号须有说明"),
    kept_by=("documents.rules.signed", "documents.numbers.take", "documents.numbers.unexplained"),
)  # fmt: skip
B07 = Rule(
    code="B07", title=_("签发后改动须复审"), clause=f"{PAPERS}第二十五条", valid_from=PAPERS_DAY,
    text="需作实质性修改的，应当报原签批人复审", severity=Severity.FORBIDDEN,
    asks=_("登记编号时与送签稿逐字比对，有改动的退回重新签发"),
    kept_by=("documents.signing.require_as_signed", "plans.services.plan_versions.require_as_signed"),
)  # fmt: skip
B08 = Rule(
    code="B08", title=_("上行文一个主送机关、注明签发人；报告不夹带请示"), clause=f"{PAPERS}第九条、第十五条", valid_from=PAPERS_DAY,
    text="不得在报告等非请示性公文中夹带请示事项", severity=Severity.FORBIDDEN,
    asks=_("上行文只有一个主送机关并有签发人；报告不得出现请批示、请批复等用语"),
    kept_by=("documents.rules.upward", "documents.rules.report"),
)  # fmt: skip
B09 = Rule(
    code="B09", title=_("联合行文"), clause=f"{PAPERS}第九条、第十七条", valid_from=PAPERS_DAY,
    text="联合行文时，使用主办机关的发文字号", severity=Severity.FORBIDDEN,
    asks=_("联合行文各机关均须签发，只用主办机关的文号"), kept_by=("documents.rules.joint",),
)  # fmt: skip
B10 = Rule(
    code="B10", title=_("方案由通知印发"), clause=f"{PAPERS}第八条；{POLICY}四（四）", valid_from=PAPERS_DAY,
    text="县级年度统筹资金方案和规划审批方案要以县级政府文件印发", severity=Severity.FORBIDDEN,
    asks=_("公文只用法定的十五种文种，方案以通知印发"), kept_by=("documents.rules.genre", "plans.papers.plan.PlanIssuance"),
)  # fmt: skip
B15 = Rule(
    code="B15", title=_("金额读取"), clause=OWN, severity=Severity.FORBIDDEN,
    asks=_("表中金额按元或万元读到分，文字说明保留，读不出的不猜"), kept_by=("core.money.parse_amount",),
)  # fmt: skip
B16 = Rule(
    code="B16", title=_("日期读取"), clause=OWN, severity=Severity.FORBIDDEN,
    asks=_("分不清日和月的日期不读入，提示改写"), kept_by=("plans.imports.fields",),
)  # fmt: skip
B17 = Rule(
    code="B17", title=_("村名对照"), clause=OWN, severity=Severity.WARNING,
    asks=_("按乡镇、村名和类别对照到区划代码，分不清的提示选择"), kept_by=("plans.tables.places.PlaceIndex",),
)  # fmt: skip
B24 = Rule(
    code="B24", title=_("收款人与受益人不一致须有同意书"), clause=f"{POLICY}四（三）",
    text="对被寄养的农村“五保户”，社会救助资金经被寄养人同意可直接发放给寄养户", severity=Severity.FORBIDDEN,
    asks=_("收款人不是受益人的，须附同意书，公开时隐去名字"),
    kept_by=("plans.services.payees.record", "database:plans_payee_consent", "database:plans_payee_masked"),
)  # fmt: skip
B25 = Rule(
    code="B25", title=_("公开文件不含个人信息"), clause="政府信息公开条例第十五条", severity=Severity.FORBIDDEN,
    valid_from=datetime.date(2019, 5, 15),
    text="涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开",
    asks=_("主动公开的文件不得载有身份证号、银行账号和个人手机号"), kept_by=("documents.rules.private",),
)  # fmt: skip
B26 = Rule(
    code="B26", title=_("已印发的不得更改"), clause=f"{POLICY}四（四）、六（四）", text="是各级审计、监察机关监督检查的重要依据",
    severity=Severity.FORBIDDEN, asks=_("印发的公文、文号登记和操作台账由数据库锁定，不能更改或删除"),
    kept_by=("database:documents_frozen", "database:documents_series_forward", "core.ledger.record"),
)  # fmt: skip
B27 = Rule(
    code="B27", title=_("逾期未回复不视为同意"), clause=OWN, severity=Severity.FORBIDDEN,
    asks=_("会签逾期记为逾期未回复，计入该部门，不作同意"), kept_by=("workflows.engine.services.lapsing.lapse",),
)  # fmt: skip
B28 = Rule(
    code="B28", title=_("备案材料齐全"), clause=f"{POLICY}五（一）",
    text="各县市区须将项目资金统筹使用方案上报省财政厅及相关主管部门备案", severity=Severity.FORBIDDEN,
    asks=_("附表1至附表3、公示公告证明、会议纪要、负面清单执行情况说明齐全方可报送"),
    kept_by=("plans.rules.filing.filing_refusals",),
)  # fmt: skip
B29 = Rule(
    code="B29", title=_("省级不改县级内容"), clause=f"{POLICY}五（二）", text="管总量不管结构、管任务不管项目、管监督不管实施",
    severity=Severity.FORBIDDEN, asks=_("省级部门只能登记、提出意见和收取答复，不能改动县级方案"),
    kept_by=("roles.duties.OF_THE_PROVINCE", "workflows.flows.filing.Filing2015"),
)  # fmt: skip
B30 = Rule(
    code="B30", title=_("期限计算"), clause="民法典第二百条至第二百零四条；行政许可法第八十二条", valid_from=CIVIL_CODE_DAY,
    text="按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算", severity=Severity.FORBIDDEN,
    asks=_("期限按工作日计，当日不计，遇补正中止，期满日非工作日顺延"), kept_by=("core.deadlines.last_day",),
)  # fmt: skip
B31 = Rule(
    code="B31", title=_("工作日历"), clause="行政许可法第八十二条", text="本法规定的实施行政许可的期限以工作日计算，不含法定节假日",
    valid_from=datetime.date(2004, 7, 1), severity=Severity.FORBIDDEN,
    asks=_("法定节假日和调休以载入的放假通知为准，未公布的年份标明暂定"), kept_by=("core.working_days.Calendar",),
)  # fmt: skip
B33 = Rule(
    code="B33", title=_("支出进度和结余率"), clause=f"{POLICY}四（六）", text="跟踪资金落实，加强日常监管", severity=Severity.HINT,
    asks=_("支出进度为已支付除以已下达，按部门和乡镇排名通报"), kept_by=("oversight.bulletins.tables.SpendingTable",),
)  # fmt: skip
B34 = Rule(
    code="B34", title=_("考评等次"), clause=f"{POLICY}六（五）", text="变专项考评为综合考评", severity=Severity.HINT,
    asks=_("90分以上为优，80分以上为良，60分以上为中，其余为差"),
)  # fmt: skip
B35 = Rule(
    code="B35", title=_("修改后通过须核对"), clause=f"{POLICY}六（一）", text="做到民主集中、科学决策", severity=Severity.FORBIDDEN,
    asks=_("会议要求修改的，改动与议决时逐项对照，由会议秘书确认"),
    kept_by=("workflows.flows.amendments.require_made", "workflows.flows.differences.since_decided"),
)  # fmt: skip
B36 = Rule(
    code="B36", title=_("不相容职务分离"), clause=OWN, severity=Severity.FORBIDDEN,
    asks=_("拟稿、核稿、签发、编号由不同的人办理"),
    kept_by=("roles.separation.PAIRS", "workflows.engine.separation.refusal"),
)  # fmt: skip
B37 = Rule(
    code="B37", title=_("审计问题由审计销号"), clause=f"{POLICY}六（四）",
    text="审计结果作为有关部门监督、检查、验收和资金分配的依据", severity=Severity.FORBIDDEN,
    asks=_("审计提出的问题只能由审计机关销号"),
)  # fmt: skip

RULES = (
    B06, B07, B08, B09, B10, B15, B16, B17, B24, B25, B26, B27, B28, B29, B30, B31, B33, B34, B35, B36, B37,
)  # fmt: skip
