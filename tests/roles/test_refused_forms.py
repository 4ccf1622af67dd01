"""An appointment or its end that is refused: the form stands there with its text and the error at the field."""

from __future__ import annotations

import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core import clock
from core.errors import Invalid
from core.models import User
from roles.duties import Duty
from roles.models import Appointment, AppointmentRequest
from roles.services import create_account
from roles.services.administrators import Administrators
from tests.factories.roles import give, person, post
from tests.roles.conftest import Province

DAY = datetime.timedelta(days=1)
BASIS = "竹政任〔2026〕9号"


def refused(answer: HttpResponse, field: str, *words: str) -> None:
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    for word in words:
        assert word in page, word


def sent(user: User, address: str, typed: dict[str, object]) -> HttpResponse:
    client = Client()
    client.force_login(user)
    return client.post(address, typed)  # type: ignore[return-value]


def test_an_office_that_ends_before_it_starts(hubei: Province, administrators: Administrators) -> None:
    seat = post(hubei.zhushan, Duty.SIGN_OFF, is_head=True)
    typed = {"username": person("李四").username, "starts_on": clock.today(), "basis": BASIS}
    address = reverse("roles:appoint", args=[seat.pk])
    answer = sent(administrators.system, address, {**typed, "ends_on": clock.today() - DAY})
    refused(answer, "ends_on", "免职日期不得早于任职日期", BASIS)
    assert not AppointmentRequest.objects.exists()


def test_an_office_that_is_taken_stands_above_the_form(hubei: Province, administrators: Administrators) -> None:
    held = give(person(), Duty.SIGN_OFF, hubei.zhushan)
    typed = {"username": held.user.username, "starts_on": clock.today(), "basis": BASIS}
    page = sent(administrators.system, reverse("roles:appoint", args=[held.post_id]), typed)
    assert page.status_code == 422
    assert "该岗位在此期间已有任职" in page.content.decode()
    assert BASIS in page.content.decode()


@pytest.mark.parametrize(("days", "told"), [(-2, "最早为昨日"), (-1, "")])
def test_the_past_is_not_rewritten(hubei: Province, administrators: Administrators, days: int, told: str) -> None:
    held = give(person(), Duty.EDIT_CHECK, hubei.zhushan)
    day = clock.today() + days * DAY
    answer = sent(administrators.security, reverse("roles:end_appointment", args=[held.pk]), {"ends_on": day})
    if told:
        refused(answer, "ends_on", told, f'value="{day.isoformat()}"')
    else:
        assert answer.status_code == 302
    assert Appointment.objects.filter(pk=held.pk, ends_on__isnull=bool(told)).exists()


def test_an_office_that_is_over_is_not_ended_again(hubei: Province, administrators: Administrators) -> None:
    held = give(person(), Duty.EDIT_CHECK, hubei.zhushan)
    Appointment.objects.filter(pk=held.pk).update(starts_on=clock.today() - 9 * DAY, ends_on=clock.today() - 5 * DAY)
    address = reverse("roles:end_appointment", args=[held.pk])
    page = sent(administrators.security, address, {"ends_on": clock.today()})
    assert page.status_code == 422
    assert "该任职已经结束" in page.content.decode()


def test_a_name_that_is_taken_is_said_at_its_box(hubei: Province, administrators: Administrators) -> None:
    taken = person("王五").username
    typed: dict[str, object] = {"username": taken, "name": "新人甲", "password": "Mu-tian-yu-2026"}
    address = reverse("roles:create_account", args=[hubei.zhushan.pk])
    refused(sent(administrators.system, address, typed), "username", "已存在", "新人甲")


def test_a_name_that_no_document_can_print_is_said_at_its_box(hubei: Province, administrators: Administrators) -> None:
    """It would stand as a signature; a password is printed nowhere and may hold anything."""
    typed: dict[str, object] = {"username": "xinren", "name": "新人😀", "password": "Mu-tian-yu-2026😀"}
    address = reverse("roles:create_account", args=[hubei.zhushan.pk])
    refused(sent(administrators.system, address, typed), "name", "无法印在公文上", "新人😀")
    assert sent(administrators.system, address, {**typed, "name": "新人甲"}).status_code == 302
    with pytest.raises(Invalid, match="姓名"):
        create_account(actor=administrators.system, at=hubei.zhushan, username="xinren2", name="新\u200b人")
