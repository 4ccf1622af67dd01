"""What was amended since a meeting decided, row by row, for the secretary who compares it with the minutes (domain a.3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.money import wan
from plans.models import PlanItem, PlanVersion
from plans.services import plan_versions
from workflows.flows import amendments

Row = dict[str, Any]
LABELS = {field.name: field.verbose_name for field in (*PlanItem._meta.fields, *PlanVersion._meta.fields)}  # noqa: SLF001 - Django documents it


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: whose it is, what of it, before and after. Amounts in 万元, to the fen."""

    where: str
    what: str
    before: str
    after: str
    is_money: bool = False


def since_decided(version: PlanVersion) -> list[Difference] | None:
    """Chapters first, then items in the order of their codes, then the total; None where what was decided was not kept.
    Two statements."""
    if not version.as_decided:
        return None
    before, after = version.as_decided, amendments.content(version)
    return [*_texts(before["texts"], after["texts"]), *_rows(before["rows"], after["rows"])]


def _texts(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for name in plan_versions.TEXTS:
        if before[name] != after[name]:
            yield Difference(_("方案文本"), str(LABELS[name]), before[name], after[name])


def _rows(before: dict[str, Row], after: dict[str, Row]) -> Iterator[Difference]:
    for code in sorted({*before, *after}):
        was, now = before.get(code), after.get(code)
        where = f"{(now or was or {})['name']}（{code}）"
        if was is None or now is None:
            yield _whole(where, was, now)
        else:
            yield from _row(where, was, now)
    if (was_total := _total(before)) != (now_total := _total(after)):
        yield Difference(_("合计"), _("安排资金"), _amount(was_total), _amount(now_total), is_money=True)


def _whole(where: str, was: Row | None, now: Row | None) -> Difference:
    """An item that came in or went out."""
    gone, come = (_amount(Decimal(row["amount"])) if row else _("（未列入）") for row in (was, now))
    return Difference(where, _("移出项目") if now is None else _("新增项目"), gone, come, is_money=True)


def _row(where: str, was: Row, now: Row) -> Iterator[Difference]:
    for name in amendments.ROW:
        if was[name] != now[name]:
            yield Difference(where, str(LABELS[name]), was[name] or "—", now[name] or "—")
    if was["amount"] != now["amount"]:
        before, after = (_amount(Decimal(row["amount"])) for row in (was, now))
        yield Difference(where, _("安排资金"), before, after, is_money=True)
    for source in sorted({*was["paid"], *now["paid"]}):
        before, after = (_amount(Decimal(row["paid"].get(source, "0"))) for row in (was, now))
        if before != after:
            yield Difference(where, source, before, after, is_money=True)


def _total(rows: dict[str, Row]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows.values()), Decimal())


def _amount(yuan: Decimal) -> str:
    return f"{wan(yuan, separators=True)}万元"
