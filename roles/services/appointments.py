"""Appointing and relieving. A grant takes two persons: the system administrator asks, the security officer
confirms, and neither appoints himself. Relieving takes one, because waiting would leave a right too many."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid, Refused, Stale
from core.models import Organisation, User
from roles import policies, rules
from roles.duties import Duty
from roles.ended import authority_ended
from roles.models import Appointment, AppointmentRequest, Delegation, Post
from roles.projection import reproject
from roles.services.chains import chain_of, chains_of
from roles.services.tenures import refuse_bad


@transaction.atomic
def request_appointment(
    *,
    actor: User,
    user: User,
    post: Post,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    acting: bool = False,
    basis: str,
) -> AppointmentRequest:
    """The first of the two persons asks; nothing is granted yet."""
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, post.organisation)
    _refuse_oneself(actor, user)
    refuse_bad([Appointment(user=user, post=post, starts_on=starts_on, ends_on=ends_on, acting=acting, basis=basis)])
    asked = AppointmentRequest.objects.create(
        user=user,
        post=post,
        starts_on=starts_on,
        ends_on=ends_on,
        acting=acting,
        basis=basis,
        requested_by=actor,
        requested_at=clock.now(),
    )
    ledger.record(actor=actor, action="appointment_requested", chain=chain_of(post.organisation), request=asked.pk)
    return asked


@transaction.atomic
def confirm_appointment(*, actor: User, request: AppointmentRequest | int) -> Appointment:
    """The second person confirms, and the appointment is made."""
    asked = _lock_waiting(request)
    appointment = appoint(
        actor=actor,
        user=asked.user,
        post=asked.post,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        acting=asked.acting,
        basis=asked.basis,
        requested_by=asked.requested_by,
    )
    asked.decided_by, asked.decided_at, asked.appointment = actor, clock.now(), appointment
    asked.save(update_fields=["decided_by", "decided_at", "appointment"])
    return appointment


@transaction.atomic
def refuse_appointment(*, actor: User, request: AppointmentRequest | int, reason: str) -> None:
    """The second person declines, with a reason."""
    asked = _lock_waiting(request)
    policies.require_governing(actor, Duty.ADMINISTER_SECURITY, asked.post.organisation)
    if not reason.strip():
        raise Invalid(_("须写明不予确认的理由"))
    asked.decided_by, asked.decided_at, asked.refusal = actor, clock.now(), reason
    asked.save(update_fields=["decided_by", "decided_at", "refusal"])
    chain = chain_of(asked.post.organisation)
    ledger.record(actor=actor, action="appointment_refused", chain=chain, request=asked.pk, reason=reason)


@transaction.atomic
def appoint(
    *,
    actor: User | None,
    user: User,
    post: Post,
    starts_on: datetime.date,
    ends_on: datetime.date | None = None,
    acting: bool = False,
    basis: str,
    requested_by: User | None = None,
) -> Appointment:
    """Put a person into a post; both days included.

    `actor` is the security officer, `requested_by` the system administrator who asked. Without an actor it is
    the installation itself (the first administrators, a demonstration, a rehearsal); no page reaches that.
    """
    if actor is not None:
        _require_two_persons(actor, requested_by, user, post.organisation)
    wanted = Appointment(user=user, post=post, starts_on=starts_on, ends_on=ends_on, acting=acting, basis=basis)
    return _appoint([wanted], actor, requested_by)[0]


@transaction.atomic
def appoint_all(appointments: Sequence[Appointment]) -> list[Appointment]:
    """Rows not yet saved, many at once, in as few statements as one; by the installation itself (a demonstration, a
    rehearsal), no page reaches it. Each is refused as `appoint` refuses it, those before it in the row counted."""
    return _appoint(appointments, None, None)


@ledger.written_last()
def _appoint(wanted: Sequence[Appointment], actor: User | None, requested_by: User | None) -> list[Appointment]:
    refuse_bad(wanted)
    made = Appointment.objects.bulk_create(wanted)
    reproject(row.user_id for row in made)
    chains = chains_of(row.post.organisation for row in made)
    for row in made:
        ledger.record(
            actor=actor,
            action="appointed",
            chain=chains[row.post.organisation_id],
            appointment=row.pk,
            user=row.user_id,
            post=row.post_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            acting=row.acting,
            basis=row.basis,
            requested_by=requested_by.pk if requested_by else None,
        )
    return made


@transaction.atomic
@ledger.written_last()
def end_appointment(*, actor: User | None, appointment: Appointment, ends_on: datetime.date) -> Appointment:
    """Relieve a person; `ends_on` is his last day, yesterday to relieve him at once.

    If the last day is past, his open work goes back in this transaction; otherwise `settle_ended` does it.
    """
    held = Appointment.objects.select_related("post__organisation", "user").select_for_update(of=("self",))
    held_now = held.get(pk=appointment.pk)
    organisation = held_now.post.organisation
    if actor is not None:
        policies.require_governing(actor, Duty.ADMINISTER_SECURITY, organisation)
    today = clock.today()
    if held_now.ends_on is not None and held_now.ends_on < min(today, ends_on):
        raise Conflict(_("该任职已经结束"))
    reason = rules.against_end(
        starts_on=held_now.starts_on, ends_on=ends_on, today=today, ends_now=held_now.ends_on
    )  # fmt: skip
    if reason:
        raise Invalid(reason)
    held_now.ends_on = ends_on
    held_now.save(update_fields=["ends_on"])
    if ends_on < today:
        _settle(held_now)
    chain = chain_of(organisation)
    ledger.record(actor=actor, action="appointment_ended", chain=chain, appointment=held_now.pk, ends_on=ends_on)
    return held_now


def settle_ended() -> int:
    """Hand back the work of everyone whose office or delegation ended by the clock; idempotent, returns how many.

    Rights need no such help, they end by themselves; this tidies the rows and the claimed work.
    """
    over = Appointment.objects.filter(ends_on__lt=clock.today(), settled_at__isnull=True)
    done = 0
    for pk in over.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic(), ledger.written_last():
            rows = Appointment.objects.select_related("post__organisation", "user").select_for_update(of=("self",))
            row = rows.filter(pk=pk, settled_at__isnull=True).first()
            done += _settle(row) if row else 0
    now = clock.now()
    lapsed = Delegation.objects.filter(Q(ends_at__lte=now) | Q(revoked_at__lte=now), settled_at__isnull=True)
    for pk in lapsed.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic(), ledger.written_last():
            done += settle_delegation(pk)
    return done


def settle_delegation(pk: int) -> int:
    """The deputy's row and work go, unless he has another ground; 1 if there was something to settle."""
    rows = Delegation.objects.select_related("principal__post__organisation", "deputy")
    row = rows.select_for_update(of=("self",)).filter(pk=pk, settled_at__isnull=True).first()
    if row is None:
        return 0
    row.settled_at = clock.now()
    row.save(update_fields=["settled_at"])
    reproject([row.deputy])
    authority_ended(user=row.deputy, organisation=row.principal.post.organisation)
    return 1


