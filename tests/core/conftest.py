"""What the tests of the core share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core import working_days
from core.enums import OrganisationKind
from core.models import Organisation, User


@pytest.fixture(autouse=True)
def no_notices_remembered() -> Iterator[None]:
    """A notice that one test loaded is unknown to the next."""
    working_days.forget()
    yield
    working_days.forget()


@pytest.fixture
def province(db: None) -> Organisation:
    return Organisation.objects.create(
        code="42", name="湖北省", official_name="湖北省人民政府", kind=OrganisationKind.PROVINCE, path="42/"
    )


@pytest.fixture
def county(province: Organisation) -> Organisation:
    """竹山县, its own county."""
    made = Organisation.objects.create(
        code="420323",
        name="竹山县",
        official_name="竹山县人民政府",
        kind=OrganisationKind.COUNTY,
        parent=province,
        path="42/420323/",
    )
    made.county = made
    made.save()
    return made


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("clerk", name="王某")
