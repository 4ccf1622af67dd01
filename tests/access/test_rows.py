"""Lists that ask row by row or by county show what the policy lets read, of every kind of person and of dossier."""

from __future__ import annotations

import pytest
from django.db.models import Q

from core import search
from core.enums import OrganisationKind
from core.models import Dossier, Organisation
from documents import readers, registries
from documents.enums import Disclosure
from documents.models import IncomingDocument, IssuedDocument
from funds.reading import counties_of
from plans import searching as finding_projects
from plans.models import FilingAddressee, Notice, PlanVersion, Project
from plans.reading import filings_read, projects_read
from plans.services import found_by
from plans.services.projects import proposing_places
from roles import policies
from roles.rows import rows_read
from tests.access.conftest import World
from tests.access.test_matrix import some
from workflows.desk import searching

pytestmark = pytest.mark.django_db


def test_lists_show_what_may_be_read(world: World) -> None:
    seen = 0
    for user, _seat, name in some(world):
        dossiers = set(policies.readable(user, Dossier.objects.all()).values_list("pk", flat=True))
        for listed, every in (
            (filings_read(user), FilingAddressee.objects.all()),
            (rows_read(user, Notice.objects.all()), Notice.objects.all()),
            (rows_read(user, PlanVersion.objects.all()), PlanVersion.objects.all()),
        ):
            told = set(every.filter(dossier__in=dossiers).values_list("pk", flat=True))
            assert set(listed.values_list("pk", flat=True)) == told, name
            seen += len(told)
        rounds = (
            Q(village_round__dossier__in=dossiers)
            | Q(township_round__dossier__in=dossiers)
            | Q(library_round__dossier__in=dossiers)
        )
        own = Q(proposer__in=proposing_places(user)) | Q(proposed_by=user)
        planned = Q(plan_items__version__dossier__in=dossiers)
        for in_plans, condition in ((False, rounds | own), (True, rounds | own | planned)):
            told = set(Project.objects.filter(condition).values_list("pk", flat=True))
            listed_projects = projects_read(user, Project.objects.all(), in_plans=in_plans)
            assert set(listed_projects.values_list("pk", flat=True)) == told, (name, in_plans)
            seen += len(told)
    assert seen > 50


def test_the_search_finds_what_may_be_read(world: World) -> None:
    seen = 0
    for user, _seat, name in some(world):
        dossiers = policies.readable(user, Dossier.objects.all())
        for typed in ("方案", "xmsb", "2026 备案"):
            told = set(search.matching(dossiers, typed).values_list("pk", flat=True))
            found = {one.pk for one in searching.dossiers(user, typed)}
            assert found == told if len(told) <= searching.SHOWN else len(found) == searching.SHOWN + 1, (name, typed)
            seen += len(told)
    assert seen > 20


def test_the_search_finds_the_projects_that_may_be_read(world: World) -> None:
    found_by.keep(Project.objects.select_related("proposer__parent"))
    seen = 0
    for user, _seat, name in some(world):
        for typed in Project.objects.order_by("name").values_list("name", flat=True).distinct()[:2]:
            having = Project.objects.filter(search.condition(typed, "search__words"))
            told = sorted(projects_read(user, having, in_plans=True).values_list("name", flat=True))
            found = sorted(hit.title for hit in finding_projects.found(user, typed))
            assert found == told, (name, typed)
            seen += len(told)
    assert seen > 5


def test_money_is_read_of_counties_with_a_plan_that_may_be_read(world: World) -> None:
    seen = 0
    for user, _seat, name in some(world):
        plans = policies.readable(user, Dossier.objects.filter(kind="plan")).values_list("county", flat=True)
        followed = set(counties_of(user).values_list("pk", flat=True))
        counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY)
        assert followed == set(plans) | set(policies.places_read(user, counties).values_list("pk", flat=True)), name
        seen += len(followed)
    assert seen > 20


def test_registers_show_what_may_be_read(world: World) -> None:
    """Of what was issued a document of each kind, as its own page asks; of what came in, each register."""
    closed = IssuedDocument.objects.exclude(disclosure=Disclosure.OPEN)
    issued, seen = list(closed.order_by("kind", "pk").distinct("kind")), 0
    for user, _seat, name in some(world):
        own = set(registries.readable_by(user).values_list("pk", flat=True))
        told = {one.pk for one in issued if readers.may_read(user, one)}
        listed = readers.readable(user).filter(pk__in=[one.pk for one in issued])
        assert set(listed.values_list("pk", flat=True)) == told, name
        received = registries.received_by(IncomingDocument.objects.register(), registries.readable_by(user))
        came = set(IncomingDocument.objects.filter(organisation__in=own).values_list("pk", flat=True))
        assert set(received.values_list("pk", flat=True)) == came, name
        seen += len(told) + len(came)
    assert seen > 50
