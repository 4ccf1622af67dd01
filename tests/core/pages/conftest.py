"""People who look at pages."""

from __future__ import annotations

import pytest
from django.test import Client

from core.models import User

PASSWORD = "correct-horse-7"


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("zhang", PASSWORD, name="张志强")


@pytest.fixture
def browser(person: User) -> Client:
    """Logged in, and as strict about CSRF as a browser would be."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client
