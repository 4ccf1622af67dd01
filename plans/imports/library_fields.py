"""The columns of the project library, as the template prints them and as other tables call them.

What was not asked before 四（三）·4 and 四（五）·2 were kept has headings that no published table bears: nothing of those is
refused for a column that means something else there.
"""

from __future__ import annotations

from plans.enums import Category, ImplementMode, IntegrationMode, Nature, SupportMode
from plans.forms.fields import LONGEST_TEXT
from plans.imports.fields import Field, Kind
from plans.tables.headings import Role

CATEGORIES = {str(code): str(label) for code, label in Category.choices}
SUPPORT, BUILDING, INTEGRATION = (
    {str(code): str(label) for code, label in modes.choices} for modes in (SupportMode, ImplementMode, IntegrationMode)
)
NATURES = {str(code): str(label) for code, label in Nature.choices}

FIELDS = (
    Field("name", "项目名称", is_needed=True, longest=200, width=30),
    Field("category", "项目类别", Kind.CHOICE, is_needed=True, choices=CATEGORIES, width=16),
    Field(
        "nature", "建设性质", Kind.CHOICE, choices=NATURES, width=10,
        meaning=((r"续建", "continued"), (r"改|扩|提升", "expansion"), (r"维修|修缮", "maintenance"), (r"新|迁建", "new")),
    ),
    Field("villages", "实施村", Kind.VILLAGES, width=24, hint="写“乡镇＋村”，几个村用顿号隔开；可从下拉列表选一个村"),
    Field("location", "实施地点", longest=200, width=22),
    Field("content", "建设任务及规模", longest=LONGEST_TEXT, width=36),
    Field("amount", "申请资金（万元）", Kind.MONEY, is_needed=True, width=14, hint="以万元为单位，可精确到分（六位小数）"),
    Field("amount_note", "金额说明", longest=200, width=16),
    Field("funding_method", "筹资方式", words="资金筹措方式|筹资渠道", longest=200, width=18),
    Field("platform", "使用平台", words="统筹平台|整合平台", longest=100, width=18),
    Field("competent", "主管部门", Kind.ORGAN, is_needed=True, words="项目主管部门|行业主管部门", width=16),
    Field("cooperating", "配合部门", Kind.ORGANS, width=16, hint="几个部门用顿号隔开"),
    Field("responsible_unit", "责任单位", longest=100, width=18),
    Field("responsible_person", "责任人", words="项目责任人|项目负责人|负责人", longest=50, width=12),
    Field("starts_on", "计划开工", Kind.DAY, words="(?:计划)?(?:开工|开始)(?:时间|日期)", is_needed=True, width=13),
    Field("ends_on", "计划完工", Kind.DAY, words="(?:计划)?(?:完工|竣工|完成)(?:时间|日期|时限)", is_needed=True, width=13),
    Field("households", "受益户数", Kind.COUNT, words="受益户|受益总户数", width=10),
    Field("people", "受益人数", Kind.COUNT, words="受益人口|受益人口数|受益总人数", width=10),
    Field("poor_households", "其中贫困户", Kind.COUNT, words="贫困户|贫困户数|受益贫困户数?|其中:?贫困户数?", width=10),
    Field("poor_people", "其中贫困人口", Kind.COUNT, words="贫困人口数?|受益贫困人口数?|其中:?贫困人口数?", width=10),
    Field("target", "绩效目标", longest=LONGEST_TEXT, width=30),
    Field(
        "linkage", "群众参与和带贫减贫机制", longest=LONGEST_TEXT, width=30,
        words="群众参与|带贫减贫机制|联农带农机制|利益联结机制|.*带贫.*机制",
    ),
    Field("quantity", "建设数量", Kind.NUMBER, width=10, hint="只写数字，单位写在下一列"),
    Field("unit", "数量单位", longest=20, width=10),
    Field("unit_standard", "补助标准（元/单位）", Kind.YUAN, width=12, hint="定额补助的填写，以元为单位；数量乘以标准须等于申请资金"),
    Field("parts", "分项数量", Kind.PARTS, width=30,
          hint="有几种建设内容的一行一项：内容｜数量｜单位｜标准（元）｜金额（万元）；合计须等于申请资金"),
    Field("support_mode", "支持方式（选填）", Kind.CHOICE, choices=SUPPORT, width=14),
    Field("loan_amount", "贴息本金（选填）", Kind.MONEY, width=12, hint="贷款贴息的填写，以万元为单位"),
    Field("loan_rate", "贴息年利率（选填）", Kind.NUMBER, width=12, hint="贷款贴息的填写，百分数，如 4.35"),
    Field("implement_mode", "实施方式（选填）", Kind.CHOICE, choices=BUILDING, width=16),
    Field("integration_mode", "统筹方式（选填）", Kind.CHOICE, choices=INTEGRATION, width=14),
)  # fmt: skip

BY_ROLE = {
    "name": Role.NAME,
    "category": Role.CATEGORY,
    "nature": Role.NATURE,
    "villages": Role.VILLAGE,
    "location": Role.PLACE,
    "content": Role.CONTENT,
    "amount": Role.AMOUNT,
    "funding_method": Role.SOURCE_NAME,
    "competent": Role.DEPARTMENT,
    "responsible_unit": Role.IMPLEMENTER,
    "target": Role.TARGET,
}
"""What other tables call a column is recognised by its meaning."""

TO_BE_FILLED = ("content", "location", "funding_method", "platform", "responsible_unit", "responsible_person", "target",
                "linkage")  # fmt: skip
"""A draft may be kept without these; before a round takes it along they must be filled in (project_refusals)."""
