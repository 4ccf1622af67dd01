"""A worker that is killed after a message was sent and before that was noted: it is sent again, by the same key, once."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from core import clock
from core.enums import DeliveryState, OrganisationKind
from core.messages_out.events import Content
from core.models import Delivery, Message, MessageSettings, User
from tests.core.messages_out import dying_sender
from tests.factories import roles as make
from tests.processes import processes, wait_for


@pytest.mark.django_db(transaction=True)
def test_the_next_worker_sends_it_again_under_the_same_key(tmp_path: Path) -> None:
    county = make.place("420301", "试验县", OrganisationKind.COUNTY)
    person = User.objects.create_user("clerk", None, name="经办员")
    MessageSettings.objects.create(person=person, email="clerk@example.org")
    long_ago = clock.now().replace(year=2020)
    told = Message.objects.create(
        event="test.thing", key="1", county=county, person=person, content=Content(what="计划").stored(), abouts=[1],
        made_at=long_ago,
    )  # fmt: skip
    delivery = Delivery.objects.create(message=told, channel="email", next_at=long_ago)
    letters = tmp_path / "letters"
    with processes(dying_sender.__file__, {"LETTERS": str(letters)}) as start:
        dying = start(DIE="1")
        wait_for(letters.exists)
        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENDING
        os.kill(dying.pid, signal.SIGKILL)
        dying.wait(10)
        other = start()
        wait_for(lambda: Delivery.objects.get().state == DeliveryState.SENT)
        other.send_signal(signal.SIGTERM)
        assert other.wait(10) == 0
    assert letters.read_text().split() == [str(delivery.parcel)] * 2
    assert Delivery.objects.get().tries == 2
