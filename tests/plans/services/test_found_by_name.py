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
from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, SearchEntry, User
from plans import searching
from plans.models import Project, ProjectSearchEntry, VillageRound
from plans.services import corrections, found_by, projects
from roles.duties import Duty
from roles.services import name_reader
from tests.factories import roles as roles_factory
from tests.plans.services.test_correcting_the_library import keeper
from tests.plans.services.test_namesakes_of_a_township import own, reporter
from tests.plans.services.test_refusals import clerk, in_library
from tests.plans.services.test_village_cautions import twin
from workflows.engine.models import WorkItem

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


def test_what_one_is_named_to_read_elsewhere_is_found_beside_what_is_at_home(tank: Project) -> None:
    there, unnamed = theirs(tank, 1), theirs(tank, 2)
    assert named(clerk(), "蓄水池") == [tank.name]
    evaluator = roles_factory.person()
    group = roles_factory.place("420324-wg", "竹溪县专班", OrganisationKind.WORKING_GROUP, there.county)
    roles_factory.give(evaluator, Duty.EVALUATE, group)
    name_reader(actor=evaluator, dossier=first_dossier(there), user=clerk(), reason="第三方评估")
    assert set(named(clerk(), "蓄水池")) == {tank.name, there.name}
    assert named(clerk(), unnamed.name) == []


def theirs(project: Project, number: int) -> Project:
    """Its like in a village of the county next to it, in a round of its own."""
    beside = Organisation.objects.filter(code="420324").first()
    county = beside or roles_factory.place("420324", "竹溪县", OrganisationKind.COUNTY, project.county.parent)
    village = roles_factory.place(f"42032410020{number}", f"溪口{number}村", OrganisationKind.VILLAGE, county)
    dossier = roles_factory.dossier(village, kind=DossierKind.VILLAGE_ROUND)
    made = Project.objects.get(pk=project.pk)
    made.pk, made.code, made.name = None, f"420324-{project.year}-000{number}", f"{number}号蓄水池"
    made.county, made.proposer, made.proposed_by, made.township = county, village, None, None
    made.village_round = VillageRound.objects.create(dossier=dossier, village=village, year=project.year)
    made.save()
    found_by.keep([made])
    return made


def test_a_changed_name_is_found(tank: Project) -> None:
    projects.change(actor=clerk(), project=tank.pk, fields={"name": "三组引水渠"})
    assert named(clerk(), "引水渠") == ["三组引水渠"]
    assert named(clerk(), "蓄水池") == []


def test_a_corrected_place_is_found(county: Organisation) -> None:
    project = in_library(county)
    corrections.correct(actor=keeper(county), project=project.pk, fields={"location": "蚂蟥沟"}, reason="地点写错。")
    assert named(keeper(county), "蚂蟥沟") == [project.name]


def test_a_draft_that_has_not_travelled_is_found_by_its_proposer_alone(county: Organisation) -> None:
    draft = own(county, "集镇公厕")
    assert named(reporter(), "jzgc") == [draft.name]
    assert named(clerk(), "jzgc") == []


def test_who_reads_the_province_finds_it_whether_it_is_among_the_newest_or_not(
    tank: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert named(provincial(), "蓄水池") == [tank.name]
    monkeypatch.setattr(searching, "LATEST", 1)
    assert named(provincial(), "蓄水池") == [tank.name]


def test_an_office_of_the_province_finds_those_of_what_it_had_in_hand(tank: Project) -> None:
    office = Organisation.objects.get(code="42-poverty")
    clerk_there = roles_factory.person()
    roles_factory.give(clerk_there, Duty.ACKNOWLEDGE_FILING, office)
    assert named(clerk_there, "蓄水池") == []
    WorkItem.objects.filter(dossier=first_dossier(tank)).update(organisation=office)
    assert named(clerk_there, "蓄水池") == [tank.name]


def test_dossiers_that_were_there_before_are_found_after_the_migration(tank: Project) -> None:
    entry = SearchEntry.objects.get(texts__contains="二组蓄水池")
    texts = entry.texts
    SearchEntry.objects.filter(pk=entry.pk).update(texts=texts.splitlines()[0], words="")
    import_module("plans.migrations.0016_projects_found_by_words").fill(apps, None)
    assert set(SearchEntry.objects.get(pk=entry.pk).texts.splitlines()) <= set(texts.splitlines())
    assert search.matching(Dossier.objects.all(), "蓄水池").get().pk == entry.pk


def test_projects_that_were_there_before_are_found_after_the_migration(tank: Project) -> None:
    kept = dict(ProjectSearchEntry.objects.values_list("pk", "words"))
    ProjectSearchEntry.objects.all().delete()
    assert named(clerk(), "蓄水池") == []
    import_module("plans.migrations.0030_projects_found_by_themselves").fill(apps, None)
    assert dict(ProjectSearchEntry.objects.values_list("pk", "words")) == kept
    assert named(clerk(), "蓄水池") == [tank.name]


def test_they_come_from_the_index(tank: Project) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    for reader in (clerk(), provincial()):
        *_newest, by_words = searching._ways(reader, search.query("蓄水池"))
        assert "plans_search_county" in by_words.explain()


def provincial() -> User:
    """Somebody who reads the whole province."""
    person, department = roles_factory.person(), Organisation.objects.get(code="42-poverty")
    roles_factory.give(person, Duty.READ_TERRITORY, department)
    return person


def first_dossier(project: Project) -> Dossier:
    assert project.village_round is not None
    return project.village_round.dossier
