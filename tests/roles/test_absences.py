"""Who could approve his own plan, and what one absence leaves undone; told before anyone acts."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import User
from roles import absences
from roles.absences import Report
from roles.duties import Duty
from roles.models import Delegation, PostDuty
from roles.services import delegate
from tests.engine.statements import counted
from tests.factories.roles import give, person
from tests.roles.conftest import Province

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ALL = frozenset(Duty.values)


def report(hubei: Province, on: datetime.date | None = None) -> Report:
    return absences.report(hubei.zhushan, ALL, on or clock.today())


def pairs(found: Report) -> set[tuple[str, str, str]]:
    return {(one.name, one.pair.one.value, one.pair.other.value) for one in found.conflicts}


@pytest.fixture
def drafter(hubei: Province) -> User:
    user = person("编制员")
    give(user, Duty.COMPILE_PLAN, hubei.organs["working-group"])
    return user


@pytest.fixture
def director(hubei: Province) -> User:
    user = person("办公室主任")
    give(user, Duty.SIGN_OFF, hubei.organs["government-office"])
    return user


def test_a_change_of_the_organisation_is_told_before_anyone_acts(
    hubei: Province, drafter: User, director: User
) -> None:
    assert pairs(report(hubei)) == set()
    post = drafter.appointments.get().post
    PostDuty.objects.create(post=post, duty=Duty.EDIT_CHECK)
    assert pairs(report(hubei)) == {("编制员", "compile_plan", "edit_check")}
    give(director, Duty.PRE_ISSUE_CHECK, hubei.organs["government-office"])
    assert pairs(report(hubei)) == {
        ("编制员", "compile_plan", "edit_check"),
        ("办公室主任", "pre_issue_check", "sign_off"),
    }


def test_who_acts_for_another_is_told_with_his_name_while_it_lasts(
    hubei: Province, drafter: User, director: User
) -> None:
    now = clock.now()
    delegate(
        actor=director, principal=director.appointments.get(), deputy=drafter, duties=[Duty.SIGN_OFF],
        starts_at=now, ends_at=now + 2 * DAY, reason="出差",
    )  # fmt: skip
    [one] = report(hubei).conflicts
    assert (one.name, one.other[0].principal) == ("编制员", "办公室主任")
    assert pairs(report(hubei, clock.today() + 3 * DAY)) == set()


def test_villages_of_other_townships_are_no_conflict(hubei: Province) -> None:
    elsewhere = person("村干部")
    give(elsewhere, Duty.PROPOSE_PROJECTS, hubei.village)
    give(elsewhere, Duty.SIGN_TOWNSHIP_REPORT, hubei.zhushan)  # above the village: may meet it
    assert len(pairs(report(hubei))) == 1
    other = person("外乡干部")
    give(other, Duty.PROPOSE_PROJECTS, hubei.village)
    give(other, Duty.SIGN_TOWNSHIP_REPORT, hubei.organs["working-group"])  # no branch that leads to the village
    assert {name for name, *_pair in pairs(report(hubei))} == {"村干部"}


def test_what_one_absence_leaves_undone(hubei: Province, drafter: User, director: User) -> None:
    office = hubei.organs["government-office"]
    alone = {(one.duty, one.away.name) for one in report(hubei).alone}
    assert alone == {(Duty.COMPILE_PLAN, "编制员"), (Duty.SIGN_OFF, "办公室主任")}
    give(drafter, Duty.SIGN_OFF, office)
    found = report(hubei)
    [left] = found.compromised  # the director away leaves the drafter, who drafted it
    assert (left.away.name, [one.name for one in left.left]) == ("办公室主任", ["编制员"])
    assert Duty.SIGN_OFF not in {one.duty for one in found.alone}
    give(person("副主任"), Duty.SIGN_OFF, office)
    assert not report(hubei).compromised


def test_a_post_that_nobody_holds_is_told(hubei: Province, director: User) -> None:
    office = director.appointments.get()
    assert not report(hubei).vacant
    office.ends_on = clock.today() - DAY
    office.starts_on = office.ends_on
    office.save()
    [(duty, place, titles)] = report(hubei).vacant
    assert (duty, place, titles) == (Duty.SIGN_OFF, hubei.organs["government-office"].name, office.post.title)


def test_neighbours_are_left_out_and_many_people_cost_no_more_statements(hubei: Province, drafter: User) -> None:
    far = person("邻县")
    give(far, [Duty.COMPILE_PLAN, Duty.SIGN_OFF], hubei.zhuxi)

    def statements() -> int:
        with counted() as seen:
            assert not pairs(report(hubei))
        return len(seen)

    few = statements()
    for _number in range(5):
        give(person(), Duty.EDIT_CHECK, hubei.organs["government-office"])
    assert statements() == few <= 3


def test_who_entrusts_is_warned_and_ticks_before_it_takes_effect(
    hubei: Province, drafter: User, director: User
) -> None:
    client = Client()
    client.force_login(director)
    address = reverse("roles:my_posts")
    today = clock.today()
    typed = {
        "principal": director.appointments.get().pk, "deputy": drafter.pk, "duties": [Duty.SIGN_OFF.value],
        "starts_on": today, "ends_on": today + DAY, "reason": "出差",
    }  # fmt: skip
    assert 'type="checkbox" name="aware"' not in client.get(address).content.decode()
    warned = client.post(address, typed)
    page = warned.content.decode()
    assert warned.status_code == 422
    assert "拟稿人不得签发同一公文" in page
    assert drafter.appointments.get().post.title in page
    assert 'type="checkbox" name="aware"' in page
    assert not Delegation.objects.exists()
    assert client.post(address, {**typed, "aware": "on"}).status_code == 302
    assert Delegation.objects.get().deputy == drafter


def test_an_appointment_is_warned_of_what_one_does_for_another(hubei: Province, drafter: User, director: User) -> None:
    from roles.exclusions import exclusions
    from roles.models import AppointmentRequest
    from tests.factories.roles import post

    now = clock.now()
    delegate(
        actor=director, principal=director.appointments.get(), deputy=drafter, duties=[Duty.SIGN_OFF],
        starts_at=now, ends_at=now + 2 * DAY, reason="出差",
    )  # fmt: skip
    seat = post(hubei.organs["government-office"], Duty.REGISTER_DOCUMENT)
    [[found]] = exclusions([AppointmentRequest(user=drafter, post=seat, starts_on=clock.today())])
    assert "代办公室主任" in found.office
    assert exclusions([AppointmentRequest(user=drafter, post=seat, starts_on=clock.today() + 5 * DAY)]) == [[]]
