"""Everyone x every act on papers in and out, at every kind of agency: what the services let happen beside the text."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from core.errors import Refused
from core.models import Dossier, User
from tests.access import oracle_documents
from tests.access.agencies import Act, Asked, acts
from tests.access.conftest import World
from tests.access.oracle import Seat
from tests.access.test_matrix import Tally, everyone
from tests.access.things import HOME

pytestmark = pytest.mark.django_db

Person = tuple[User, Seat | None, str]


def is_let(act: Act, user: User) -> bool:
    """Whether the service does it for him; whatever it did is undone."""
    with transaction.atomic():
        try:
            act(user)
        except Refused:
            return False
        finally:
            transaction.set_rollback(True)
    return True


def chosen(asked: Asked, people: list[Person], chance: random.Random) -> list[Person]:
    """Whoever works at the agency or has his duties elsewhere in reach, and others by lot."""
    judge = getattr(oracle_documents, asked.what)
    let_in = [person for person in people if judge(person[1], asked.agency)]
    duties = frozenset[str]().union(*(seat.duties for _user, seat, _name in let_in if seat))
    near = [person for person in people if person[1] and person[1].path == asked.agency.path]
    alike = [person for person in people if person[1] and person[1].duties & duties]
    others = chance.sample(people, 8) + chance.sample(alike, min(6, len(alike)))
    return list({person[0].pk: person for person in (*let_in, *near, *others)}.values())


def test_who_acts_on_papers(world: World) -> None:
    """Numbering, voiding, printing, signing for and entering; refused to everybody whom the text does not name."""
    tally, chance = Tally(), random.Random(63)  # noqa: S311
    people = list(everyone(world))
    plan = Dossier.objects.select_related("owner", "county").get(kind="plan", county__path=HOME)
    for asked in acts(plan):
        judge = getattr(oracle_documents, asked.what)
        for user, seat, name in chosen(asked, people, chance):
            told = judge(seat, asked.agency)
            tally.hold(told, is_let(asked.act, user), asked.what, name, "at", asked.agency.path)
    tally.judge("acts on papers", 900)
