"""The answer of a rule: what is wrong, where, by which clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import Invalid
from plans.enums import Severity


@dataclass(frozen=True)
class Refusal:
    """One thing that a clause forbids or warns of; `where` names the project, field or amount."""

    message: str
    clause: str
    where: str = ""
    severity: Severity = Severity.FORBIDDEN

    def __str__(self) -> str:
        place = f"{self.where}：" if self.where else ""
        return f"{place}{self.message}（{self.clause}）"


def refuse(refusals: Iterable[Refusal]) -> None:
    """Raise Invalid naming every forbidden thing at once; warnings pass."""
    forbidden = [r for r in refusals if r.severity == Severity.FORBIDDEN]
    if forbidden:
        raise Invalid("；".join(map(str, forbidden)), clause=forbidden[0].clause)


def refuse_unexplained(refusals: Iterable[Refusal]) -> None:
    """Raise Invalid naming every forbidden thing, and every warning that nobody has justified (五（二）·3)."""
    found = list(refusals)
    if not found:
        return
    told = "；".join(map(str, found))
    if any(refusal.severity == Severity.WARNING for refusal in found):
        told = _("%(found)s。警示事项须从方案中移除，或在该项目的“负面清单说明”中写明理由") % {"found": told}
    raise Invalid(told, clause=found[0].clause)
