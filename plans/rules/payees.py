"""Who may receive money for another: with the other's own consent, and masked wherever people read of it (四（三）·5; B24)."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from plans.rules.refusal import Refusal

CONSENT = "鄂政办发〔2015〕63号四（三）"
HIDDEN = "*"
RELATIONS = {
    "寄养户": _lazy("寄养户"),
    "亲属": _lazy("亲属"),
    "监护人": _lazy("监护人"),
    "村委会代管": _lazy("村委会代管"),
}
"""What whoever receives the money may be to the beneficiary: kept as it is printed, and names nobody."""


def masked(name: str) -> str:
    """王**: the first character and as many marks as there are others; one mark at least."""
    bare = name.strip()
    return bare[:1] + HIDDEN * max(len(bare) - 1, 1)


def payee_refusals(
    *,
    beneficiary: str,
    payee: str,
    relation: str,
    consented_on: datetime.date | None,
    has_consent: bool,
    today: datetime.date,
) -> list[tuple[str, Refusal]]:
    """By field: two people, of whom one agreed in writing, and no later than today."""
    found = []
    if len(beneficiary.strip()) < 2 or len(payee.strip()) < 2:
        field = "beneficiary" if len(beneficiary.strip()) < 2 else "payee"
        found.append((field, Refusal(_("请填写完整姓名，系统只公开姓氏"), CONSENT)))
    elif beneficiary.strip() == payee.strip():
        found.append(("payee", Refusal(_("代领人与受益人相同，不需登记代领"), CONSENT)))
    if relation.strip() not in RELATIONS:
        told = _("与受益人关系请从下列各项中选一项：%(choices)s")
        found.append(("relation", Refusal(told % {"choices": "、".join(RELATIONS)}, CONSENT)))
    if not has_consent:
        found.append(("consent", Refusal(_("代领须附受益人本人的同意书，没有同意书不能登记"), CONSENT)))
    if consented_on is not None and consented_on > today:
        found.append(("consented_on", Refusal(_("同意日期不得晚于今天"), CONSENT)))
    return found
