"""The three administrators exclude each other, also where several writers come at once, each on a connection of his own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from core import clock
from core.models import User
from roles.duties import SEPARATE_REALMS
from roles.models import Post
from tests.factories.roles import person, post
from tests.roles.conftest import raise_province
from tests.roles.test_realms import put_in


@pytest.mark.django_db(transaction=True)
def test_two_writers_cannot_make_one_person_two_administrators() -> None:
    """Real connections: the trigger makes writers of one person's appointments wait for each other."""
    administration = raise_province().organs["administration"]
    seats = [post(administration, duty) for duty in sorted(SEPARATE_REALMS)]
    assert [_race(person(), seats).count(True) for _round in range(10)] == [1] * 10


def _race(user: User, seats: list[Post]) -> list[bool]:
    """All write at once; which of them the database let in."""
    start = threading.Barrier(len(seats))

    def write(seat: Post) -> bool:
        try:
            start.wait()
            put_in(user, seat, clock.today())
        except IntegrityError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(len(seats)) as pool:
        return list(pool.map(write, seats))
