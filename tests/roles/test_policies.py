"""Who may act: every sentence about permissions, one test each."""

from __future__ import annotations

import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from guardian.shortcuts import get_user_perms

from core import clock
from core.errors import Refused
from core.models import Organisation, User
from roles import origins, policies
from roles.duties import Duty
from roles.models import OrganisationUserPermission
from roles.permission_rows import duty_permissions
from roles.services import delegate, end_appointment, revoke
from tests.factories.roles import give, person
from tests.roles.conftest import Province

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIGN = Duty.SIGN_OFF


def statements(captured: CaptureQueriesContext) -> int:
    return len(captured.captured_queries)


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime.datetime:
    return datetime.datetime(year, month, day, hour, minute, second, tzinfo=SHANGHAI)


def test_default_is_deny(hubei: Province, clerk: User) -> None:
    assert not any(policies.may(clerk, duty, hubei.zhushan) for duty in Duty)


def test_an_act_needs_the_duty_at_that_very_organisation(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan)
    assert policies.may(clerk, SIGN, hubei.zhushan)
    others = Organisation.objects.exclude(pk=hubei.zhushan.pk)
    assert not any(policies.may(clerk, SIGN, other) for other in others)
    assert not any(policies.may(clerk, duty, hubei.zhushan) for duty in Duty if duty != SIGN)


def test_an_appointment_that_ended_at_midnight_refuses_at_00_00(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan, ends_on=datetime.date(2026, 3, 5))
    with time_machine.travel(at(2026, 3, 5, 23, 59, 59), tick=False):
        assert policies.may(clerk, SIGN, hubei.zhushan)
    with time_machine.travel(at(2026, 3, 6), tick=False):
        assert OrganisationUserPermission.objects.filter(user=clerk).exists(), "no worker has run"
        assert not policies.may(clerk, SIGN, hubei.zhushan)
        assert not policies.who_may(SIGN, hubei.zhushan)


def test_an_appointment_that_has_yet_to_begin_gives_nothing_and_begins_by_itself(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan, starts_on=datetime.date(2026, 3, 9))
    assert not policies.may(clerk, SIGN, hubei.zhushan)
    with time_machine.travel(at(2026, 3, 9), tick=False):
        assert policies.may(clerk, SIGN, hubei.zhushan)


def test_two_overlapping_delegations_end_independently(hubei: Province, clerk: User) -> None:
    mayor, vice = person(), person()
    first, second = give(mayor, SIGN, hubei.zhushan), give(vice, SIGN, hubei.zhushan)
    give(clerk, Duty.EDIT_CHECK, hubei.organs["government-office"])
    now, day = clock.now(), datetime.timedelta(days=1)
    for principal, days in ((first, 2), (second, 4)):
        delegate(
            actor=principal.user,
            principal=principal,
            deputy=clerk,
            starts_at=now,
            ends_at=now + days * day,
            reason="出差",
        )
    assert policies.authority(clerk, SIGN, hubei.zhushan) == policies.Authority(on_behalf_of=mayor.pk)
    with time_machine.travel(now + 2 * day, tick=False):
        assert policies.authority(clerk, SIGN, hubei.zhushan) == policies.Authority(on_behalf_of=vice.pk)
        assert policies.may(clerk, SIGN, hubei.zhushan)
    with time_machine.travel(now + 4 * day, tick=False):
        assert not policies.may(clerk, SIGN, hubei.zhushan)
        assert policies.authority(clerk, SIGN, hubei.zhushan) is None


def test_revoking_one_of_two_delegations_leaves_the_other(hubei: Province, clerk: User) -> None:
    mayor, vice = person(), person()
    give(clerk, Duty.EDIT_CHECK, hubei.organs["government-office"])
    now = clock.now()
    made = [
        delegate(
            actor=principal.user,
            principal=principal,
            deputy=clerk,
            starts_at=now,
            ends_at=now + datetime.timedelta(days=3),
            reason="出差",
        )
        for principal in (give(mayor, SIGN, hubei.zhushan), give(vice, SIGN, hubei.zhushan))
    ]
    revoke(actor=mayor, delegation=made[0])
    assert policies.may(clerk, SIGN, hubei.zhushan)
    revoke(actor=vice, delegation=made[1])
    assert not policies.may(clerk, SIGN, hubei.zhushan)
    assert not OrganisationUserPermission.objects.filter(user=clerk, permission__codename=SIGN).exists()


def test_own_office_outlives_a_delegation_of_the_same_duty(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan)
    mayor = person()
    principal = give(mayor, SIGN, hubei.zhushan)
    now = clock.now()
    made = delegate(
        actor=mayor,
        principal=principal,
        deputy=clerk,
        starts_at=now,
        ends_at=now + datetime.timedelta(days=3),
        reason="出差",
    )
    assert policies.authority(clerk, SIGN, hubei.zhushan) == policies.Authority(on_behalf_of=None)
    revoke(actor=clerk, delegation=made)
    assert policies.may(clerk, SIGN, hubei.zhushan)


