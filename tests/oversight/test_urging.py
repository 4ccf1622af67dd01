"""Urging: once a day a step, in the supervisor's area, on record."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry
from oversight import services
from oversight.models import Urge
from tests.oversight.conftest import Watch
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
