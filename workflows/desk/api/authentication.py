"""Who asks: the owner of a token, within what the token may do, and not too often."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from core import clock, throttle
from core.errors import Refused
from core.models import User
from roles.models import ApiToken
from roles.models.tokens import TokenReach
from roles.services.tokens import token_of

if TYPE_CHECKING:
    from rest_framework.views import APIView

MINUTE = datetime.timedelta(minutes=1)


def actor_of(request: Request) -> User:
    """The owner of the token, in whose name everything is done."""
    return cast(User, request.user)


def token_of_request(request: Request) -> ApiToken:
    """With what he came in."""
    return cast(ApiToken, request.auth)


class ByToken(BaseAuthentication):
    """`Authorization: Bearer TOKEN`; no session and no cookie counts, so no page of another site can ask."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            _count_refused(request)
            return None
        found = token_of(secret.strip())
        if found is None:
            _count_refused(request)
            raise AuthenticationFailed(_("接口令牌无效、已失效或已撤销"))
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _count_refused(request: Request) -> None:
    """Guessing is slowed down by the address that it comes from; whoever has a token is not held up by it."""
    _admit("api.refused", throttle.source_of(request), settings.API_REFUSED_PER_HOUR, throttle.HOUR)


def _admit(scope: str, source: str, limit: int, window: datetime.timedelta) -> None:
    try:
        throttle.admit(scope, source, limit=limit, window=window)
    except Refused as refusal:
        passed = (clock.real_now() - throttle.started(window)).total_seconds()
        raise Throttled(wait=window.total_seconds() - passed) from refusal


class WithinReach(IsAuthenticated):
    """A token that only reads acts for nobody; who must change his password first does so on the page."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not super().has_permission(request, view):
            return False
        if actor_of(request).must_change_password:
            raise Refused(_("请先在网页上修改初始密码，再使用接口"))
        if request.method not in SAFE_METHODS and token_of_request(request).reach != TokenReach.ACT:
            raise Refused(_("该接口令牌只能查阅；办理事项须用权限为“查阅和办理”的令牌"))
        return True


class PerToken(BaseThrottle):
    """So many requests a minute with one token, counted in the database, whichever machine answers."""

    def allow_request(self, request: Request, view: Any) -> bool:
        _admit("api.token", str(token_of_request(request).pk), settings.API_PER_MINUTE, MINUTE)
        return True
