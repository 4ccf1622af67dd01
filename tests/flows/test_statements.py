"""How many statements a real step costs (mission: a plain approval at most 12, an inbox at most 6)."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from core.models import Dossier, User
from roles.duties import Duty
from tests.engine.statements import counted
from tests.factories import flows as make
from workflows.desk import services as desk
from workflows.engine.enums import Decision
from workflows.engine.models import WorkItem
from workflows.flows.rehearsal.journey import Journey
from workflows.flows.rehearsal.people import holder

APPROVAL, INBOX = 12, 6


@pytest.fixture
def before_signature(db: None) -> WorkItem:
    """A plan that lies before the head of the county."""
    with make.july():
        journey = Journey(make.county(), make.YEAR, make.plan())
        usual = journey.driver.decide

        def stop(item: WorkItem, decision: Decision = Decision.APPROVE, opinion: str = "同意。") -> None:
            if item.step == "head_signs":
                raise Stopped(item)
            usual(item, decision, opinion)

        journey.driver.decide = stop  # type: ignore[method-assign]
        with pytest.raises(Stopped) as stopped:
            journey.travel()
        return stopped.value.item


class Stopped(Exception):
    """The journey has come as far as it should."""

    def __init__(self, item: WorkItem) -> None:
        self.item = item


def test_a_real_signature_and_a_real_inbox_stay_within_their_statements(before_signature: WorkItem) -> None:
    item = before_signature
    with make.july():
        signer = holder(Duty.SIGN_OFF, item.organisation)
        assert _inbox(signer) <= INBOX
        with counted() as seen:
            desk.decide(
                actor=signer, work_item=item.pk, decision=Decision.APPROVE, opinion="同意。", request_id=uuid4()
            )
    assert len(seen) <= APPROVAL, "\n".join(sql[:150] for sql in seen)
    assert WorkItem.objects.open().get(dossier=Dossier.objects.get(pk=item.dossier_id)).step == "office_rechecks"


def _inbox(user: User) -> int:
    client = Client()
    client.force_login(user)
    client.get("/")
    with counted() as seen:
        assert client.get("/").status_code == 200
    return len([sql for sql in seen if "django_session" not in sql])
