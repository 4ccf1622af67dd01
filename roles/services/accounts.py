"""Accounts of people: made, given a new password, deactivated; never deleted (trap 7)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, ledger, printable
from core.errors import Conflict, Refused
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.ended import authority_ended
from roles.models import Appointment, Delegation
from roles.projection import reproject
from roles.services.chains import chain_of, chains_of
from roles.services.tokens import end_tokens


@transaction.atomic
def create_account(
    *,
    actor: User | None,
    at: Organisation,
    username: str,
    name: str,
    password: str | None = None,
    phone: str = "",
    must_change_password: bool = True,
) -> User:
    """Make an account for a person who will work at (or below) `at`; it may do nothing until appointed.

    Without an actor it is the installation itself (first administrators, demonstration, rehearsal). Raises Invalid
    for a name that no document could print.
    """
    if actor is not None:
        policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, at)
    if User.objects.filter(username=username).exists():
        raise Conflict(_("账号“%(username)s”已存在") % {"username": username}, field="username")
    printable.require(_("姓名"), name)
    user = User.objects.create_user(
        username, password, name=name, phone=phone, must_change_password=must_change_password
    )
    ledger.record(actor=actor, action="account_created", chain=chain_of(at), user=user.pk, username=username)
    return user


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account of a person who will work at `at`."""

    at: Organisation
    username: str
    name: str


@transaction.atomic
@ledger.written_last()
def open_accounts(accounts: Sequence[NewAccount]) -> list[User]:
    """Accounts that nobody can log in to yet, many at once, made by the installation itself (a demonstration, a
    rehearsal); in the order they are asked for, in as few statements as one. Raises as `create_account` does."""
    names = [account.username for account in accounts]
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    chains = chains_of(account.at for account in accounts)
    users = []
    for account in accounts:
        if account.username in taken:
            raise Conflict(_("账号“%(username)s”已存在") % {"username": account.username}, field="username")
        printable.require(_("姓名"), account.name)
        taken.add(account.username)
        user = User(username=User.normalize_username(account.username), name=account.name)
        user.set_unusable_password()
        users.append(user)
    for user, account in zip(User.objects.bulk_create(users), accounts, strict=True):
        chain = chains[account.at.pk]
        ledger.record(actor=None, action="account_created", chain=chain, user=user.pk, username=user.username)
    return users


@transaction.atomic
def set_password(*, actor: User, at: Organisation, user: User, password: str) -> None:
    """The system administrator gives a first password anew; it must be changed at the next log-in."""
    _require_administering(actor, at, user)
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    ledger.record(actor=actor, action="password_reset", chain=chain_of(at), user=user.pk)


@transaction.atomic
@ledger.written_last()
def deactivate_account(*, actor: User | None, at: Organisation, user: User) -> None:
    """Stop an account at once: offices end today, delegations from and to the person end now, open work goes back."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if actor is not None:
        _require_administering(actor, at, locked)
    if not locked.is_active:
        raise Conflict(_("该账号已停用"))
    locked.is_active = False
    locked.save(update_fields=["is_active"])
    _end_everything(locked)
    ledger.record(actor=actor, action="account_deactivated", chain=chain_of(at), user=user.pk)


def _require_administering(actor: User, at: Organisation, user: User) -> None:
    """The actor administers `at` and every organisation where the person holds office; nobody does it to himself."""
    if actor.pk == user.pk:
        raise Refused(_("不得对本人账号办理此事项"))
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, at)
    held = Appointment.objects.not_over(clock.today()).filter(user=user)
    for organisation in Organisation.objects.filter(posts__appointments__in=held).distinct().order_by("pk"):
        policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)


def _end_everything(user: User) -> None:
    end_tokens(user)
    today, now = clock.today(), clock.now()
    held = Appointment.objects.not_over(today).filter(user=user).select_related("post__organisation")
    organisations = []
    for appointment in held.order_by("pk"):
        organisations.append(appointment.post.organisation)
        appointment.ends_on = today if appointment.starts_on <= today else _never(appointment)
        appointment.settled_at = now
        appointment.save(update_fields=["ends_on", "settled_at"])
    theirs = Delegation.objects.not_over(now).filter(principal__user=user)
    his = Delegation.objects.not_over(now).filter(deputy=user)
    deputies = [(row.deputy, row.principal.post.organisation) for row in _with_organisation(theirs)]
    organisations += [row.principal.post.organisation for row in _with_organisation(his)]
    (theirs | his).update(revoked_at=now, settled_at=now)
    reproject([user, *(deputy for deputy, _organisation in deputies)])
    for organisation in organisations:
        authority_ended(user=user, organisation=organisation)
    for deputy, organisation in deputies:
        authority_ended(user=deputy, organisation=organisation)


def _with_organisation(rows: QuerySet[Delegation]) -> list[Delegation]:
    return list(rows.select_related("deputy", "principal__post__organisation").order_by("pk"))


def _never(appointment: Appointment) -> datetime.date:
    """The end of an appointment that has not begun and never will."""
    return appointment.starts_on - datetime.timedelta(days=1)
