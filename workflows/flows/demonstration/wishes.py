"""What the villages, townships and departments of the demonstration propose: made up, at the prices of such work."""

from __future__ import annotations

from dataclasses import dataclass

from core.enums import Sector
from plans.enums import Category


@dataclass(frozen=True, slots=True)
class Wish:
    """One project as its proposer wants it; the amount in 万元, households and people with the poor among them."""

    name: str
    content: str
    wan: str
    sector: Sector
    category: Category
    households: int
    people: int
    poor_households: int
    poor_people: int
    cooperating: tuple[Sector, ...] = ()


Wishes = dict[str, tuple[Wish, ...]]
"""By the code of the proposer, without the county's code before it."""

ROAD, WATER, FARM = Category.BASIC_CONDITIONS, Category.BASIC_CONDITIONS, Category.INDUSTRY
CREDIT = Category.FINANCE
TRANSPORT, RIVERS, AGRICULTURE = Sector.TRANSPORT, Sector.WATER, Sector.AGRICULTURE
FOREST, HEALTH, SCHOOL = Sector.FORESTRY, Sector.HEALTH, Sector.EDUCATION

LAST_YEAR: Wishes = {
    "103211": (
        Wish("龙井村二组至五组通组公路硬化", "硬化通组公路2.6公里，路面宽3.5米，厚18厘米，配套边沟和错车道4处",
             "117", TRANSPORT, ROAD, 86, 312, 41, 138),
        Wish("龙井村茶园提档升级", "改造低产茶园320亩，补植苗木8万株，铺设作业道1.2公里", "64", AGRICULTURE, FARM, 74, 268, 39, 131),
    ),
    "103214": (
        Wish("双庙村安全饮水巩固提升", "新建取水坝1座、50立方米蓄水池2口，铺设管网6.4公里", "78.5", RIVERS, WATER, 132, 486, 57, 196),
        Wish("双庙村香菇大棚", "建设钢架香菇大棚24个，配套喷淋和烘干房1处，园区入口门楼1处", "96", AGRICULTURE, FARM, 48, 171, 33, 112),
    ),
    "107201": (
        Wish("吉鱼村库岸便民桥", "新建跨沟便民桥1座，长24米，净宽4.5米，两端接线120米", "86.4", TRANSPORT, ROAD, 105, 377, 46, 158),
        Wish("吉鱼村柑橘基地灌溉", "新建抽水泵站1处、蓄水池3口，铺设滴灌管网覆盖柑橘园260亩", "58.6", RIVERS, FARM, 69, 241, 35, 118),
    ),
    "107208": (
        Wish("九华村核桃基地管护", "管护核桃林600亩，修剪施肥、病虫防治，补植嫁接苗4000株", "36", FOREST, FARM, 91, 330, 52, 176),
    ),
    "102208": (
        Wish("水田坝村机耕道", "新修机耕道3.1公里，路面宽3米，泥结石路面，配套涵管16道", "74.4", AGRICULTURE, ROAD, 118, 421, 49, 167),
        Wish("水田坝村卫生室改建", "改建村卫生室120平方米，分设诊断、治疗、观察、药房四室", "24", HEALTH, Category.PUBLIC_SERVICE,
             210, 766, 63, 215),
    ),
    "-forestry": (
        Wish("油茶低产林改造", "在宝丰镇、麻家渡镇改造油茶低产林1500亩，密度调整、品种改良", "120", FOREST, FARM,
             260, 935, 142, 486, (AGRICULTURE,)),
    ),
    "-transport": (
        Wish("宝丰镇至擂鼓镇连村公路改扩建", "改扩建四级公路5.8公里，路基宽6.5米，沥青路面", "406", TRANSPORT, ROAD, 620, 2240, 214, 735),
    ),
}  # fmt: skip

