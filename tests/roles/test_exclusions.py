"""Before somebody takes an office whose duties exclude those he holds, the pages say so; nothing is forbidden."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from core import clock
from core.models import User
from roles.duties import Duty
from roles.exclusions import exclusions
from roles.models import AppointmentRequest, Post
from roles.separation import between
from roles.services import request_appointment
from roles.services.administrators import Administrators
from tests.engine.statements import counted
from tests.factories.roles import give, person, post
from tests.roles.conftest import Province

BASIS = "竹政任〔2026〕9号"
TOLD = "任职后，该人员将同时担任相互排斥的职责"


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def asked_for(user: User, seat: Post, **more: datetime.date) -> AppointmentRequest:
    return AppointmentRequest(user=user, post=seat, **{"starts_on": clock.today(), **more})


def test_which_pairs_meet() -> None:
    assert [p.reason for p in between([Duty.EDIT_CHECK], [Duty.SIGN_OFF])] == ["核稿人不得签发同一公文"]
    assert between([Duty.SIGN_OFF], [Duty.EDIT_CHECK]) == between([Duty.EDIT_CHECK], [Duty.SIGN_OFF])
    assert between([Duty.SIGN_OFF], [Duty.SIGN_OFF]) == []
    assert between([Duty.EDIT_CHECK, Duty.SIGN_OFF], [Duty.AUDIT]) == []


def test_offices_of_other_counties_and_other_times_are_left_out(hubei: Province) -> None:
    editor = person("李四")
    held = give(editor, Duty.EDIT_CHECK, hubei.organs["government-office"])
    near, far = post(hubei.zhushan, Duty.SIGN_OFF), post(hubei.zhuxi, Duty.SIGN_OFF)
    [[found], []] = exclusions([asked_for(editor, near), asked_for(editor, far)])
    assert (found.held, found.wanted) == (Duty.EDIT_CHECK, Duty.SIGN_OFF)
    assert held.post.title in found.office
    held.ends_on = clock.today() - datetime.timedelta(days=1)
    held.starts_on = held.ends_on
    held.save()
    assert exclusions([asked_for(editor, near)]) == [[]]


def test_the_asker_is_warned_and_ticks_before_it_goes_out(hubei: Province, administrators: Administrators) -> None:
    editor = person("李四")
    give(editor, Duty.EDIT_CHECK, hubei.organs["government-office"])
    seat = post(hubei.zhushan, Duty.SIGN_OFF)
    client, address = as_user(administrators.system), reverse("roles:appoint", args=[seat.pk])
    first = client.get(address).content.decode()
    assert TOLD not in first
    assert 'type="checkbox" name="aware"' not in first
    typed = {"username": editor.username, "starts_on": clock.today(), "basis": BASIS}
    warned = client.post(address, typed)
    page = warned.content.decode()
    assert warned.status_code == 422
    assert TOLD in page
    assert "核稿人不得签发同一公文" in page
    assert BASIS in page
    assert 'type="checkbox" name="aware"' in page
    assert not AppointmentRequest.objects.exists()
    assert client.post(address, {**typed, "aware": "on"}).status_code == 302
    assert AppointmentRequest.objects.get().user == editor
    waiting = as_user(administrators.security).get(reverse("roles:requests")).content.decode()
    assert TOLD in waiting
    assert "核稿人不得签发同一公文" in waiting


@pytest.mark.parametrize("duty", [Duty.SUPERVISE, Duty.EDIT_CHECK])
def test_whom_nothing_excludes_is_asked_for_at_once(
    hubei: Province, administrators: Administrators, duty: Duty
) -> None:
    editor = person("李四")
    give(editor, Duty.EDIT_CHECK, hubei.organs["government-office"])
    address = reverse("roles:appoint", args=[post(hubei.zhushan, duty).pk])
    typed = {"username": editor.username, "starts_on": clock.today(), "basis": BASIS}
    assert as_user(administrators.system).post(address, typed).status_code == 302
    assert TOLD not in as_user(administrators.security).get(reverse("roles:requests")).content.decode()


def test_many_requests_cost_no_more_statements(hubei: Province, administrators: Administrators) -> None:
    client = as_user(administrators.security)

    def ask() -> None:
        editor = person()
        give(editor, Duty.EDIT_CHECK, hubei.organs["government-office"])
        seat = post(hubei.zhushan, Duty.SIGN_OFF)
        request_appointment(actor=administrators.system, user=editor, post=seat, starts_on=clock.today(), basis=BASIS)

    def statements() -> int:
        client.get(reverse("roles:requests"))
        with counted() as seen:
            assert TOLD in client.get(reverse("roles:requests")).content.decode()
        return len(seen)

    ask()
    few = statements()
    for _number in range(6):
        ask()
    assert statements() == few
