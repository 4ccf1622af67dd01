"""Urging: once a day a step, in the supervisor's area, on record."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry
from oversight import services, urged
from oversight.forms import ALWAYS, phrases
from oversight.models import Urge
from roles.duties import Duty
from tests.factories import roles as make
from tests.oversight.conftest import Watch
from workflows.desk import inbox, remarks, subjects
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

WORDS = "请按期办理。"


def test_an_urge_is_kept_and_on_record(watch: Watch) -> None:
    sent = services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=f" {WORDS} ")
    assert (sent.text, sent.day) == (WORDS, clock.today())
    entry = LedgerEntry.objects.get(action="step.urged")
    assert (entry.chain, entry.dossier_id) == (watch.county, watch.item.dossier_id)
    assert entry.detail["text"] == WORDS


def test_one_urge_a_day_whoever_sends_it(watch: Watch) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    with pytest.raises(Conflict):
        services.urge(actor=watch.provincial_supervisor, work_item=watch.item.pk, text=WORDS)
    with clock.shifted(datetime.timedelta(days=1)):
        services.urge(actor=watch.provincial_supervisor, work_item=watch.item.pk, text=WORDS)
    assert Urge.objects.count() == 2


def test_nobody_urges_outside_his_area(watch: Watch) -> None:
    for actor in (watch.supervisor, watch.clerk, watch.auditor):
        with pytest.raises(Refused):
            services.urge(actor=actor, work_item=watch.next_door.pk, text=WORDS)
    assert not Urge.objects.exists()


def test_what_is_decided_is_not_urged(watch: Watch) -> None:
    stage.decide(watch.item)
    with pytest.raises(Conflict):
        services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)


def test_an_urge_says_something(watch: Watch) -> None:
    with pytest.raises(Invalid):
        services.urge(actor=watch.supervisor, work_item=watch.item.pk, text="  ")


def test_the_button_sends_one_and_leads_back_to_the_same_filter(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    back = f"/oversight/?county={watch.county.pk}"
    address = f"/oversight/items/{watch.item.pk}/urge/"
    assert client.post(address, {"text": WORDS, "back": back}).headers["Location"] == back
    assert WORDS in client.get(back).content.decode()
    assert client.post(address, {"text": WORDS, "back": back}).status_code == 409


def test_the_button_leads_nowhere_else(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    sent = {"text": WORDS, "back": "https://elsewhere.example/"}
    answer = client.post(f"/oversight/items/{watch.item.pk}/urge/", sent)
    assert answer.headers["Location"] == "/oversight/"


def test_the_button_is_refused_to_others(client: Client, watch: Watch) -> None:
    address = f"/oversight/items/{watch.next_door.pk}/urge/"
    client.force_login(watch.supervisor)
    assert client.post(address, {"text": WORDS}).status_code == 403
    assert client.get(address).status_code == 405
    assert client.post("/oversight/items/999999/urge/", {"text": WORDS}).status_code == 404


def test_whoever_may_decide_meets_the_urge_in_his_inbox_and_nobody_else_does(watch: Watch) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    found = inbox.inbox(watch.clerk, inbox.Filter())
    [panel] = found.panels
    assert panel.words == "1件待办被催办，请先办理"
    [line] = panel.lines
    assert (line.said, line.url) == (WORDS, f"/tasks/{watch.item.pk}/")
    assert line.by.startswith(f"{watch.supervisor.name}于2026年3月2日")
    assert [row.mark for row in found.rows if row.pk == watch.item.pk] == ["被催办"]
    next_door = stage.holder("420302100")
    for other in (watch.supervisor, watch.auditor, next_door):
        assert not urged.waiting_for(other).exists()


def test_urged_twice_is_one_line_with_the_last_words(watch: Watch) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    with clock.shifted(datetime.timedelta(days=1)):
        services.urge(actor=watch.supervisor, work_item=watch.item.pk, text="再次催办。")
        [panel] = inbox.inbox(watch.clerk, inbox.Filter()).panels
        assert [line.said for line in panel.lines] == ["再次催办。"]
        assert [line.said for line in remarks.about(watch.item, watch.clerk)] == ["再次催办。", WORDS]


def test_what_a_colleague_has_in_hand_urges_him_alone(watch: Watch) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    colleague = make.person("同事")
    make.give(colleague, Duty(watch.item.duty), watch.item.organisation)
    assert urged.waiting_for(colleague).exists()
    WorkItem.objects.filter(pk=watch.item.pk).update(claimed_by=watch.clerk, claimed_at=clock.now())
    assert not urged.waiting_for(colleague).exists()
    assert urged.waiting_for(watch.clerk).exists()


def test_it_presses_until_the_step_is_decided(watch: Watch) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    services.note_seen(watch.clerk, watch.item)
    assert urged.waiting_for(watch.clerk).exists()
    stage.decide(watch.item)
    assert not urged.waiting_for(watch.clerk).exists()


def test_the_task_page_says_it_and_notes_that_it_was_seen(
    client: Client, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subjects, "_subjects", {})
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    address = f"/tasks/{watch.item.pk}/"
    client.force_login(watch.supervisor)
    client.get(address)
    assert Urge.objects.get().seen_at is None, "a mere reader has not been reached"
    assert "未查看" in client.get("/oversight/").content.decode()
    client.force_login(watch.clerk)
    assert WORDS in client.get(address).content.decode()
    seen = Urge.objects.get().seen_at
    assert seen is not None
    with clock.shifted(datetime.timedelta(hours=1)):
        client.get(address)
    assert Urge.objects.get().seen_at == seen, "the first look counts"
    client.force_login(watch.supervisor)
    page = client.get("/oversight/").content.decode()
    assert "已查看" in page
    assert "已催办1次" in page
    assert "最近2026年3月2日" in page


def test_the_inbox_says_it_in_no_further_statement(
    client: Client, watch: Watch, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    client.force_login(watch.clerk)
    client.get("/")
    with django_assert_max_num_queries(6):
        assert WORDS in client.get("/").content.decode()


def test_the_stock_phrases_are_true_of_the_time_left() -> None:
    assert [str(phrases(tone)[0]) for tone in ("late", "soon", "calm", "action")] == [
        "该事项已超过办理期限，请抓紧办理并说明原因。",
        "该事项即将到期，请按期办理。",
        "请抓紧办理。",
        "请抓紧办理。",
    ]


def test_own_words_go_before_the_stock_phrase(client: Client, watch: Watch) -> None:
    client.force_login(watch.supervisor)
    client.post(f"/oversight/items/{watch.item.pk}/urge/", {"text": WORDS, "own": "请先报附件。"})
    assert [urge.text for urge in watch.item.urges.all()] == ["请先报附件。"]


def test_a_refused_urge_stays_on_the_list_with_its_filter_place_and_text(client: Client, watch: Watch) -> None:
    """The form's address ends in the row, so that the browser comes back to it; the answer is the same list."""
    client.force_login(watch.supervisor)
    row = f"/oversight/items/{watch.item.pk}/urge/"
    assert f'action="{row}#item-{watch.item.pk}"' in client.get("/oversight/").content.decode()
    back = f"?organisation={watch.item.organisation_id}"
    sent = {"text": str(ALWAYS), "own": "请" * 301, "back": back}
    answer = client.post(row, sent)
    told = answer.content.decode()
    assert answer.status_code == 422
    for kept in (f'id="item-{watch.item.pk}"', "请" * 301, f"<option selected>{ALWAYS}</option>", f'value="{back}"'):
        assert kept in told
    assert told.count("300") >= 2
    assert not watch.item.urges.exists()
    services.urge(actor=watch.supervisor, work_item=watch.item.pk, text=WORDS)
    again = client.post(row, {"text": WORDS, "own": "再催。", "back": back})
    assert again.status_code == 409
    assert "已经催办过" in again.content.decode()
    assert "您填写的内容：再催。" in again.content.decode()
