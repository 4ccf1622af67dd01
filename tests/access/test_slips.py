"""Everyone x every act on a slip: what the pages offer and what the services do beside what the text says (f.3)."""

from __future__ import annotations

import dataclasses
import itertools
import random
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import transaction
from django.http import QueryDict

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import User
from oversight import slip_acts, slip_forms
from oversight.enums import SlipAct, SlipColour, SlipState
from oversight.models import Slip, SlipReport
from roles.models import Appointment
from tests.access import oracle
from tests.access.conftest import World
from tests.access.test_matrix import Tally, everyone
from tests.access.things import HOME, Things
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db

STATES = [state for state in SlipState if state != SlipState.ESCALATED]
COLOURS = (SlipColour.BLUE, SlipColour.RED)
TYPED = {
    "text": "属实",
    "reason": "降雨",
    "progress": "六成",
    "is_done": "done",
    "wanted": "2099-01-01",
    "until": "2099-01-01",
}


def test_who_does_what_with_a_slip(world: World) -> None:
    tally, chance = Tally(), random.Random(63)  # noqa: S311
    heads = set(Appointment.objects.filter(post__is_head=True).values_list("user", flat=True))
    people = list(_near(world, heads))
    for slip in _slips():
        thing = oracle.Slip(
            slip.organisation.path, slip.work_item.duty, slip.state, slip.colour == SlipColour.RED,
            slip.work_item.is_open,
        )  # fmt: skip
        refused = []
        for user, seat, name in _asked(people, slip, chance):
            told = oracle.acts_on_slip(seat, thing)
            found = slip_acts.open_to(user, slip)
            for act in SlipAct:
                tally.hold(
                    act in told, act in found, slip.state, name, act, "on", slip.colour, "of", thing.organisation
                )
            refused += [(user, act) for act in SlipAct if act not in told and act in slip_forms.FORM_OF]
        for user, act in chance.sample(refused, 3):
            _changes_nothing(user, act, slip)
        slip.delete()
    tally.judge("slips", 1_000)


def _asked(
    people: list[tuple[User, oracle.Seat | None, str]], slip: Slip, chance: random.Random
) -> list[tuple[User, oracle.Seat | None, str]]:
    """Everybody of the organisation, whoever supervises, and two others."""
    concerned = [one for one in people if one[1] and _is_concerned(one[1], slip)]
    return concerned + chance.sample([one for one in people if one not in concerned], 2)


def _is_concerned(seat: oracle.Seat, slip: Slip) -> bool:
    return seat.path == slip.organisation.path or "supervise" in seat.duties


def _near(world: World, heads: set[int]) -> Iterator[tuple[User, oracle.Seat | None, str]]:
    """The home county's people, whoever supervises anywhere, and every tenth of the others."""
    for number, (user, seat, name) in enumerate(everyone(world)):
        if seat is None:
            yield user, None, name
        elif seat.path.startswith(HOME) or "supervise" in seat.duties or number % 10 == 0:
            yield user, dataclasses.replace(seat, is_head=user.pk in heads), name


def _slips() -> Iterator[Slip]:
    """One of each state in two colours, of a matter of the home county that is open and of one that is decided."""
    things = Things()
    items = WorkItem.objects.filter(county=things.county).select_related("organisation", "dossier")
    matters = [items.filter(closed_at__isnull=is_open).order_by("pk").first() for is_open in (True, False)]
    supervisor = things.slip.issued_by
    Slip.objects.all().delete()
    open_one, decided = filter(None, matters)
    told = [*itertools.product([open_one], STATES, COLOURS), (decided, SlipState.SIGNED, SlipColour.BLUE)]
    for item, state, colour in told:
        ended = state in {SlipState.CLOSED, SlipState.ARCHIVED}
        slip = Slip.objects.create(
            work_item=item, county=things.county, organisation=item.organisation, office=things.county, state=state,
            colour=colour, ground="special" if colour == SlipColour.RED else "reminder", reason="急", answer="已办",
            requirement="请办理", due_on=clock.today(), issued_by=supervisor, issued_at=clock.now(),
            verified_by=supervisor if ended else None, closed_at=clock.now() if ended else None,
            archived_by=supervisor if state == SlipState.ARCHIVED else None,
            archived_at=clock.now() if state == SlipState.ARCHIVED else None,
        )  # fmt: skip
        yield slip


def _changes_nothing(user: User, act: SlipAct, slip: Slip) -> None:
    """The service itself refuses, whatever the page offered."""
    before = Slip.objects.filter(pk=slip.pk).values().get()
    form = slip_forms.FORM_OF[act](QueryDict(urlencode(TYPED | {"act": act.value})), slip=slip)
    assert form.is_valid()
    with pytest.raises((Refused, Conflict, Invalid)), transaction.atomic():
        form.take(user, act)
    assert Slip.objects.filter(pk=slip.pk).values().get() == before
    assert not SlipReport.objects.exists()