def test_a_delegation_gives_nothing_once_the_principal_is_relieved(hubei: Province, clerk: User) -> None:
    mayor = person()
    principal = give(mayor, SIGN, hubei.zhushan)
    give(clerk, Duty.EDIT_CHECK, hubei.organs["government-office"])
    now = clock.now()
    delegate(
        actor=mayor,
        principal=principal,
        deputy=clerk,
        starts_at=now,
        ends_at=now + datetime.timedelta(days=3),
        reason="出差",
    )
    end_appointment(actor=None, appointment=principal, ends_on=clock.today() - datetime.timedelta(days=1))
    assert not policies.may(clerk, SIGN, hubei.zhushan)


def test_an_orphan_guardian_row_gives_nothing(hubei: Province, clerk: User) -> None:
    OrganisationUserPermission.objects.create(
        user=clerk, permission_id=duty_permissions()[SIGN], content_object=hubei.zhushan
    )
    assert SIGN in get_user_perms(clerk, hubei.zhushan), "guardian alone would let him"
    assert not policies.may(clerk, SIGN, hubei.zhushan)
    assert policies.authority(clerk, SIGN, hubei.zhushan) is None


def test_an_appointment_without_its_guardian_row_gives_nothing(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan)
    OrganisationUserPermission.objects.filter(user=clerk).delete()
    assert not policies.may(clerk, SIGN, hubei.zhushan)


def test_an_inactive_user_gets_nothing(hubei: Province, clerk: User) -> None:
    give(clerk, SIGN, hubei.zhushan)
    User.objects.filter(pk=clerk.pk).update(is_active=False)
    assert not policies.may(clerk, SIGN, hubei.zhushan)
    assert policies.authority(clerk, SIGN, hubei.zhushan) is None
    assert not policies.who_may(SIGN, hubei.zhushan)
    assert policies.organisations_of(clerk) == []


def test_no_account_is_a_superuser(clerk: User) -> None:
    with pytest.raises(IntegrityError, match="core_user_no_superuser"), transaction.atomic():
        User.objects.filter(pk=clerk.pk).update(is_superuser=True)


def test_there_is_no_anonymous_account(db: None) -> None:
    assert not User.objects.filter(username__icontains="anonymous").exists()


def test_who_may_names_every_origin(hubei: Province, clerk: User) -> None:
    mayor = person()
    principal = give(mayor, SIGN, hubei.zhushan)
    give(clerk, Duty.EDIT_CHECK, hubei.organs["government-office"])
    now = clock.now()
    delegate(
        actor=mayor,
        principal=principal,
        deputy=clerk,
        starts_at=now,
        ends_at=now + datetime.timedelta(days=3),
        reason="出差",
    )
    assert set(policies.who_may(SIGN, hubei.zhushan)) == {mayor, clerk}


def test_who_may_is_compiled_once(hubei: Province, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked at every step that is offered or rehearsed; composing the question costs ten times the answer."""
    give(clerk, SIGN, hubei.zhushan)
    assert policies.who_may(SIGN, hubei.zhuxi) == []
    monkeypatch.delattr(origins, "held")
    assert policies.who_may(SIGN, hubei.zhushan) == [clerk]


def test_scope_keeps_the_rows_of_organisations_where_the_actor_has_the_duty(hubei: Province, clerk: User) -> None:
    give(clerk, Duty.COUNTERSIGN_PLAN, hubei.organs["water"])
    give(clerk, Duty.APPRAISE_PROJECTS, hubei.organs["finance"])
    found = policies.scope(clerk, Duty.COUNTERSIGN_PLAN, Organisation.objects.all(), field="pk")
    assert list(found) == [hubei.organs["water"]]
    assert set(policies.organisations_of(clerk)) == {hubei.organs["water"].pk, hubei.organs["finance"].pk}


def test_a_refusal_names_the_duty_and_the_organisation(hubei: Province, clerk: User) -> None:
    with pytest.raises(Refused, match="缺少职责“签发”（竹山县）"):
        policies.require(clerk, SIGN, hubei.zhushan)
    with pytest.raises(Refused, match="缺少职责“签发”（竹山县）"):
        policies.require(clerk, SIGN, hubei.zhushan.pk)


@pytest.mark.parametrize("grants", [1, 60])
def test_each_question_is_one_statement_however_many_grants(hubei: Province, clerk: User, grants: int) -> None:
    organs = list(Organisation.objects.order_by("pk")[:grants])
    for organ in organs:
        give(clerk, SIGN, organ)
    questions = (
        lambda: policies.may(clerk, SIGN, organs[0]),
        lambda: policies.authority(clerk, SIGN, organs[0]),
        lambda: policies.who_may(SIGN, organs[0]),
        lambda: list(policies.scope(clerk, SIGN, Organisation.objects.order_by("pk"), field="pk")),
        lambda: policies.organisations_of(clerk),
        lambda: policies.governs(clerk, SIGN, organs[0]),
    )
    for question in questions:
        with CaptureQueriesContext(connection) as captured:
            assert question()
        assert statements(captured) == 1
