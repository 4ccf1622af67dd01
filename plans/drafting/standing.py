"""The plan as it is carried out: the whole plan that was issued, and the single changes of it that were issued since."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from plans.drafting.adjustment import whole_before
from plans.enums import VersionKind
from plans.models import PlanVersion


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Each notice (D22) stands beside the whole plan; `numbers` are those of the notices in the order of their issue."""

    whole: PlanVersion
    numbers: tuple[str, ...]

    @property
    def number(self) -> str:
        """Of the whole plan; empty before it is issued."""
        return self.whole.document.number if self.whole.document else ""

    @property
    def issued_on(self) -> datetime.date | None:
        """The day of the whole plan; None before it is issued."""
        return self.whole.document.document_date if self.whole.document else None

    def __str__(self) -> str:
        """《…实施方案》（竹政发〔2027〕1号，经竹统筹组发〔2027〕3号调整）"""
        told = {"plan": self.whole.title, "number": self.number, "changes": _("、").join(self.numbers)}
        if self.numbers:
            return _("《%(plan)s》（%(number)s，经%(changes)s调整）") % told
        return _("《%(plan)s》（%(number)s）") % told


def standing_of(version: PlanVersion) -> Standing:
    """Which whole plan the version carries on, and through which notices; two statements for a single change, none for
    a whole plan."""
    if version.kind != VersionKind.ITEM_CHANGE:
        return Standing(whole=version, numbers=())
    whole = whole_before(version)
    since = PlanVersion.objects.filter(plan=version.plan_id, seq__gt=whole.seq, seq__lte=version.seq)
    issued = since.filter(document__isnull=False).order_by("seq")
    return Standing(whole=whole, numbers=tuple(issued.values_list("document__number", flat=True)))
