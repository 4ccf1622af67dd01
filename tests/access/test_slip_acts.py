"""Everyone x every act on a supervision slip, and its page: what is let happen beside the text."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.db import transaction
from django.urls import reverse

from core import clock
from core.errors import Conflict, Refused
from core.models import Organisation, User
from oversight import slips
from roles.models import Appointment
from tests.access import oracle_slips
from tests.access.asking import Asking
from tests.access.conftest import World
from tests.access.oracle import Seat
from tests.access.oracle_slips import reads_slip
from tests.access.test_matrix import Tally, everyone
from tests.access.things import HOME, Things
from workflows.engine.models import WorkItem

pytestmark = pytest.mark.django_db

OWNER, HELPER = f"{HOME}420323100/420323100202/", f"{HOME}420323-water/"
Judge = Callable[[Seat | None, oracle_slips.Slip], bool | None]
Asked = tuple[Judge, Callable[[User], object]]
Person = tuple[User, Seat | None, str]


def holder(duty: str, path: str) -> User:
    """Whom the text names."""
    return Appointment.objects.filter(post__organisation__path=path, post__duties__duty=duty).order_by("pk")[0].user


@pytest.fixture
def item(world: World) -> WorkItem:
    """A village's, open."""
    return WorkItem.objects.select_related("organisation").get(organisation__path=OWNER, closed_at=None)


@pytest.fixture
def told(world: World, item: WorkItem) -> oracle_slips.Slip:
    return oracle_slips.Slip(OWNER, "handle_objection", HELPER, world.objects[item.dossier_id])


def people(world: World, slip: oracle_slips.Slip) -> list[Person]:
    """The owner's, the co-owner's, everybody who supervises or administers anywhere, and others by lot."""
    known = list(everyone(world))
    near = [one for one in known if one[1] and one[1].path in {slip.owner, slip.helper}]
    duties = {"supervise", "audit", "administer_system", "read_territory"}
    alike = [one for one in known if one[1] and one[1].duties & duties]
    rest = [one for one in known if one not in near and one not in alike]
    return near + alike + random.Random(63).sample(rest, 24)  # noqa: S311


def acts(item: WorkItem) -> Iterator[Asked]:
    """One after the other, each as the slip then stands."""
    due = clock.today() + datetime.timedelta(days=20)
    issue = partial(slips.issue, work_item=item.pk, requirement="请办理", due_on=due)
    yield oracle_slips.supervises, lambda actor: issue(actor=actor)
    head = holder("handle_objection", OWNER)
    made = issue(actor=holder("supervise", f"{HOME}420323-supervision/")).pk
    yield oracle_slips.handles, lambda actor: slips.sign_for(actor=actor, slip=made)
    slips.sign_for(actor=head, slip=made)
    extend = partial(slips.ask, slip=made, reason="因故", progress="过半", wanted=due + datetime.timedelta(days=3))
    yield oracle_slips.handles, lambda actor: extend(actor=actor)
    yield oracle_slips.handles, lambda actor: slips.answer(actor=actor, slip=made, text="已办")
    slips.answer(actor=holder("propose_projects", OWNER), slip=made, text="已办")
    yield oracle_slips.signs, lambda actor: slips.give_back(actor=actor, slip=made, reason="不实")
    yield oracle_slips.signs, lambda actor: slips.sign_report(actor=actor, slip=made)
    slips.sign_report(actor=head, slip=made)
    yield oracle_slips.supervises, lambda actor: slips.verify(actor=actor, slip=made, holds=True, remark="已核")
    yield oracle_slips.supervises, lambda actor: slips.verify(actor=actor, slip=made, holds=False, remark="不符")


def is_let(act: Callable[[User], object], user: User) -> bool:
    """Whether the service does it for him; whatever it did is undone."""
    with transaction.atomic():
        try:
            act(user)
        except (Refused, Conflict):
            return False
        finally:
            transaction.set_rollback(True)
    return True


def test_who_acts_on_a_slip(world: World, item: WorkItem, told: oracle_slips.Slip) -> None:
    tally = Tally()
    for judge, act in acts(item):
        for user, seat, name in people(world, told):
            tally.hold(judge(seat, told), is_let(act, user), judge.__name__, name)
    tally.judge("acts on slips", 500)


def test_who_reads_a_slip(world: World, item: WorkItem, told: oracle_slips.Slip) -> None:
    """Its page; everybody at the owner, the co-owner and their neighbours, and others by lot."""
    helper = Organisation.objects.get(path=HELPER)
    supervisor = holder("supervise", f"{HOME}420323-supervision/")
    due = clock.today() + datetime.timedelta(days=20)
    made = slips.issue(actor=supervisor, work_item=item.pk, requirement="请办理", due_on=due, co_handler=helper)
    asking, tally = Asking(Things(), world.objects), Tally()
    address = reverse("oversight:slip", args=[made.pk])
    tally.hold(False, asking.answers(address, None), "page", "the public")
    for user, seat, name in people(world, told):
        tally.hold(reads_slip(seat, told), asking.answers(address, user), "page", name)
    tally.judge("pages of a slip", 70)
    assert made.document
    assert made.document.disclosure != "open"
