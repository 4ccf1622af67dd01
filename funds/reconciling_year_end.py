"""The year's end in the reconciliation: what a confirmed statement lists, against the rows of the plan and against what its
movements took out of the sources and into those of the next year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from funds.allotting import NOUGHT, Allotment
from funds.enums import MovementKind, YearEndState
from funds.findings import Identity
from funds.models import YearEndLine, YearEndStatement
from funds.next_year import ENTRIES
from funds.pool import total
from funds.year_end_reading import moved_by, sums_by_source
from plans.models import PlanVersion


def of_the_year_end(version: PlanVersion, allotment: Allotment) -> Iterator[Identity]:
    """Nothing while no statement of the plan is confirmed; one statement, and two more where one is. By the source, each
    that differs, so that two that differ by the same sum do not agree together."""
    done = YearEndStatement.objects.filter(plan=version.plan_id, state=YearEndState.CONFIRMED).first()
    if done is None:
        return
    lines = list(YearEndLine.objects.filter(statement=done).select_related("funding__source").order_by("pk"))
    listed, moved = sums_by_source(lines), moved_by(done)
    named = {line.funding.source_id: str(line.funding.source) for line in lines}
    stage, whole = _("年终结转收回"), allotment.whole
    yield Identity(
        stage=stage, left=_("各项目安排资金"), right=_("已下达＋收回＋结转"), left_sum=whole.planned,
        right_sum=whole.allotted + total(line.returned + line.carried for line in lines),
    )  # fmt: skip
    for kind, left, right in (
        (MovementKind.LAPSED, _("清单收回资金池"), _("各来源年终失效")),
        (MovementKind.CARRIED_OUT, _("清单结转下年"), _("各来源结转下年")),
    ):
        of_kind = _of(listed, kind)
        out = _of(moved, kind)
        for source in sorted(of_kind.keys() | out.keys()):
            if of_kind.get(source, NOUGHT) != out.get(source, NOUGHT):
                yield Identity(
                    stage=stage, left=f"{left}：{named.get(source, source)}", right=right,
                    left_sum=of_kind.get(source, NOUGHT), right_sum=out.get(source, NOUGHT),
                )  # fmt: skip
        yield Identity(
            stage=stage, left=left, right=right, left_sum=total(of_kind.values()), right_sum=total(out.values())
        )
        yield Identity(
            stage=stage, left=left, right=_("转入下年来源"), left_sum=total(of_kind.values()),
            right_sum=total(_of(moved, ENTRIES[kind]).values()),
        )  # fmt: skip


def _of(
    sums: dict[tuple[int, MovementKind], Decimal] | dict[tuple[int, str], Decimal], kind: str
) -> dict[int, Decimal]:
    return {source: amount for (source, of_kind), amount in sums.items() if of_kind == kind}
