"""The telephone under which an organisation takes what people report about notices (六（四）)."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from core import ledger
from core.errors import Invalid
from core.models import Organisation, User
from roles import policies
from roles.duties import Duty
from roles.services.chains import chain_of

NUMBER = re.compile(r"[0-9][0-9 ()+-]{3,28}[0-9]")


@transaction.atomic
def set_supervision_phone(*, actor: User, organisation: Organisation, phone: str) -> Organisation:
    """Note or clear the number that notices print; the system administrator's work. Raises Refused for anybody else
    and Invalid for what is no telephone number."""
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    phone = phone.strip()
    if phone and not NUMBER.fullmatch(phone):
        raise Invalid(_("监督电话只能由数字、空格、括号、加号和连字符组成，如0719-4220000"))
    found = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    before, found.supervision_phone = found.supervision_phone, phone
    found.save(update_fields=["supervision_phone"])
    ledger.record(
        actor=actor, action="supervision_phone_set", chain=chain_of(found), at=found.pk,
        supervision_phone=[before, phone],
    )  # fmt: skip
    return found
