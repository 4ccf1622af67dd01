"""The pages served within this process, and what each request costs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test.testcases import LiveServerThread
from django.urls import Resolver404, resolve

from core.measuring import counted

PAGE = "text/html"


@dataclass(frozen=True)
class Visit:
    """One request: the name of its page, how it was answered, seconds at the server, statements, bytes before
    compression; `is_file` for a picture, a printed document or a spreadsheet instead of a page."""

    page: str
    path: str
    method: str
    status: int
    seconds: float
    statements: int
    size: int
    is_file: bool


@dataclass
class Served:
    """Where the pages are reached, and every request so far."""

    url: str
    visits: list[Visit] = field(default_factory=list)


class _Counting(WSGIHandler):
    """Every request through all the middleware; what it cost is noted."""

    def __init__(self, visits: list[Visit]) -> None:
        super().__init__()
        self._visits = visits

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        with counted() as seen:
            response = super().get_response(request)
        seconds = time.perf_counter() - began
        size = 0 if response.streaming else len(response.content)  # type: ignore[attr-defined]
        path, method = request.path, str(request.method)
        is_file = not response.headers.get("Content-Type", PAGE).startswith(PAGE)
        self._visits.append(Visit(_page(path), path, method, response.status_code, seconds, len(seen), size, is_file))
        return response


def _page(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return path


@contextmanager
def served() -> Iterator[Served]:
    """A server on the database that this process is in, with its files as they lie in the source."""
    found = Served("")

    def handler(_usual: Any) -> StaticFilesHandler:
        return StaticFilesHandler(_Counting(found.visits))

    server = LiveServerThread("localhost", handler)  # type: ignore[arg-type]  # called with the usual one, as a class would
    server.daemon = True
    server.start()
    server.is_ready.wait()
    try:
        if server.error:
            raise server.error
        found.url = f"http://localhost:{server.port}"
        yield found
    finally:
        server.terminate()
