"""修改后通过: what a meeting asked to be changed is changed before the plan goes on (domain a.3, B35)."""

from __future__ import annotations

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Organisation
from funds.models import ItemFunding
from plans.models import PlanVersion
from plans.services import plan_versions
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.settlements import COUNTERSIGNING

DECIDED_AT = {
    "working_group_amends": "leading_group_decides",
    "working_group_revises": "executive_meeting_decides",
}
"""By the step that amends, the one whose meeting asked for it."""

ROW = (
    "project_id", "seq", "amount", "platform", "content", "schedule", "responsible_unit", "justification",
)  # fmt: skip


def reopen(version: PlanVersion) -> None:
    """Open the draft again, and note what it was when the meeting decided."""
    plan_versions.reopen_to_amend(version, digest(version))


def require_made(version: PlanVersion, step: str) -> None:
    """Raises Conflict, with what the meeting asked for, when neither a row, its money nor a chapter has changed since.

    A version reopened before its digest was kept is let through.
    """
    if version.as_decided and version.as_decided == digest(version):
        told = {"asked": asked(version.dossier_id, step)}
        raise Conflict(_("会议要求：%(asked)s方案自议决以来没有任何改动，请先打开方案按会议意见修改，再提交") % told)


def require_consulted(version: PlanVersion) -> None:
    """Raises Conflict when the amended plan concerns a department that never countersigned it: what it is responsible
    for is not decided without it (63号文四（四）)."""
    seated = WorkItem.objects.filter(dossier=version.dossier_id, step=COUNTERSIGNING).values("organisation")
    missing = Organisation.objects.filter(pk__in=plan_versions.concerned(version)).exclude(pk__in=seated).in_order()
    if names := "、".join(missing.values_list("name", flat=True)):
        raise Conflict(_("修改后的方案涉及未参加会签的%(names)s，请移出其项目，或下一批方案再安排") % {"names": names})


def asked(dossier: int, step: str) -> str:
    """What the meeting wanted amended, in its own words; empty at any other step."""
    said = Opinion.objects.standing().filter(dossier=dossier, step=DECIDED_AT.get(step, ""))
    words = said.order_by("-written_at", "-pk").values_list("text", flat=True).first() or ""
    return f"{words.rstrip('。')}。" if words else ""


def digest(version: PlanVersion) -> str:
    """Tells one state of the plan from another: chapters, rows and what pays for them; two statements."""
    chapters = [getattr(version, name) for name in plan_versions.TEXTS]
    rows = list(version.items.order_by("project_id").values_list(*ROW))
    paid = ItemFunding.objects.filter(item__version=version).order_by("item__project_id", "source_id")
    money = list(paid.values_list("item__project_id", "source_id", "amount"))
    told = json.dumps([chapters, rows, money], cls=DjangoJSONEncoder, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()
