"""What every answer carries, in which language, and when an account is locked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def clerk() -> User:
    return User.objects.create_user("zhangsan", PASSWORD, name="张三")


def log_in(client: Client, password: str) -> int:
    return client.post(reverse("login"), {"username": "zhangsan", "password": password}).status_code


def test_nothing_inline_and_nothing_from_elsewhere(client: Client) -> None:
    policy = client.get(reverse("login")).headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_secure_headers(client: Client, header: str, value: str) -> None:
    assert client.get(reverse("login")).headers[header] == value


@pytest.mark.parametrize(
    ("cookie", "language"), [(None, "zh-hans"), ("en", "en"), ("zh-hans", "zh-hans"), ("xx", "zh-hans")]
)
def test_the_language_is_the_readers_choice_not_the_browsers(client: Client, cookie: str | None, language: str) -> None:
    if cookie:
        client.cookies["language"] = cookie
    answer = client.get(reverse("login"), headers={"accept-language": "en-US,en"})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.content.decode()


def test_strangers_are_sent_to_log_in(client: Client) -> None:
    assert client.get("/").headers["Location"].startswith(reverse("login"))


def test_the_account_is_locked_after_five_failures(client: Client, clerk: User) -> None:
    assert [log_in(client, "wrong") for _time in range(5)] == [200] * 4 + [429]
    refused = client.post(reverse("login"), {"username": clerk.username, "password": PASSWORD})
    assert refused.status_code == 429
    assert "连续5次登录失败" in refused.content.decode()
    assert "15分钟" in refused.content.decode()


def test_a_right_password_in_time_starts_the_count_anew(client: Client, clerk: User) -> None:
    for _time in range(2):
        assert [log_in(client, "wrong") for _time in range(4)] == [200] * 4
        assert log_in(client, PASSWORD) == 302
        client.logout()


def test_a_name_nobody_has_is_locked_alike(client: Client) -> None:
    assert [log_in(client, "wrong") for _time in range(5)] == [200] * 4 + [429]
