"""Every address asked by people of every kind, beside what the access rules say (S1, S2)."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from core.models import User
from tests.access.addresses import GET, RULES
from tests.access.asking import Asking
from tests.access.conftest import World
from tests.access.oracle import Seat
from tests.access.test_matrix import Tally
from tests.access.things import Things

pytestmark = pytest.mark.django_db

ROOMS = ("core", "roles", "desk", "documents", "plans", "funds", "oversight", "disclosure", "api")

POSTING = 3
"""How many of those whom a page is refused to also post to it."""


def room(name: str) -> str:
    """The room that answers an address; those without one are the frame's."""
    found, colon, _rest = name.partition(":")
    return found if colon else "core"


def test_every_room_is_asked() -> None:
    assert {room(name) for name in RULES} == set(ROOMS)


Caller = tuple[User | None, Seat | None]


def callers(world: World) -> list[Caller]:
    """The public, somebody without a post, and everyone who has one."""
    nobody = User.objects.create_user("nobody", None, name="无岗位")
    seated = User.objects.filter(pk__in=world.seats).order_by("pk")
    return [(None, None), (nobody, None), *((user, world.seats[user.pk]) for user in seated)]


def chosen(asking: Asking, rule: str, people: list[Caller], chance: random.Random) -> Iterator[tuple[Caller, bool]]:
    """Whom to ask, and what the text says of them: a few who are let in, and refused ones of every nearness: the same
    duties elsewhere, other duties at the same organisation, and anybody. All of them meet the policy in
    `test_matrix`; here each address shows that it asks it."""
    told = [(caller, asking.told(rule, *caller)) for caller in people]
    let_in = [caller for caller, answer in told if answer]
    refused = [caller for caller, answer in told if answer is False]
    seats = [seat for _user, seat in let_in if seat]
    near = [caller for caller in refused if caller[1] and any(_is_near(caller[1], seat) for seat in seats)]
    outside = [caller for caller in refused if caller[1] is None]
    yield from ((caller, True) for caller in (*let_in[:2], *chance.sample(let_in[2:], min(2, len(let_in[2:])))))
    some = [*outside, *chance.sample(near, min(4, len(near))), *chance.sample(refused, min(4, len(refused)))]
    yield from ((caller, False) for caller in some)


def _is_near(seat: Seat, other: Seat) -> bool:
    return seat.path == other.path or bool(seat.duties & other.duties)


@pytest.mark.parametrize("asked", ROOMS)
def test_an_address_answers_whom_the_text_names(world: World, asked: str) -> None:
    asking, tally, chance = Asking(Things(), world.objects), Tally(), random.Random(63)  # noqa: S311
    people = callers(world)
    for name, (method, rule) in RULES.items():
        if room(name) != asked:
            continue
        callers_of_it = list(chosen(asking, rule, people, chance))
        for (user, seat), told in callers_of_it:
            who = f"{user.name} at {seat.path if seat else '-'}" if user else "the public"
            tally.hold(told, asking.is_let_in(name, user), name, who)
        refused = [user for (user, _seat), told in callers_of_it if not told and method == GET]
        for user in refused[:POSTING]:
            tally.hold(False, asking.is_let_in(name, user, posts=True), name, "posted by", user or "the public")
    tally.judge(f"addresses of {asked}", 10)
