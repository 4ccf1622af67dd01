"""An office that numbers letters, and the fonts."""

from __future__ import annotations

import pytest

from core.enums import OrganisationKind
from core.models import Organisation, User
from documents import fontpackages
from tests.factories.documents import give_code
from tests.factories.roles import person, place


@pytest.fixture(scope="session", autouse=True)
def installed_fonts() -> None:
    """The fonts, fetched once a machine."""
    fontpackages.install(lambda line: None)


@pytest.fixture
def county(db: None) -> Organisation:
    province = place("42", "湖北省", OrganisationKind.PROVINCE)
    prefecture = place("4203", "十堰市", OrganisationKind.PREFECTURE, province)
    return place("420323", "竹山县", OrganisationKind.COUNTY, prefecture)


@pytest.fixture
def office(county: Organisation) -> Organisation:
    """竹山县, with a code for letters."""
    give_code(county)
    return county


@pytest.fixture
def clerk(db: None) -> User:
    return person("柳青")
