"""Asking one address as one person, and what the access rules of `addresses` say of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import User
from roles.models import ApiToken
from roles.services.tokens import PREFIX, digest
from tests.access import oracle, oracle_documents, oracle_offices
from tests.access.addresses import POST, RULES
from tests.access.oracle import Object, Seat
from tests.access.things import HOME, ORGANS, Things

REFUSED = {401, 403, 404, 405}


@dataclass
class Asking:
    """The world's things, its dossiers as the oracle sees them, and one logged-in browser a person."""

    things: Things
    objects: dict[int, Object]
    browsers: dict[int | None, Client] = field(default_factory=dict)
    programs: dict[int, Client] = field(default_factory=dict)

    def is_let_in(self, name: str, user: User | None, *, posts: bool = False) -> bool:
        """Whether the page or the act behind the address is open to him, where he `posts` to a page too; whatever it did
        is undone."""
        method = POST if posts else RULES[name][0]
        address = reverse(name, kwargs=self.things.arguments(name)) + self.things.query(name)
        typed = self.things.typed(name)
        browser = self._program(user) if name.startswith("api:") else self._browser(user)
        with transaction.atomic():
            answer = browser.post(address, typed) if method == POST else browser.get(address)
            transaction.set_rollback(True)
        _close(answer)
        if name == "logout":
            del self.browsers[user.pk if user else None]
        return _is_let_in(answer)

    def answers(self, address: str, user: User | None) -> bool:
        """Whether the page at that address is open to him."""
        answer = self._browser(user).get(address)
        _close(answer)
        return _is_let_in(answer)

    def _browser(self, user: User | None) -> Client:
        key = user.pk if user else None
        if key not in self.browsers:
            browser = Client()
            if user:
                browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            self.browsers[key] = browser
        return self.browsers[key]

    def _program(self, user: User | None) -> Client:
        """A program with a token of his and no session; the public has none."""
        if user is None:
            return Client()
        if user.pk not in self.programs:
            moment, secret = clock.real_now(), f"{PREFIX}{user.pk}"
            ApiToken.objects.create(
                user=user, name="程序", reach="act", digest=digest(secret), ending=secret[-4:], created_at=moment,
                expires_at=moment + datetime.timedelta(days=1),
            )  # fmt: skip
            self.programs[user.pk] = Client(headers={"Authorization": f"Bearer {secret}"})
        return self.programs[user.pk]

    def told(self, rule: str, user: User | None, seat: Seat | None) -> bool | None:
        """What the text says; None where it says nothing."""
        word, _blank, about = rule.partition(" ")
        if word == "public":
            return True
        if word == "nobody" or user is None:
            return False
        if word == "person":
            return True
        if word == "either":
            return any(self.told(one, user, seat) for one in about.split(" or "))
        if word == "at-most":
            return None if self.told(about, user, seat) is not False else False
        if word == "self":
            return user.pk == self.things.drafter.user_id
        if word == "meeting":
            held = self.things.meeting
            took_part = held.attendances.filter(user=user).exists()
            return oracle_offices.reads_meeting(seat, held.body.path, HOME, took_part=took_part)
        return self._told_of_seat(word, about, seat)

    def _told_of_seat(self, word: str, about: str, seat: Seat | None) -> bool | None:
        if word in {"dossier", "package", "document", "project"}:
            return self._told_of_dossier(word, about, seat)
        if word == "ledger":
            return oracle.reads_ledger(seat, HOME)
        return _told_of_duties(word, about.split(), seat) if seat else False

    def _told_of_dossier(self, word: str, about: str, seat: Seat | None) -> bool | None:
        if word == "project":
            return self._of_any(seat, self.things.dossiers_of_project)
        dossiers = self.things.dossiers[about]
        if word == "package":
            [dossier] = dossiers
            return oracle_documents.takes_package(seat, self.objects[dossier])
        if word == "document":
            return self._told_of_document(seat)
        return self._of_any(seat, dossiers)

    def _told_of_document(self, seat: Seat | None) -> bool | None:
        paper = self.things.document
        dossier = self.objects.get(paper.dossier_id or 0)
        document = oracle_documents.Document(paper.issuer.path, paper.disclosure, "printed", dossier)
        return oracle_documents.reads_document(seat, document)

    def _of_any(self, seat: Seat | None, dossiers: list[int]) -> bool | None:
        """Whoever reads one of them."""
        answers = {oracle.reads_dossier(seat, self.objects[dossier]) for dossier in dossiers}
        return True if True in answers else None if None in answers else False


def _is_let_in(answer: Any) -> bool:
    """Neither refused nor sent to log in."""
    is_sent_to_log_in = answer.status_code == 302 and answer.headers["Location"].startswith("/login/?next=")
    return answer.status_code not in REFUSED and not is_sent_to_log_in


def _close(answer: Any) -> None:
    """Let go of a file that was being sent; the connection stays, as the test browser's own answers leave it."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def _told_of_duties(word: str, about: list[str], seat: Seat) -> bool | None:
    if word == "duty":
        duty, organ = about
        return oracle.acts(seat, duty, ORGANS[organ])
    if word == "any":
        duties, _at, kinds = " ".join(about).partition(" at ")
        return bool(seat.duties & set(duties.split())) and (not kinds or seat.kind in kinds.split())
    if word == "works-at":
        return seat.path == ORGANS[about[0]]
    if word == "governs":
        return bool(seat.duties & set(about)) and HOME.startswith(seat.place)
    raise ValueError(word)
