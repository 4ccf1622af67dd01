"""What a plan leaves of a project's cost (四（四）)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

OTHER_MONEY = ("自筹", "投工", "投劳", "社会", "贷款", "信贷", "捐", "企业", "其他", "入股", "帮扶", "配套")
"""Words in a project's 筹资方式 that name money or labour beside the pool."""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What a plan leaves of a project's cost, in yuan; `method` is the registered 筹资方式, empty where it names nothing beside the pool."""

    arranged: Decimal
    total: Decimal
    left: Decimal
    method: str


def rest_of(amount: Decimal, total: Decimal, method: str) -> Rest | None:
    """The rest of a project that a plan pays in part; None where it pays all of it or nothing yet."""
    if not 0 < amount < total:
        return None
    named = method.strip() if any(word in method for word in OTHER_MONEY) else ""
    return Rest(arranged=amount, total=total, left=total - amount, method=named)
