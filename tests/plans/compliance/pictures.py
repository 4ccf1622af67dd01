"""Small pictures of plans, and the basis of a day without a database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from plans.compliance import registry
from plans.compliance.basis import Basis, Threshold, in_force
from plans.compliance.picture import FundingFact, ItemFact, Picture, ProjectFact, SourceFact
from plans.enums import Category
from plans.models import NegativeListEntry

DAY = datetime.date(2026, 3, 2)
YEAR = 2026


def project(**changed: Any) -> ProjectFact:
    given: dict[str, Any] = {
        "name": "道路", "category": Category.INDUSTRY, "poor_people": 3, "poor_households": 3, "amount": Decimal(10**9),
        "villages": ("甲镇一村",), "township": "甲镇", "starts_on": datetime.date(YEAR, 3, 1),
        "ends_on": datetime.date(YEAR, 11, 30), **changed,
    }  # fmt: skip
    return ProjectFact(**given)


def item(content: str = "硬化道路", *, seq: int = 1, **changed: Any) -> ItemFact:
    """Fields of the project by `of`, what pays by `fundings`; else the first source pays all."""
    amount = changed.pop("amount", Decimal(100_000))
    given: dict[str, Any] = {
        "key": 1000 + seq, "code": f"P{seq}", "project": project(**changed.pop("of", {})), "platform": "平台",
        "schedule": "年内", "responsible_unit": "局", "fundings": (FundingFact(source=0, amount=amount),), **changed,
    }  # fmt: skip
    return ItemFact(seq=seq, amount=amount, content=content, **given)


def source(used: Decimal, *, level: str = "central", name: str = "中央财政专项扶贫资金") -> SourceFact:
    return SourceFact(name=name, level=level, amount=used, integrable=used, used=used)


def picture(*items: ItemFact, poor_level: str = "national", justified: Mapping[str, str] | None = None) -> Picture:
    """One central source pays exactly for all of it."""
    total = sum((row.amount for row in items), Decimal(0))
    return Picture(
        year=YEAR, poor_level=poor_level, items=items, sources=(source(total),), justified=dict(justified or {})
    )


def spread(count: int, **changed: Any) -> list[ItemFact]:
    """So many rows, each of another village of another township and of another amount."""
    return [
        item(
            f"内容{seq}", seq=seq, amount=Decimal(100_000 + 1_000 * seq),
            of={"name": f"项目{seq}", "villages": (f"{seq}镇一村",), "township": f"{seq}镇"}, **changed,
        )
        for seq in range(1, count + 1)
    ]  # fmt: skip


def basis(on: datetime.date = DAY, entries: Iterable[NegativeListEntry] = (), **values: str) -> Basis:
    """The usual thresholds, but for those named."""
    thresholds = {
        key: Threshold(Decimal(values.get(key, parameter.usual)))
        for key, (parameter, _codes) in registry.parameters().items()
    }
    return Basis(on=on, entries=in_force(entries, on), thresholds=thresholds)
