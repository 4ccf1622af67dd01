"""Items count 1, 2, 3: the page, the draft and 附表3 show one number, whatever was put back."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from core.models import Organisation
from funds import services as funds
from funds.drafting import money_of
from plans import drafting
from plans.enums import ProjectState
from plans.models import PlanItem, PlanVersion, Project
from plans.services import plan_versions, projects
from tests.factories import flows as make
from tests.plans.services.test_refusals import clerk, drafted, drafter, in_library
from workflows.flows.rehearsal.proposals import Proposer

migration = import_module("plans.migrations.0008_numbers_without_gaps")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def version(county: Organisation) -> PlanVersion:
    """A draft of four projects, of which the second was put back."""
    made, actor = drafted(county), drafter(county)
    first = in_library(county)
    wanted = [first.pk, *(beside(county, first, f"二组蓄水池{n}号").pk for n in range(3))]
    drawn = plan_versions.draw(actor=actor, version=made.pk, projects=wanted)
    funds.put_back(actor=actor, item=drawn[1].pk)
    return made


def beside(county: Organisation, first: Project, name: str) -> Project:
    """One more project of the same round in the library."""
    fields = {**Proposer(county, make.YEAR).fields(make.plan().items[0]), "name": name}
    made = projects.propose(
        actor=clerk(), proposer=first.proposer, year=make.YEAR, fields=fields, village_round=first.village_round
    )
    made.state = ProjectState.IN_LIBRARY
    made.save(update_fields=["state"])
    return made


def numbers(version: PlanVersion) -> list[tuple[int, str]]:
    return list(version.items.order_by("seq").values_list("seq", "project__code"))


def annexed(version: PlanVersion) -> list[tuple[int, str]]:
    table = drafting.plan_document(version, money_of(version)).content()["annexes"][2]
    return [(int(row[0]), row[1].split("（")[-1].strip("）")) for row in table["rows"] if row[0]]


def test_page_and_annex_show_the_same_numbers(client: Client, county: Organisation, version: PlanVersion) -> None:
    assert [number for number, _code in numbers(version)] == [1, 2, 3]
    assert annexed(version) == numbers(version)
    client.force_login(drafter(county), backend=BACKEND)
    page = client.get(reverse("plans:plan", args=[version.pk])).content.decode()
    assert [f'<td data-label="序号">{n}</td>' in page for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_what_is_drawn_next_takes_the_next_number(county: Organisation, version: PlanVersion) -> None:
    free = Project.objects.in_library(county).get()
    plan_versions.draw(actor=drafter(county), version=version.pk, projects=[free.pk])
    assert [number for number, _code in numbers(version)] == [1, 2, 3, 4]


def test_gaps_left_before_are_closed_in_their_order(version: PlanVersion) -> None:
    """As the migration does, of issued versions too: their annex never had the gap."""
    before = [code for _number, code in numbers(version)]
    for item, seq in zip(version.items.order_by("-seq"), (9, 5, 2), strict=True):
        PlanItem.objects.filter(pk=item.pk).update(seq=seq)
    migration.close_gaps(apps, None)
    assert numbers(version) == list(enumerate(before, 1))
