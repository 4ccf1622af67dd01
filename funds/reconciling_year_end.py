"""The year's end in the reconciliation: what a confirmed statement lists, against the rows of the plan and against what its
movements took out of the sources and into those of the next year."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from core.money import wan
from funds.allotting import NOUGHT, Allotment
from funds.enums import MovementKind, YearEndState
from funds.findings import Identity, Task
from funds.models import YearEndLine, YearEndStatement
from funds.next_year import ENTRIES
from funds.pool import total
from funds.year_end_reading import left_by, moved_by, sums_by_source
from plans.models import PlanVersion


def of_the_year_end(version: PlanVersion, allotment: Allotment) -> tuple[list[Identity], list[Task]]:
    """Nothing while no statement of the plan is confirmed; one statement, and three more where one is."""
    done = YearEndStatement.objects.filter(plan=version.plan_id, state=YearEndState.CONFIRMED).first()
    if done is None:
        return [], []
    lines = list(YearEndLine.objects.filter(statement=done).select_related("funding__source").order_by("pk"))
    listed, moved = sums_by_source(lines), moved_by(done)
    named = {line.funding.source_id: str(line.funding.source) for line in lines}
    return list(_identities(lines, listed, moved, named, allotment)), list(_taken_back(listed, named))


def _identities(
    lines: list[YearEndLine],
    listed: dict[tuple[int, MovementKind], Decimal],
    moved: dict[tuple[int, str], Decimal],
    named: dict[int, str],
    allotment: Allotment,
) -> Iterator[Identity]:
    """What the statement moved when it was confirmed. By the source, each that differs, so that two that differ by the same
    sum do not agree together."""
    stage, whole = _("年终结转收回"), allotment.whole
    yield Identity(
        stage=stage, left=_("各项目安排资金"), right=_("已下达＋收回＋结转"), left_sum=whole.planned,
        right_sum=whole.allotted + total(line.returned + line.carried for line in lines if line.allotment_id is None),
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


def _taken_back(listed: dict[tuple[int, MovementKind], Decimal], named: dict[int, str]) -> Iterator[Task]:
    """What a counter-entry brought back and nobody entered anew: it is the closed year's again, and no row's."""
    left = left_by(named)
    for source, name in sorted(named.items()):
        asked = total(amount for (of, _kind), amount in listed.items() if of == source)
        short = asked - left.get(source, NOUGHT)
        if short > 0:
            told = _(
                "年终清单转出%(asked)s万元，其中%(short)s万元已被更正冲销，不属任何项目，也未转入下年，请重新登记结转或年终失效"
            )
            yield Task(
                where=name, what=told % {"asked": wan(asked), "short": wan(short)}, amount=short,
                page=reverse("funds:source", args=[source]),
            )  # fmt: skip


def _of(
    sums: dict[tuple[int, MovementKind], Decimal] | dict[tuple[int, str], Decimal], kind: str
) -> dict[int, Decimal]:
    return {source: amount for (source, of_kind), amount in sums.items() if of_kind == kind}
