"""Naming a person to read one dossier."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, ledger
from core.errors import Conflict, Invalid, Refused
from core.models import Dossier, User
from roles import policies
from roles.duties import Duty
from roles.models import DossierReader
from roles.projection import reproject

NAMING = (Duty.EVALUATE, Duty.SUPERVISE, Duty.AUDIT)


@transaction.atomic
def name_reader(
    *,
    actor: User,
    dossier: Dossier,
    user: User,
    reason: str,
    starts_at: datetime.datetime | None = None,
    ends_at: datetime.datetime | None = None,
) -> DossierReader:
    """Those who evaluate, supervise or audit the place may let a person read one of its dossiers that they read
    themselves, for a time."""
    _require_naming(actor, dossier)
    if not reason.strip():
        raise Invalid(_("须写明查阅事由"))
    begin = starts_at or clock.now()
    if ends_at is not None and ends_at <= begin:
        raise Invalid(_("结束时间不得早于开始时间"))
    reader = DossierReader.objects.create(
        dossier=dossier, user=user, starts_at=begin, ends_at=ends_at, reason=reason, granted_by=actor
    )
    reproject([user])
    ledger.record(actor=actor, action="reader_named", chain=dossier.county_id, dossier=dossier, user=user.pk)
    return reader


@transaction.atomic
def end_reading(*, actor: User, reader: DossierReader) -> None:
    """End it at once."""
    row = (
        DossierReader.objects.select_related("dossier__owner", "user").select_for_update(of=("self",)).get(pk=reader.pk)
    )
    _require_naming(actor, row.dossier)
    now = clock.now()
    if row.ends_at is not None and row.ends_at <= now:
        raise Conflict(_("该查阅授权已经结束"))
    row.ends_at = max(now, row.starts_at)
    row.save(update_fields=["ends_at"])
    reproject([row.user])
    ledger.record(
        actor=actor, action="reading_ended", chain=row.dossier.county_id, dossier=row.dossier, user=row.user_id
    )


def _require_naming(actor: User, dossier: Dossier) -> None:
    watches = any(policies.governs(actor, duty, dossier.owner) for duty in NAMING)
    if not watches or not policies.may_read(actor, dossier):
        raise Refused(_("只有督查、审计或考评人员可以授权查阅案卷"))
