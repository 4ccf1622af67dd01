"""The province on which the roles are tested."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from pytest_django.plugin import DjangoDbBlocker

from core.enums import OrganisationKind
from core.models import Organisation, User
from roles.county import make_county_organs, make_prefecture_organs, make_provincial_organs
from roles.services import set_up_first_administrators
from roles.services.administrators import Administrators
from tests.factories.roles import person, place
from tests.worlds import standing


@dataclass(frozen=True)
class Province:
    """Two counties in one prefecture, a third in another; organs by slug."""

    province: Organisation
    prefecture: Organisation
    zhushan: Organisation
    zhuxi: Organisation
    badong: Organisation
    township: Organisation
    village: Organisation
    provincial: dict[str, Organisation]
    prefectural: dict[str, Organisation]
    organs: dict[str, Organisation]
    organs_zhuxi: dict[str, Organisation]


@pytest.fixture(scope="module")
def raised(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Province]:
    with standing(django_db_blocker, raise_province) as made:
        yield made


@pytest.fixture
def hubei(raised: Province, db: None) -> Province:
    return deepcopy(raised)


def raise_province() -> Province:
    """湖北省 > 十堰市 > 竹山县 > 城关镇 > 河西村, and neighbours."""
    kinds = OrganisationKind
    province = place("42", "湖北省", kinds.PROVINCE)
    prefecture = place("4203", "十堰市", kinds.PREFECTURE, province)
    enshi = place("4228", "恩施州", kinds.PREFECTURE, province)
    zhushan = place("420323", "竹山县", kinds.COUNTY, prefecture)
    zhuxi = place("420324", "竹溪县", kinds.COUNTY, prefecture)
    township = place("420323100", "城关镇", kinds.TOWNSHIP, zhushan)
    return Province(
        province=province,
        prefecture=prefecture,
        zhushan=zhushan,
        zhuxi=zhuxi,
        badong=place("422823", "巴东县", kinds.COUNTY, enshi),
        township=township,
        village=place("420323100201", "河西村", kinds.VILLAGE, township),
        provincial=make_provincial_organs(province),
        prefectural=make_prefecture_organs(prefecture),
        organs=make_county_organs(zhushan),
        organs_zhuxi=make_county_organs(zhuxi),
    )


@pytest.fixture
def administrators(hubei: Province) -> Administrators:
    """三员 of 竹山县."""
    people = Administrators(system=person("系统"), security=person("安全"), audit=person("审计"))
    set_up_first_administrators(administration=hubei.organs["administration"], people=people, basis="首次设置")
    return people


@pytest.fixture
def clerk(db: None) -> User:
    return person("张三")
