"""A few project rows as counties really type them, for the sheet that a newcomer tries the import with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plans.imports.rows import Context


def rows(context: Context) -> Sequence[Mapping[str, str]]:
    """With a remark and a unit in an amount, full-width figures, two villages in a cell and a subtotal."""
    villages = [context.places.full_name(village.code) for village in context.places.villages]
    own = context.places.by_code.get(context.organisation.code)
    if own and own.level == "township":
        villages = [context.places.full_name(v.code) for v in context.places.villages if v.parent == own.code]
    first = villages[0] if villages else ""
    second = villages[1] if len(villages) > 1 else first
    year = str(context.year)
    common = {
        "nature": "新建", "funding_method": "财政统筹整合资金", "platform": "县级统筹整合资金平台",
        "responsible_person": "项目办负责人", "starts_on": f"{year}年3月1日", "ends_on": f"{year}-11-30",
    }  # fmt: skip
    return (
        common | {
            "name": "通组公路硬化", "category": "基本生产条件改善", "villages": first, "location": first,
            "content": "硬化通组公路1.2公里，路面宽4.5米", "amount": "60(其中，水毁修复12万元)", "competent": "交通运输局",
            "responsible_unit": "交通运输局", "households": "86", "people": "301", "poor_households": "32",
            "poor_people": "107", "target": "改善86户出行条件", "linkage": "吸纳贫困户务工20人次",
        },
        common | {
            "name": "安全饮水管网延伸", "category": "基本生产条件改善", "villages": f"{first}、{second}", "location": second,
            "content": "铺设供水管道3.5公里，新建蓄水池2座", "amount": "３５．５万元", "competent": "水利局",
            "responsible_unit": "水利局", "households": "120", "people": "412", "poor_households": "41",
            "poor_people": "139", "target": "解决412人饮水安全问题", "linkage": "建成后由村集体管护，聘用贫困户管水员2名",
        },
        {"name": "小计", "amount": "95.5"},
        common | {
            "name": "香菇种植大棚", "category": "特色产业发展", "villages": second, "location": second,
            "content": "新建香菇大棚20座", "amount": "30.3", "quantity": "20", "unit": "座",
            "unit_standard": "15150", "support_mode": "先建后补", "implement_mode": "村民自建（一事一议）", "competent": "农业农村局", "responsible_unit": "农业农村局",
            "households": "45", "people": "150", "poor_households": "30", "poor_people": "98",
            "target": "户均年增收3000元", "linkage": "财政资金折股量化到贫困户，年底分红",
        },
    )  # fmt: skip