IN_COUNTERSIGN: Wishes = {
    "103211": (
        Wish("龙井村茶叶初制加工厂房", "建设钢结构厂房480平方米，购置杀青、揉捻、烘干设备1套，村集体持股", "148", AGRICULTURE, FARM,
             112, 403, 58, 194, (Sector.LAND,)),
        Wish("龙井村河堤修复", "修复水毁河堤860米，浆砌石护岸，均高2.8米", "92.3", RIVERS, ROAD, 97, 346, 38, 126),
    ),
    "103214": (
        Wish("双庙村村级光伏电站接网", "60千瓦村级光伏电站并网改造，更换逆变器和计量装置", "21.6", Sector.POVERTY, FARM, 60, 198, 60, 198),
    ),
    "107201": (
        Wish("吉鱼村扶贫搬迁安置点配套", "安置点给排水管网1.8公里、化粪池3座、便道硬化1500平方米", "83.2", Sector.REFORM,
             Category.RELOCATION, 64, 236, 64, 236, (Sector.HOUSING,)),
        Wish("吉鱼村淡水养殖尾水治理", "建设三级沉淀池2处，种植水生植物40亩", "45", AGRICULTURE, FARM, 36, 127, 19, 63, (Sector.ENVIRONMENT,)),
    ),
    "104202": (
        Wish("西河村产业路", "硬化产业路3.4公里，连接茶园和药材基地，路面宽3.5米", "153", TRANSPORT, ROAD, 141, 512, 66, 223),
        Wish("西河村连翘种植", "种植连翘450亩，覆膜育苗，三年管护", "67.5", AGRICULTURE, FARM, 83, 297, 47, 158, (FOREST,)),
    ),
    "104213": (
        Wish("红岩村饮水管网延伸", "延伸管网4.7公里，新建30立方米水池1口，入户82户", "41.8", RIVERS, WATER, 82, 289, 31, 104),
        Wish("红岩村土鸡养殖小区", "建设标准化鸡舍1200平方米，配套粪污处理设施", "72", AGRICULTURE, FARM, 45, 163, 45, 163),
    ),
    "102203": (
        Wish("罗家坡村通村公路窄路面加宽", "加宽通村公路4.2公里，由3.5米加宽至4.5米，增设错车道9处", "126", TRANSPORT, ROAD, 176, 629, 72, 243),
        Wish("罗家坡村幼儿园附属设施", "硬化活动场地600平方米，修建围墙130米、卫生厕所1座", "33.7", SCHOOL, Category.PUBLIC_SERVICE,
             58, 214, 22, 76),
    ),
    "-water": (
        Wish("霍河小流域山洪沟治理", "治理山洪沟3条共4.1公里，护岸、清淤和生态护坡", "328", RIVERS, ROAD, 410, 1480, 156, 522),
    ),
    "-agriculture": (
        Wish("茶叶绿色防控全县示范", "在6个乡镇示范绿色防控8000亩，安装杀虫灯400盏、诱虫板32万张", "136", AGRICULTURE, FARM,
             1260, 4530, 503, 1710),
    ),
    "-poverty": (
        Wish("扶贫小额信贷贴息", "对312户贫困户发展产业的小额信用贷款1200万元，按年利率4.35%贴息一年", "52.2", Sector.POVERTY, CREDIT,
             312, 1061, 312, 1061),
        Wish("扶贫信贷风险补偿金", "充实扶贫信贷风险补偿金，按1:8放大贷款，为茶叶、食用菌合作社和贫困户贷款担保", "80", Sector.POVERTY, CREDIT,
             426, 1502, 268, 912),
    ),
}  # fmt: skip

IN_APPRAISAL: Wishes = {
    "101211": (
        Wish("三圣村魔芋种芋繁育基地", "建设种芋繁育基地180亩，遮阴网、排水沟和贮藏室200平方米", "88", AGRICULTURE, FARM, 67, 239, 37, 125),
        Wish("三圣村便民服务中心改造", "改造服务大厅160平方米，增设农资代办和快递点", "19.8", Sector.CIVIL_AFFAIRS, Category.PUBLIC_SERVICE,
             185, 672, 59, 201),
    ),
    "101215": (
        Wish("天桥村通组公路", "硬化通组公路1.9公里，路面宽3.5米，厚18厘米", "85.5", TRANSPORT, ROAD, 77, 275, 34, 115),
        Wish("天桥村堰塘整治", "整治堰塘5口，清淤1.1万立方米，加固堤坝并配放水设施", "47.5", RIVERS, WATER, 93, 331, 40, 134),
    ),
    "-education": (
        Wish("村小学取暖改造", "为7所村小学更换电热取暖设备并改造线路", "56", SCHOOL, Category.PUBLIC_SERVICE, 420, 1510, 168, 571),
    ),
}  # fmt: skip

AT_LEADING_GROUP: Wishes = {
    "-tourism": (
        Wish("乡村旅游扶贫服务点", "在官渡镇、柳林乡设旅游扶贫服务点8处，培训从业农户160户", "64", Sector.TOURISM, FARM, 160, 571, 74, 249),
    ),
    "-ethnic": (
        Wish("少数民族聚居组产业路", "硬化少数民族聚居组产业路1.7公里，配套排水沟", "71.4", Sector.ETHNIC, ROAD, 52, 187, 31, 108),
    ),
}  # fmt: skip

IN_TOWNSHIP_NOTICE: Wishes = {
    "104208": (
        Wish("碾盘村食用菌烘干中心", "建设烘干车间260平方米，安装空气能烘干机6台", "76", AGRICULTURE, FARM, 54, 188, 32, 107),
        Wish("碾盘村入户便道", "硬化入户便道5.6公里，宽1.5米，厚12厘米", "50.4", TRANSPORT, ROAD, 128, 459, 53, 179),
    ),
    "104205": (
        Wish("枣园村中药材晾晒场", "硬化晾晒场1800平方米，建设仓库150平方米", "38.6", AGRICULTURE, FARM, 61, 216, 29, 98),
    ),
}  # fmt: skip

