"""A generated province is like a real one to everything that looks at it, and every dossier in it goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Max
from django.test import Client
from viewflow.workflow.models import Task

from core import generated, ledger, search
from core.county_key import earlier_rows
from core.models import Dossier, LedgerEntry, Organisation, SearchEntry, User
from documents import codes, rendering
from documents.enums import RenderState
from documents.models import DocumentCode, IncomingDocument, IssuedDocument, NumberSeries, SubmittedDraft
from documents.readers import carried_by
from plans.models import Project, ProjectSearchEntry
from plans.services import found_by
from roles.models import Appointment
from roles.projection import reproject
from tests.flows.province.conftest import SIZE
from tests.platform.test_county_key import filled
from workflows.engine import checks, golden, registry
from workflows.engine.enums import Decision
from workflows.engine.management.commands.check_flows import lost_work
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.flows.province import continuing, sequences
from workflows.flows.province.continuing import continued, go_on, open_kinds
from workflows.flows.province.marks import FIRST, MARK
from workflows.flows.rehearsal.people import holder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def untouched(province: Organisation) -> Iterator[None]:
    """What a test does is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_it_is_of_the_size_asked_for() -> None:
    assert 0.9 * SIZE.work_items <= WorkItem.objects.count() <= 1.6 * SIZE.work_items
    assert set(Project.objects.values_list("year", flat=True)) == {2025, 2026}
    assert WorkItem.objects.open().count() >= 8


def test_the_ledger_holds_and_goes_on(province: Organisation) -> None:
    assert LedgerEntry.objects.count() > WorkItem.objects.count()
    ledger.record(actor=None, action="test", chain=province)
    assert all(ledger.verify(chain).holds for chain in ledger.chains())


def test_rights_are_what_appointments_say() -> None:
    done = reproject(User.objects.order_by("pk"))
    assert (done.added, done.removed) == (0, 0)
    assert User.objects.count() == Appointment.objects.count()


def test_every_live_task_is_known_and_has_its_work_item() -> None:
    used = set(Proceeding.objects.order_by("flow_key").values_list("flow_key", flat=True).distinct())
    for flow in (registry.flow(key) for key in sorted(used)):
        assert [*checks.findings(flow), *golden.new_names(flow)] == []
    assert lost_work() == []
    for task in Task.objects.filter(status__in=("NEW", "ASSIGNED", "STARTED"), flow_task_type="HUMAN").order_by("pk"):
        assert task.flow_task is not None
        assert WorkItem.objects.get(task=task).is_open
    still_open = set(WorkItem.objects.open().values_list("proceeding_id", flat=True))
    assert still_open == set(Proceeding.objects.filter(closed_at__isnull=True).values_list("pk", flat=True))
    assert not Opinion.objects.exclude(task__work_item__decided_at=F("written_at")).exists()


def test_contents_have_their_digests_and_wait_to_be_asked_for() -> None:
    for model in (IssuedDocument, SubmittedDraft):
        for row in model.objects.order_by("pk"):
            assert rendering.digest(row.content) == row.content_sha256
            assert MARK not in str(row.content)
    assert set(IssuedDocument.objects.values_list("render_state", flat=True)) == {RenderState.DEFERRED}


def test_a_filing_lists_the_codes_of_its_own_countys_documents() -> None:
    letters = list(IssuedDocument.objects.filter(kind="D17").order_by("pk"))
    assert letters
    for letter in letters:
        carried = [codes.spoken(document.verification_code) for document in carried_by(letter)]
        assert [row[5] for row in letter.content["annexes"][0]["rows"]] == carried


def test_dossiers_are_found_by_their_titles_and_places() -> None:
    dossiers = Dossier.objects.order_by("pk")
    assert SearchEntry.objects.count() == dossiers.count()
    for dossier in dossiers[:20]:
        assert search.matching(Dossier.objects.all(), dossier.title).filter(pk=dossier.pk).exists()


def test_projects_are_found_by_what_they_say_as_if_they_had_been_proposed() -> None:
    entries = dict(ProjectSearchEntry.objects.values_list("project", "words"))
    assert entries.keys() == set(Project.objects.values_list("pk", flat=True))
    found_by.keep(Project.objects.select_related("proposer__parent"))
    assert dict(ProjectSearchEntry.objects.values_list("project", "words")) == entries


