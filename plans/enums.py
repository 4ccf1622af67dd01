"""The closed lists of the plan room; each names its clause of 鄂政办发〔2015〕63号."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """The seven provincial categories, 五（三）."""

    LIVING_RELIEF = "living_relief", _("生活救助")
    BASIC_CONDITIONS = "basic_conditions", _("基本生产条件改善")
    INDUSTRY = "industry", _("特色产业发展")
    RELOCATION = "relocation", _("扶贫搬迁")
    FINANCE = "finance", _("撬动金融投入")
    PUBLIC_SERVICE = "public_service", _("公共服务")
    CAPACITY = "capacity", _("能力建设")


class Nature(models.TextChoices):
    """建设性质, library field of 附表3."""

    NEW = "new", _("新建")
    CONTINUED = "continued", _("续建")
    EXPANSION = "expansion", _("改扩建")
    MAINTENANCE = "maintenance", _("维修")


class ProjectState(models.TextChoices):
    """How far a project has come (domain e.1)."""

    DRAFT = "draft", _("拟报")
    SUBMITTED = "submitted", _("已申报")
    SUPPLEMENT = "supplement", _("待补正")
    RETURNED = "returned", _("已退回")
    TOWNSHIP_PASSED = "township_passed", _("乡镇审核通过")
    REPORTED = "reported", _("已上报")
    APPRAISED = "appraised", _("论证通过")
    IN_LIBRARY = "in_library", _("已入库")
    IN_PLAN = "in_plan", _("已列入方案")
    DROPPED = "dropped", _("不予通过")
    WITHDRAWN = "withdrawn", _("已撤下")
    TAKEN_OUT = "taken_out", _("已出库")


GONE = frozenset({ProjectState.DROPPED, ProjectState.WITHDRAWN, ProjectState.TAKEN_OUT})
"""What goes no further: a reviewer did not let it pass, its proposer took it out, or it left the library."""
ENTERED = frozenset({ProjectState.IN_LIBRARY, ProjectState.IN_PLAN})
"""What the library has."""

FREED = "plan.freed"
"""The ledger's entry of what a plan version or a round that was ended early had held; `projects` are their codes."""


class EntryStep(models.TextChoices):
    """The steps before the library; who proposes higher up lacks the first of them, for a stated ground (a.2b)."""

    VILLAGE_DELIBERATION = "village_deliberation", _("村级民主议事")
    VILLAGE_NOTICE = "village_notice", _("村级公示")
    TOWNSHIP_REVIEW = "township_review", _("乡镇审核")
    TOWNSHIP_NOTICE = "township_notice", _("乡镇公示")
    TOWNSHIP_REPORT = "township_report", _("乡镇上报")


class ReviewStage(models.TextChoices):
    TOWNSHIP = "township", _("乡镇审核")
    APPRAISAL = "appraisal", _("部门论证")
    LIBRARY = "library", _("入库审定")


class Verdict(models.TextChoices):
    """What a review says of one project of a round (domain a.2b)."""

    PASS = "pass", _("通过")
    SUPPLEMENT = "supplement", _("补正")
    RETURN = "return", _("退回")
    DROP = "drop", _("不予通过")


class Resubmission(models.TextChoices):
    """What a proposer makes of a project that came back from the library round (domain a.3)."""

    AGAIN = "again", _("更正后重新申报")
    WITHDRAWN = "withdrawn", _("不再申报")


class ReviewPoint(models.TextChoices):
    """What reviewers look at: nine points of townships (step 6), eight of departments (step 9)."""

    TRUTH = "truth", _("真实性")
    NECESSITY = "necessity", _("必要性")
    SCIENCE = "science", _("科学性")
    COMPLETENESS = "completeness", _("完整性")
    FEASIBILITY = "feasibility", _("可行性")
    ESTIMATE = "estimate", _("投资概算")
    FUNDING = "funding", _("资金来源")
    LINKAGE = "linkage", _("联农带农机制")
    TARGET = "target", _("绩效目标")
    COMPLIANCE = "compliance", _("合规性")
    LAND = "land", _("用地条件")


