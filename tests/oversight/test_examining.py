"""What somebody changes in the database by hand stands on the page the next morning, and goes when it is put right."""

from __future__ import annotations

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from core import clock, jobs, scheduler
from core.models import LedgerEntry
from oversight import examining
from oversight.models import Beside, Deviation, Examination, Stage
from roles.duties import Duty
from roles.models import OrganisationUserPermission, Post
from roles.permission_rows import duty_permissions
from roles.services import appoint
from tests.engine.test_reconciling import by_hand
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.engine.enums import Act, Astray
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

PAGE = "/oversight/deviations/"
DAY = datetime.timedelta(days=1)


def examine_today() -> None:
    """As the worker does, portion after portion."""
    examining.begin_today()
    row = Examination.objects.get(day=clock.today())
    while row.stage != Stage.DONE:
        assert examining.examine(row.day, row.stage, row.cursor)
        row.refresh_from_db()


def of_flows() -> list[tuple[str, str]]:
    """What stands of the flows; the stage appoints its people without the services."""
    found = Deviation.objects.filter(gone_on__isnull=True, kind__in=Astray.values).order_by("pk")
    return list(found.values_list("kind", "step"))


@pytest.fixture
def moved_by_hand(watch: Watch) -> WorkItem:
    """A work item that somebody moved to the signature without any act."""
    by_hand(
        "engine_workitem", "UPDATE engine_workitem SET step = 'leading_group_signs' WHERE task_id = %s", watch.item.pk
    )
    return watch.item


def test_a_change_by_hand_stands_on_the_page_the_next_morning(
    watch: Watch,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    """The tick begins the examination, the queue's jobs carry it on, and the supervisor reads it."""
    jobs.discover()
    duty = jobs.duties["oversight.begin_examination"]
    monkeypatch.setattr(jobs, "duties", {duty.name: duty})
    examine_today()
    assert of_flows() == []
    stage.decide(watch.item)
    by_hand("engine_opinion", "UPDATE engine_opinion SET decision = 'object' WHERE task_id = %s", watch.item.pk)
    with clock.shifted(DAY):
        with jobs.inline(), django_capture_on_commit_callbacks(execute=True):
            scheduler.tick()
        client.force_login(watch.supervisor)
        page = client.get(PAGE).content.decode()
        assert "办理意见与台账记录不符" in page
        seq = LedgerEntry.objects.get(action=Act.DECIDE).seq
        assert f"台账第{seq}条" in page
        assert watch.item.dossier.title in page
    by_hand("engine_opinion", "UPDATE engine_opinion SET decision = 'approve' WHERE task_id = %s", watch.item.pk)
    with clock.shifted(2 * DAY):
        examine_today()
        assert of_flows() == []
        assert Deviation.objects.get(kind=Astray.ALTERED).gone_on == clock.today()


def test_what_stands_is_kept_once_however_many_nights(moved_by_hand: WorkItem) -> None:
    examine_today()
    with clock.shifted(DAY):
        examine_today()
        (found,) = Deviation.objects.filter(kind=Astray.OPEN_ASTRAY)
        assert (found.first_on, found.last_on) == (clock.today() - DAY, clock.today())


def test_a_portion_that_was_done_is_not_done_again(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two workers with the same job, or one that was killed after its commit: the second finds the cursor moved."""
    monkeypatch.setattr(examining, "PORTION", 1)
    examining.begin_today()
    assert examining.examine(clock.today(), Stage.PROCEEDINGS, 0)
    assert not examining.examine(clock.today(), Stage.PROCEEDINGS, 0)
    row = Examination.objects.get()
    assert (row.proceedings, row.cursor) == (1, watch.item.proceeding_id)
    examine_today()
    row.refresh_from_db()
    assert row.proceedings == 2
    assert not examining.examine(clock.today(), Stage.DONE, 0)


def test_what_a_day_left_off_is_not_gone_on_with_the_next(moved_by_hand: WorkItem) -> None:
    """The worker was down from yesterday's first portion on: its job finds today's examination in its place."""
    examining.begin_today()
    left = Examination.objects.get()
    assert examining.examine(left.day, left.stage, left.cursor)
    left.refresh_from_db()
    with clock.shifted(DAY):
        examine_today()
        assert not examining.examine(left.day, left.stage, left.cursor)
        (found,) = Deviation.objects.filter(kind=Astray.OPEN_ASTRAY)
        assert (found.last_on, found.gone_on) == (clock.today(), None)


def test_a_right_without_an_origin_and_an_appointment_without_an_act_are_found(watch: Watch) -> None:
    person = make.person("新任")
    post = Post.objects.filter(organisation=watch.item.organisation).order_by("pk")[0]
    appoint(actor=None, user=person, post=post, starts_on=clock.today(), basis="任命")
    OrganisationUserPermission.objects.create(
        user=watch.clerk, permission_id=duty_permissions()[Duty.AUDIT], content_object=watch.county
    )
    examine_today()
    (extra,) = Deviation.objects.filter(kind=Beside.RIGHT_EXTRA)
    assert (extra.person, extra.step, extra.county) == (watch.clerk, Duty.AUDIT, watch.county)
    unappointed = Deviation.objects.filter(kind=Beside.UNAPPOINTED)
    assert watch.clerk in {one.person for one in unappointed}  # whom the stage appointed past the services
    assert person.pk not in set(
        unappointed.filter(fact__contains=watch.item.organisation.name).values_list("person", flat=True)
    )


def test_a_changed_entry_of_the_ledger_is_found(watch: Watch) -> None:
    entry = LedgerEntry.objects.filter(chain=watch.county).order_by("seq")[0]
    by_hand("core_ledgerentry", "UPDATE core_ledgerentry SET clock_at = now() WHERE id = %s", entry.pk)
    examine_today()
    (found,) = Deviation.objects.filter(kind=Beside.CHAIN)
    assert (found.entry, found.county) == (entry, watch.county)


def test_a_supervisor_sees_his_county_and_nobody_else_sees_any(
    watch: Watch, moved_by_hand: WorkItem, client: Client
) -> None:
    by_hand("engine_workitem", "UPDATE engine_workitem SET step = 'filed' WHERE task_id = %s", watch.next_door.pk)
    examine_today()
    title = "待办与流程进度不符"
    client.force_login(watch.supervisor)
    assert client.get(PAGE).content.decode().count(f">{title}<") == 1
    client.force_login(watch.provincial_supervisor)
    assert client.get(PAGE).content.decode().count(f">{title}<") == 2
    assert client.get(f"{PAGE}?county={watch.county.pk}&kind=open_astray").content.decode().count(f">{title}<") == 1
    client.force_login(watch.clerk)
    assert client.get(PAGE).status_code == 403


def test_the_page_costs_few_statements(
    watch: Watch, moved_by_hand: WorkItem, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    examine_today()
    client.force_login(watch.supervisor)
    client.get(PAGE)
    with django_assert_max_num_queries(8):
        client.get(PAGE)


def test_the_command_examines_and_lists(moved_by_hand: WorkItem, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="deviations"):
        call_command("examine")
    assert "2 proceedings" in capsys.readouterr().out
