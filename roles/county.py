"""The organs that a county, a prefecture and the province need: made where missing, found where present.

Names are those of the line of work; a place that calls an organ otherwise changes the name, which is dated
(`OrganisationName`), while the code stays.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from core import pinyin
from core.enums import OrganisationKind, Sector
from core.models import Organisation


@dataclass(frozen=True, slots=True)
class Organ:
    """One organ: the slug of its code, its kind and line, and its name after the place's."""

    slug: str
    name: str
    kind: OrganisationKind = OrganisationKind.DEPARTMENT
    sector: str = ""


COUNTY_DEPARTMENTS: dict[Sector, str] = {
    Sector.FINANCE: "财政局",
    Sector.POVERTY: "扶贫开发办公室",
    Sector.REFORM: "发展和改革局",
    Sector.TRANSPORT: "交通运输局",
    Sector.WATER: "水利局",
    Sector.AGRICULTURE: "农业农村局",
    Sector.FORESTRY: "林业局",
    Sector.HOUSING: "住房和城乡建设局",
    Sector.LAND: "自然资源局",
    Sector.EDUCATION: "教育局",
    Sector.HEALTH: "卫生健康局",
    Sector.TOURISM: "文化和旅游局",
    Sector.ENVIRONMENT: "生态环境局",
    Sector.CIVIL_AFFAIRS: "民政局",
    Sector.ETHNIC: "民族宗教事务局",
    Sector.FINANCIAL_SERVICES: "金融工作办公室",
}

PROVINCE_DEPARTMENTS: dict[Sector, str] = {
    Sector.FINANCE: "财政厅",
    Sector.POVERTY: "扶贫开发办公室",
    Sector.REFORM: "发展和改革委员会",
    Sector.TRANSPORT: "交通运输厅",
    Sector.WATER: "水利厅",
    Sector.AGRICULTURE: "农业农村厅",
    Sector.FORESTRY: "林业局",
    Sector.HOUSING: "住房和城乡建设厅",
    Sector.LAND: "自然资源厅",
    Sector.EDUCATION: "教育厅",
    Sector.HEALTH: "卫生健康委员会",
    Sector.TOURISM: "文化和旅游厅",
    Sector.ENVIRONMENT: "生态环境厅",
    Sector.CIVIL_AFFAIRS: "民政厅",
    Sector.ETHNIC: "民族宗教事务委员会",
    Sector.FINANCIAL_SERVICES: "地方金融监督管理局",
}


def departments(names: dict[Sector, str]) -> tuple[Organ, ...]:
    """One department per line of work; the slug of its code is the line's value with hyphens."""
    return tuple(Organ(sector.value.replace("_", "-"), name, sector=sector) for sector, name in names.items())


COUNTY_ORGANS: tuple[Organ, ...] = (
    Organ("leading-group", "统筹资金领导小组", OrganisationKind.LEADING_GROUP),
    Organ("working-group", "统筹资金工作专班", OrganisationKind.WORKING_GROUP),
    Organ("government-office", "人民政府办公室", OrganisationKind.GOVERNMENT_OFFICE),
    Organ("supervision", "人民政府督查室", OrganisationKind.SUPERVISION_OFFICE),
    Organ("audit", "审计局", OrganisationKind.AUDIT_OFFICE),
    Organ("administration", "统筹系统管理组", OrganisationKind.ADMINISTRATION),
    *departments(COUNTY_DEPARTMENTS),
)
PREFECTURE_ORGANS: tuple[Organ, ...] = (
    Organ("supervision", "人民政府督查室", OrganisationKind.SUPERVISION_OFFICE),
    *departments({sector: COUNTY_DEPARTMENTS[sector] for sector in (Sector.FINANCE, Sector.POVERTY)}),
)
PROVINCE_ORGANS: tuple[Organ, ...] = (
    Organ("supervision", "人民政府督查室", OrganisationKind.SUPERVISION_OFFICE),
    Organ("audit", "审计厅", OrganisationKind.AUDIT_OFFICE),
    Organ("administration", "统筹系统管理组", OrganisationKind.ADMINISTRATION),
    *departments(PROVINCE_DEPARTMENTS),
)


def make_county_organs(county: Organisation) -> dict[str, Organisation]:
    """The county's organs by slug ("finance", "working-group"…); two statements, and one more to make what lacks."""
    return _make(county, COUNTY_ORGANS)


def make_prefecture_organs(prefecture: Organisation) -> dict[str, Organisation]:
    """The prefecture's supervision office, which chases what its counties do, and its finance bureau and poverty office,
    which watch (policy 六(二)、六(六))."""
    return _make(prefecture, PREFECTURE_ORGANS)


def make_provincial_organs(province: Organisation) -> dict[str, Organisation]:
    """The provincial departments that register filings, one organisation each, and those that supervise."""
    return _make(province, PROVINCE_ORGANS)


@transaction.atomic
def _make(place: Organisation, organs: Iterable[Organ]) -> dict[str, Organisation]:
    wanted = {f"{place.code}-{organ.slug}": organ for organ in organs}
    present = set(Organisation.objects.filter(code__in=wanted).values_list("code", flat=True))
    Organisation.objects.bulk_create(
        [_row(place, code, organ) for code, organ in wanted.items() if code not in present], ignore_conflicts=True
    )
    rows = {row.code: row for row in Organisation.objects.filter(code__in=wanted).order_by("path")}
    return {organ.slug: rows[code] for code, organ in wanted.items()}


def _row(place: Organisation, code: str, organ: Organ) -> Organisation:
    full = f"{place.name}{organ.name}"
    name = f"省{organ.name}" if place.kind == OrganisationKind.PROVINCE else full
    return Organisation(
        code=code,
        name=name,
        official_name=full,
        kind=organ.kind,
        sector=organ.sector,
        parent=place,
        county_id=place.county_id,
        path=f"{place.path}{code}/",
        pinyin=pinyin.initials_of_name(name)[:100],
    )
