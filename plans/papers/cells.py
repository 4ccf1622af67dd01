"""How a value stands in a cell of a county's tables."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal

from core.money import wan
from documents.papers import Annex, Column, chinese_date
from plans.papers.rows import ProjectRow, total

UNIT = "单位：万元"
HOTLINE = "12317"
"""The complaints line every notice names (六（四）)."""


FIGURES = "零一二三四五六七八九"


def ordinal(number: int) -> str:
    """一 to 九十九, as 第一层 headings count (GB/T 9704 7.3.3)."""
    tens, ones = divmod(number, 10)
    if not tens:
        return FIGURES[ones]
    return f"{FIGURES[tens] if tens > 1 else ''}十{FIGURES[ones] if ones else ''}"


def money(amount: Decimal | None) -> str:
    """万元; an empty cell where there is nothing."""
    return wan(amount) if amount else ""


def money_text(amount: Decimal) -> str:
    return f"{wan(amount)}万元"


def month(day: datetime.date | None) -> str:
    return f"{day.year}.{day.month}" if day else ""


def period(row: ProjectRow) -> str:
    """2016.3至2016.11"""
    return "至".join(part for part in (month(row.starts_on), month(row.ends_on)) if part)


def day_text(day: datetime.date | None) -> str:
    return chinese_date(day) if day else ""


def sources(row: ProjectRow) -> str:
    """The levels that pay, a line each: 中央180"""
    levels = (
        ("中央", row.central),
        ("省", row.provincial),
        ("市", row.prefecture),
        ("县", row.county),
        ("其他", row.other),
    )
    return "\n".join(f"{name}{wan(amount)}" for name, amount in levels if amount) or row.funding_method


def granted(row: ProjectRow) -> str:
    """补助标准 of a notice, with the way of support below it: 5000元/个"""
    return "\n".join(part for part in (row.standard, row.support) if part)


def heads(households: int, people: int) -> str:
    return f"{households}户\n{people}人" if households or people else ""


def listed(parts: Iterable[str]) -> str:
    """一、……；二、……。 as a numbered Chinese list on lines of its own."""
    return "\n".join(f"{number}. {part}" for number, part in enumerate(parts, 1))


NOTICE_COLUMNS = (
    Column("序号", 2.5),
    Column("项目名称", 8, "left"),
    Column("实施地点", 6, "left"),
    Column("建设内容", 11, "left"),
    Column("补助标准", 5),
    Column("资金规模", 5.5, "right"),
    Column("资金来源", 6),
    Column("实施期限", 5),
    Column("实施单位及责任人", 6),
    Column("绩效目标", 9, "left"),
    Column("带贫减贫机制", 8, "left"),
)
"""The fields a notice must show (六（四）; domain a.5)."""


def notice_annex(label: str, title: str, projects: Sequence[ProjectRow]) -> Annex:
    rows = tuple(
        (
            str(number), row.name, row.place, row.content, granted(row), money(row.amount), sources(row), period(row),
            "\n".join(part for part in (row.responsible_unit, row.responsible_person) if part), row.target, row.linkage,
        )
        for number, row in enumerate(projects, 1)
    )  # fmt: skip
    closing = ("", "合计", "", f"{len(projects)}个项目", "", money(total(r.amount for r in projects)), *[""] * 5)
    return Annex(label, title, NOTICE_COLUMNS, (*rows, closing), unit=UNIT, totals=1)


def reachable(contact: str, phone: str) -> str:
    """The 附注 that names whom to ask, with the office's telephone where it has registered one."""
    return f"联系人：{contact}" + (f"，联系电话：{phone}" if phone else "") if contact else ""


def told_to(contact: str, phone: str) -> str:
    """To whom people turn: whoever posted, under the number that he registered, and the hotline of the whole country."""
    own = f"监督电话：{phone}；" if phone and phone != HOTLINE else ""
    return f"联系单位：{contact}；{own}扶贫监督举报电话：{HOTLINE}。"