AT_TOWNSHIP_HEAD: Wishes = {
    "108201": (
        Wish("三吉村高山蔬菜基地", "建设高山蔬菜基地220亩，配套冷藏库80立方米、分拣棚300平方米", "109", AGRICULTURE, FARM, 72, 254, 44, 148),
    ),
}  # fmt: skip

IN_REVIEW: Wishes = {
    "103206": (
        Wish("新茶村茶旅步道", "修建茶园步道1.6公里，宽2米，石板铺装，配套排水", "52", Sector.TOURISM, FARM, 58, 207, 25, 84),
        Wish("新茶村水毁路基恢复", "恢复水毁路基420米，浆砌挡墙680立方米", "46.2", TRANSPORT, ROAD, 84, 302, 36, 121),
    ),
    "102202": (
        Wish("柿树坪村蜂蜜加工间", "改造加工间140平方米，购置浓缩灌装设备1套，统一包装", "29.5", AGRICULTURE, FARM, 38, 133, 24, 79),
    ),
}  # fmt: skip

SENT_BACK: Wishes = {
    "107202": (
        Wish("峪口村柑橘分选线", "购置柑橘分选线1条，建设分选棚400平方米", "82", AGRICULTURE, FARM, 66, 235, 35, 117),
        Wish("峪口村人居环境整治", "建设污水收集管网2.3公里、人工湿地1处，清理沟渠1.5公里", "61.4", Sector.ENVIRONMENT, ROAD, 139, 498, 48, 161),
    ),
}  # fmt: skip

CONTESTED: Wishes = {
    "108207": (
        Wish("大溪河村漂流码头至八组公路", "新修公路2.2公里，路基宽4.5米，混凝土路面", "118.8", TRANSPORT, ROAD, 73, 262, 30, 102),
        Wish("大溪河村中蜂养殖", "发放中蜂500箱，建设标准化蜂场5处，开展技术培训4期", "45", AGRICULTURE, FARM, 50, 176, 50, 176),
    ),
}  # fmt: skip

IN_NOTICE: Wishes = {
    "102212": (
        Wish("桂花树村人畜饮水工程", "新建集雨窖20口、蓄水池2口，铺设管道3.8公里", "54.6", RIVERS, WATER, 88, 315, 42, 141),
    ),
}  # fmt: skip

POSTED_AGAIN: Wishes = {
    "102213": (
        Wish("杨家河村烤烟房改造", "改造密集烤房22座，更换电控设备，配套供电线路", "57.2", AGRICULTURE, FARM, 62, 221, 34, 116),
    ),
}  # fmt: skip

LEFT_OUT: Wishes = {
    "105201": (
        Wish("大堰村机耕桥", "新建机耕桥1座，长12米，净宽4米，两端接线60米", "38.4", TRANSPORT, ROAD, 57, 203, 24, 80),
    ),
    "105202": (
        Wish("双河村入户路硬化", "硬化入户路2.1公里，宽2.5米，厚15厘米", "42", TRANSPORT, ROAD, 71, 254, 29, 97),
    ),
    "105203": (
        Wish("张家沟村错车道", "通村公路增设错车道11处，挖填方2600立方米", "26.5", TRANSPORT, ROAD, 66, 231, 27, 89),
    ),
}  # fmt: skip
"""What a township took out of its round, so that nothing of it was reported: one clerk notes it for three villages."""
WHY_LEFT_OUT = "已列入县交通运输局农村公路年度计划，由部门资金实施，不再重复申报。"

HALF_WRITTEN: Wishes = {
    "-health": (
        Wish("村卫生室药品周转柜", "为12个村卫生室配备药品冷藏周转柜", "14.4", HEALTH, Category.PUBLIC_SERVICE, 0, 0, 0, 0),
    ),
}  # fmt: skip
"""A department's draft that does not say who benefits: the round of the library goes without it."""

WAITS_IN_LIBRARY = "水田坝村卫生室改建"
"""Of last year's library, what its plan did not draw: it is offered to this year's."""

BEING_DRAFTED: Wishes = {
    "101202": (
        Wish("燕子山村魔芋林下套种", "林下套种魔芋150亩，购置种芋30吨，整地施肥", "48", AGRICULTURE, FARM, 57, 199, 33, 111),
        Wish("燕子山村断头路打通", "新修村组连接路1.3公里，路面宽3.5米", "62.4", TRANSPORT, ROAD, 65, 228, 27, 91),
    ),
    "104216": (
        Wish("三河村羊肚菌示范", "建设羊肚菌大棚30亩，配套冷库50立方米", "69", AGRICULTURE, FARM, 40, 142, 26, 86),
    ),
}  # fmt: skip

EVERYTHING = (
    LAST_YEAR, IN_COUNTERSIGN, AT_LEADING_GROUP, IN_APPRAISAL, IN_TOWNSHIP_NOTICE, AT_TOWNSHIP_HEAD, IN_REVIEW, SENT_BACK, CONTESTED,
    IN_NOTICE, POSTED_AGAIN, LEFT_OUT, HALF_WRITTEN, BEING_DRAFTED,
)  # fmt: skip
