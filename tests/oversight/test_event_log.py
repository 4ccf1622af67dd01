"""The event log is read back by a reader of its own, says what the tables say, and names organisations, not persons."""

from __future__ import annotations

import csv
import datetime
import io
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.models import LedgerEntry
from oversight import event_log
from oversight.event_log import reading
from tests.oversight import xes_reader
from tests.oversight.conftest import Watch
from workflows.engine import services
from workflows.engine.enums import Decision
from workflows.engine.models import Opinion, Proceeding, WorkItem
from workflows.engine.trials import stage

PAGE = "/oversight/log/"


def written(bounds: Q | None = None, **asked: str) -> str:
    found = event_log.traces(event_log.everywhere() if bounds is None else bounds, event_log.Asked.read(asked))
    return "".join(event_log.as_xes(found, name="试验"))


@pytest.fixture
def told(watch: Watch) -> Watch:
    """The first county's plan was reviewed, answered by two departments, and sent back to the township."""
    stage.decide(watch.item)
    first, second, third = stage.open_items(watch.item.proceeding)
    stage.decide(first)
    stage.decide(second, Decision.OBJECT)
    stage.send_back(third, "township_reviews")
    return watch


def test_every_step_is_read_back_as_it_happened(told: Watch) -> None:
    log = xes_reader.read(written())
    assert set(log.extensions) == {"concept", "time", "org", "lifecycle"}
    assert [attributes["county"] for attributes, _events in log.traces] == ["420301", "420302"]
    attributes, events = log.traces[0]
    proceeding = told.item.proceeding
    assert attributes["concept:name"] == f"trial_plan-{proceeding.pk}"
    assert attributes["opened"] == proceeding.opened_at.replace(
        microsecond=proceeding.opened_at.microsecond // 1000 * 1000
    )
    happened = [(event["step"], event["lifecycle:transition"]) for event in events]
    assert happened.count(("department_opines", "schedule")) == 3
    assert happened.count(("department_opines", "complete")) == 3
    assert happened.count(("township_reviews", "schedule")) == 2
    assert happened[-1] == ("township_reviews", "schedule")
    decisions = [event["decision"] for event in events if event["lifecycle:transition"] == "complete"]
    assert sorted(decisions) == ["approve", "approve", "object", "return"]
    moments = [event["time:timestamp"] for event in events]
    assert moments == sorted(moments)
    groups = WorkItem.objects.filter(proceeding=proceeding).values_list("organisation__name", flat=True)
    assert {event["org:group"] for event in events} == set(groups)


def test_silence_and_what_was_taken_back_are_told(watch: Watch) -> None:
    item = watch.item
    actor = stage.holder(item.organisation_id)
    stage.decide(item)
    services.withdraw(actor=actor, work_item=item.pk, reason="误办。")
    (again,) = stage.open_items(item.proceeding)
    stage.decide(again)
    seat = stage.open_items(item.proceeding)[0]
    with clock.shifted(stage.past_due(seat)):
        services.lapse(work_item=seat.pk)
    events = xes_reader.read(written(county=str(watch.county.pk))).traces[0][1]
    assert sum("withdrawn" in event for event in events) == 1
    (silent,) = [event for event in events if event["lifecycle:transition"] == "autoskip"]
    assert (silent["decision"], "org:resource" in silent) == ("lapsed", False)
    assert [e for e in events if e["lifecycle:transition"] == "ate_abort"]


def test_what_stood_still_is_told_of_every_item_that_was_open(watch: Watch) -> None:
    """And of none that was closed before or came later; by whom, under the pseudonym that he bears elsewhere."""
    process, head = watch.item.proceeding, stage.holder("420301")
    stage.decide(watch.item)
    dossier = process.dossier
    for hours in (1, 3):
        with clock.shifted(datetime.timedelta(hours=hours)):
            services.suspend(
                actor=head, dossier=dossier, reason="等待。", expected_on=clock.today() + datetime.timedelta(days=5)
            )
        if hours == 1:
            with clock.shifted(datetime.timedelta(hours=2)):
                services.resume(actor=head, dossier=dossier)
    attributes, events = xes_reader.read(written(county=str(watch.county.pk))).traces[0]
    told = [(event["step"], event["lifecycle:transition"]) for event in events if event["step"] == "department_opines"]
    assert Counter(transition for _step, transition in told) == {"schedule": 3, "suspend": 6, "resume": 3}
    of_suspensions = [event for event in events if event["lifecycle:transition"] in ("suspend", "resume")]
    assert {event["step"] for event in of_suspensions} == {"department_opines"}
    assert {event["org:resource"] for event in of_suspensions} == {event_log.pseudonym(head)}
    assert attributes["concept:name"] == f"trial_plan-{process.pk}"


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("resume", "suspend", "suspend of what is suspended"),
        ("suspend", "resume", "was not suspended"),
        ("resume", "complete", "complete of what is suspended"),
    ],
)
def test_the_reader_refuses_what_moves_while_it_stands_still(watch: Watch, before: str, after: str, why: str) -> None:
    head, dossier = stage.holder("420301"), watch.item.proceeding.dossier
    expected_on = clock.today() + datetime.timedelta(days=5)
    services.suspend(actor=head, dossier=dossier, reason="等待。", expected_on=expected_on)
    with clock.shifted(datetime.timedelta(hours=1)):
        services.resume(actor=head, dossier=dossier)
    text = written()
    xes_reader.read(text)
    with pytest.raises(xes_reader.NotXes, match=why):
        xes_reader.read(
            text.replace(f'"lifecycle:transition" value="{before}"', f'"lifecycle:transition" value="{after}"')
        )


