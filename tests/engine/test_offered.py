"""Whether one item is offered to somebody, asked of it alone: what his inbox says, and never more."""

from __future__ import annotations

import datetime

import pytest

from core import clock
from core.errors import Refused
from core.models import User
from roles.duties import Duty
from roles.services import delegate
from workflows.engine import services
from workflows.engine.models import WorkItem
from workflows.engine.trials import stage

pytestmark = pytest.mark.usefixtures("on_stage")


def offered(item: WorkItem) -> set[int]:
    """To whom the item is offered; everybody's inbox says the same."""
    people = list(User.objects.order_by("pk"))
    assert len(people) > 5
    found = {one.pk for one in people if services.is_offered(one, item)}
    assert found == {one.pk for one in people if WorkItem.objects.inbox_of(one).filter(pk=item.pk).exists()}
    return found


@pytest.fixture
def archives() -> WorkItem:
    """What the signer of the same document must not register."""
    begun = stage.begin("trial_notice")
    stage.run_through(begun, until="archives")
    return stage.open_items(begun)[0]


@pytest.fixture
def registrar(on_stage: None) -> User:
    made = User.objects.create_user("registrar", name="登记员")
    stage.appoint(made, stage.organisation("420301"), [Duty.REGISTER_DOCUMENT])
    return made


def test_open_claimed_suspended_and_closed_items() -> None:
    process = stage.begin()
    item = stage.open_items(process)[0]
    holder = stage.holder(item.organisation_id)
    colleague = User.objects.create_user("colleague", name="同事")
    stage.appoint(colleague, item.organisation, [Duty.REVIEW_PROPOSALS])
    assert offered(item) == {holder.pk, colleague.pk}
    WorkItem.objects.filter(pk=item.pk).update(suspended_at=clock.now())
    assert offered(_again(item)) == {holder.pk, colleague.pk}
    services.claim(actor=holder, work_item=item.pk)
    assert offered(_again(item)) == {holder.pk}
    User.objects.filter(pk=holder.pk).update(is_active=False)
    assert offered(_again(item)) == set()
    User.objects.filter(pk=holder.pk).update(is_active=True)
    WorkItem.objects.filter(pk=item.pk).update(suspended_at=None)
    stage.decide(_again(item))
    assert offered(_again(item)) == set()


def test_separation_of_duties(archives: WorkItem, registrar: User) -> None:
    assert offered(archives) == {registrar.pk}


def test_what_a_deputy_signed_in_ones_name_is_refused_and_not_offered() -> None:
    """The inbox still lists it; whoever opens it is told why he must not decide it."""
    process = stage.begin("trial_notice")
    stage.run_through(process, until="county_signs")
    item = stage.open_items(process)[0]
    signer, deputy = stage.holder("420301"), User.objects.create_user("deputy", name="代办人")
    stage.appoint(deputy, item.organisation, [Duty.PRE_ISSUE_CHECK])
    _deputise(signer, deputy)
    assert stage.decide(item, actor=deputy).on_behalf_of_id == signer.pk
    stage.run_through(process, until="archives")
    item = stage.open_items(process)[0]
    assert WorkItem.objects.inbox_of(signer).filter(pk=item.pk).exists()
    assert not services.is_offered(signer, item)
    with pytest.raises(Refused, match="职责分离"):
        services.claim(actor=signer, work_item=item.pk)


def _deputise(principal: User, deputy: User) -> None:
    seat = principal.appointments.get()
    until = clock.now() + datetime.timedelta(days=3)
    delegate(actor=principal, principal=seat, deputy=deputy, starts_at=clock.now(), ends_at=until, reason="出差")


def _again(item: WorkItem) -> WorkItem:
    return WorkItem.objects.get(pk=item.pk)
