"""The pool adds up to the fen from every side, whoever looks at it and however much is in it."""

from __future__ import annotations

from copy import copy
from decimal import Decimal
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from core.enums import PoorLevel
from core.models import Organisation
from core.money import percent
from funds import pool_picture
from funds.catalogue import scope_of
from funds.enums import FundLevel, FundNature, MovementAct
from funds.models import FundSource
from funds.pool import Drawn, Line, Pool, pool_of
from plans.enums import Category
from roles.duties import Duty
from tests.factories import flows as make
from tests.factories.roles import give, person
from tests.funds.money import basis, drawing, enter, put_in_force, source, treasurer, yuan
from tests.plans.services.test_refusals import clerk

FEN = st.integers(min_value=0, max_value=10**13).map(lambda fen: Decimal(fen) / 100)
STATEMENTS = 4


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Any county's year: sources of every level and nature, and what a plan takes of them."""
    county = Organisation(name="竹山县", poor_level=draw(st.sampled_from(["", *PoorLevel.values])))
    scope, lines, drawn = scope_of(county), [], []
    for pk in range(1, draw(st.integers(1, 16)) + 1):
        integrable, rest = draw(FEN), draw(FEN)
        found = FundSource(
            pk=pk, name=f"来源{pk}", year=2027, level=draw(st.sampled_from(FundLevel.values)),
            nature=draw(st.sampled_from(FundNature.values)), amount=integrable + rest, integrable=integrable,
            vintage=draw(st.sampled_from([None, 2024, 2026, 2027])),
        )  # fmt: skip
        used = Decimal(0)
        for _n in range(draw(st.integers(0, 3))):
            amount = (integrable - used) / 3 // Decimal("0.01") * Decimal("0.01")
            if amount > 0:
                used += amount
                drawn.append(
                    Drawn(
                        source=pk, category=draw(st.sampled_from(Category.values)), amount=amount,
                        township=draw(st.sampled_from(["", *(f"乡{n}" for n in range(15))])), department="水利局",
                    )
                )  # fmt: skip
        lines.append(Line(source=found, moved={}, used=used, may_integrate=found.level in scope.levels))
    return Pool(
        county=county, year=2027, version=None, running=None, lines=tuple(lines), drawn=tuple(drawn), scope=scope
    )  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(pools())
def test_every_breakdown_adds_up_to_the_fen(pool: Pool) -> None:
    assert pool.integrated + pool.rest == pool.amount
    assert pool.used + pool.left == pool.integrated
    for parts in (pool.by_level, pool.by_nature):
        assert sum(part.amount for part in parts) == pool.integrated
    for parts in (pool.by_category, pool.by_township, pool.by_department):
        assert sum(part.amount for part in parts) == pool.used
    assert sum(integrated for _y, _a, integrated, _l in pool.by_vintage) == pool.integrated
    assert sum(left for _y, _a, _i, left in pool.by_vintage) == pool.left


@settings(max_examples=15, deadline=None)
@given(pools())
def test_the_picture_shows_all_of_it(pool: Pool) -> None:
    picture = pool_picture.drawn(pool)
    if picture is None:
        assert pool.integrated == 0
        return
    column = {number: [node for node in picture.nodes if node.column == number] for number in range(3)}
    assert sum(node.amount for node in column[0]) == sum(node.amount for node in column[1]) == pool.integrated
    assert sum(node.amount for node in column[2]) == pool.used
    for nodes in column.values():
        assert len(nodes) <= pool_picture.SHOWN + 1
        assert all(below.y >= above.y + above.height for above, below in pairwise(nodes))
        assert all(below.middle - above.middle >= 13 for above, below in pairwise(nodes))
        assert all(node.y + node.height <= picture.height for node in nodes)


@pytest.mark.parametrize(
    ("level", "levels"),
    [
        (PoorLevel.NATIONAL, ["central", "province", "prefecture", "county"]),
        (PoorLevel.PROVINCIAL, ["province", "prefecture", "county"]),
        ("", ["central", "province", "prefecture", "county"]),
    ],
)
def test_what_a_county_may_integrate(level: str, levels: list[str]) -> None:
    assert [str(one) for one in scope_of(Organisation(poor_level=level)).levels] == levels


def test_the_rate_is_as_published() -> None:
    """麦积区 2021: 53,043.61 of 64,458.18 万元."""
    assert percent(yuan("530436100"), yuan("644581800")) == Decimal("82.29")
    assert percent(yuan("1"), yuan("0")) is None


