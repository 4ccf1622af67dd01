"""Tokens of the interface: made by a person for himself, kept as a digest, ended by him or by security."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client

from core.errors import Conflict, Invalid, Refused
from core.models import LedgerEntry, User
from roles.duties import Duty
from roles.models import ApiToken
from roles.models.tokens import TokenReach
from roles.services import deactivate_account, issue_token, revoke_token
from roles.services.administrators import Administrators
from roles.services.tokens import MOST, digest, token_of
from tests.conftest import BEGINNING
from tests.factories.roles import give, person
from tests.roles.conftest import Province

DAY = datetime.timedelta(days=1)


@pytest.fixture
def holder(hubei: Province, db: None) -> User:
    user = person("王五")
    give(user, Duty.EDIT_CHECK, hubei.organs["government-office"])
    return user


def made(holder: User, name: str = "对账", days: int = 30, reach: TokenReach = TokenReach.READ) -> tuple[ApiToken, str]:
    return issue_token(actor=holder, name=name, reach=reach, days=days)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_only_a_digest_is_kept(holder: User) -> None:
    token, secret = made(holder)
    assert len(secret) > 40
    stored = [str(value) for value in ApiToken.objects.filter(pk=token.pk).values_list()[0]]
    told = str(LedgerEntry.objects.get(action="token_issued").detail)
    assert not any(secret in text for text in (*stored, told))
    assert token.digest == digest(secret)
    assert token_of(secret) == token
    assert token_of(secret[:-1]) is None
    assert token_of("") is None


def test_it_ends_with_its_period_with_the_account_and_when_revoked(
    hubei: Province, holder: User, administrators: Administrators
) -> None:
    (token, secret), (_other, kept) = made(holder, days=1), made(holder, "另一用途", days=30)
    with time_machine.travel(BEGINNING + 2 * DAY):
        assert token_of(secret) is None
        assert token_of(kept) is not None
    revoke_token(actor=holder, token=token)
    assert token_of(secret) is None
    with pytest.raises(Conflict):
        revoke_token(actor=holder, token=token)
    deactivate_account(actor=administrators.system, at=hubei.zhushan, user=holder)
    assert token_of(kept) is None
    assert not ApiToken.objects.filter(revoked_at__isnull=True).exists()


def test_the_last_use_is_noted_once_an_hour(holder: User) -> None:
    token, secret = made(holder)
    token_of(secret)
    token.refresh_from_db()
    first = token.last_used_at
    token_of(secret)
    token.refresh_from_db()
    assert first is not None
    assert token.last_used_at == first
    with time_machine.travel(BEGINNING + datetime.timedelta(hours=2)):
        token_of(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert token.last_used_at > first


@pytest.mark.parametrize(("name", "days"), [("", 30), ("对账", 0), ("对账", 366), ("误\u202e办", 30)])
def test_what_cannot_be_is_refused(holder: User, name: str, days: int) -> None:
    with pytest.raises(Invalid):
        made(holder, name, days)
    assert not ApiToken.objects.exists()


def test_not_for_somebody_without_a_post_nor_twice_nor_beyond_the_most(holder: User) -> None:
    with pytest.raises(Refused):
        made(person("外人"))
    for number in range(MOST):
        made(holder, f"用途{number}")
    with pytest.raises(Conflict):
        made(holder, "用途0")
    with pytest.raises(Conflict):
        made(holder, "再一个")
    with time_machine.travel(BEGINNING + 40 * DAY):
        made(holder, "用途0")


def test_a_colleague_ends_none_and_security_does(hubei: Province, holder: User, administrators: Administrators) -> None:
    token, secret = made(holder)
    colleague = person("同事")
    give(colleague, Duty.EDIT_CHECK, hubei.organs["government-office"])
    for actor in (colleague, administrators.system):
        with pytest.raises(Refused):
            revoke_token(actor=actor, token=token)
    assert token_of(secret) is not None
    revoke_token(actor=administrators.security, token=token)
    assert token_of(secret) is None
    assert LedgerEntry.objects.get(action="token_revoked").detail == {"api_token": token.pk, "user": holder.pk}


def test_the_page_shows_a_token_once_and_lets_it_be_revoked(holder: User) -> None:
    own = browser(holder)
    typed = {"name": "夜间对账", "reach": "act", "days": "30"}
    answer = own.post("/my-tokens/", typed)
    page = answer.content.decode()
    secret = page.partition('<textarea id="secret"')[2].partition(">")[2].partition("<")[0]
    token = token_of(secret)
    assert token is not None
    assert (token.user_id, token.reach) == (holder.pk, "act")
    assert "no-store" in answer.headers["Cache-Control"]
    again = own.get("/my-tokens/").content.decode()
    assert (secret in again, "夜间对账" in again) == (False, True)
    assert own.post("/my-tokens/", typed).status_code == 422
    assert own.post(f"/tokens/{token.pk}/revoke/").headers["Location"] == "/my-tokens/"
    assert "已撤销" in own.get("/my-tokens/").content.decode()


def test_security_sees_and_revokes_on_the_persons_page(holder: User, administrators: Administrators) -> None:
    token, _secret = made(holder, "夜间对账")
    address = f"/people/{holder.pk}/"
    assert "夜间对账" not in browser(administrators.system).get(address).content.decode()
    security = browser(administrators.security)
    assert "夜间对账" in security.get(address).content.decode()
    assert security.post(f"/tokens/{token.pk}/revoke/").headers["Location"] == address
    assert f"/tokens/{token.pk}/revoke/" not in security.get(address).content.decode()
