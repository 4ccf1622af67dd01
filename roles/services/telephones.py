"""Under which telephones an organisation is asked about its documents, and takes what people report (六（四）)."""

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
def set_telephones(*, actor: User, organisation: Organisation, phone: str, supervision_phone: str) -> Organisation:
    """Note or clear the numbers that letters and notices print; the system administrator's work. Raises Refused for
    anybody else and Invalid, by field, for what is no telephone number."""
    policies.require_governing(actor, Duty.ADMINISTER_SYSTEM, organisation)
    typed = {"phone": phone.strip(), "supervision_phone": supervision_phone.strip()}
    if wrong := [field for field, number in typed.items() if number and not NUMBER.fullmatch(number)]:
        raise Invalid(_("电话只能由数字、空格、括号、加号和连字符组成，如0719-4220000"), field=wrong[0])
    found = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    before = {field: getattr(found, field) for field in typed}
    for field, number in typed.items():
        setattr(found, field, number)
    found.save(update_fields=list(typed))
    ledger.record(
        actor=actor, action="telephones_set", chain=chain_of(found), at=found.pk,
        phone=[before["phone"], typed["phone"]],
        supervision_phone=[before["supervision_phone"], typed["supervision_phone"]],
    )  # fmt: skip
    return found