@pytest.mark.django_db
def test_a_provincial_county_is_not_measured_by_the_centres_money(county: Organisation) -> None:
    source(county, "100.00")
    source(county, "60.00", "省级", level=FundLevel.PROVINCE, integrable=yuan("45.00"), not_integrated_reason="应急")
    source(county, "40.00", "自筹", level=FundLevel.OTHER)
    asked = copy(county)
    for asked.poor_level, rate in ((PoorLevel.PROVINCIAL, "75.00"), (PoorLevel.NATIONAL, "90.63")):
        assert pool_of(asked, make.YEAR).rate.percent == Decimal(rate)


@pytest.mark.django_db
def test_the_page_tells_all_of_it_in_few_statements(county: Organisation, client: Client) -> None:
    pot = source(county, "1000000.00", earmark="易地搬迁")
    carried = source(
        county, "200000.01", "结转", nature=FundNature.CARRYOVER, vintage=make.YEAR - 2, integrable=yuan("150000.00"),
        not_integrated_reason="待清算",
    )  # fmt: skip
    put_in_force(county, drawing(county, {pot.pk: yuan("123456.78")}))
    enter(county, pot, MovementAct.RECOVER, "0.01", "0.01", basis=basis("鄂财农发〔2026〕9号"))
    with CaptureQueriesContext(connection) as seen:
        found = pool_of(county, make.YEAR)
        assert pool_picture.drawn(found) is not None
    assert len(seen) == STATEMENTS
    assert [line.is_idle for line in found.lines if line.source == carried] == [True]
    client.force_login(treasurer(county))
    page = client.get(reverse("funds:pool", args=[county.pk, make.YEAR])).content.decode()
    for said in ("114.999999", "12.345678", "易地搬迁", "待清算", "按现行方案", "上级收回 -0.000001", "应统尽统率＝"):
        assert said in page, said
    account = client.get(reverse("funds:source", args=[pot.pk])).content.decode()
    assert "鄂财农发〔2026〕9号" in account


@pytest.mark.django_db
def test_more_sources_ask_no_more(county: Organisation, client: Client) -> None:
    client.force_login(treasurer(county))
    counts = []
    for number in range(2):
        source(county, "100.00", f"来源{number}")
        for page in (reverse("funds:pool", args=[county.pk, make.YEAR]), reverse("funds:pools")):
            client.get(page)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(page).status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("duty", "is_shown"),
    [(Duty.SUPERVISE, True), (Duty.AUDIT, True), (Duty.COMPILE_PLAN, True), (Duty.ADMINISTER_SYSTEM, False)],
)
def test_who_reads_the_county_reads_its_pool(client: Client, county: Organisation, duty: Duty, is_shown: bool) -> None:
    pot = source(county, "100.00")
    reader = person()
    give(reader, duty, county)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    pages = [
        reverse("funds:pool", args=[county.pk, make.YEAR]), reverse("funds:reconciliation", args=[county.pk, make.YEAR]),
        reverse("funds:source", args=[pot.pk]),
    ]  # fmt: skip
    assert {client.get(page).status_code for page in pages} == {200 if is_shown else 404}
    assert client.get(reverse("funds:move", args=[pot.pk])).status_code == 403


@pytest.mark.django_db
def test_a_movement_is_entered_on_its_page_and_keeps_what_was_typed(county: Organisation, client: Client) -> None:
    pot = source(county, "100.00")
    page = reverse("funds:move", args=[pot.pk])
    client.force_login(clerk())
    assert client.post(page, {}).status_code == 403
    client.force_login(treasurer(county))
    typed = {
        "act": "recovered", "amount": "0.02", "integrated": "", "doc_no": "鄂财农发〔2026〕7号", "dated": "2026-07-01",
        "reason": "上级调减",
    }  # fmt: skip
    refused = client.post(page, typed)
    assert refused.status_code == 422
    assert "鄂财农发〔2026〕7号" in refused.content.decode()
    assert client.post(page, typed | {"amount": ""}).status_code == 422
    assert client.post(page, typed | {"amount": "0.005"}).status_code == 302
    pot.refresh_from_db()
    assert pot.integrable == yuan("50.00")
    wrong = pot.movements.get(kind="recovered")
    back = reverse("funds:reverse", args=[wrong.pk])
    assert client.post(back, {"doc_no": "1", "dated": "2026-07-01", "reason": ""}).status_code == 422
    assert client.post(back, {"doc_no": "1", "dated": "2026-07-01", "reason": "登记有误"}).status_code == 302
    pot.refresh_from_db()
    assert pot.integrable == yuan("100.00")
