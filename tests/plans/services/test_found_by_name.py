"""Projects are found in the search of the top bar by name, place and initials, by whoever may read them."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import search
from core.enums import DossierKind
from core.models import Organisation, SearchEntry, User
from plans import searching
from plans.models import Project, VillageRound
from plans.services import projects
from roles.duties import Duty
from roles.services import name_reader
from tests.factories import roles as roles_factory
from tests.plans.services.test_refusals import clerk
from tests.plans.services.test_village_cautions import twin

BACKEND = "django.contrib.auth.backends.ModelBackend"
STATEMENTS = 8


def named(actor: User, typed: str) -> list[str]:
    return [hit.title for hit in searching.found(actor, typed)]


@pytest.fixture
def tank(county: Organisation) -> Project:
    """One of the two projects of a village's round."""
    _other, made = twin(county, name="二组蓄水池")
    return made


def test_by_name_place_number_and_initials(tank: Project) -> None:
    initials = search.initials("二组蓄水池")
    for typed in ("蓄水池", initials, f"蓄水池 {tank.proposer.name}", tank.code, tank.location):
        found = named(clerk(), typed)
        assert tank.name in found, typed
    assert named(clerk(), "蓄水池") == [tank.name], "the other project of the round has no such word"
    assert named(clerk(), "蓄水池 机场") == named(clerk(), "。") == []
    assert len(named(clerk(), tank.proposer.name)) == 2


def test_a_stranger_finds_none(tank: Project) -> None:
    assert named(roles_factory.person("外人"), "蓄水池") == []


def test_the_page_lists_it_with_its_link_in_few_statements(client: Client, tank: Project) -> None:
    client.force_login(clerk(), backend=BACKEND)
    client.get("/search/", {"q": "蓄水池"})
    with CaptureQueriesContext(connection) as seen:
        page = client.get("/search/", {"q": "蓄水池"}).content.decode()
    asked = [one["sql"] for one in seen if "django_session" not in one["sql"]]
    assert len(asked) <= STATEMENTS, "\n".join(asked)
    assert f'href="{reverse("plans:project", args=[tank.pk])}"' in page
    assert "找到1个您有权查阅的项目" in page


def test_what_one_is_named_to_read_elsewhere_pushes_out_nothing_at_home(
    tank: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much of it there is: only what has the words comes into question."""
    monkeypatch.setattr(searching, "CANDIDATES", 1)
    read = roles_factory.dossier(tank.proposer, kind=DossierKind.VILLAGE_ROUND)
    later = VillageRound.objects.create(dossier=read, village=tank.proposer, year=tank.year + 1)
    Project.objects.exclude(pk=tank.pk).update(village_round=later, year=later.year)
    evaluator = roles_factory.person()
    roles_factory.give(evaluator, Duty.EVALUATE, Organisation.objects.get(county=tank.county_id, kind="working_group"))
    name_reader(actor=evaluator, dossier=read, user=clerk(), reason="第三方评估")
    assert named(clerk(), tank.proposer.name) != [tank.name], "the later one comes first"
    assert named(clerk(), "蓄水池") == [tank.name]


def test_a_changed_name_is_found(tank: Project) -> None:
    projects.change(actor=clerk(), project=tank.pk, fields={"name": "三组引水渠"})
    assert named(clerk(), "引水渠") == ["三组引水渠"]
    assert named(clerk(), "蓄水池") == []


def test_what_was_there_before_is_found_after_the_migration(tank: Project) -> None:
    entry = SearchEntry.objects.get(texts__contains="二组蓄水池")
    texts = entry.texts
    SearchEntry.objects.filter(pk=entry.pk).update(texts=texts.splitlines()[0], words="")
    assert named(clerk(), "蓄水池") == []
    import_module("plans.migrations.0016_projects_found_by_words").fill(apps, None)
    assert named(clerk(), "蓄水池") == [tank.name]
    assert set(SearchEntry.objects.get(pk=entry.pk).texts.splitlines()) <= set(texts.splitlines())


def test_the_rounds_come_from_the_index(tank: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    sought = SearchEntry.objects.filter(words=search.Sought(search.query("蓄水池"))).order_by("texts")
    assert "core_search_words" in sought.explain()