TOWNSHIP_POINTS = tuple(point for point in ReviewPoint if point not in {ReviewPoint.COMPLIANCE, ReviewPoint.LAND})
APPRAISAL_POINTS = (
    ReviewPoint.TRUTH,
    ReviewPoint.NECESSITY,
    ReviewPoint.COMPLIANCE,
    ReviewPoint.LAND,
    ReviewPoint.ESTIMATE,
    ReviewPoint.FUNDING,
    ReviewPoint.LINKAGE,
    ReviewPoint.TARGET,
)


class NoticeKind(models.TextChoices):
    """公示 invites objections before a decision, 公告 tells of it afterwards."""

    VILLAGE = "village", _("村级公示")
    TOWNSHIP = "township", _("乡镇公示")
    LIBRARY = "library", _("入库公告")
    PLAN = "plan", _("方案公告")
    MASTER_PLAN = "master_plan", _("规划公告")


ANNOUNCEMENTS = frozenset({NoticeKind.LIBRARY, NoticeKind.PLAN, NoticeKind.MASTER_PLAN})


class VersionKind(models.TextChoices):
    INITIAL = "initial", _("年初方案")
    ADJUSTMENT = "adjustment", _("调整方案")
    ITEM_CHANGE = "item_change", _("单项变更")


class ChangePath(models.TextChoices):
    """How a single-item change is decided (domain B13)."""

    LIGHT = "light", _("备案式变更")
    FULL = "full", _("领导小组会议审议")


class VersionState(models.TextChoices):
    """Where a plan version stands (domain e.1)."""

    DRAFTING = "drafting", _("起草中")
    CONSULTING = "consulting", _("征求意见")
    DECIDING = "deciding", _("会议审议")
    SIGNING = "signing", _("核稿签发")
    ISSUED = "issued", _("已印发")
    FILED = "filed", _("已报备")
    SUPERSEDED = "superseded", _("已被调整")
    TERMINATED = "terminated", _("已终止")


GONE_BY = frozenset({VersionState.SUPERSEDED, VersionState.TERMINATED})
"""States of versions that carry no project any more."""


UNBINDING = frozenset({VersionState.DRAFTING, VersionState.TERMINATED})
"""States in which what a version lists binds nobody: it may still be corrected in the library and in the fund table."""


class EmergencyKind(models.TextChoices):
    """What lets a project into an adjustment before the library has it (domain a.3: 灾情)."""

    FLOOD = "flood", _("洪涝")
    DROUGHT = "drought", _("干旱")
    GEOLOGY = "geology", _("地质灾害")
    SNOW = "snow", _("低温雨雪冰冻")
    EPIDEMIC = "epidemic", _("疫情疫病")
    OTHER = "other", _("其他突发事件")


class Severity(models.TextChoices):
    HINT = "hint", _("提示")
    WARNING = "warning", _("警示")
    FORBIDDEN = "forbidden", _("禁止")


class RuleOutcome(models.TextChoices):
    """What a rule comes to on a plan, the gravest first."""

    FORBIDDEN = "forbidden", _("禁止")
    UNANSWERED = "unanswered", _("待说明")
    JUSTIFIED = "justified", _("已说明")
    NOTED = "noted", _("提示")
    PASSED = "passed", _("符合")


BLOCKING = frozenset({RuleOutcome.FORBIDDEN, RuleOutcome.UNANSWERED})
"""What a plan cannot go on with."""


class CheckStage(models.TextChoices):
    """When the verdicts on a plan version are kept."""

    CONSULTED = "consulted", _("送征求意见")
    AMENDED = "amended", _("按会议意见修改")
    DECIDED = "decided", _("会议审定后送签")
    ISSUED = "issued", _("印发")
    ENDED = "ended", _("终止")


