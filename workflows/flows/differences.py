"""What was amended since a meeting decided, row by row, for the secretary who compares it with the minutes (domain a.3)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.money import wan
from core.templatetags.words import cn_date
from funds.drafting import WORDS
from plans.compliance import registry
from plans.models import PlanItem, PlanVersion, Project
from plans.papers import ProjectRow
from plans.services import plan_versions
from workflows.flows import amendments

Row = dict[str, Any]
LEVELS = {word: level.label for level, word in WORDS.items()}
ROW = (
    *(field.name for field in fields(ProjectRow) if field.name != "code" and field.name not in LEVELS),
    "justification",
)
"""What a row says beside who pays for it."""

MONEY, DAYS = {"amount", "total", *LEVELS}, {"starts_on", "ends_on"}
_TEXTS, _ITEM, _PROJECT = (
    {field.name: field.verbose_name for field in (*model._meta.fields, *model._meta.many_to_many)}  # noqa: SLF001 - Django documents it
    for model in (PlanVersion, PlanItem, Project)
)
LABELS = {
    **{name: {**_PROJECT, **_ITEM, **_TEXTS}.get(name) for name in (*ROW, *plan_versions.TEXTS)},
    **LEVELS,
    "justification": _ITEM["justifications"],
    "place": _PROJECT["location"],
    "note": _PROJECT["amount_note"],
    "total": gettext_lazy("总投资"),
    "quantity": gettext_lazy("数量"),
    "standard": gettext_lazy("补助标准"),
    "support": _PROJECT["support_mode"],
    "implementation": _PROJECT["implement_mode"],
    "integration": _PROJECT["integration_mode"],
}
TITLES = {rule.code: rule.title for rule in registry.RULES}


@dataclass(frozen=True)
class Difference:
    """One thing that reads otherwise: whose it is, what of it, before and after. Amounts in 万元, to the fen."""

    where: str
    what: str
    before: str
    after: str
    is_money: bool = False


def since_decided(version: PlanVersion) -> list[Difference] | None:
    """None where what was decided was not kept. Six statements."""
    decided = plan_versions.as_decided(version)
    return between(decided, amendments.content(version)) if decided else None


def between(before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """Of two contents: chapters first, then items in the order of their codes, then the total."""
    return [*_texts(before["texts"], after["texts"]), *_rows(before["rows"], after["rows"])]


def _texts(before: dict[str, str], after: dict[str, str]) -> Iterator[Difference]:
    for name in (name for name in after if name in before):
        if before[name] != after[name]:
            yield Difference(_("方案文本"), _label(name), before[name], after[name])


def _label(name: str) -> str:
    """A chapter by its name, a reason by the title of the rule that it answers."""
    return str(LABELS[name] if name in LABELS else TITLES[name.removeprefix("reason.")])


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
    # a level reads otherwise beside the same payments when the level of a source was corrected
    for name in (*ROW, *LEVELS) if was["paid"] == now["paid"] else ROW:
        if name in was and name in now and was[name] != now[name]:
            before, after = (_said(name, row[name]) for row in (was, now))
            yield Difference(where, str(LABELS[name]), before, after, is_money=name in MONEY)
    for source in sorted({*was["paid"], *now["paid"]}):
        before, after = (_amount(Decimal(row["paid"].get(source, "0"))) for row in (was, now))
        if before != after:
            yield Difference(where, source, before, after, is_money=True)


def _said(name: str, value: Any) -> str:
    if value in ("", None):
        return "—"
    if name in MONEY:
        return _amount(Decimal(value))
    return cn_date(datetime.date.fromisoformat(value)) if name in DAYS else str(value)


def _total(rows: dict[str, Row]) -> Decimal:
    return sum((Decimal(row["amount"]) for row in rows.values()), Decimal())


def _amount(yuan: Decimal) -> str:
    return f"{wan(yuan, separators=True)}万元"
