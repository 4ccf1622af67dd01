"""What an adjustment prints beside the plan itself (D16): its ground, and what changed (附表4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from documents.papers import Annex
from plans.comparing import Comparison, Line, Total
from plans.drafting.language import official
from plans.enums import VersionKind
from plans.models import EmergencyItem, ItemChange, PlanVersion
from plans.papers import ChangeRow, EmergencyRow, Side, TotalRow
from plans.papers.adjustment import change_annex

CALLED = {
    "content": "建设任务及规模",
    "scale": "数量和补助标准",
    "schedule": "时间进度",
    "platform": "使用平台",
    "responsible_unit": "责任单位",
}
"""What the words of a row are called on paper."""


def adjustment_fields(version: PlanVersion, compared: Comparison) -> dict[str, Any]:
    """The fields that D16 has beyond D15. Three statements."""
    made = version.adjustment
    former = whole_before(version)
    return {
        "adjusted_title": former.title,
        "adjusted_number": former.document.number if former.document else "",
        "adjusted_on": former.document.document_date if former.document else None,
        "reason": made.reason,
        "ground": made.ground,
        "changes": change_rows(compared, {row.project_id: row for row in version.changes.all()}, made.ground),
        "unchanged": compared.unchanged,
        "whole": _total(compared.whole),
        "by_source": tuple(map(_total, compared.by_source)),
        "by_category": tuple(map(_total, compared.by_category)),
        "emergencies": _emergencies(version),
    }


def adjusted_words(version: PlanVersion) -> str:
    """Which plan it adjusts, as other documents say it; empty for a first version. One statement for an adjustment."""
    if version.kind != VersionKind.ADJUSTMENT:
        return ""
    former = whole_before(version)
    return f"系对《{former.title}》（{former.document.number if former.document else ''}）的调整"


def whole_before(version: PlanVersion) -> PlanVersion:
    """The issued plan that the version adjusts or changes single items of, whatever single changes came between: its
    document is the one that is cited. One statement."""
    earlier = PlanVersion.objects.filter(plan=version.plan_id, seq__lt=version.seq, document__isnull=False)
    whole = earlier.exclude(kind=VersionKind.ITEM_CHANGE).select_related("document").order_by("-seq").first()
    if whole is None:
        raise ValueError("a first version follows no other")
    return whole


@official
def change_table(version: PlanVersion, compared: Comparison, said: Mapping[int, ItemChange]) -> Annex:
    """附表4 of any two versions of a plan; `said` is by project why rows of the later one differ, where it adjusts the
    other."""
    ground = version.adjustment.ground if said else ""
    return change_annex(version.plan.year, change_rows(compared, said, ground))


def change_rows(compared: Comparison, said: Mapping[int, ItemChange], ground: str) -> tuple[ChangeRow, ...]:
    """A row without a ground of its own rests on the adjustment's."""
    unsaid = ItemChange()
    return tuple(
        ChangeRow(
            code=change.line.code,
            name=f"{change.line.name}（应急）" if change.line.is_emergency else change.line.name,
            kind="、".join(str(kind.label) for kind in change.kinds),
            before=_side(change.before),
            after=_side(change.after),
            reason=said.get(change.line.project, unsaid).reason,
            ground=said.get(change.line.project, unsaid).ground or ground,
        )
        for change in compared.changes
    )


def _side(line: Line | None) -> Side | None:
    """What is to be built and when, and who uses and answers for it."""
    if line is None:
        return None
    said = tuple((called, getattr(line, name).rstrip("。")) for name, called in CALLED.items())
    return Side(said=said, amount=line.amount, paid=tuple(line.paid.items()))


def _total(total: Total) -> TotalRow:
    return TotalRow(
        name=total.name, before=total.before, after=total.after, rows_before=total.rows_before,
        rows_after=total.rows_after,
    )  # fmt: skip


def _emergencies(version: PlanVersion) -> tuple[EmergencyRow, ...]:
    rows = EmergencyItem.objects.outside_library(version).select_related("project")
    latest = {row.project_id: row for row in rows}
    return tuple(
        EmergencyRow(
            project=row.project.name, kind=str(row.get_kind_display()), ground=row.ground, decision=row.decision,
            decided_on=row.decided_on, entry_due=row.entry_due,
        )
        for row in latest.values()
    )  # fmt: skip