def test_persons_bear_pseudonyms_that_stay_the_same(told: Watch) -> None:
    text = written()
    assert [name for name in Opinion.objects.values_list("actor__name", flat=True) if name in text] == []
    bearers = {
        event["org:resource"]
        for _a, events in xes_reader.read(text).traces
        for event in events
        if "org:resource" in event
    }
    assert all(bearer.startswith("P") and len(bearer) == 13 for bearer in bearers)
    assert len(bearers) == Opinion.objects.values("actor").distinct().count()
    assert written() == text


def test_the_filter_and_the_area_narrow_it(told: Watch) -> None:
    assert len(xes_reader.read(written(county=str(told.neighbour.pk))).traces) == 1
    assert xes_reader.read(written(flow="filing")).traces == []
    assert xes_reader.read(written(until="2026-03-01")).traces == []
    for far in ("9999-12-31", "0001-01-01"):  # no day that anything could have happened on asks for all
        assert len(xes_reader.read(written(until=far, since=far)).traces) == 2
    assert len(xes_reader.read(written(since="2026-03-02", year="2026")).traces) == 2
    own = reading.in_areas((told.county.path,))
    assert [attributes["county"] for attributes, _e in xes_reader.read(written(own)).traces] == ["420301"]


def test_csv_says_the_same_under_the_same_names(told: Watch) -> None:
    traces = event_log.traces(event_log.everywhere(), event_log.Asked())
    text = "".join(event_log.as_csv(traces))
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    log = xes_reader.read(written())
    assert len(rows) == sum(len(events) for _attributes, events in log.traces)
    assert {row["case:concept:name"] for row in rows} == {attributes["concept:name"] for attributes, _e in log.traces}
    assert {row["lifecycle:transition"] for row in rows} >= {"schedule", "complete"}


def test_it_goes_in_portions_of_three_statements(
    told: Watch, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However long the log, no more than one portion is held."""
    monkeypatch.setattr(reading, "PORTION", 1)
    with django_assert_num_queries(7):  # two portions, and the look that finds no third
        read = xes_reader.read(written())
    assert len(read.traces) == Proceeding.objects.count() == 2


def test_the_page_and_its_file_keep_to_the_area_and_the_ledger_keeps_who_took_it(told: Watch, client: Client) -> None:
    client.force_login(told.supervisor)
    assert "导出 XES" in client.get(PAGE).content.decode()
    answer = client.post(f"{PAGE}xes/", {"year": "2026"})
    log = xes_reader.read(b"".join(answer).decode())
    assert [attributes["county"] for attributes, _events in log.traces] == ["420301"]
    entry = LedgerEntry.objects.get(action="event_log.exported")
    assert (entry.actor, entry.chain, entry.detail["event_log"]["form"]) == (told.supervisor, told.county, "xes")
    client.force_login(told.auditor)
    assert client.post(f"{PAGE}csv/").status_code == 200
    assert client.post(f"{PAGE}exe/").status_code == 404


def test_it_is_refused_to_others(told: Watch, client: Client) -> None:
    client.force_login(told.clerk)
    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}xes/").status_code == 403
    assert not LedgerEntry.objects.filter(action="event_log.exported").exists()


def test_the_command_writes_either_form(told: Watch, tmp_path: Path) -> None:
    call_command("export_event_log", out=tmp_path / "log.xes", county="420301")
    log = xes_reader.read((tmp_path / "log.xes").read_text("utf-8"))
    assert len(log.traces) == 1
    call_command("export_event_log", out=tmp_path / "log.csv", names=True)
    assert stage.holder(told.item.organisation_id).name in (tmp_path / "log.csv").read_text("utf-8")
    with pytest.raises(CommandError, match="no county"):
        call_command("export_event_log", out=tmp_path / "log.xes", county="999")
    with pytest.raises(CommandError, match="not understood: year"):
        call_command("export_event_log", out=tmp_path / "log.xes", year="soon")