def _settle(appointment: Appointment) -> int:
    appointment.settled_at = clock.now()
    appointment.save(update_fields=["settled_at"])
    reproject([appointment.user])
    organisation = appointment.post.organisation
    authority_ended(user=appointment.user, organisation=organisation)
    for delegation in appointment.delegations.select_related("deputy").filter(settled_at__isnull=True).order_by("pk"):
        authority_ended(user=delegation.deputy, organisation=organisation)
    return 1


def _lock_waiting(request: AppointmentRequest | int) -> AppointmentRequest:
    pk = request if isinstance(request, int) else request.pk
    rows = AppointmentRequest.objects.select_related("post__organisation", "user", "requested_by")
    asked = rows.select_for_update(of=("self",)).get(pk=pk)
    if asked.decided_at is not None:
        raise Stale(_("该任职申请已由他人处理"))
    return asked


def _require_two_persons(actor: User, requested_by: User | None, user: User, organisation: Organisation) -> None:
    policies.require_governing(actor, Duty.ADMINISTER_SECURITY, organisation)
    if requested_by is None or requested_by.pk == actor.pk:
        raise Refused(_("授权须由两人办理：一人申请，另一人确认"))
    policies.require_governing(requested_by, Duty.ADMINISTER_SYSTEM, organisation)
    _refuse_oneself(actor, user)
    _refuse_oneself(requested_by, user)


def _refuse_oneself(actor: User, user: User) -> None:
    if actor.pk == user.pk:
        raise Refused(_("不得为本人授权"))
