"""N1 to N12: what the money must not be used for, and what has to be explained (五（二）, 六（六）)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext_lazy as _

from plans.compliance.judges import money, negative
from plans.compliance.registry import thresholds
from plans.compliance.rule import POLICY, Answer, Rule
from plans.enums import Severity

ORDER = f"{POLICY}六（六）"
FUND_RULES = "财农〔2017〕8号第九条"
FUND_RULES_DAY = datetime.date(2017, 3, 13)
ONLY_RELIEF = "县级统筹使用的资金，只能用于精准扶贫"
NO_USE = "各地不得将中央财政专项扶贫资金用于下列各项支出"
BY_WORDS = ("N2", "N3", "N4", "N5", "N6", "N8", "N9")
"""The rules that look for the words of the lines under their own code; N12 takes every other line."""

N1 = Rule(
    code="N1", title=_("非精准扶贫支出"), clause=ORDER, text=ONLY_RELIEF, severity=Severity.WARNING,
    asks=_("每个项目须有受益贫困户或贫困人口；惠及全域的，须说明理由"), judge=negative.without_poor,
)  # fmt: skip
N2 = Rule(
    code="N2", title=_("形象工程、政绩工程"), clause=ORDER, text="不得用于形象工程、政绩工程", severity=Severity.WARNING,
    asks=_("项目名称和内容不得出现门楼、牌坊、亮化、雕塑等词；确需保留的，须说明理由"), judge=negative.listed("N2"),
)  # fmt: skip
N3 = Rule(
    code="N3", title=_("县城规划区内基础设施建设"), clause=ORDER, text="不得用于县城规划区内的基础设施建设",
    severity=Severity.FORBIDDEN, asks=_("项目名称和内容不得出现县城规划区、城市道路、城区管网等词"),
    judge=negative.listed("N3"),
)  # fmt: skip
N4 = Rule(
    code="N4", title=_("楼堂馆所"), clause=ORDER, text="不得用于楼堂馆所建设", severity=Severity.FORBIDDEN,
    asks=_("项目名称和内容不得出现办公楼、培训中心、会议中心、宾馆等词"), judge=negative.listed("N4"),
)  # fmt: skip
N5 = Rule(
    code="N5", title=_("发放津补贴"), clause=ORDER, text="不得用于发放津补贴", severity=Severity.FORBIDDEN,
    asks=_("项目名称和内容不得出现津补贴、绩效奖金、慰问金等词"), judge=negative.listed("N5"),
)  # fmt: skip
N6 = Rule(
    code="N6", title=_("补充公用经费不足"), clause=ORDER, text="不得用于补充公用经费不足", severity=Severity.FORBIDDEN,
    asks=_("项目名称和内容不得出现办公经费、差旅费、公务用车等词"), judge=negative.listed("N6"),
)  # fmt: skip
N7 = Rule(
    code="N7", title=_("省级部门拒付、阻碍、减少额度"), clause=ORDER,
    text="省级部门不得阻碍贫困县资金统筹，不得拒付贫困县资金统筹的项目资金，不得因县级统筹使用财政专项资金而采取减少或变相减少其资金分配额度等制裁行为",
    severity=Severity.FORBIDDEN, asks=_("省级部门对备案只能登记和提出意见，没有否决一步；县级反映拒付、减额的渠道尚未建立"),
    kept_by=("plans.enums.AddresseeState", "workflows.flows.filing.Filing2015"),
)  # fmt: skip
N8 = Rule(
    code="N8", title=_("弥补预算缺口、偿还债务"), clause=FUND_RULES, text=f"{NO_USE}：（六）弥补预算支出缺口和偿还债务",
    severity=Severity.FORBIDDEN, valid_from=FUND_RULES_DAY, judge=negative.listed("N8"),
    asks=_("项目名称和内容不得出现弥补预算、偿还债务、化解债务等词；对其他来源的资金同样适用，系本系统设定"),
)  # fmt: skip
N9 = Rule(
    code="N9", title=_("企业亏损、职工住宅、大中型基建、城市建设、交通通讯工具"), clause=FUND_RULES,
    text=f"{NO_USE}：（二）交通工具及通讯设备；（四）弥补企业亏损；（五）修建楼堂馆所及贫困农场、林场棚户改造以外的职工住宅；"
         "（七）大中型基本建设项目；（八）城市基础设施建设和城市扶贫",
    severity=Severity.FORBIDDEN, valid_from=FUND_RULES_DAY, judge=negative.listed("N9"),
    asks=_("项目名称和内容不得出现企业亏损、职工住宅、城市建设、购置车辆等词；对其他来源的资金同样适用，系本系统设定"),
)  # fmt: skip
N10 = Rule(
    code="N10", title=_("项目管理费超过上限"), clause="财农〔2017〕8号", severity=Severity.WARNING,
    valid_from=FUND_RULES_DAY, asks=_("名称为管理费的项目，从一个中央资金来源列支的合计不超过该来源的规定份额"),
    parameters=(thresholds.FEE_SHARE,), judge=money.fees(thresholds.FEE_SHARE),
)  # fmt: skip
N11 = Rule(
    code="N11", title=_("省定贫困县统筹中央资金"), clause=f"{POLICY}四（二）；{money.PILOT}",
    text="财政资金包括中央、省、市（州）、县级到村到户到人的所有财政性资金", severity=Severity.WARNING,
    valid_from=datetime.date(2016, 4, 12), answer=Answer.PLAN,
    asks=_("国务院办公厅的试点只及于国定贫困县和片区县；省定贫困县的方案用到中央资金的，须说明依据"), judge=money.beyond_the_level,
)  # fmt: skip
N12 = Rule(
    code="N12", title=_("各地补充的负面清单"), clause=f"{POLICY}五（二）",
    text="实行“负面清单”管理，明确资金限制使用范围", severity=Severity.WARNING,
    asks=_("省级另行登记的负面清单条目，逐项对照，后果按条目所定"), judge=negative.beside(BY_WORDS),
)  # fmt: skip

RULES = (N1, N2, N3, N4, N5, N6, N7, N8, N9, N10, N11, N12)
