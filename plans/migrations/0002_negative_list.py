"""The negative list N2 to N9 as data (五（二）, 六（六）; 财农〔2017〕8号第九条). N1 is a rule, not words."""

from __future__ import annotations

import datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ORDER = "鄂政办发〔2015〕63号六（六）"
FUND_RULES = "财农〔2017〕8号第九条"
IN_FORCE = {ORDER: datetime.date(2015, 8, 25), FUND_RULES: datetime.date(2017, 3, 13)}

# code, name, keywords, exclude words, severity, clause
ENTRIES = (
    (
        "N2", "形象工程、政绩工程",
        ["门楼", "牌坊", "景观大道", "亮化", "灯光秀", "雕塑", "标志性建筑", "形象墙"],
        ["安全标识牌", "项目公示牌"], "warning", ORDER,
    ),
    (
        "N3", "县城规划区内基础设施建设",
        ["县城规划区", "城市道路", "城区道路", "城区管网", "县城主干道", "城市广场"],
        [], "forbidden", ORDER,
    ),
    (
        "N4", "楼堂馆所",
        ["办公楼", "培训中心", "接待中心", "会议中心", "宾馆", "招待所"],
        ["原办公楼", "旧办公楼"], "forbidden", ORDER,
    ),
    (
        "N5", "发放津补贴",
        ["干部津贴", "干部补贴", "津补贴", "干部奖金", "绩效奖金", "慰问金"],
        [], "forbidden", ORDER,
    ),
    (
        "N6", "补充公用经费不足",
        ["办公经费", "公用经费", "工作经费", "差旅费", "公务接待", "公务用车"],
        [], "forbidden", ORDER,
    ),
    # N7 binds the province and is reported, never found in an item: it has no words to look for.
    ("N7", "省级部门拒付、阻碍、减少额度", [], [], "warning", ORDER),
    (
        "N8", "弥补预算缺口、偿还债务",
        ["弥补预算", "预算缺口", "偿还债务", "偿还贷款", "化解债务", "归还借款"],
        [], "forbidden", FUND_RULES,
    ),
    (
        "N9", "企业亏损、职工住宅、大中型基建、城市建设与城市扶贫、交通工具及通讯设备",
        ["企业亏损", "职工住宅", "职工宿舍", "大中型基本建设", "城市建设", "城市扶贫", "购置车辆", "购车", "通讯设备"],
        [], "forbidden", FUND_RULES,
    ),
)  # fmt: skip


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter each line that is not there yet; what an installation has changed stays."""
    entry = apps.get_model("plans", "NegativeListEntry")
    for code, name, keywords, exclude_words, severity, clause in ENTRIES:
        entry.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "keywords": keywords,
                "exclude_words": exclude_words,
                "severity": severity,
                "clause": clause,
                "valid_from": IN_FORCE[clause],
            },
        )


def take_out(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take the lines out again."""
    entry = apps.get_model("plans", "NegativeListEntry")
    entry.objects.filter(code__in=[row[0] for row in ENTRIES]).delete()


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]
    operations = [migrations.RunPython(enter, take_out)]
