"""People at work over HTTP, in a process of their own: each reads his inbox, opens what waits for him and approves it.

A piece of work is a person's session, the address of his task and the step's name. Seats take one after the other.
"""

from __future__ import annotations

import html
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode

Work = tuple[str, str, str]
"""Session, address, step."""
INBOX, TASK, DECISION = "inbox", "task page", "decision"
FIELD = r'name="{}" value="([^"]*)"'
TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
ALERT = re.compile(r'role="alert".*?</div>', re.DOTALL)
PATIENCE = 60.0
"""Seconds until an answer counts as none."""


class NotAnswered(Exception):
    """The answer was not the one that a person needs; says which it was."""


class Browser:
    """One logged-in person's connection."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies = SimpleCookie({"sessionid": session})

    def get(self, address: str) -> str:
        """The page. Raises NotAnswered unless it comes."""
        return self._ask("GET", address, 200)

    def post(self, address: str, fields: dict[str, str]) -> str:
        """Send a form; whoever has done his work is sent on. Raises NotAnswered otherwise."""
        return self._ask("POST", address, 302, urlencode(fields))

    def close(self) -> None:
        self._connection.close()

    def _ask(self, method: str, address: str, wanted: int, body: str | None = None) -> str:
        headers = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self._connection.request(method, address, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, HTTPException) as failure:
            raise NotAnswered(f"{method}: {failure!r}") from failure
        for line in answer.headers.get_all("Set-Cookie", []):
            self._cookies.load(line)
        if answer.status != wanted:
            raise NotAnswered(f"{method}: answered {answer.status}{_told(text)}")
        return text


class Crowd:
    """So many seats at one queue of work; `seconds` of each kind of answer, and what went wrong."""

    def __init__(self, port: int, work: Iterable[Work], seats: int, pause: float, until: float) -> None:
        self.port, self.seats, self.pause, self.until = port, seats, pause, until
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[str] = []
        self._queue: SimpleQueue[Work] = SimpleQueue()
        for one in work:
            self._queue.put(one)

    def act(self) -> dict[str, Any]:
        """Everybody begins; with a pause they do not all begin at once."""
        ends = time.monotonic() + self.until
        threads = [threading.Thread(target=self._sit, args=(seat, ends)) for seat in range(self.seats)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {"seconds": self.seconds, "wrong": self.wrong}

    def _sit(self, seat: int, ends: float) -> None:
        due = time.monotonic() + self.pause * seat / self.seats
        while due < ends:
            time.sleep(max(0.0, due - time.monotonic()))
            try:
                session, address, step = self._queue.get_nowait()
            except Empty:
                return
            due = max(due + self.pause, time.monotonic())
            try:
                self._work(session, address)
            except NotAnswered as failure:
                self.wrong.append(f"{step}: {failure}")

    def _work(self, session: str, address: str) -> None:
        browser = Browser(self.port, session)
        self._timed(INBOX, lambda: browser.get("/"))
        page = self._timed(TASK, lambda: browser.get(address))
        self._timed(DECISION, lambda: browser.post(address, _approval(page)))
        browser.close()

    def _timed(self, kind: str, ask: Callable[[], str]) -> str:
        began = time.monotonic()
        text = ask()
        self.seconds[kind].append(time.monotonic() - began)
        return text


def _told(page: str) -> str:
    """What a page that refuses says, without its marks."""
    found = ALERT.search(TEMPLATE.sub("", page))
    return f": {' '.join(html.unescape(re.sub('<[^>]*>|role=[^>]*>', ' ', found[0])).split())[:120]}" if found else ""


def _approval(page: str) -> dict[str, str]:
    """What the page's own form sends when its main button is pressed. Raises NotAnswered where there is no form."""
    found = {name: re.search(FIELD.format(name), page) for name in ("csrfmiddlewaretoken", "request_id", "decision")}
    missing = [name for name, match in found.items() if match is None]
    if missing:
        raise NotAnswered(f"the page has no {', '.join(missing)}")
    return {name: html.unescape(match[1]) for name, match in found.items() if match} | {"opinion": "同意。"}


def crowd(port: int, queue: list[Work], seats: int, pause: float, until: float) -> Callable[[], dict[str, Any]]:
    """The act of a fresh process: see `Crowd`."""
    return Crowd(port, queue, seats, pause, until).act