def test_everything_is_of_the_county_of_what_it_belongs_to_and_so_was_what_came_before_the_key() -> None:
    """What a migration fills in for earlier rows is what generated rows say; as many tables as a year's work reaches."""
    reached = 0
    with connection.cursor() as cursor:
        for table, (county, migration) in filled().items():
            rows = f"SELECT * FROM {table} ORDER BY 1"  # noqa: S608  names of tables only
            cursor.execute(rows)
            before = cursor.fetchall()
            reached += bool(before)
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"ALTER TABLE {table} ALTER county_id DROP NOT NULL")
            cursor.execute(f"UPDATE {table} SET county_id = NULL")  # noqa: S608
            if kept_by := getattr(migration, "KEPT_BY", {}).get(table, ""):  # what keeps rows since later stays off
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {kept_by}")
            cursor.execute(str(earlier_rows(table, county, kept_by=kept_by).sql))
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(rows)
            assert cursor.fetchall() == before
    assert reached >= 14


def test_numbers_follow_each_other_and_the_series_stand_at_the_last() -> None:
    for code, year, last in NumberSeries.objects.order_by("pk").values_list("code__code", "year", "last"):
        given = IssuedDocument.objects.filter(code=code, year=year).order_by("seq").values_list("seq", flat=True)
        assert list(given) == list(range(1, last + 1))
    codes = set(DocumentCode.objects.values_list("code", flat=True))
    assert set(IssuedDocument.objects.numbered().values_list("code", flat=True)) <= codes


def test_incoming_registers_count_through_whatever_county_a_document_comes_from() -> None:
    received: dict[tuple[str, int], list[int]] = defaultdict(list)
    rows = IncomingDocument.objects.filter(seq__isnull=False).order_by("seq").select_related("organisation")
    for row in rows:
        received[row.organisation.name, row.year or 0].append(row.seq or 0)
        told = LedgerEntry.objects.get(
            action="document.received", detail__document=row.document_id, detail__at=row.organisation.name
        )
        assert told.detail["register"] == row.seq
    assert max(map(len, received.values())) > 1
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in received.values())


def test_a_chain_tells_its_story_in_order(province: Organisation) -> None:
    told = LedgerEntry.objects.filter(chain=province, dossier__isnull=False).order_by("seq")
    moments = list(told.values_list("clock_at", flat=True))
    assert moments == sorted(moments)


def test_nothing_of_the_model_county_is_left() -> None:
    for table in sequences.owners():
        assert (table.model._default_manager.aggregate(last=Max("pk"))["last"] or 0) < FIRST
    assert not Organisation.objects.filter(name__contains=MARK).exists()
    assert all(last < FIRST for last in sequences.positions().values())


@pytest.mark.proof
def test_open_work_of_every_kind_is_done_by_its_post_holder() -> None:
    """The short form; `manage.py prove province` does ten of each kind."""
    told, kinds = StringIO(), open_kinds()
    assert len(kinds) >= 4
    call_command("prove", "province", "--short", stdout=told)
    assert "province holds" in told.getvalue()
    assert told.getvalue().count(" open, 1 went forward") == len(kinds)


def test_a_refusal_is_named_and_fails_the_proof() -> None:
    User.objects.update(is_active=False)
    assert {found.forward for found in continued(1, Random(1))} == {0}  # noqa: S311
    told = StringIO()
    with pytest.raises(CommandError, match=f"{len(open_kinds())} items could not go forward"):
        call_command("prove", "province", "--short", stdout=told)
    assert "1 refused: Refused: " in told.getvalue()


def test_a_return_is_no_step_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the driver would send back is told apart from what it approves."""
    item = WorkItem.objects.open().order_by("pk").first()
    assert item is not None
    assert go_on(item.pk) is None
    monkeypatch.setattr(continuing, "FORWARD", frozenset({Decision.RETURN}))
    assert go_on(item.pk) == "decided otherwise: approve"


def test_pages_of_generated_people_open_and_say_what_they_are(province: Organisation, client: Client) -> None:
    generated.remember(True)
    for item in WorkItem.objects.open().select_related("organisation").order_by("step", "pk").distinct("step"):
        client.force_login(holder(item.duty, item.organisation))
        page = client.get("/")
        assert page.status_code == 200
        assert "生成数据" in page.content.decode()
        assert client.get(f"/dossiers/{item.dossier_id}/").status_code == 200
    supervisor = User.objects.get(username=f"{province.code}-supervision.1")
    client.force_login(supervisor)
    assert client.get("/oversight/").status_code == 200
    generated.remember(False)
