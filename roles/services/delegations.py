"""Acting for another: for a time, for named duties, never passed on."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid, Refused
from core.models import User
from roles import policies, rules
from roles.duties import SEPARATE_REALMS, Duty
from roles.models import Appointment, Delegation, DelegationDuty
from roles.projection import reproject
from roles.services.appointments import settle_delegation
from roles.services.chains import chain_of


@transaction.atomic
def delegate(
    *,
    actor: User,
    principal: Appointment,
    deputy: User,
    duties: Collection[Duty | str] | None = None,
    starts_at: datetime.datetime,
    ends_at: datetime.datetime,
    reason: str,
) -> Delegation:
    """Let `deputy` act for the holder of `principal`, who alone can say so; `duties` None is all that may be.

    The end is excluded. The longest period is the setting DELEGATION_MAX_DAYS (default 90).
    """
    if principal.user_id != actor.pk:
        raise Refused(_("只能委托本人任职岗位的职责"))
    _refuse_deputy(principal, deputy)
    held = set(principal.post.duties.values_list("duty", flat=True))
    wanted = sorted(held - SEPARATE_REALMS if duties is None else {Duty(duty).value for duty in duties})
    against = rules.against_delegation(
        starts_at=starts_at,
        ends_at=ends_at,
        now=clock.now(),
        max_days=settings.DELEGATION_MAX_DAYS,
        duties=wanted,
        held=held,
        reason=reason,
    )
    if against:
        raise Invalid(against)
    delegation = Delegation.objects.create(
        principal=principal, deputy=deputy, starts_at=starts_at, ends_at=ends_at, reason=reason
    )
    DelegationDuty.objects.bulk_create([DelegationDuty(delegation=delegation, duty=duty) for duty in wanted])
    reproject([deputy])
    ledger.record(
        actor=actor,
        action="delegated",
        chain=chain_of(principal.post.organisation),
        delegation=delegation.pk,
        appointment=principal.pk,
        deputy=deputy.pk,
        duties=wanted,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason,
    )
    return delegation


@transaction.atomic
@ledger.written_last()
def revoke(*, actor: User, delegation: Delegation) -> None:
    """End a delegation at once: the principal, the deputy himself, or the security officer."""
    rows = Delegation.objects.select_related("principal__post__organisation").select_for_update(of=("self",))
    row = rows.get(pk=delegation.pk)
    organisation = row.principal.post.organisation
    if actor.pk not in {row.principal.user_id, row.deputy_id}:
        policies.require_governing(actor, Duty.ADMINISTER_SECURITY, organisation)
    if row.revoked_at is not None or row.ends_at <= clock.now():
        raise Conflict(_("该委托已经结束"))
    row.revoked_at = clock.now()
    row.save(update_fields=["revoked_at"])
    settle_delegation(row.pk)
    ledger.record(actor=actor, action="delegation_revoked", chain=chain_of(organisation), delegation=row.pk)


def _refuse_deputy(principal: Appointment, deputy: User) -> None:
    """Locks the deputy's row; he is active, another person, of the business realm, and not from elsewhere."""
    today = clock.today()
    if not Appointment.objects.in_force(today).filter(pk=principal.pk, user__is_active=True).exists():
        raise Conflict(_("该任职不在任期内，不能委托"))
    if not User.objects.select_for_update(no_key=True).get(pk=deputy.pk).is_active:
        raise Conflict(_("受托人的账号已停用"))
    if deputy.pk == principal.user_id:
        raise Invalid(_("受托人须为他人"))
    offices = Appointment.objects.not_over(today).filter(user=deputy)
    if offices.filter(post__duties__duty__in=sorted(SEPARATE_REALMS)).exists():
        raise Invalid(_("系统管理员、安全管理员、审计管理员和审计人员不得受托办理业务"))
    if not offices.filter(post__organisation__county_id=principal.post.organisation.county_id).exists():
        raise Invalid(_("受托人须在同一县（或同为省市机关）任职"))
