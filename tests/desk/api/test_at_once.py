"""One request sent twice at the same instant, on connections of their own: done once, answered alike."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from roles.models.tokens import TokenReach
from roles.services import issue_token
from tests.desk.conftest import at, raise_county
from workflows.desk import versions
from workflows.desk.models import Batch, SavedAnswer
from workflows.desk.trials import KEY
from workflows.engine.models import Opinion, WorkItem

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


def race(secret: str, address: str, sent: dict[str, Any]) -> list[tuple[int, Any]]:
    start = threading.Barrier(AT_ONCE)
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}

    def post(_number: int) -> tuple[int, Any]:
        try:
            start.wait()
            answer = Client().post(f"/api/v1/{address}", sent, content_type="application/json", headers=headers)
            return answer.status_code, answer.json()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(AT_ONCE)))


def test_one_key_at_the_same_instant(trial_flow: None) -> None:
    stage = raise_county()
    _token, secret = issue_token(actor=stage.drafter, name="程序", reach=TokenReach.ACT, days=1)
    decided, *together = (at(stage.dossier()) for _number in range(4))
    sent: dict[str, Any] = {"version": versions.version(decided), "decision": "approve", "opinion": "同意。"}
    answers = race(secret, f"tasks/{decided.pk}/decide/", sent)
    assert {status for status, _told in answers} == {200}
    assert all(told == answers[0][1] for _status, told in answers)
    assert (Opinion.objects.count(), SavedAnswer.objects.count()) == (1, 1)
    SavedAnswer.objects.all().delete()
    read = [{"task": item.pk, "version": versions.version(item)} for item in together]
    answers = race(secret, "batches/", {"step": f"{KEY}.group_drafts", "opinion": "同意。", "items": read})
    assert {status for status, _told in answers} == {200}
    assert {tuple(one["outcome"] for one in told["results"]) for _status, told in answers} == {("done",) * 3}
    assert (Opinion.objects.count(), Batch.objects.count()) == (4, 1)
    assert not WorkItem.objects.open().filter(pk__in=[item.pk for item in together]).exists()
