"""What an item is about: its head among the seven of 五(三), its nature, and a name where none is printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from plans.tables.columns import NATURES
from plans.tables.result import Category, Quantity
from plans.tables.texts import plain

# the first head whose words are found; 贴息 goes before 产业, 搬迁 before 道路
_CATEGORY_WORDS: tuple[tuple[Category, str], ...] = (
    (Category.RELOCATION, "易地搬迁|扶贫搬迁|异地搬迁|搬迁安置|移民搬迁|安置点|安置房"),
    (Category.FINANCE, "贴息|小额信贷|小额贷款|金融|担保|保险|风险补偿|信贷|互助资金"),
    (Category.CAPACITY, "培训|雨露计划|致富带头人|能力建设|能力提升|技能|管理费|项目管理|规划编制|就业补助|公益性?岗位"),
    (Category.RELIEF, "低保|五保|临时救助|生活救助|医疗救助|危房改造|兜底|残疾人|救济|慰问"),
    (Category.INDUSTRY, (
        "产业|基地|种植|养殖|果园|果业|茶园|茶叶|蔬菜|水果|葡萄|药材|食用菌|加工|合作社|集体经济|光伏|电商|旅游|"
        "苗圃|苗木|优质种苗|育苗|畜牧|饲料|养牛|养羊|养猪|水产|稻花鱼|柑橘|大棚|冷库|扶贫车间|特色"
    )),
    (Category.PUBLIC_SERVICES, (
        "学校|教育|卫生室|卫生院|医疗|文化|广场|垃圾|环保|环境整治|人居环境|厕所|改厕|污水|绿化|亮化|路灯|养老|"
        "党群服务|村级活动|通信|公共服务"
    )),
    (Category.PRODUCTION_CONDITIONS, (
        "道路|公路|路面|硬化|桥|饮水|人饮|供水|水利|灌溉|渠|山塘|塘堰|水库|水窖|机井|电网|用电|农田|高标准|"
        "土地整治|坡改梯|基础设施|管护设施|排水|堤|泵站|水土流失|巷道"
    )),
)  # fmt: skip
_PATTERNS = tuple((category, re.compile(words)) for category, words in _CATEGORY_WORDS)
_NATURE = re.compile("|".join(sorted(NATURES, key=len, reverse=True)))
_MEASURED = re.compile(
    r"(?P<what>[一-鿿]{2,12}?)(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>公里|千米|平方米|平米|立方米|[一-鿿]{1,2})"
)


def category_of(printed: str, name: str, content: str) -> Category | None:
    """The head an item most likely falls under: by its printed type, then its name, then its content."""
    for text in (printed, name, content):
        for category, words in _PATTERNS:
            if words.search(plain(text)):
                return category
    return None


def nature_of(printed: str, *texts: str) -> str:
    """新建, 续建 …: as printed, else the first such word in the texts."""
    if printed:
        return printed
    for text in texts:
        if found := _NATURE.search(plain(text)):
            return found[0]
    return ""


def content_of(quantities: Sequence[Quantity]) -> str:
    """Content told from measured columns: 清淤渠道4.5公里，山塘清淤38处."""
    return "，".join(str(quantity) for quantity in quantities)


def built_name(place: str, content: str, quantities: Sequence[Quantity]) -> str:
    """A name for an item that prints none, from where it is and what is done there."""
    works = "、".join(quantity.what for quantity in quantities)
    if not works:
        works = re.split(r"[,，。;；\d]", content, maxsplit=1)[0][:30]
    return _("%(place)s%(works)s项目") % {"place": place, "works": works.removesuffix("项目")}


def measured_in(content: str, unit: str) -> list[Quantity]:
    """The quantities of one measure that a content names: 购置垃圾箱20个 holds 20 个."""
    found = (
        Quantity(m["what"], Decimal(m["number"].replace(",", "")), m["unit"])
        for m in _MEASURED.finditer(plain(content))
    )
    return [quantity for quantity in found if quantity.unit == unit]
