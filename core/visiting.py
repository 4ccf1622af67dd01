"""Whole pages as a person gets them, for benches: without a server, through every middleware."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.test import Client
from django.test.utils import override_settings

from core.measuring import counted
from core.models import User

PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
"""Files as they lie in the source: a bench collects none."""


class Guest:
    """Somebody without an account, with a browser."""

    def __init__(self) -> None:
        self._browser = Client()

    def get(self, address: str) -> str:
        """The page. Raises RuntimeError when there is none."""
        answer = self._browser.get(address, SERVER_NAME="localhost")
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answered {answer.status_code}")
        return str(answer.content.decode())

    def statements(self, address: str) -> float:
        """How many statements the page costs when it is asked for the second time."""
        self.get(address)
        with counted() as seen:
            self.get(address)
        return float(len(seen))


class Visitor(Guest):
    """A logged-in person with a browser."""

    def __init__(self, person: User) -> None:
        super().__init__()
        self._browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    @property
    def cookie(self) -> str:
        """What stands for the log-in."""
        return str(self._browser.cookies["sessionid"].value)


@contextmanager
def pages() -> Iterator[None]:
    """Within the block pages can be visited."""
    with override_settings(STORAGES=PLAIN_FILES):
        yield
