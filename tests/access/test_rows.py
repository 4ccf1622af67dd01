"""Lists that ask row by row or by county show what the policy lets read, of every kind of person and of dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pytest
from django.db.models import Q

from core import clock, search
from core.enums import DossierKind, OrganisationKind
from core.models import Dossier, Organisation, User
from documents import readers, registries
from documents import services as documents
from documents.enums import Disclosure
from documents.models import CoIssuer, IncomingDocument, IssuedDocument
from funds.reading import counties_of
from plans import searching as finding_projects
from plans.models import FilingAddressee, Notice, PlanVersion, Project
from plans.reading import filings_read, projects_read
from plans.services import found_by
from plans.services.projects import proposing_places
from roles import policies
from roles.duties import Duty
from roles.reach import reach_of
from roles.rows import rows_read
from roles.services import name_reader
from tests.access.conftest import World
from tests.access.sheets import ClosedLooseSheet
from tests.access.test_matrix import everyone, some
from tests.factories import flows as make
from tests.factories.roles import give
from workflows.desk import searching
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db

Asking = list[tuple[User, str]]
"""People, each with what he is called."""

HELPING = ("42/42-water/", "42/42-land/", "42/42-housing/", "42/42-education/")
"""Offices above the counties, each of which has had a step of a dossier of the year in hand."""
FILING, BOTH, JOINT = "42/42-finance/", "42/42-tourism/", "43/43-finance/"


@pytest.fixture
def asking(world: World) -> Asking:
    """Some of the world, and people who read what no tree of offices lets them read. For each dossier by which the year's
    one project is known: one who serves within a county, one over a wide place and one over none, who are named to read
    that dossier alone, and one whose office had it in hand. One of each kind entered a project himself. One serves both
    above the counties and in a township."""
    [year] = Project.objects.filter(plan_items__version__dossier__county__code=make.COUNTY).values_list(
        "plan_items__version__dossier", "village_round__dossier", "township_round__dossier", "library_round__dossier"
    )
    dossiers = [Dossier.objects.get(pk=pk) for pk in year]
    village, township = (Organisation.objects.get(code=code) for code in (make.FIRST, make.TOWNSHIP))
    seated = [(user, seat.path) for user, seat, _name in everyone(world) if seat]
    at = {path: user for user, path in seated}
    strangers = _by_reach([user for user, path in seated if path.startswith("43/")])
    give(at[BOTH], Duty.REPORT_PROJECTS, township)
    for alike in strangers.values():
        _name(at[f"{dossiers[0].county.path}{make.COUNTY}-audit/"], dossiers, alike)
        _enter(village, by=alike[-1])
    _enter(village, by=at[BOTH])
    _enter(township, by=at[village.path])
    _pass(dossiers, HELPING)
    chosen = {user.pk for user, _seat, _name in some(world)}
    chosen |= {user.pk for alike in strangers.values() for user in (*alike[: len(dossiers)], alike[-1])}
    chosen |= {user.pk for user, path in seated if path in {*HELPING, FILING, BOTH, JOINT, village.path}}
    return [(user, name) for user, _seat, name in everyone(world) if user.pk in chosen]


def _by_reach(users: list[User]) -> dict[str, list[User]]:
    """Those with a business duty, by how far they read."""
    found = defaultdict[str, list[User]](list)
    for user in users:
        reach = reach_of(user)
        if reach.places:
            found["county" if reach.counties else "wide" if reach.is_wide else "none"].append(user)
    return found


def _name(auditor: User, dossiers: list[Dossier], readers: list[User]) -> None:
    for dossier, reader in zip(dossiers, readers[: len(dossiers)], strict=True):
        name_reader(actor=auditor, dossier=dossier, user=reader, reason="交叉评估")


def _pass(dossiers: list[Dossier], offices: Sequence[str]) -> None:
    """Let the first step of each dossier have been an office's."""
    for dossier, path in zip(dossiers, offices, strict=True):
        item = WorkItem.objects.filter(dossier=dossier).earliest("pk")
        WorkItem.objects.filter(pk=item.pk).update(organisation=Organisation.objects.get(path=path))


