"""The inbox: one statement, on the partial index, offering what one may decide and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db.models import F

from core import clock, planner
from core.models import Organisation, User
from roles import asking
from roles.duties import Duty
from roles.models import Appointment
from roles.policies import duties_held, may_read
from tests.engine.statements import counted
from workflows.desk import inbox, waiting_rows
from workflows.engine.benches import volume
from workflows.engine.models import Proceeding, TurnTask, WorkItem
from workflows.engine.models.work_items import told_apart
from workflows.engine.trials import stage
from workflows.engine.trials.flows import PlanTrial

pytestmark = pytest.mark.usefixtures("on_stage")


def test_offers_what_one_may_decide_at_that_very_organisation() -> None:
    here, _elsewhere = stage.begin("trial_veto"), stage.begin()
    finance = stage.holder("420301-finance")
    with counted() as seen:
        offered = list(WorkItem.objects.inbox_of(finance).by_urgency())
    assert [(i.proceeding_id, i.organisation.code) for i in offered] == [(here.pk, "420301-finance")]
    assert len(seen) == 1


def test_nothing_is_offered_after_an_appointment_has_ended() -> None:
    stage.begin("trial_veto")
    finance = stage.holder("420301-finance")
    Appointment.objects.filter(user=finance).update(ends_on=clock.today())
    assert WorkItem.objects.inbox_of(finance).exists()
    with clock.shifted(datetime.timedelta(days=1)):
        assert not WorkItem.objects.inbox_of(finance).exists()


def test_nothing_is_offered_to_an_inactive_account() -> None:
    stage.begin("trial_veto")
    finance = stage.holder("420301-finance")
    User.objects.filter(pk=finance.pk).update(is_active=False)
    assert not WorkItem.objects.inbox_of(finance).exists()


def test_work_that_separation_forbids_is_not_offered() -> None:
    process = stage.begin("trial_notice")
    stage.run_through(process, until="archives")
    signer = stage.holder("420301")
    registrar = User.objects.create_user("registrar", name="登记员")
    stage.appoint(registrar, stage.organisation("420301"), [Duty.REGISTER_DOCUMENT])
    assert not WorkItem.objects.inbox_of(signer).exists()
    assert [i.step for i in WorkItem.objects.inbox_of(registrar)] == ["archives"]


def test_closed_items_are_gone_and_overdue_ones_known() -> None:
    process = stage.begin("trial_veto")
    items = stage.open_items(process)
    stage.decide(items[0])
    assert set(WorkItem.objects.open().filter(proceeding=process)) == set(items[1:])
    assert not WorkItem.objects.overdue(clock.now()).exists()
    assert set(WorkItem.objects.overdue(items[1].due_at + datetime.timedelta(seconds=1))) == set(items[1:])


def test_whoever_had_it_in_hand_may_read_the_dossier() -> None:
    process = stage.begin("trial_veto")
    assert may_read(stage.holder("420301-finance"), process.dossier)
    assert not may_read(stage.holder("420301-water"), process.dossier)
    stage.decide(stage.open_items(process)[0])
    assert may_read(stage.holder("420301-finance"), process.dossier)


def test_knowing_the_duties_beforehand_offers_the_same() -> None:
    stage.run_through(stage.begin("trial_notice"), until="archives")
    stage.begin("trial_veto")
    stage.begin()
    for someone in User.objects.order_by("pk"):
        asked = WorkItem.objects.inbox_of(someone).by_urgency()
        told = WorkItem.objects.inbox_at(someone, duties_held(someone)).by_urgency()
        assert list(told) == list(asked)
        assert not WorkItem.objects.inbox_at(someone, []).exists()


def test_leaving_out_what_concerns_others_offers_the_same() -> None:
    """Compiled for people of the same duties, the question does not ask of duties that none of them has; whoever signed
    is kept from what he has the duty to register."""
    stage.run_through(stage.begin("trial_notice"), until="archives")
    registrar = User.objects.create_user("registrar", name="登记员")
    stage.appoint(registrar, stage.organisation("420301"), [Duty.REGISTER_DOCUMENT])
    stage.begin("trial_veto")
    stage.begin()
    kept = offered = 0
    for someone in User.objects.order_by("pk"):
        asker = asking.of(someone)
        trimmed = replace(asker, among=told_apart().intersection(asker.duties))
        whole = set(WorkItem.objects.inbox_for(asker))
        assert set(WorkItem.objects.inbox_for(trimmed)) == whole
        offered += len(whole)
        kept += WorkItem.objects.open().filter(asker.has(F("duty"), "organisation")).count() - len(whole)
    assert offered
    assert kept


@pytest.mark.parametrize("kind", volume.PERSONS)
def test_the_page_reads_the_index_of_its_places_however_much_is_stored(kind: str) -> None:
    volume.fill(4_000)
    person = stage.holder(volume.PERSONS[kind])
    items = WorkItem.objects.inbox_at(person, duties_held(person))
    for question in (items.by_urgency().select_related("dossier__owner")[:50], items.order_by()):
        plan = question.explain()
        assert "engine_item_inbox" in plan, plan
        assert "Seq Scan on engine_workitem" not in plan, plan
    assert items.exists()
    for plan in waiting_rows.plans(asking.of(person)):  # as the inbox asks, kept planned
        assert "engine_item_inbox" in plan, plan
        assert "Seq Scan on engine_workitem" not in plan, plan
    assert inbox.inbox(person, inbox.Filter()).total == WorkItem.objects.inbox_of(person).count()


def test_the_inbox_reads_the_partial_index_among_thousands() -> None:
    _fill(4_000)
    finance = stage.holder("420301-finance")
    page = WorkItem.objects.inbox_at(finance, duties_held(finance)).by_urgency()[:50]
    plan = page.explain()
    assert "engine_item_inbox" in plan, plan
    assert "Seq Scan on engine_workitem" not in plan, plan
    assert 30 < page.count() <= 50


def _fill(rows: int) -> None:
    """Open and closed items of many organisations, written past the flow: only the plan matters here."""
    process = stage.begin("trial_veto")
    item = stage.open_items(process)[0]
    county = stage.organisation("420301")
    many = Organisation.objects.bulk_create(
        Organisation(code=f"x{n}", name=f"x{n}", official_name=f"x{n}", kind="department", path=f"x{n}/", county=county)
        for n in range(40)
    )
    tasks = TurnTask.objects.bulk_create(
        TurnTask(process_id=process.pk, flow_task=PlanTrial.township_reviews, flow_task_type="HUMAN")
        for _n in range(rows)
    )
    finance = stage.organisation("420301-finance")
    places = [finance, *many]
    WorkItem.objects.bulk_create(_item(task.pk, n, process, item, places[n % 41]) for n, task in enumerate(tasks))
    planner.learn()


def _item(task: int, n: int, process: Proceeding, like: WorkItem, at: Organisation) -> WorkItem:
    opened = like.opened_at + datetime.timedelta(minutes=n)
    closed = opened if n % 3 else None
    return WorkItem(
        task_id=task, proceeding=process, dossier_id=like.dossier_id, county_id=like.county_id, organisation=at,
        duty=like.duty, flow_key=like.flow_key, step=like.step, round=1, seat=f"filler/{n}", opened_at=opened,
        due_at=opened, decided_at=closed, closed_at=closed,
    )  # fmt: skip
