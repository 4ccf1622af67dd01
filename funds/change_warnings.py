"""The warnings that a single change brings: who applies for it says why they stay, as the drafter of a plan does (五（二）·3).

What the version in force has to say to a warning stands; only what the change brings is answered here.
"""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core import clock, printable
from core.errors import Invalid
from core.models import User
from plans.compliance.rule import Answer
from plans.models import PlanItem, PlanJustification, PlanVersion
from plans.services import compliance, row_reasons


def answer(*, actor: User, version: PlanVersion, text: str) -> None:
    """Write the text to every warning that the change brings, on its row or for the plan as a whole; what an earlier
    writing said goes. An empty text answers none. Raises Invalid for one that is too long or cannot be printed."""
    _take_back(version)
    if not text:
        return
    if len(text) > row_reasons.LONGEST:
        raise Invalid(_("理由不超过%(most)d字") % {"most": row_reasons.LONGEST}, field="answer")
    printable.require(_("警示事项说明"), text)
    rows = {row.seq: row for row in version.items.order_by("seq")}
    for rule, hit in compliance.warnings_brought(version):
        if rule.answer == Answer.PLAN:
            said = {"text": text, "written_by": actor, "written_at": clock.now()}
            PlanJustification.objects.update_or_create(version=version, code=rule.code, defaults=said)
        elif hit.seq is not None:
            row = rows[hit.seq]
            row.justifications = row_reasons.with_reasons(row.justifications, {rule.code: text})
    PlanItem.objects.bulk_update(rows.values(), ["justifications"])


def answered(version: PlanVersion) -> str:
    """What its application says to the warnings that it brings; empty where nothing."""
    former = _former(version)
    for row in version.items.order_by("seq"):
        for code, text in row.justifications.items():
            if former[row.project_id].get(code) != text:
                return str(text)
    return _own(version).values_list("text", flat=True).order_by("pk").first() or ""


def _take_back(version: PlanVersion) -> None:
    former = _former(version)
    rows = [row for row in version.items.order_by("seq") if row.justifications != former[row.project_id]]
    for row in rows:
        row.justifications = former[row.project_id]
    PlanItem.objects.bulk_update(rows, ["justifications"])
    _own(version).delete()


def _former(version: PlanVersion) -> dict[int, dict[str, str]]:
    """What the rows of the version in force say to warnings, by project."""
    rows = version.adjustment.adjusts.items.order_by("seq")
    return dict(rows.values_list("project", "justifications"))


def _own(version: PlanVersion) -> QuerySet[PlanJustification]:
    """What the plan as a whole says to a rule to which the version in force says nothing."""
    former = PlanJustification.objects.filter(version=version.adjustment.adjusts_id)
    return PlanJustification.objects.filter(version=version).exclude(code__in=former.values("code"))
