"""The first start without demonstration data asks for the three administrators, once."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from core.enums import OrganisationKind
from core.models import Organisation, User
from roles.duties import Duty
from roles.policies import may

pytestmark = pytest.mark.django_db


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A person at the terminal who types what the list holds."""
    Organisation.objects.create(
        code="42", name="湖北省", official_name="湖北省人民政府", kind=OrganisationKind.PROVINCE, path="42/"
    )
    typed: list[str] = []
    answers: Iterator[str] = iter(typed)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _asked: next(answers))
    monkeypatch.setattr("getpass.getpass", lambda _asked: next(answers))
    return typed


def test_three_people_are_asked_for_and_appointed(terminal: list[str]) -> None:
    for seat in ("sys", "sec", "aud"):
        terminal += [f"{seat}-admin", f"{seat} 管理员", "Correct-Horse-9"]
    call_command("set_up_administrators", stdout=io.StringIO())
    at = Organisation.objects.get(code="42-administration")
    for seat, duty in (
        ("sys", Duty.ADMINISTER_SYSTEM),
        ("sec", Duty.ADMINISTER_SECURITY),
        ("aud", Duty.ADMINISTER_AUDIT),
    ):
        assert may(User.objects.get(username=f"{seat}-admin"), duty, at)
    call_command("set_up_administrators", stdout=io.StringIO())  # nothing left to ask
    assert User.objects.count() == 3


def test_an_account_name_taken_is_asked_again(terminal: list[str]) -> None:
    terminal += ["one", "甲", "Correct-Horse-9", "one", "乙", "Correct-Horse-9", "two", "乙", "Correct-Horse-9"]
    terminal += ["three", "丙", "Correct-Horse-9"]
    call_command("set_up_administrators", stdout=io.StringIO(), stderr=io.StringIO())
    assert User.objects.count() == 3


def test_without_a_terminal_the_command_is_named() -> None:
    out = io.StringIO()
    call_command("set_up_administrators", stdout=out)
    assert "set_up_administrators" in out.getvalue()
    assert not User.objects.exists()
