"""Appointing takes two persons; relieving is immediate and hands back the work."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.management import call_command

from core import clock
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import LedgerEntry, Organisation, User
from roles import ended, policies
from roles.duties import Duty
from roles.forms import EndForm
from roles.models import OrganisationUserPermission
from roles.projection import Projected, reproject
from roles.services import (
    appoint,
    confirm_appointment,
    create_account,
    deactivate_account,
    end_appointment,
    refuse_appointment,
    request_appointment,
    set_up_first_administrators,
    settle_ended,
)
from roles.services.administrators import Administrators
from tests.factories.roles import give, person, post
from tests.roles.conftest import Province

DAY = datetime.timedelta(days=1)


@pytest.fixture
def relieved(monkeypatch: pytest.MonkeyPatch) -> list[tuple[User, Organisation]]:
    """Whom the listeners were told about."""
    told: list[tuple[User, Organisation]] = []
    monkeypatch.setattr(ended, "_listeners", [])
    ended.on_appointment_ended(lambda *, user, organisation: told.append((user, organisation)))
    return told


def actions() -> list[str]:
    return list(LedgerEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_grant_takes_two_persons(hubei: Province, administrators: Administrators, clerk: User) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF)
    asked = request_appointment(
        actor=administrators.system, user=clerk, post=seat, starts_on=clock.today(), basis="竹政任〔2026〕1号"
    )
    assert not policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
    with pytest.raises(Refused):
        confirm_appointment(actor=administrators.system, request=asked)
    with pytest.raises(Refused):
        confirm_appointment(actor=administrators.audit, request=asked)
    confirm_appointment(actor=administrators.security, request=asked)
    assert policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
    assert actions()[-2:] == ["appointment_requested", "appointed"]
    with pytest.raises(Stale):
        confirm_appointment(actor=administrators.security, request=asked)


def test_only_the_system_administrator_of_the_place_asks(
    hubei: Province, administrators: Administrators, clerk: User
) -> None:
    here, elsewhere = post(hubei.zhushan, Duty.SIGN_OFF), post(hubei.zhuxi, Duty.SIGN_OFF)
    with pytest.raises(Refused, match="系统管理"):
        request_appointment(
            actor=administrators.security, user=clerk, post=here, starts_on=clock.today(), basis="任命通知"
        )
    with pytest.raises(Refused, match="竹溪县"):
        request_appointment(
            actor=administrators.system, user=clerk, post=elsewhere, starts_on=clock.today(), basis="任命通知"
        )


def test_nobody_appoints_himself(hubei: Province, administrators: Administrators) -> None:
    seat = post(hubei.organs["administration"], Duty.ADMINISTER_SYSTEM)
    with pytest.raises(Refused, match="本人"):
        request_appointment(
            actor=administrators.system, user=administrators.system, post=seat, starts_on=clock.today(), basis="通知"
        )


def test_the_security_officer_alone_cannot_appoint(
    hubei: Province, administrators: Administrators, clerk: User
) -> None:
    with pytest.raises(Refused, match="两人"):
        appoint(
            actor=administrators.security,
            user=clerk,
            post=post(hubei.zhushan, Duty.SIGN_OFF),
            starts_on=clock.today(),
            basis="任命通知",
        )


def test_a_request_can_be_declined_with_a_reason(hubei: Province, administrators: Administrators, clerk: User) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF)
    asked = request_appointment(
        actor=administrators.system, user=clerk, post=seat, starts_on=clock.today(), basis="任命通知"
    )
    with pytest.raises(Invalid, match="理由"):
        refuse_appointment(actor=administrators.security, request=asked, reason=" ")
    refuse_appointment(actor=administrators.security, request=asked, reason="文件未附")
    assert not policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
    with pytest.raises(Stale):
        confirm_appointment(actor=administrators.security, request=asked)


def test_the_first_administrators_are_three_people_and_set_up_once(hubei: Province) -> None:
    office = hubei.organs["administration"]
    one, two, three = person(), person(), person()
    with pytest.raises(Invalid, match="三人"):
        set_up_first_administrators(administration=office, people=Administrators(one, two, one), basis="首次设置")
    set_up_first_administrators(administration=office, people=Administrators(one, two, three), basis="首次设置")
    with pytest.raises(Conflict):
        set_up_first_administrators(
            administration=office, people=Administrators(person(), person(), person()), basis="再次设置"
        )


def test_relieving_at_once_takes_the_right_and_hands_back_the_work(
    hubei: Province, administrators: Administrators, clerk: User, relieved: list[tuple[User, Organisation]]
) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    end_appointment(actor=administrators.security, appointment=given, ends_on=clock.today() - DAY)
    assert not policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
    assert not OrganisationUserPermission.objects.filter(user=clerk).exists()
    assert relieved == [(clerk, hubei.zhushan)]
    with pytest.raises(Conflict):
        end_appointment(actor=administrators.security, appointment=given, ends_on=clock.today())


def test_relieving_from_a_day_on_is_settled_when_the_day_has_come(
    hubei: Province, clerk: User, relieved: list[tuple[User, Organisation]]
) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    end_appointment(actor=None, appointment=given, ends_on=clock.today())
    assert policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
    assert settle_ended() == 0
    assert relieved == []
    with time_machine.travel(clock.now() + DAY):
        assert settle_ended() == 1
        assert settle_ended() == 0
    assert relieved == [(clerk, hubei.zhushan)]
    assert not OrganisationUserPermission.objects.filter(user=clerk).exists()


def test_the_past_is_not_rewritten(hubei: Province, clerk: User) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan, starts_on=datetime.date(2026, 1, 5))
    with pytest.raises(Invalid, match="不得改写"):
        end_appointment(actor=None, appointment=given, ends_on=clock.today() - 2 * DAY)


def test_to_relieve_is_not_to_prolong(hubei: Province, administrators: Administrators, clerk: User) -> None:
    """One person alone would appoint by it, which takes two."""
    until = clock.today() + 30 * DAY
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan, ends_on=until)
    with pytest.raises(Invalid, match="延长须另行任职"):
        end_appointment(actor=administrators.security, appointment=given, ends_on=until + DAY)
    given.refresh_from_db()
    assert given.ends_on == until
    form = EndForm({"ends_on": (until + DAY).isoformat()}, appointment=given)
    assert "延长须另行任职" in str(form.errors["ends_on"])
    assert (
        end_appointment(actor=administrators.security, appointment=given, ends_on=clock.today()).ends_on
        == clock.today()
    )


def test_only_the_security_officer_relieves(hubei: Province, administrators: Administrators, clerk: User) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    with pytest.raises(Refused):
        end_appointment(actor=administrators.system, appointment=given, ends_on=clock.today())


def test_an_appointment_needs_its_basis_and_an_active_account(hubei: Province, clerk: User) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF)
    with pytest.raises(Invalid, match="依据"):
        appoint(actor=None, user=clerk, post=seat, starts_on=clock.today(), basis="")
    with pytest.raises(Conflict, match="停用"):
        appoint(actor=None, user=person(is_active=False), post=seat, starts_on=clock.today(), basis="任命通知")


def test_accounts_are_made_by_the_system_administrator(hubei: Province, administrators: Administrators) -> None:
    made = create_account(actor=administrators.system, at=hubei.township, username="lisi", name="李四")
    assert made.must_change_password
    assert not made.has_usable_password()
    with pytest.raises(Conflict):
        create_account(actor=administrators.system, at=hubei.township, username="lisi", name="李四")
    with pytest.raises(Refused):
        create_account(actor=administrators.security, at=hubei.township, username="wangwu", name="王五")
    with pytest.raises(Refused):
        create_account(actor=administrators.system, at=hubei.zhuxi, username="wangwu", name="王五")


def test_deactivating_ends_everything_at_once(
    hubei: Province, administrators: Administrators, clerk: User, relieved: list[tuple[User, Organisation]]
) -> None:
    given = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    future = give(clerk, Duty.EDIT_CHECK, hubei.organs["government-office"], starts_on=clock.today() + DAY)
    deactivate_account(actor=administrators.system, at=hubei.zhushan, user=clerk)
    given.refresh_from_db()
    future.refresh_from_db()
    assert (given.ends_on, future.ends_on) == (clock.today(), clock.today())
    assert not OrganisationUserPermission.objects.filter(user=clerk).exists()
    assert [user for user, _organisation in relieved] == [clerk, clerk]
    clerk.refresh_from_db()
    assert not clerk.is_active


def test_an_account_with_office_elsewhere_is_not_this_administrators(
    hubei: Province, administrators: Administrators, clerk: User
) -> None:
    give(clerk, Duty.SIGN_OFF, hubei.zhuxi)
    with pytest.raises(Refused, match="竹溪县"):
        deactivate_account(actor=administrators.system, at=hubei.zhushan, user=clerk)


def test_reprojecting_twice_changes_nothing(hubei: Province, clerk: User) -> None:
    give(clerk, [Duty.SIGN_OFF, Duty.CHAIR_EXECUTIVE_MEETING], hubei.zhushan)
    assert reproject([clerk]) == Projected(0, 0)
    OrganisationUserPermission.objects.filter(user=clerk).delete()
    assert reproject([clerk]) == Projected(2, 0)
    call_command("reproject")
    assert reproject([clerk]) == Projected(0, 0)


def test_one_row_per_user_duty_and_organisation_however_many_origins(hubei: Province, clerk: User) -> None:
    first = give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    give(clerk, Duty.SIGN_OFF, hubei.zhushan)
    assert OrganisationUserPermission.objects.filter(user=clerk).count() == 1
    end_appointment(actor=None, appointment=first, ends_on=clock.today() - DAY)
    assert policies.may(clerk, Duty.SIGN_OFF, hubei.zhushan)
