"""Tokens of the interface: made by a person for himself, revoked by him or by the security administrator of his place.

A token is 256 random bits, so that a plain SHA-256 of it can be kept and looked up; the token itself is shown once.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Invalid, Refused
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.models import ApiToken, Appointment
from roles.models.tokens import TokenReach
from roles.services.chains import chain_of

PREFIX = "tcj_"
"""By which a token is known for one wherever it turns up."""
LONGEST_DAYS = 365
MOST = 10
"""Tokens of one person that can be used at one time."""
NOTED_EVERY = datetime.timedelta(hours=1)
"""How finely the last use is kept: not every request costs a write."""


@transaction.atomic
def issue_token(*, actor: User, name: str, reach: TokenReach | str, days: int) -> tuple[ApiToken, str]:
    """Make a token for oneself, for 1 to LONGEST_DAYS days; the text is never seen again.

    Raises Refused for somebody without a post, Invalid for a period or name that cannot be, Conflict for a name in use
    and beyond MOST.
    """
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    told = name.strip()
    if not told:
        raise Invalid(_("请写明令牌的用途"), field="name")
    printable.require(_("用途"), told)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("接口令牌的有效期为1至%(most)d天") % {"most": LONGEST_DAYS}, field="days")
    at = _offices(actor)
    if not at:
        raise Refused(_("没有任职的账号不能生成接口令牌"))
    moment = clock.real_now()
    mine = ApiToken.objects.filter(user=actor, revoked_at__isnull=True)
    mine.filter(expires_at__lte=moment).update(revoked_at=moment)
    if mine.filter(name=told).exists():
        raise Conflict(_("已有同名的接口令牌，请改名或先撤销原令牌"), field="name")
    if mine.count() >= MOST:
        raise Conflict(_("每人最多同时使用%(most)d个接口令牌，请先撤销不用的") % {"most": MOST})
    secret = PREFIX + secrets.token_urlsafe(32)
    made = ApiToken.objects.create(
        user=actor,
        name=told,
        reach=TokenReach(reach),
        digest=digest(secret),
        ending=secret[-4:],
        created_at=moment,
        expires_at=moment + datetime.timedelta(days=days),
    )
    ledger.record(
        actor=actor, action="token_issued", chain=chain_of(at[0]), api_token=made.pk, reach=made.reach,
        ends_at=made.expires_at,
    )  # fmt: skip
    return made, secret


@transaction.atomic
def revoke_token(*, actor: User, token: ApiToken) -> None:
    """End a token at once. Raises Refused for anybody but its owner and the security administrator of a place where the
    owner holds or held office, Conflict for one already revoked."""
    locked = ApiToken.objects.select_for_update(of=("self",)).select_related("user").get(pk=token.pk)
    at = _offices(locked.user)
    if actor.pk != locked.user_id and not may_revoke_of(actor, at):
        raise Refused(_("只能撤销本人的接口令牌；他人的由其所在地的安全管理员撤销"))
    if locked.revoked_at is not None:
        raise Conflict(_("该接口令牌已撤销"))
    locked.revoked_at = clock.real_now()
    locked.save(update_fields=["revoked_at"])
    ledger.record(
        actor=actor, action="token_revoked", chain=chain_of(at[0]), api_token=locked.pk, user=locked.user_id
    )  # fmt: skip


def may_revoke_of(actor: User, offices: list[Organisation]) -> bool:
    """Whether the actor is the security administrator of one of these places."""
    return any(policies.governs(actor, Duty.ADMINISTER_SECURITY, place) for place in offices)


def token_of(secret: str) -> ApiToken | None:
    """The usable token of a person in service with that text; one statement, and a second at most once an hour."""
    if not secret.startswith(PREFIX):
        return None
    moment = clock.real_now()
    usable = ApiToken.objects.usable(moment).filter(user__is_active=True).select_related("user")
    found = usable.filter(digest=digest(secret)).first()
    if found and (found.last_used_at is None or moment - found.last_used_at >= NOTED_EVERY):
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=moment)
    return found


def end_tokens(user: User) -> None:
    """With the account everything ends that was made with it."""
    ApiToken.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=clock.real_now())


def digest(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _offices(user: User) -> list[Organisation]:
    """Where the person holds office, the longest held first; where he held one, if he holds none any more."""
    every = Appointment.objects.filter(user=user).select_related("post__organisation").order_by("starts_on", "pk")
    held = list(every.not_over(clock.today()))
    return [office.post.organisation for office in held or every]
