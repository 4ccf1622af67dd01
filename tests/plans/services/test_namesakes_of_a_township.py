"""A township's own projects: no two of one name in one round (五（三）), as its villages are refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.errors import Invalid
from core.models import Organisation, User
from plans.enums import ProjectState
from plans.models import Project, TownshipRound
from plans.services import projects, township_rounds
from roles.duties import Duty
from tests.factories import flows as make
from workflows.flows.rehearsal.driver import organisation
from workflows.flows.rehearsal.people import holder
from workflows.flows.rehearsal.proposals import Proposer

BACKEND = "django.contrib.auth.backends.ModelBackend"


def reporter() -> User:
    return holder(Duty.REPORT_PROJECTS, organisation(make.TOWNSHIP))


def own(county: Organisation, name: str) -> Project:
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), "name": name}
    return projects.propose(
        actor=reporter(), proposer=organisation(make.TOWNSHIP), year=make.YEAR, fields=fields, ground="跨村项目。"
    )


def opened() -> TownshipRound:
    return township_rounds.open_round(actor=reporter(), township=organisation(make.TOWNSHIP), year=make.YEAR)


def test_two_of_one_name_open_no_round_and_it_says_which(client: Client, county: Organisation) -> None:
    first, second = own(county, "集镇公厕"), own(county, "集镇公厕 ")
    with pytest.raises(Invalid, match=f"{first.code}、{second.code}“集镇公厕”：项目重名"):
        opened()
    client.force_login(reporter(), backend=BACKEND)
    address = reverse("plans:open_round", args=["township", first.proposer_id])
    assert "项目重名" in client.post(address, {"year": make.YEAR}, follow=True).content.decode()
    assert not TownshipRound.objects.exists()
    assert set(Project.objects.values_list("state", flat=True)) == {ProjectState.DRAFT}
    projects.change(actor=reporter(), project=second.pk, fields={"name": "集镇停车场"})
    assert opened().projects.count() == 2


def test_what_comes_into_the_round_later_is_asked_too(county: Organisation) -> None:
    own(county, "集镇公厕")
    opened()
    again = own(county, "集镇公厕")
    listed = Project.objects.filter(pk=again.pk)
    with pytest.raises(Invalid, match="项目重名"):
        township_rounds.take_in(
            actor=reporter(), township=organisation(make.TOWNSHIP), year=make.YEAR, projects=listed
        )  # fmt: skip


def test_it_is_told_as_soon_as_the_second_is_written(county: Organisation) -> None:
    first, second = own(county, "集镇公厕"), own(county, "集镇公厕")
    assert any(first.code in caution for caution in projects.cautions(second))
    projects.withdraw(actor=reporter(), project=first.pk, reason="重复填报。")
    assert projects.cautions(second) == []
