"""A plan's year end: what no batch allotted goes back to the pool or is carried over with its item, drawn by one and
confirmed by another; no sum differs by a fen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries
from pytest_django.plugin import DjangoDbBlocker

from core.enums import Sector
from core.errors import Conflict, Invalid, Refused
from core.messages_out import collecting, events, parcels
from core.models import LedgerEntry, Message, Organisation, User
from funds import adjusting, allotting, batches, changing, movements, year_end
from funds.enums import BatchState, MovementKind, YearEndState
from funds.models import AllotmentBatch, FundMovement, FundSource, YearEndLine, YearEndStatement
from funds.pool import pool_of
from funds.reconciling import reconciled
from funds.year_end import Kept
from funds.year_end_calls import waiting_for
from funds.year_end_forms import key
from funds.year_end_reading import rows_of
from plans.models import AnnualPlan, PlanVersion
from plans.services.organs import bureau
from roles.duties import Duty
from tests.conftest import BEGINNING
from tests.desk.called import whom_it_names
from tests.factories import flows as make
from tests.factories import roles as people
from tests.funds.allotting import issued, opened
from tests.funds.money import at, basis, treasurer
from tests.plans.services.test_adjusting import WHY, Filed, _filed
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db
NEXT = make.YEAR + 1
LAST = datetime.date(make.YEAR, 12, 20)
NUMBER = "竹财农〔2027〕88号"


def allotted_in_part(county: Organisation) -> Filed:
    """50.00 yuan of the first row, 20.00 of the second, nothing of the third; each is arranged 50.00."""
    made = _filed(county)
    issued(county, made.version, {1: "50", 2: "20"})
    return made


@pytest.fixture(scope="module")
def prepared(equipped: Organisation, django_db_blocker: DjangoDbBlocker) -> Filed:
    """Made once, within the transaction of the equipped county."""
    with django_db_blocker.unblock(), time_machine.travel(BEGINNING, tick=True), make.july():
        return allotted_in_part(equipped)


@pytest.fixture
def filed(prepared: Filed, county: Organisation) -> Iterator[Filed]:
    """On 20 December."""
    with at(LAST):
        yield deepcopy(prepared)


def head(county: Organisation) -> User:
    return holder(Duty.SIGN_OFF, bureau(county, Sector.FINANCE))


def drawn(county: Organisation, version: PlanVersion, kept: dict[int, str]) -> YearEndStatement:
    """Handed in; of these rows so much is carried over, in yuan."""
    keeper = treasurer(county)
    made = year_end.draw(actor=keeper, plan=version.plan_id)
    keys = {row.funding.item.seq: row.funding.pk for row in rows_of(version)}
    told = {keys[seq]: Kept(Decimal(amount), "已签合同，跨年续建。") for seq, amount in kept.items()}
    year_end.write(actor=keeper, statement=made.pk, kept=told, doc_no=NUMBER, dated=LAST)
    return year_end.submit(actor=keeper, statement=made.pk)


def confirmed(county: Organisation, version: PlanVersion, kept: dict[int, str]) -> YearEndStatement:
    return year_end.confirm(actor=head(county), statement=drawn(county, version, kept).pk)


def test_what_was_not_allotted_goes_back_but_for_what_has_a_reason(filed: Filed, county: Organisation) -> None:
    before = pool_of(county, make.YEAR)
    done = confirmed(county, filed.version, {2: "10"})
    assert year_end.totals(done) == (Decimal(70), Decimal(10))
    pot = FundSource.objects.get(pk=filed.pot)
    assert (pot.amount, pot.integrable) == (Decimal(120), Decimal(120))
    came = (
        FundSource.objects.filter(year=NEXT).order_by("nature").values_list("nature", "doc_no", "vintage", "integrable")
    )
    assert list(came) == [
        ("carryover", pot.doc_no, make.YEAR, Decimal(10)), ("stock", pot.doc_no, make.YEAR, Decimal(70))
    ]  # fmt: skip
    moved = FundMovement.objects.filter(year_end=done).order_by("pk").values_list("kind", "doc_no", "amount")
    assert {(kind, amount) for kind, number, amount in moved if number == NUMBER} == {
        ("lapsed", Decimal(-70)), ("pooled", Decimal(70)), ("carried_out", Decimal(-10)), ("carried_in", Decimal(10))
    }  # fmt: skip
    whole = allotting.allotment_of(filed.version).whole
    assert [whole.planned, whole.allotted, whole.closed, whole.left] == [150, 70, 80, 0]
    pool = pool_of(county, make.YEAR)
    assert (pool.used, pool.left, pool.rate) == (Decimal(70), before.left, before.rate)
    assert LedgerEntry.objects.get(action="year_end.confirmed").detail["carried_over"] == "10.00"


def test_the_reconciliation_of_both_years_holds_and_asks_no_more(filed: Filed, county: Organisation) -> None:
    assert ["拟收回资金池" in task.what for task in reconciled(county, make.YEAR).tasks] == [True]
    confirmed(county, filed.version, {2: "10"})
    found = reconciled(county, make.YEAR)
    own = [one.left_sum for one in found.identities if one.stage == "年终结转收回"]
    assert own == [150, 70, 70, 10, 10]
    assert found.holds
    assert found.tasks == ()
    assert reconciled(county, NEXT).holds


def test_after_it_nothing_is_allotted_adjusted_or_changed(filed: Filed, county: Organisation) -> None:
    done = confirmed(county, filed.version, {})
    row = filed.row(filed.version, 2)
    township = row.project.township
    assert township is not None
    applicant = holder(Duty.REPORT_PROJECTS, township)
    asked = changing.Asked(words={"content": "新建"}, moves=(), reason="变更。", ground="会议纪要")
    for act in (
        lambda: opened(county, filed.version),
        filed.open,
        lambda: changing.open_change(actor=applicant, item=row.pk, applicant=township, asked=asked),
        lambda: year_end.draw(actor=treasurer(county), plan=done.plan_id),
    ):
        with pytest.raises(Conflict, match="年终结转收回"):
            act()
    later = AnnualPlan.objects.create(county=county, year=NEXT)
    batch = AllotmentBatch.objects.get()
    dossier = people.dossier(bureau(county, Sector.FINANCE))
    other = AllotmentBatch.objects.create(
        dossier=people.dossier(bureau(county, Sector.FINANCE)), plan=later, version=batch.version, seq=1,
        requirements="专款专用",
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="已办理年终清理"), transaction.atomic():
        AllotmentBatch.objects.filter(pk=other.pk).update(plan=done.plan, seq=2)
    with pytest.raises(IntegrityError, match="已办理年终清理"), transaction.atomic():
        AllotmentBatch.objects.create(
            dossier=dossier, plan=done.plan, version=filed.version, seq=2, requirements="专款专用"
        )


def test_it_begins_in_december_and_waits_for_what_is_under_way(filed: Filed, county: Organisation) -> None:
    keeper, plan = treasurer(county), filed.version.plan_id
    with at(datetime.date(make.YEAR, 11, 30)), pytest.raises(Conflict, match="12月1日起"):
        year_end.draw(actor=keeper, plan=plan)
    with pytest.raises(Refused):
        year_end.draw(actor=filed.actor, plan=plan)
    made = drawn(county, filed.version, {})
    batch = opened(county, filed.version)
    with pytest.raises(Conflict, match="第二批（拟稿）正在办理"):
        year_end.confirm(actor=head(county), statement=made.pk)
    AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.TERMINATED)
    adjusting.open_adjustment(actor=filed.actor, version=filed.version.pk, **WHY)
    with pytest.raises(Conflict, match=r"中期调整方案》.*正在办理"):
        year_end.confirm(actor=head(county), statement=made.pk)
    with pytest.raises(IntegrityError, match="没有在办的调整"), transaction.atomic():
        YearEndStatement.objects.filter(pk=made.pk).update(
            state=YearEndState.CONFIRMED, confirmed_by=head(county), confirmed_at=made.drawn_at
        )
    assert FundSource.objects.get(pk=filed.pot).amount == 200


def test_what_two_confirmed_one_does_not_take_back(filed: Filed, county: Organisation, client: Client) -> None:
    done = confirmed(county, filed.version, {})
    moved = FundMovement.objects.get(year_end=done, kind=MovementKind.LAPSED)
    back = basis("更正1号")
    keeper = treasurer(county)
    page, account = reverse("funds:reverse", args=[moved.pk]), reverse("funds:source", args=[filed.pot])
    client.force_login(keeper)
    assert (client.get(page).status_code, page in client.get(account).content.decode()) == (403, False)
    with pytest.raises(Refused):
        movements.reverse(actor=keeper, movement=moved.pk, basis=back)
    people.give(keeper, Duty.SIGN_OFF, bureau(county, Sector.FINANCE))
    with pytest.raises(Refused, match="职责分离"):
        movements.reverse(actor=keeper, movement=moved.pk, basis=back)
    client.force_login(head(county))
    assert (client.get(page).status_code, page in client.get(account).content.decode()) == (200, True)
    movements.reverse(actor=head(county), movement=moved.matched.pk, basis=back)
    found = reconciled(county, make.YEAR)
    assert found.holds
    assert [(task.amount, "0.008万元已被更正冲销" in task.what) for task in found.tasks] == [(Decimal(80), True)]
    movements.close_year(
        actor=keeper, source=filed.pot, kind=MovementKind.CARRIED_OUT, amount=Decimal(80), integrated=Decimal(80),
        basis=back,
    )  # fmt: skip
    assert reconciled(county, make.YEAR).tasks == ()


def test_another_version_keeps_what_is_carried_over(filed: Filed, county: Organisation) -> None:
    """Its rows have other keys; project and source are the same."""
    made = drawn(county, filed.version, {2: "10"})
    later = filed.open()
    assert [(row.carried, row.reason) for row in rows_of(later, made)][1] == (Decimal(10), "已签合同，跨年续建。")


def unmoved(statement: YearEndStatement, by: User) -> None:
    """Confirmed past the program: no money moves."""
    YearEndStatement.objects.filter(pk=statement.pk).update(
        state=YearEndState.CONFIRMED, confirmed_by=by, confirmed_at=statement.drawn_at
    )
    connection.check_constraints()


def test_two_persons_and_nothing_rewritten(filed: Filed, county: Organisation) -> None:
    keeper = treasurer(county)
    made = drawn(county, filed.version, {})
    with pytest.raises(Refused):
        year_end.confirm(actor=keeper, statement=made.pk)
    people.give(keeper, Duty.SIGN_OFF, bureau(county, Sector.FINANCE))
    with pytest.raises(Refused, match="职责分离"):
        year_end.confirm(actor=keeper, statement=made.pk)
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        YearEndStatement.objects.filter(pk=made.pk).update(
            state=YearEndState.CONFIRMED, confirmed_by=keeper, confirmed_at=made.drawn_at
        )
    own = YearEndStatement.objects.filter(pk=made.pk)
    for told, wrong in (
        ({"drawn_by": head(county)}, "拟定人不得改动"), ({"drawn_for": head(county)}, "拟定人不得改动"),
        ({"doc_no": "另号"}, "依据不得改动"), ({"dated": None}, "依据不得改动"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=wrong), transaction.atomic():
            own.update(**told)
    with pytest.raises(IntegrityError, match="送出后"), transaction.atomic():
        YearEndLine.objects.filter(statement=made).update(returned=1)
    with pytest.raises(IntegrityError, match="须等于各来源"), transaction.atomic():
        unmoved(made, head(county))
    with pytest.raises(IntegrityError, match="不得删除"), transaction.atomic():
        YearEndStatement.objects.filter(pk=made.pk)._raw_delete(DEFAULT_DB_ALIAS)
    with pytest.raises(Invalid, match="退回理由"):
        year_end.give_back(actor=head(county), statement=made.pk, reason=" ")
    year_end.give_back(actor=head(county), statement=made.pk, reason="请附合同。")
    with pytest.raises(IntegrityError, match="送出后才能确认"), transaction.atomic():
        unmoved(made, head(county))
    with pytest.raises(Conflict, match="不能办理此事"):
        year_end.confirm(actor=head(county), statement=made.pk)
    other = people.person("接手人")
    people.give(other, Duty.MANAGE_SOURCES, bureau(county, Sector.FINANCE))
    with pytest.raises(Conflict, match="请撤销后另行拟定"):
        year_end.submit(actor=other, statement=made.pk)
    year_end.withdraw(actor=other, statement=made.pk)
    assert year_end.draw(actor=other, plan=made.plan_id).drawn_by == other


def test_what_is_allotted_meanwhile_is_counted_anew(filed: Filed, county: Organisation) -> None:
    made = drawn(county, filed.version, {})
    [first] = AllotmentBatch.objects.all()
    batch = opened(county, filed.version)
    row = rows_of(filed.version)[2].funding
    batches.write(
        actor=treasurer(county), batch=batch.pk, requirements="专款专用",
        rows={(row.item_id, row.source_id): batches.Given(Decimal(5))},
    )  # fmt: skip
    AllotmentBatch.objects.filter(pk=batch.pk).update(state=BatchState.ISSUED, document=first.document)
    with pytest.raises(Conflict, match=rf"有变（{row.item.project.name}）"):
        year_end.confirm(actor=head(county), statement=made.pk)
    year_end.give_back(actor=head(county), statement=made.pk, reason="又下达了一批。")
    keeper = treasurer(county)
    year_end.write(actor=keeper, statement=made.pk, kept={}, doc_no=NUMBER, dated=LAST)
    year_end.submit(actor=keeper, statement=made.pk)
    assert sum(year_end.totals(year_end.confirm(actor=head(county), statement=made.pk))) == 75


@pytest.mark.parametrize(
    ("kept", "told"),
    [({2: Kept(Decimal("30.01"), "续建")}, "未下达0.003万元"), ({2: Kept(Decimal(1))}, "须写明理由"), ({1: Kept(Decimal(1), "续建")}, "没有未下达")],
)  # fmt: skip
def test_a_row_keeps_no_more_than_is_left_of_it(
    filed: Filed, county: Organisation, kept: dict[int, Kept], told: str
) -> None:
    made = year_end.draw(actor=treasurer(county), plan=filed.version.plan_id)
    keys = {row.funding.item.seq: row.funding.pk for row in rows_of(filed.version)}
    given_rows = {keys[seq]: one for seq, one in kept.items()}
    with pytest.raises(Invalid, match=told):
        year_end.write(actor=treasurer(county), statement=made.pk, kept=given_rows, doc_no=NUMBER, dated=LAST)
    early = datetime.date(make.YEAR, 11, 30)
    year_end.write(actor=treasurer(county), statement=made.pk, kept={}, doc_no=NUMBER, dated=early)
    with pytest.raises(Invalid, match="预算法第十八条"):
        year_end.submit(actor=treasurer(county), statement=made.pk)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(second=st.integers(0, 3000), third=st.integers(0, 5000))
def test_no_sum_differs_by_a_fen(filed: Filed, county: Organisation, second: int, third: int) -> None:
    """Whatever is kept of the two rows, in fen."""
    point = transaction.savepoint()
    kept = {2: str(Decimal(second) / 100), 3: str(Decimal(third) / 100)}
    done = confirmed(county, filed.version, kept)
    assert year_end.totals(done) == (80 - Decimal(second + third) / 100, Decimal(second + third) / 100)
    assert reconciled(county, make.YEAR).holds
    into = FundMovement.objects.filter(year_end=done, kind__in=(MovementKind.POOLED, MovementKind.CARRIED_IN))
    assert sum(row.amount for row in into.order_by("pk")) == 80
    transaction.savepoint_rollback(point)


def test_by_pages_and_by_command(
    filed: Filed, county: Organisation, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = filed.version.plan_id
    page = reverse("funds:year_end", args=[plan])
    client.force_login(treasurer(county))
    assert "拟定清单" in client.get(page).content.decode()
    code = filed.row(filed.version, 3).project.code
    for told, wrong in (({"carry": [code]}, "须写明理由"), ({"carry": ["无"]}, "--carry"), ({"dated": "31.12."}, "--dated"),
                        ({"carry": [code], "reason": "长" * 201}, "不得超过200字")):  # fmt: skip
        with pytest.raises(CommandError, match=wrong):
            call_command("year_end", "draw", county.code, year=make.YEAR, actor=treasurer(county).username, **told)
    assert not YearEndStatement.objects.exists()
    assert client.post(reverse("funds:draw_year_end", args=[plan])).status_code == 302
    made = YearEndStatement.objects.get()
    rows = reverse("funds:write_year_end", args=[made.pk])
    keys = [key(row) for row in rows_of(filed.version) if row.left > 0]
    stale = {f"carried-{keys[0]}": "0.001", f"reason-{keys[0]}": "续建", "doc_no": NUMBER, "version": "0"}
    shown = client.post(rows, stale).content.decode()
    assert ("方案已有变更" in shown, 'value="续建"' in shown) == (True, True)
    assert f'name="version" value="{filed.version.pk}"' in shown
    refused = client.post(rows, stale | {f"carried-{keys[0]}": "0.004", "dated": str(LAST)})
    assert (refused.status_code, "最多结转0.003万元" in refused.content.decode()) == (422, True)
    typed = stale | {"version": filed.version.pk, "dated": str(LAST)}
    assert client.post(rows, typed).status_code == 302
    assert client.post(reverse("funds:submit_year_end", args=[made.pk])).status_code == 302
    client.force_login(filed.actor)
    assert "续建" not in client.get(page).content.decode()
    client.force_login(head(county))
    assert client.post(reverse("funds:give_back_year_end", args=[made.pk]), {"reason": ""}).status_code == 422
    with pytest.raises(CommandError, match="签发"):
        call_command("year_end", "confirm", county.code, year=make.YEAR, actor=treasurer(county).username)
    assert client.post(reverse("funds:confirm_year_end", args=[made.pk])).status_code == 302
    with django_assert_max_num_queries(30):
        shown = client.get(page).content.decode()
    assert ("已确认" in shown, NUMBER in shown, "续建" in shown) == (True, True, True)
    out = StringIO()
    call_command("year_end", "show", county.code, year=make.YEAR, stdout=out)
    assert f"已确认 {NUMBER}，收回 0.007，结转 0.001" in out.getvalue()


def told_now(event: str) -> list[tuple[str, str]]:
    """What is told of this event now, to whom and in which words."""
    [one] = [found for found in events.registered() if found.key == event]
    known = set(Message.objects.order_by("pk").values_list("pk", flat=True))
    collecting._collect(one)
    new = Message.objects.exclude(pk__in=known).select_related("person", "for_whom").order_by("pk")
    return [(message.person.name, parcels.said(message)) for message in new]


def test_the_head_is_told_that_it_waits_and_whoever_drew_it_what_became_of_it(
    filed: Filed, county: Organisation
) -> None:
    keeper, signs, outsider = treasurer(county), head(county), filed.actor
    title = filed.version.dossier.title
    made = drawn(county, filed.version, {2: "10"})
    asked = (signs.name, f"{keeper.name}送请确认年终结转收回清单：{title}")
    assert told_now("funds.year_end_waits") == [asked]
    assert told_now("funds.year_end_waits") == []
    assert [one.name for one in (signs, keeper, outsider) if waiting_for(one).exists()] == [signs.name]
    for _again in range(2):  # for the same reason: each time is told
        year_end.give_back(actor=signs, statement=made.pk, reason="请附合同。")
        back = f"{signs.name}退回年终结转收回清单，请修改后重新送出：{title}"
        assert told_now("funds.year_end_answered") == [(keeper.name, back)]
        assert whom_it_names("year_ends") == {keeper}
        year_end.submit(actor=keeper, statement=made.pk)
        assert told_now("funds.year_end_waits") == [asked]
        assert whom_it_names("year_ends") == {signs}
    year_end.confirm(actor=signs, statement=made.pk)
    assert told_now("funds.year_end_answered") == [(keeper.name, f"{signs.name}已确认年终结转收回清单：{title}")]
    assert whom_it_names("year_ends") == set()
