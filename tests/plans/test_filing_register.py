"""Who gets to the filing register."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.engine.statements import counted
from tests.factories.roles import person

pytestmark = pytest.mark.django_db
ADDRESS = "plans:filing_register"


def test_a_stranger_is_sent_to_log_in(client: Client) -> None:
    assert client.get(reverse(ADDRESS)).status_code == 302


def test_who_may_read_nothing_sees_an_empty_register(client: Client) -> None:
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse(ADDRESS))
    with counted() as seen:
        answer = client.get(reverse(ADDRESS), {"words": "竹山", "year": "2026"})
    assert "没有符合条件的备案登记" in answer.content.decode()
    assert len(seen) <= 18
