"""What the villages of a generated province ask for: made up, at the prices of such work."""

from __future__ import annotations

import dataclasses
import random

from core.enums import Sector
from plans.enums import Category
from workflows.flows.demonstration.wishes import Wish

_ROAD, _FARM, _SERVICE = Category.BASIC_CONDITIONS, Category.INDUSTRY, Category.PUBLIC_SERVICE

KINDS = (
    Wish("通组公路硬化", "硬化通组公路2.4公里，路面宽3.5米，厚18厘米，配套边沟和错车道", "108", Sector.TRANSPORT, _ROAD, 82, 296, 37, 128),
    Wish("窄路面加宽", "通村公路由3.5米加宽至4.5米，长3.2公里，增设错车道7处", "96", Sector.TRANSPORT, _ROAD, 154, 552, 61, 214),
    Wish("便民桥", "新建便民桥1座，长18米，净宽4.5米，两端接线90米", "64.8", Sector.TRANSPORT, _ROAD, 97, 348, 39, 135),
    Wish("安全饮水巩固提升", "新建取水坝1座、50立方米蓄水池2口，铺设管网5.6公里", "72.5", Sector.WATER, _ROAD, 121, 437, 52, 181),
    Wish("饮水管网延伸", "延伸管网4.1公里，新建30立方米水池1口，入户76户", "37.4", Sector.WATER, _ROAD, 76, 271, 29, 101),
    Wish("堰塘整治", "整治堰塘4口，清淤0.9万立方米，加固堤坝并配放水设施", "41.6", Sector.WATER, _ROAD, 88, 315, 38, 130),
    Wish("河堤修复", "修复水毁河堤640米，浆砌石护岸，均高2.6米", "78.9", Sector.WATER, _ROAD, 93, 334, 36, 122),
    Wish("茶园提档升级", "改造低产茶园280亩，补植苗木7万株，铺设作业道1.1公里", "58", Sector.AGRICULTURE, _FARM, 71, 256, 36, 124),
    Wish("香菇大棚", "建设钢架香菇大棚20个，配套喷淋和烘干房1处", "84", Sector.AGRICULTURE, _FARM, 46, 165, 31, 107),
    Wish("柑橘基地灌溉", "新建抽水泵站1处、蓄水池3口，铺设滴灌管网覆盖240亩", "54.6", Sector.AGRICULTURE, _FARM, 66, 236, 33, 113,
         (Sector.WATER,)),
    Wish("机耕道", "新修机耕道2.8公里，路面宽3米，泥结石路面，配套涵管14道", "67.2", Sector.AGRICULTURE, _ROAD, 109, 390, 45, 156),
    Wish("高山蔬菜基地", "建设高山蔬菜基地180亩，配套冷藏库60立方米、分拣棚240平方米", "92", Sector.AGRICULTURE, _FARM, 63, 227, 40, 138),
    Wish("核桃基地管护", "管护核桃林520亩，修剪施肥、病虫防治，补植嫁接苗3500株", "31", Sector.FORESTRY, _FARM, 86, 309, 48, 165),
    Wish("油茶低产林改造", "改造油茶低产林460亩，密度调整、品种改良", "46", Sector.FORESTRY, _FARM, 79, 284, 41, 143),
    Wish("光伏电站接网", "60千瓦村级光伏电站并网改造，更换逆变器和计量装置", "21.6", Sector.POVERTY, _FARM, 58, 206, 58, 206),
    Wish("卫生室改建", "改建村卫生室110平方米，分设诊断、治疗、观察、药房四室", "22", Sector.HEALTH, _SERVICE, 205, 738, 62, 214),
    Wish("幼儿园附属设施", "硬化活动场地500平方米，修建围墙110米、卫生厕所1座", "29.8", Sector.EDUCATION, _SERVICE, 54, 193, 21, 73),
    Wish("人居环境整治", "建设污水收集管网1.9公里、人工湿地1处，清理沟渠1.3公里", "56.4", Sector.ENVIRONMENT, _ROAD, 131, 471, 46, 160),
    Wish("便民服务中心改造", "改造服务大厅150平方米，增设农资代办和快递点", "18.5", Sector.CIVIL_AFFAIRS, _SERVICE, 178, 641, 56, 194),
    Wish("茶旅步道", "修建茶园步道1.4公里，宽2米，石板铺装，配套排水", "45", Sector.TOURISM, _FARM, 55, 198, 24, 83),
)  # fmt: skip


def wishes(village: str, number: int, rng: random.Random) -> tuple[Wish, ...]:
    """So many projects of one village, each of another kind, at a price that varies."""
    return tuple(_varied(village, kind, rng) for kind in rng.sample(KINDS, number))


def _varied(village: str, kind: Wish, rng: random.Random) -> Wish:
    wan = round(float(kind.wan) * rng.uniform(0.7, 1.4), 1)
    return dataclasses.replace(kind, name=f"{village}{kind.name}", wan=f"{wan}")
