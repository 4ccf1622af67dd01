"""修改后通过: what a meeting asked to be changed is changed, and compared, before the plan goes on (domain a.3, B35)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Conflict
from core.models import Organisation
from funds.drafting import levels_of
from funds.models import ItemFunding
from plans import drafting
from plans.compliance import registry
from plans.compliance.reading import justified
from plans.compliance.rule import Answer
from plans.drafting.language import official
from plans.models import PlanVersion
from plans.rules.alike import reads_alike
from plans.services import plan_versions
from workflows.engine.models import Opinion, WorkItem
from workflows.flows.settlements import COUNTERSIGNING

DECIDED_AT = {
    "working_group_amends": "leading_group_decides",
    "group_secretary_confirms": "leading_group_decides",
    "working_group_revises": "executive_meeting_decides",
    "meeting_secretary_confirms": "executive_meeting_decides",
}
"""By the step that amends or compares, the one whose meeting asked for it."""

COMPARING = {"working_group_amends": "group_secretary_confirms", "working_group_revises": "meeting_secretary_confirms"}
"""By the step that amends, the one that compares what it made."""


def reopen(version: PlanVersion) -> None:
    """Open the draft again, and keep what it said when the meeting decided."""
    plan_versions.reopen_to_amend(version, content(version))


def require_made(version: PlanVersion, step: str) -> None:
    """Raises Conflict, with what the meeting asked for, when neither a row, its money nor a chapter has changed since.

    A version reopened before its content was kept is let through.
    """
    decided = plan_versions.as_decided(version)
    if decided and is_unchanged(decided, content(version)):
        told = {"asked": asked(version.dossier_id, step)}
        raise Conflict(_("会议要求：%(asked)s方案自议决以来没有任何改动，请先打开方案按会议意见修改，再提交") % told)


def is_unchanged(decided: dict[str, Any], now: dict[str, Any]) -> bool:
    if decided["rows"].keys() != now["rows"].keys() or not reads_alike(decided["texts"], now["texts"]):
        return False
    return all(reads_alike(row, now["rows"][code]) for code, row in decided["rows"].items())


def require_consulted(version: PlanVersion) -> None:
    """Raises Conflict when the amended plan concerns a department that never countersigned it: what it is responsible
    for is not decided without it (63号文四（四）)."""
    seated = WorkItem.objects.filter(dossier=version.dossier_id, step=COUNTERSIGNING).values("organisation")
    missing = Organisation.objects.filter(pk__in=plan_versions.concerned(version)).exclude(pk__in=seated).in_order()
    if names := "、".join(missing.values_list("name", flat=True)):
        raise Conflict(_("修改后的方案涉及未参加会签的%(names)s，请移出其项目，或下一批方案再安排") % {"names": names})


def asked(dossier: int, step: str) -> str:
    """What the meeting wanted amended, in its own words; empty at any other step."""
    return _last_words(dossier, DECIDED_AT.get(step, ""))


def sent_back(dossier: int, step: str) -> str:
    """Why the secretary of the meeting gave the amended draft back, once more amended at `step`; empty where he did
    not."""
    lies = WorkItem.objects.open().filter(dossier=dossier, step=step, cause__step=COMPARING.get(step, ""))
    return _last_words(dossier, COMPARING[step]) if step in COMPARING and lies.exists() else ""


def _last_words(dossier: int, step: str) -> str:
    said = Opinion.objects.standing().filter(dossier=dossier, step=step)
    words = said.order_by("-written_at", "-pk").values_list("text", flat=True).first() or ""
    return f"{words.rstrip('。')}。" if words else ""


@official
def content(version: PlanVersion) -> dict[str, Any]:
    """One state of the plan as plain JSON: its chapters by name; its rows by project code, each with all that 附表3
    prints of it (the fields of ProjectRow; yuan to the fen, days in ISO form), its reasons rule by rule, and what each source
    pays by the source's name. Five statements."""
    levels = levels_of(version)
    paid: dict[int, dict[str, str]] = defaultdict(dict)
    fundings = ItemFunding.objects.filter(item__version=version).select_related("source")
    for funding in fundings.order_by("source_id"):
        paid[funding.item_id][str(funding.source)] = f"{funding.amount:.2f}"
    return {
        "texts": {name: getattr(version, name) for name in plan_versions.TEXTS} | reasons(version),
        "rows": {
            item.project.code: {
                **{name: plain(value) for name, value in vars(printed).items()},
                "justification": "；".join(
                    f"{code} {text}".strip() for code, text in sorted(item.justifications.items())
                ),
                "paid": paid[item.pk],
            }
            for item, printed in drafting.printed_items(version, levels)
        },
    }


def reasons(version: PlanVersion) -> dict[str, str]:
    """What the plan as a whole says to each rule that it answers so, by `reason.` and the code; empty where nothing. One
    statement."""
    said = justified(version)
    return {f"reason.{rule.code}": said.get(rule.code, "") for rule in registry.RULES if rule.answer == Answer.PLAN}


def plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, datetime.date) else value
