"""Acting for another: for a time, for named duties, never passed on."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from core import clock
from core.errors import Conflict, Invalid, Refused
from core.models import User
from roles import policies
from roles.duties import Duty
from roles.models import Appointment, Delegation
from roles.services import delegate, end_appointment, revoke
from tests.factories.roles import give, person
from tests.roles.conftest import Province

DAY = datetime.timedelta(days=1)


@pytest.fixture
def mayor(hubei: Province) -> Appointment:
    return give(person("县长"), [Duty.SIGN_OFF, Duty.CHAIR_EXECUTIVE_MEETING], hubei.zhushan)


@pytest.fixture
def vice(hubei: Province) -> User:
    user = person("常务副县长")
    give(user, Duty.ATTEND_EXECUTIVE_MEETING, hubei.zhushan)
    return user


def entrust(principal: Appointment, deputy: User, **changed: Any) -> Delegation:
    now = clock.now()
    wanted: dict[str, Any] = {"starts_at": now, "ends_at": now + DAY, "reason": "外出学习"}
    actor = changed.pop("actor", principal.user)
    return delegate(actor=actor, principal=principal, deputy=deputy, **(wanted | changed))


def test_a_deputy_acts_for_the_principal_within_the_named_duties(
    hubei: Province, mayor: Appointment, vice: User
) -> None:
    entrust(mayor, vice, duties=[Duty.SIGN_OFF])
    assert policies.authority(vice, Duty.SIGN_OFF, hubei.zhushan) == policies.Authority(on_behalf_of=mayor.user_id)
    assert not policies.may(vice, Duty.CHAIR_EXECUTIVE_MEETING, hubei.zhushan)
    assert policies.may(mayor.user, Duty.SIGN_OFF, hubei.zhushan), "the principal keeps his own"


def test_without_naming_duties_all_that_may_be_delegated_are(hubei: Province, mayor: Appointment, vice: User) -> None:
    entrust(mayor, vice)
    assert policies.may(vice, Duty.SIGN_OFF, hubei.zhushan)
    assert policies.may(vice, Duty.CHAIR_EXECUTIVE_MEETING, hubei.zhushan)


def test_a_deputy_cannot_pass_it_on(hubei: Province, mayor: Appointment, vice: User) -> None:
    entrust(mayor, vice)
    third = person()
    give(third, Duty.EDIT_CHECK, hubei.organs["government-office"])
    with pytest.raises(Refused, match="本人"):
        entrust(mayor, third, actor=vice)
    own = Appointment.objects.get(user=vice)
    with pytest.raises(Invalid, match="本岗位"):
        entrust(own, third, duties=[Duty.SIGN_OFF])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ends_at": datetime.timedelta(0)}, "晚于"),
        ({"ends_at": 91 * DAY}, "90日"),
        ({"reason": " "}, "事由"),
        ({"duties": []}, "至少一项"),
        ({"duties": [Duty.AUDIT]}, "本岗位"),
    ],
)
def test_what_a_delegation_must_say(mayor: Appointment, vice: User, changed: dict[str, Any], message: str) -> None:
    if "ends_at" in changed:
        changed = changed | {"ends_at": clock.now() + changed["ends_at"], "starts_at": clock.now()}
    with pytest.raises(Invalid, match=message):
        entrust(mayor, vice, **changed)


def test_the_duties_of_auditors_and_administrators_cannot_be_delegated(hubei: Province, vice: User) -> None:
    auditor = give(person(), Duty.AUDIT, hubei.organs["audit"])
    with pytest.raises(Invalid):
        entrust(auditor, vice, duties=[Duty.AUDIT])


def test_whom_one_cannot_entrust(hubei: Province, mayor: Appointment) -> None:
    stranger, auditor, idle = person(), person(), person(is_active=False)
    give(stranger, Duty.EDIT_CHECK, hubei.organs_zhuxi["government-office"])
    give(auditor, Duty.AUDIT, hubei.organs["audit"])
    with pytest.raises(Invalid, match="同一县"):
        entrust(mayor, stranger)
    with pytest.raises(Invalid, match="审计"):
        entrust(mayor, auditor)
    with pytest.raises(Invalid, match="他人"):
        entrust(mayor, mayor.user)
    with pytest.raises(Conflict, match="停用"):
        entrust(mayor, idle)


def test_who_is_out_of_office_entrusts_nobody(mayor: Appointment, vice: User) -> None:
    end_appointment(actor=None, appointment=mayor, ends_on=clock.today() - DAY)
    with pytest.raises(Conflict, match="任期"):
        entrust(mayor, vice)


def test_who_may_revoke(hubei: Province, mayor: Appointment, vice: User) -> None:
    with pytest.raises(Refused):
        revoke(actor=person(), delegation=entrust(mayor, vice))
    officer = person()
    give(officer, Duty.ADMINISTER_SECURITY, hubei.organs["administration"])
    for actor in (officer, vice, mayor.user):
        made = entrust(mayor, vice)
        revoke(actor=actor, delegation=made)
        with pytest.raises(Conflict):
            revoke(actor=actor, delegation=made)
    Delegation.objects.update(revoked_at=clock.now())
    assert not policies.may(vice, Duty.SIGN_OFF, hubei.zhushan)