def _enter(proposer: Organisation, *, by: User) -> None:
    """A project that is in no round, like the year's."""
    like = Project.objects.earliest("pk")
    told = {field.attname: getattr(like, field.attname) for field in Project._meta.concrete_fields}
    told |= dict.fromkeys(("id", "village_round_id", "township_round_id", "library_round_id"))
    Project.objects.create(
        **told | {"code": f"{like.code}-{by.pk}", "proposer_id": proposer.pk, "proposed_by_id": by.pk}
    )


def _issued(office: Organisation, village: Organisation) -> list[IssuedDocument]:
    """Of each kind that is not open a document, one of them signed by an office abroad as well; an open one that is void;
    of the plan's one that a village and one that the office issued."""
    closed = IssuedDocument.objects.exclude(disclosure=Disclosure.OPEN)
    kinds = list(closed.order_by("kind", "pk").distinct("kind"))
    _sign(kinds[0], office)
    void = IssuedDocument.objects.filter(disclosure=Disclosure.OPEN, voided_at__isnull=False).earliest("pk")
    plan = Dossier.objects.get(county__code=make.COUNTY, kind=DossierKind.PLAN)
    own = [
        documents.issue(actor=None, paper=ClosedLooseSheet(), dossier=plan, issuer=issuer, signed_on=clock.today())
        for issuer in (village, office)
    ]
    return [*kinds, void, *own]


def _sign(document: IssuedDocument, office: Organisation) -> None:
    signatory = holder(Duty.SIGN_FILING, office)
    CoIssuer.objects.create(
        document=document, seq=1, organisation=office, name=office.name, signatory=signatory, signatory_name="处长",
        signed_on=clock.today(),
    )  # fmt: skip


def test_lists_show_what_may_be_read(asking: Asking) -> None:
    seen = 0
    for user, name in asking:
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


def test_the_search_finds_what_may_be_read(asking: Asking) -> None:
    seen = 0
    for user, name in asking:
        dossiers = policies.readable(user, Dossier.objects.all())
        for typed in ("方案", "xmsb", "2026 备案"):
            told = set(search.matching(dossiers, typed).values_list("pk", flat=True))
            found = {one.pk for one in searching.dossiers(user, typed)}
            assert found == told if len(told) <= searching.SHOWN else len(found) == searching.SHOWN + 1, (name, typed)
            seen += len(told)
    assert seen > 20


def test_the_search_finds_the_projects_that_may_be_read(asking: Asking) -> None:
    found_by.keep(Project.objects.select_related("proposer__parent"))
    seen = 0
    for user, name in asking:
        for typed in Project.objects.order_by("name").values_list("name", flat=True).distinct()[:2]:
            having = Project.objects.filter(search.condition(typed, "search__words"))
            told = sorted(projects_read(user, having, in_plans=True).values_list("name", flat=True))
            found = sorted(hit.title for hit in finding_projects.found(user, typed))
            assert found == told, (name, typed)
            seen += len(told)
    assert seen > 5


def test_money_is_read_of_counties_with_a_plan_that_may_be_read(asking: Asking) -> None:
    seen = 0
    for user, name in asking:
        plans = policies.readable(user, Dossier.objects.filter(kind="plan")).values_list("county", flat=True)
        followed = set(counties_of(user).values_list("pk", flat=True))
        counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY)
        assert followed == set(plans) | set(policies.places_read(user, counties).values_list("pk", flat=True)), name
        seen += len(followed)
    assert seen > 20


def test_registers_show_what_may_be_read(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what was issued some, as each one's page asks; of what came in, each register. Whoever reads very many registers
    and whoever reads a few are both among those who ask."""
    monkeypatch.setattr(registries, "FEW", 20)
    issued, seen = _issued(Organisation.objects.get(path=JOINT), Organisation.objects.get(code=make.FIRST)), 0
    for user, name in asking:
        own = set(registries.readable_by(user).values_list("pk", flat=True))
        told = {one.pk for one in issued if readers.may_read(user, one)}
        listed = readers.readable(user).filter(pk__in=[one.pk for one in issued])
        assert set(listed.values_list("pk", flat=True)) == told, name
        received = registries.received_by(IncomingDocument.objects.register(), registries.readable_by(user))
        came = set(IncomingDocument.objects.filter(organisation__in=own).values_list("pk", flat=True))
        assert set(received.values_list("pk", flat=True)) == came, name
        seen += len(told) + len(came)
    assert seen > 50
