"""An address with a number that no row can have is answered, not a crash."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.pages.keys import LAST
from tests.factories.roles import person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["task", "return_rows", "aside", "consult"])
@pytest.mark.parametrize("number", [LAST, LAST + 1, 10**30])
def test_a_task_beyond_every_number_is_not_there(client: Client, name: str, number: int) -> None:
    client.force_login(person(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse(f"desk:{name}", args=[number])).status_code in (404, 405)
    assert client.get(reverse(f"desk:{name}", args=[number])).status_code in (404, 405)
