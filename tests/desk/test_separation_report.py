"""The page and the command of who could approve his own plan: within the border, and what they say."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.enums import OrganisationKind
from core.models import User
from roles.duties import Duty
from tests.desk.conftest import County, logged_in
from tests.factories import roles as make

ADDRESS = "/separation/"


@pytest.fixture
def supervisor(stage: County) -> User:
    user = make.person("专班主任")
    make.give(user, Duty.SUPERVISE, stage.working_group)
    return user


def test_the_page_names_persons_posts_and_steps_within_the_border(stage: County, supervisor: User) -> None:
    make.give(stage.drafter, Duty.EDIT_CHECK, stage.office)
    neighbour = make.place("420324", "竹溪县", OrganisationKind.COUNTY, stage.county.parent)
    page = logged_in(supervisor).get(ADDRESS)
    text = page.content.decode()
    assert page.status_code == 200
    assert "拟稿人不得核稿" in text
    assert stage.drafter.name in text
    assert "方案起草" in text  # the named steps
    assert f'value="{neighbour.pk}"' not in text
    assert logged_in(supervisor).get(f"{ADDRESS}?county={neighbour.pk}").status_code == 404


@pytest.mark.parametrize("who", ["drafter", "mayor", "auditor", "stranger"])
def test_others_are_refused(stage: County, who: str) -> None:
    assert logged_in(getattr(stage, who)).get(ADDRESS).status_code == 403


def test_the_command_says_the_same(stage: County) -> None:
    make.give(stage.drafter, Duty.EDIT_CHECK, stage.office)
    told = io.StringIO()
    call_command("separation_report", "420323", stdout=told)
    assert f"{stage.drafter.name}：编制方案" in told.getvalue()
    assert "拟稿人不得核稿" in told.getvalue()
    with pytest.raises(CommandError):
        call_command("separation_report", "999999")


def test_where_nobody_is_appointed_nothing_is_called_well_staffed(stage: County) -> None:
    province = stage.county.parent
    assert province is not None
    empty = make.place("420301", "空县", OrganisationKind.COUNTY, province)
    watcher = make.person("省督查")
    make.give(watcher, Duty.SUPERVISE, province)
    browser = logged_in(watcher)
    first = browser.get(ADDRESS)
    assert first.context["shown"].county == stage.county  # of the two the one where somebody is in office
    text = browser.get(f"{ADDRESS}?county={empty.pk}").content.decode()
    assert "该日本县没有人员任职，无从核对。" in text
    assert "两人以上可办" not in text
    assert "没有空岗" not in text
