"""Letters that urge (D27): by the head of the supervision office, one a matter and day."""

from __future__ import annotations

import pytest
from django.test import Client

from core.errors import Conflict, Invalid, Refused
from documents.enums import Layout
from documents.models import IssuedDocument
from oversight import letters, services
from oversight.models import Urge
from tests.oversight.chase import Chase
from tests.oversight.conftest import Watch
from workflows.engine.trials import stage

TEXT = "请于本周内办结。"


@pytest.fixture
def chase(watch: Watch) -> Chase:
    return Chase.of(watch)


def test_an_urge_becomes_a_numbered_letter(chase: Chase) -> None:
    urge = services.urge(actor=chase.supervisor, work_item=chase.item.pk, text=TEXT)
    chase.issue()
    letter = letters.send(actor=chase.chief, work_item=chase.item.pk, text=TEXT)
    urge.refresh_from_db()
    assert (urge.letter, letter.kind, letter.layout, letter.genre) == (letter, "D27", Layout.LETTER, "函")
    assert (letter.number, letter.signatory) == ("竹督函〔2026〕1号", chase.chief)
    assert "已下达督办单（竹督办〔2026〕1号）" in str(letter.content)
    with pytest.raises(Conflict, match="今天已发"):
        letters.send(actor=chase.chief, work_item=chase.item.pk, text=TEXT)


def test_it_urges_by_itself_where_nobody_has(chase: Chase) -> None:
    letters.send(actor=chase.chief, work_item=chase.item.pk, text=TEXT)
    assert Urge.objects.get().actor == chase.chief
    with pytest.raises(Conflict):
        services.urge(actor=chase.supervisor, work_item=chase.item.pk, text=TEXT)


def test_who_may_not_and_what_is_not_sent(chase: Chase) -> None:
    for actor in (chase.supervisor, chase.clerk, chase.head, chase.stranger):
        with pytest.raises(Refused):
            letters.send(actor=actor, work_item=chase.item.pk, text=TEXT)
    with pytest.raises(Invalid):
        letters.send(actor=chase.chief, work_item=chase.item.pk, text=" ")
    stage.decide(chase.item)
    with pytest.raises(Conflict):
        letters.send(actor=chase.chief, work_item=chase.item.pk, text=TEXT)
    assert not Urge.objects.exists()
    assert not IssuedDocument.objects.filter(kind="D27").exists()


def test_the_page_previews_and_sends(chase: Chase, client: Client) -> None:
    address = f"/oversight/items/{chase.item.pk}/letter/"
    client.force_login(chase.supervisor)
    assert 'name="preview"' not in client.get(address).content.decode()
    assert client.post(address, {"text": TEXT}).status_code == 403
    client.force_login(chase.chief)
    assert client.post(address, {"text": " "}).status_code == 422
    assert "data:image/png" in client.post(address, {"text": TEXT, "preview": "1"}).content.decode()
    assert not IssuedDocument.objects.filter(kind="D27").exists()
    sent = client.post(address, {"text": TEXT})
    assert sent.headers["Location"] == f"/documents/{Urge.objects.get().letter_id}/"
