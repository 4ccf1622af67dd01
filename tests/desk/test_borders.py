"""Whose side of a border somebody is on."""

from __future__ import annotations

import pytest

from core.models import Organisation
from roles.duties import Duty
from tests.desk.conftest import County
from tests.factories import roles as make
from workflows.desk import borders, trials

pytestmark = pytest.mark.django_db


def test_the_county_is_not_on_the_side_of_the_province_it_lies_in(stage: County) -> None:
    dossier = stage.dossier()
    province = Organisation.objects.get(pk=stage.county.parent_id or 0)
    provincial = make.person()
    make.give(provincial, Duty.ACKNOWLEDGE_FILING, province)
    assert borders.own_side(stage.drafter, dossier)(stage.working_group)
    assert not borders.own_side(stage.drafter, dossier)(province)
    assert borders.own_side(provincial, dossier)(province)
    assert not borders.own_side(provincial, dossier)(stage.working_group)


def test_what_crosses_a_border_is_never_ended_early(stage: County, monkeypatch: pytest.MonkeyPatch) -> None:
    assert borders.check_ends() == []
    monkeypatch.setattr(borders, "_outward", {**borders._outward, trials.KEY: frozenset()})
    [fault] = borders.check_ends()
    assert (fault.id, fault.obj) == ("desk.E001", trials.KEY)