class AnswerState(models.TextChoices):
    """What became of a finding by the time the county answers it."""

    DONE = "done", _("已完成")
    UNDER_WAY = "under_way", _("正在办理")
    NOT_ADOPTED = "not_adopted", _("不采纳")


class AddresseeState(models.TextChoices):
    """How far one provincial addressee is; there is no refusal (五（一）、六（六）)."""

    SENT = "sent", _("已送达")
    RECEIVED = "received", _("已签收")
    SUPPLEMENT_REQUESTED = "supplement_requested", _("待补正")
    FINDINGS_RAISED = "findings_raised", _("已提出意见")
    ANSWERED = "answered", _("已答复")
    REGISTERED = "registered", _("已登记")


class ImportState(models.TextChoices):
    """How far an uploaded table is."""

    READING = "reading", _("正在读取")
    READY = "ready", _("待确认")
    REFUSED = "refused", _("不能导入")
    APPLYING = "applying", _("正在导入")
    APPLIED = "applied", _("已导入")
    EXPIRED = "expired", _("已过期")


class RowVerdict(models.TextChoices):
    """What an import would do with one row of the table."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("有改动")
    CONFLICT = "conflict", _("有冲突")
    UNCHANGED = "unchanged", _("无改动")
    WRONG = "wrong", _("有错误")
    LEFT_OUT = "left_out", _("不读入")


FIT = frozenset({RowVerdict.NEW, RowVerdict.CHANGED, RowVerdict.CONFLICT})
"""What an import can write; a conflict once somebody has chosen."""


class MasterPlanState(models.TextChoices):
    """Where a version of the plan of several years stands."""

    COMPILING = "compiling", _("汇总编制")
    CONSULTING = "consulting", _("征求意见")
    DECIDING = "deciding", _("会议审议")
    SIGNING = "signing", _("核稿签发")
    ISSUED = "issued", _("已印发")
    SUPERSEDED = "superseded", _("已被修订")
    TERMINATED = "terminated", _("已终止")


class NeedsState(models.TextChoices):
    """Whether a village has stated its needs; silence is named and never left out."""

    PENDING = "pending", _("未报")
    REPORTED = "reported", _("已报")
    RETURNED = "returned", _("退回补正")


class SupportMode(models.TextChoices):
    """支持方式: how the money helps, 四（五）·2 and 四（三）·6; empty where it was not said."""

    INVESTMENT = "investment", _("直接投资")
    DIRECT = "direct", _("直接补助")
    AWARD = "award", _("以奖代补")
    BUILD_FIRST = "build_first", _("先建后补")
    INTEREST = "interest", _("贷款贴息")
    GUARANTEE = "guarantee", _("担保")
    SHARES = "shares", _("入股")


class ImplementMode(models.TextChoices):
    """实施方式: who builds it and how he is found, 四（三）·3 and 四（六）·8; empty where it was not said."""

    GOVERNMENT = "government", _("政府组织实施")
    TENDER = "tender", _("公开招标")
    PROCUREMENT = "procurement", _("政府采购")
    WORK_RELIEF = "work_relief", _("以工代赈")
    VILLAGERS = "villagers", _("村民自建（一事一议）")
    CONTRACTED = "contracted", _("委托市场主体包干")
    ASSET_INCOME = "asset_income", _("资产收益")


class IntegrationMode(models.TextChoices):
    """统筹方式: the three ways of 四（四）·1; empty where it was not said."""

    PLANNED = "planned", _("规划引导")
    KEY_PROJECT = "key_project", _("重点项目主导")
    INCENTIVE = "incentive", _("奖补引领")


class HouseholdKind(models.TextChoices):
    """For which households a standard may be a higher one (因户不同, 四（三）·4), and whose money another may receive."""

    REGISTERED_POOR = "registered_poor", _("建档立卡贫困户")
    FIVE_GUARANTEES = "five_guarantees", _("五保户")
    LOW_INCOME = "low_income", _("低保户")
    DISABLED = "disabled", _("残疾人户")
