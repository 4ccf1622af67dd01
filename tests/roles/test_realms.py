"""The three administrators exclude each other, and the auditor everyone: in the database, whoever writes."""

from __future__ import annotations

import datetime
import itertools

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import User
from roles.duties import SEPARATE_REALMS, Duty
from roles.models import Appointment, Delegation, OrganisationGroupPermission, Post, PostDuty
from roles.permission_rows import duty_permissions
from roles.services import appoint, end_appointment
from tests.factories.roles import give, person, post
from tests.roles.conftest import Province

REALMS = [*sorted(SEPARATE_REALMS), Duty.SIGN_OFF]
DAY = datetime.timedelta(days=1)


def put_in(user: User, seat: Post, starts_on: datetime.date, ends_on: datetime.date | None = None) -> Appointment:
    """Write past every service."""
    return Appointment.objects.create(user=user, post=seat, starts_on=starts_on, ends_on=ends_on, basis="直接写入")


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(REALMS, 2)))
def test_two_realms_never_overlap_in_one_person(hubei: Province, clerk: User, one: Duty, other: Duty) -> None:
    office = hubei.organs["administration"]
    first, second = post(office, one), post(office, other)
    today = clock.today()
    put_in(clerk, first, today, today + 5 * DAY)
    with pytest.raises(IntegrityError, match="exclude each other"), transaction.atomic():
        put_in(clerk, second, today + 5 * DAY)
    with pytest.raises(Invalid, match="不得由同一人"):
        appoint(actor=None, user=clerk, post=second, starts_on=today + 5 * DAY, basis="任命通知")
    later = put_in(clerk, second, today + 6 * DAY)
    with pytest.raises(IntegrityError, match="exclude each other"), transaction.atomic():
        Appointment.objects.filter(pk=later.pk).update(starts_on=today)


def test_a_post_has_duties_of_one_realm(hubei: Province) -> None:
    seat = post(hubei.organs["administration"], Duty.ADMINISTER_SYSTEM)
    with pytest.raises(IntegrityError, match="one realm"), transaction.atomic():
        PostDuty.objects.create(post=seat, duty=Duty.SIGN_OFF)
    with pytest.raises(IntegrityError, match="roles_postduty_known"), transaction.atomic():
        PostDuty.objects.create(post=post(hubei.zhushan), duty="everything")


def test_a_post_cannot_become_administrative_under_a_holder_of_another_realm(hubei: Province, clerk: User) -> None:
    give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    empty = post(hubei.organs["administration"])
    put_in(clerk, empty, clock.today())
    with pytest.raises(IntegrityError, match="another realm"), transaction.atomic():
        PostDuty.objects.create(post=empty, duty=Duty.ADMINISTER_SECURITY)


def test_an_administrator_is_no_deputy_and_a_deputy_no_administrator(hubei: Province, clerk: User) -> None:
    principal = give(person(), Duty.SIGN_OFF, hubei.zhushan)
    now = clock.now()
    period = {"starts_at": now, "ends_at": now + DAY, "reason": "出差"}
    give(clerk, Duty.ADMINISTER_AUDIT, hubei.organs["administration"])
    with pytest.raises(IntegrityError, match="deputy of business"), transaction.atomic():
        Delegation.objects.create(principal=principal, deputy=clerk, **period)
    other = person()
    Delegation.objects.create(principal=principal, deputy=other, **period)
    with pytest.raises(IntegrityError, match="deputy of business"), transaction.atomic():
        put_in(other, post(hubei.organs["audit"], Duty.AUDIT), clock.today())


def test_nobody_is_his_own_deputy(hubei: Province, clerk: User) -> None:
    principal = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    now = clock.now()
    with pytest.raises(IntegrityError, match="own deputy"), transaction.atomic():
        Delegation.objects.create(principal=principal, deputy=clerk, starts_at=now, ends_at=now + DAY, reason="出差")


def test_a_head_seat_has_one_holder_beside_an_acting_one(hubei: Province, clerk: User) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF, is_head=True)
    today = clock.today()
    put_in(clerk, seat, today, today + 5 * DAY)
    with pytest.raises(IntegrityError, match="held already"), transaction.atomic():
        put_in(person(), seat, today + 5 * DAY)
    with pytest.raises(Conflict, match="已有任职"):
        appoint(actor=None, user=person(), post=seat, starts_on=today, basis="任命通知")
    appoint(actor=None, user=person(), post=seat, starts_on=today, acting=True, basis="主持工作通知")
    put_in(person(), seat, today + 6 * DAY)


def test_an_organisation_has_one_head_seat(hubei: Province) -> None:
    post(hubei.zhushan, is_head=True)
    with pytest.raises(IntegrityError, match="roles_post_one_head"), transaction.atomic():
        post(hubei.zhushan, is_head=True)


def test_a_cancelled_appointment_hinders_nobody(hubei: Province, clerk: User) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    end_appointment(actor=None, appointment=given, ends_on=clock.today() - DAY)
    give(clerk, Duty.AUDIT, hubei.organs["audit"])


def test_periods_are_checked(hubei: Province, clerk: User) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF)
    today = clock.today()
    with pytest.raises(IntegrityError, match="roles_appointment_period"), transaction.atomic():
        put_in(clerk, seat, today, today - 2 * DAY)
    given = put_in(clerk, seat, today)
    now = clock.now()
    with pytest.raises(IntegrityError, match="roles_delegation_period"), transaction.atomic():
        Delegation.objects.create(principal=given, deputy=person(), starts_at=now, ends_at=now, reason="出差")


def test_no_group_ever_has_a_right(hubei: Province) -> None:
    from django.contrib.auth.models import Group

    group = Group.objects.create(name="科室")
    permission = duty_permissions()[Duty.SIGN_OFF]
    with pytest.raises(IntegrityError, match="roles_orggroup_empty"), transaction.atomic():
        OrganisationGroupPermission.objects.create(group=group, permission_id=permission, content_object=hubei.zhushan)


def test_nobody_grants_without_being_an_administrator(hubei: Province) -> None:
    with pytest.raises(Refused):
        appoint(actor=person(), user=person(), post=post(hubei.zhushan), starts_on=clock.today(), basis="任命通知")
