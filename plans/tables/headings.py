"""What a heading may mean: every role a column can play and the words published tables use for it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from plans.tables.texts import REMEMBERED, plain


class Role(StrEnum):
    """What a column is for; the value is what a warning calls it."""

    SEQ = "序号"
    TABLE = "表号"
    NAME = "项目名称"
    CATEGORY = "项目类别"
    NATURE = "建设性质"
    PREFECTURE = "市州"
    COUNTY = "县（市、区）"
    TOWNSHIP = "乡镇"
    VILLAGE = "村"
    PLACE = "建设地点"
    CONTENT = "建设内容"
    QUANTITY = "数量"
    MEASURE = "计量单位"
    STANDARD = "补助标准"
    AMOUNT = "资金金额"
    WHOLE_COST = "总投资"
    SOURCE = "分来源金额"
    BEYOND = "整合资金以外的投入"
    SOURCE_NAME = "资金来源"
    DEPARTMENT = "主管部门"
    IMPLEMENTER = "实施单位"
    PERSON = "责任人"
    PERIOD = "实施期限"
    TARGET = "绩效目标"
    BENEFICIARIES = "受益对象"
    NOTE = "备注"
    OTHER = "其他"


UNIQUE = frozenset(Role) - {
    Role.BEYOND, Role.SOURCE, Role.QUANTITY, Role.BENEFICIARIES, Role.NOTE, Role.OTHER,
                            Role.PERSON, Role.PERIOD, Role.TARGET}  # fmt: skip
MONEY = frozenset({Role.AMOUNT, Role.WHOLE_COST, Role.SOURCE})

# (role, weight, pattern over the heading without white space, brackets' units and full-width forms)
_WORDS: tuple[tuple[Role, int, str], ...] = (
    (Role.SEQ, 10, r"序号?|编号|项目编?序?号|顺序号|行号|No\.?|NO\.?"),
    (Role.TABLE, 10, r"表|表号|表别|表名|表序|附表|分表|所属表"),
    (Role.NAME, 10, (
        r"(?:建设|实施|申报|工程)?项目(?:\(工程\))?名称?(?:及.*)?|(?:工程|项目)名称?|工程项目(?:名称)?|"
        r"名称"
    )),
    (Role.NAME, 7, r"(?:建设|实施|扶贫|帮扶)?(?:项目|工程)|事项"),
    (Role.CATEGORY, 10, (
        r"(?:项目|工程|建设)?(?:类型|类别|分类|大类|子类|所属类别)(?:名称)?|大类.*|项目(?:大类|小类)"
    )),
    (Role.NATURE, 10, r"(?:项目)?建设性质|项目性质|新建.?续建|新(?:、|/|或)?续建|性质"),
    (Role.PREFECTURE, 10, r"市州|市\(州\)|州市|地市|市\(地\)|设区市"),
    (Role.COUNTY, 10, r"县\(市、?区\)|县市区|县区|市县|县\(区\)|区县|县名|县市|县别|县\(市\)|市县\(区\)|区\(县\)"),
    (Role.TOWNSHIP, 10, (
        r"(?:所属|所在|实施)?(?:乡镇|镇乡|乡\(镇\)|镇\(乡\)|镇办|镇街|乡镇街道?|乡\(镇、?街道?\)|"
        r"乡镇\(.*\)|街道)(?:名称?)?"
    )),
    (Role.VILLAGE, 10, (
        r"村|村名|村别|(?:所在|项目|实施|建设|行政)村(?:名称?)?|村\(社区\)(?:名称?)?|村庄|村组|行政村名|"
        r"村\(居\)"
    )),
    (Role.PLACE, 10, (
        r"(?:项目|工程)?(?:建设|实施|项目|施工|具体|所在)?(?:地点|地址|位置|所在地|区域|实施地|建设地|"
        r"范围|乡村|乡镇村|乡镇、?村)(?:\(.*\))?"
    )),
    (Role.CONTENT, 10, (
        r"(?:主要|项目|工程)?(?:建设|实施|工程|项目|工作|主要|建设主要)?(?:内容|任务|概况|简介|"
        r"描述)(?:[及与和、](?:建设)?(?:规模|标准|数量).*)?"
    )),
    (Role.CONTENT, 8, (
        r"(?:建设|工程|项目|实施)?规模(?:[及与和、].*(?:内容|任务))?|(?:规模|任务)[及与和、]内容|建设规模"
    )),
    (Role.MEASURE, 10, r"计量单位|数量单位|规模单位"),
    (Role.MEASURE, 4, r"单位"),
    (Role.QUANTITY, 8, r"数量|工程量|任务量|计划数|处数|规模数量|数额"),
    (Role.STANDARD, 10, r"(?:财政)?(?:补助|补贴|奖补|扶持|资助|投资|建设)?标准.*|单价|单位造价"),
    (Role.AMOUNT, 12, (
        r"(?:本次|本批|此次|本期)(?:拟)?(?:分配|安排|下达|拨付|计划)?(?:的)?(?:资金|金额|投资|资金额|"
        r"资金金额|额度)?(?:合计)?"
    )),
    (Role.AMOUNT, 11, r".*(?:统筹|整合).*(?:资金|金额|投资|规模|额度).*"),
    (Role.AMOUNT, 9, (
        r"(?:计划|安排|拟|下达|项目|申请|财政|预算|分配|批复|扶贫)*(?:资金|经费)(?:金额|规模|总额|合计|"
        r"额度|数额|安排|总量|投入|计划|总规模|需求|总计)?"
    )),
    (Role.AMOUNT, 9, (
        r"(?:合计|总计|小计)?金额(?:合计|总计)?|资金规模(?:及.*)?|安排资金额?|(?:总|合)计|"
        r"计划(?:安排)?(?:金额|资金|额度)"
    )),
    (Role.AMOUNT, 8, (
        r"(?:计划|项目|拟|预计|预算|估算|概算)?投资(?:规模|金额|总额|合计|额|额度|估算|概算|计划|"
        r"预算)?(?:合计)?"
    )),
    (Role.WHOLE_COST, 9, (
        r"(?:项目|工程|计划|估算|概算|预算|预计)?总(?:投资|造价|额|金额|资金)(?:额|规模|估算|概算)?|"
        r"投资总(?:额|规模)"
    )),
    (Role.SOURCE, 9, (
        r"(?:.*[·:])?(?:其中:?)?(?:中央|省|市|县|区|州|地方|国家|自治区|本级|乡镇|村集体|群众|社会|企业|"
        r"银行|信贷|债券|其他|其它|东西部|对口|上级|各级).*"
    )),
    (Role.SOURCE, 7, (
        r".*(?:自筹|配套|捐赠|帮扶资金|贷款|奖补资金|专项资金|衔接资金|补助资金|发展资金|彩票公益金|结转|"
        r"结余|存量).*"
    )),
    (Role.SOURCE, 10, r"其中:?.*(?:资金|财政|投入|自筹|配套).*"),
    (Role.AMOUNT, 6, r".*(?:资金|金额|经费|投资|造价|概算|预算)(?:额度?|规模|总额|合计|数|计划)?(?:\(.*\))?"),
    (Role.SOURCE_NAME, 10, (
        r"(?:资金|经费|项目资金|投资)(?:来源|性质|渠道|类别|类型|种类|名称|文号|来源文号|来源及.*)|"
        r"资金级次|来源"
    )),
    (Role.DEPARTMENT, 10, (
        r"(?:项目|行业|业务|县级|县直)?(?:行业)?(?:主管|牵头|责任|监管|主管责任|归口|监督|负责)(?:部门|"
        r"单位|局)(?:\(.*\))?|部门|责任主体"
    )),
    (Role.IMPLEMENTER, 10, (
        r"(?:项目)?(?:具体)?(?:实施|建设|承建|承办|申报|施工|项目|建设实施|业主|使用|执行)(?:单位|主体|"
        r"部门|业主|法人)(?:\(.*\))?|项目业主|业主|单位名称"
    )),
    (Role.PERSON, 8, r".*(?:责任人|负责人|联系人|电话|联系方式).*"),
    (Role.PERIOD, 10, (
        r".*(?:期限|工期|起止|进度|(?:实施|建设|开工|完工|竣工|完成|开始|结束)(?:时间|日期|时限|年限|"
        r"年度)|时间安排|计划时间).*|年度|年份|时间"
    )),
    (Role.TARGET, 10, r".*(?:绩效|效益|目标|成效).*"),
    (Role.BENEFICIARIES, 10, (
        r".*(?:受益|惠及|贫困户|贫困人口|脱贫户|监测户|覆盖|服务人口|带动户|户数|人数|帮扶对象).*"
    )),
    (Role.NOTE, 10, r"备注|说明|附注|注|其他说明|备 注"),
    (Role.OTHER, 8, r".*(?:群众参与|带贫|减贫机制|联农带农|利益联结|公示|文号|批次|入库|项目库编号).*|单位"),
)  # fmt: skip
_PATTERNS = tuple((role, weight, re.compile(pattern)) for role, weight, pattern in _WORDS)
_TRAILING_UNIT = re.compile(
    r"(?:\((?:单位:?)?(?P<bracket>[^()]{1,8})\)|[,/:](?:单位:?)?(?P<slash>万元|亿元|元|公里|千米|米|亩|个|处|户|人|座|口|吨|头|只|平方米|立方米))$"
)
_TOTAL_WORDS = re.compile(r"(?:合计|小计|总计)$")
MEASURES = frozenset({
    "公里", "千米", "米", "m", "km", "处", "处数", "个", "个数", "亩", "万亩", "公顷", "户", "户数", "人",
    "人数", "人次", "座", "口", "台", "套", "盏", "棵", "株", "只", "头", "羽", "吨", "平方米", "平米", "㎡",
    "m2", "m3", "立方米", "方", "条", "间", "栋", "件", "眼", "村", "次", "项", "期", "%", "平方公里", "km2",
    "延米",
})  # fmt: skip


@lru_cache(REMEMBERED)
def heading_and_measure(text: str) -> tuple[str, str]:
    """A heading folded for comparison, and the unit printed behind it: 总投资(万元) is (总投资, 万元)."""
    flat = plain(text).replace("，", ",").strip("*:：")
    found = _TRAILING_UNIT.search(flat)
    measure = (found["bracket"] or found["slash"]) if found else ""
    if found and (measure in MEASURES or measure in ("万元", "亿元", "元")):
        return flat[: found.start()], measure
    return flat, ""


def meanings(text: str) -> dict[Role, int]:
    """Each role the heading's words allow, with the weight of the best pattern (0 to 12)."""
    heading, measure = heading_and_measure(text)
    if not heading or len(heading) > 40:
        return {}
    scores: dict[Role, int] = {}
    for role, weight, pattern in _PATTERNS:
        if weight > scores.get(role, 0) and pattern.fullmatch(heading):
            scores[role] = weight
    if measure in MEASURES:
        scores = {r: s for r, s in scores.items() if r not in MONEY}
        scores.setdefault(Role.QUANTITY, 7)
    if measure in ("万元", "亿元", "元"):
        scores = {r: s + 2 for r, s in scores.items() if r in MONEY} or {Role.SOURCE: 4, Role.AMOUNT: 5}
    if Role.SOURCE in scores and _TOTAL_WORDS.search(heading) and "·" not in heading:
        scores[Role.AMOUNT] = scores.get(Role.AMOUNT, 0)
    return scores
