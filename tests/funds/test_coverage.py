"""Which villages a plan's money reaches: to the fen, in few statements, on its page and as a picture."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import Organisation
from funds import adjusting, coverage_picture
from funds import services as funds
from funds.coverage import Coverage, Group, Share, Village, coverage_of, parted
from plans.enums import VersionState
from plans.models import PlanItem, PlanVersion, Project
from plans.services import plan_versions
from plans.services.poor_villages import list_villages
from tests.factories import flows as make
from tests.funds.money import drawing, put_in_force, source, treasurer, yuan
from tests.plans.imports.tables import librarian
from tests.plans.services.test_numbers_of_items import BACKEND
from tests.plans.services.test_refusals import clerk, drafter, village
from workflows.flows.rehearsal.driver import organisation

FEN = st.integers(min_value=0, max_value=10**13).map(lambda fen: Decimal(fen) / 100)
WHY = {"reason": "省级新下达指标，调整项目安排。", "ground": "鄂财农〔2027〕9号"}


@settings(max_examples=20, deadline=None)
@given(FEN, st.integers(1, 60))
def test_equal_parts_add_up_to_the_fen(amount: Decimal, among: int) -> None:
    parts = list(parted(amount, range(among)))
    assert (len(parts), sum(parts)) == (among, amount)
    assert max(parts) - min(parts) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("wan", "shade", "figure"),
    [("0", 0, ""), ("0.000001", 1, "<0.1"), ("9.99", 1, "10"), ("10", 2, "10"), ("30", 3, "30"), ("99.9", 3, "99.9"),
     ("100", 4, "100"), ("300", 5, "300"), ("1234.56", 5, "1,235")],
)  # fmt: skip
def test_the_more_money_the_darker_and_the_figure_fits(wan: str, shade: int, figure: str) -> None:
    [tile] = _drawn([Village(pk=1, name="双庙村", shares=_paid(wan))]).blocks[0].tiles
    assert (tile.shade, tile.figure) == (shade, figure)
    assert len(tile.figure) <= 6


def test_tiles_stand_apart_within_their_block() -> None:
    [block] = _drawn([Village(pk=n, name="上河口移民新村" * (n % 2) or "村") for n in range(50)]).blocks
    places = {(tile.x, tile.y) for tile in block.tiles}
    assert len(places) == 50
    assert all(x + block.tile_width <= block.width and y + block.tile_height <= block.height for x, y in places)
    assert {tile.name for tile in block.tiles} == {"上河口移…", "村"}


def _paid(wan: str) -> tuple[Share, ...]:
    return (Share(project=1, name="产业路", amount=yuan(wan) * 10_000, among=1),) if yuan(wan) else ()


def _drawn(villages: list[Village]) -> coverage_picture.Picture:
    group = Group(name="城关镇", villages=tuple(villages))
    return coverage_picture.drawn(Coverage(townships=(group,), county=group, elsewhere=0, elsewhere_amount=Decimal(0)))


@pytest.fixture
def version(county: Organisation) -> PlanVersion:
    """A draft with one row of a village: 12.345679万元."""
    pot = source(county, "1000000.00")
    made = drawing(county, {pot.pk: yuan("123456.79")})
    made.items.get().project.villages.set([village()])
    return made


def _projects(version: PlanVersion, **placed: int | None) -> None:
    """More rows of the draft, named, each with 100 yuan: of so many villages of the county, None for none."""
    places = list(Organisation.objects.filter(county=version.plan.county_id, kind="village").order_by("path"))
    first = version.items.get(seq=1).project
    for number, (name, among) in enumerate(placed.items(), 2):
        made = Project.objects.get(pk=first.pk)
        made.pk, made.code, made.name = None, f"{first.code}-{name}", name
        made.save(force_insert=True)
        made.villages.set(places[: among or 0])
        PlanItem.objects.create(version=version, project=made, seq=number, amount=yuan("100.00"))


@pytest.mark.django_db
def test_it_adds_up_and_says_what_is_elsewhere(county: Organisation, version: PlanVersion) -> None:
    _projects(version, together=2, nowhere=None)
    found = coverage_of(county, version)
    home = next(one for one in found.county.villages if one.pk == village().pk)
    assert home.amount == yuan("123506.79")
    assert {share.name for share in home.shares} >= {"together"}
    assert (found.elsewhere, found.elsewhere_amount) == (1, yuan("100.00"))
    assert found.county.amount + found.elsewhere_amount == yuan("123656.79")
    assert (found.county.covered, found.county.projects) == (2, 2)
    assert sum(group.covered for group in found.townships) == 2


@pytest.mark.django_db
def test_poor_villages_are_counted_apart(county: Organisation, version: PlanVersion, client: Client) -> None:
    here, other = village(), organisation(make.SECOND)
    client.force_login(drafter(county), backend=BACKEND)
    address = reverse("funds:coverage", args=[version.pk])
    assert "贫困村" not in client.get(address).content.decode()
    list_villages(actor=librarian(county), county=county, villages=[here.pk, other.pk], document="鄂扶组发〔2014〕8号")
    found = coverage_of(county, version).county
    assert (found.poor, found.poor_covered) == (2, 1)
    page = client.get(address).content.decode()
    for said in (f"{here.name}：1个项目，12.345679万元，贫困村", f"{other.name}：无项目，贫困村", "其中1个有项目"):
        assert said in page, said


@pytest.mark.django_db
def test_a_village_that_was_dissolved_stays_while_money_is_for_it(county: Organisation, version: PlanVersion) -> None:
    here = village()
    Organisation.objects.filter(pk=here.pk).update(is_active=False)
    assert coverage_of(county, version).county.amount == yuan("123456.79")
    PlanItem.objects.filter(version=version).update(amount=0)
    assert here.pk not in {one.pk for one in coverage_of(county, version).county.villages}


@pytest.mark.django_db
def test_more_rows_ask_no_more(county: Organisation, version: PlanVersion, client: Client) -> None:
    client.force_login(drafter(county), backend=BACKEND)
    page, counts = reverse("funds:coverage", args=[version.pk]), []
    client.get(page)
    for more in ({}, {f"project{n}": n % 3 for n in range(12)}):
        _projects(version, **more)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    with CaptureQueriesContext(connection) as seen:
        coverage_of(county, version)
    assert len(seen) == 3


@pytest.mark.django_db
def test_the_page_leads_to_each_village_and_its_projects(
    county: Organisation, version: PlanVersion, client: Client
) -> None:
    address, here = reverse("funds:coverage", args=[version.pk]), village()
    client.force_login(clerk(), backend=BACKEND)
    assert client.get(address).status_code == 404
    client.force_login(drafter(county), backend=BACKEND)
    assert address in client.get(reverse("plans:plan", args=[version.pk])).content.decode()
    page = client.get(address).content.decode()
    project = version.items.get().project
    for said in (
        f'href="#village-{here.pk}"', f'id="village-{here.pk}"', reverse("plans:project", args=[project.pk]),
        f"{here.name}：1个项目，12.345679万元", "：无项目", "10—30万元", "分乡镇覆盖情况",
    ):  # fmt: skip
        assert said in page, said
    assert "调整后有增减的村" not in page
    client.force_login(treasurer(county), backend=BACKEND)
    pool = client.get(reverse("funds:pool", args=[county.pk, version.plan.year])).content.decode()
    assert (f"{address}#village-{here.pk}" in pool) == (client.get(address).status_code == 200)


@pytest.mark.django_db
def test_an_adjustment_shows_what_each_village_gets_more_or_less(
    county: Organisation, version: PlanVersion, client: Client
) -> None:
    put_in_force(county, version)
    plan_versions.advance(version, VersionState.FILED)
    made = adjusting.open_adjustment(actor=drafter(county), version=version.pk, **WHY)
    client.force_login(drafter(county), backend=BACKEND)
    address = reverse("funds:coverage", args=[made.pk])
    assert "各村资金没有增减" in client.get(address).content.decode()
    row = made.items.get()
    funds.arrange(actor=drafter(county), item=row.pk, amounts={row.fundings.get().source_id: yuan("23456.79")})
    with CaptureQueriesContext(connection) as seen:
        found = coverage_of(county, made, version)
    assert len(seen) == 4
    assert [(one.name, one.difference) for one in found.changed] == [(village().name, yuan("-100000.00"))]
    page = client.get(address).content.decode()
    for said in ("2.3▼", "（调整前12.345679万元）", ">-10<", "▲、▼为比调整前增加、减少"):
        assert said in page, said
