"""What the watchers print: the heads of the ledger's chains at the end of a day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from documents.papers import (
    Block,
    Column,
    Disclosure,
    Field,
    Fields,
    Paper,
    Paragraph,
    Table,
    chinese_date,
)

GROUP = 16
"""Characters of a digest a line, so that it can be read aloud and typed."""


@dataclass(frozen=True, kw_only=True)
class AnchorRow:
    """Where one chain stood."""

    place: str
    code: str
    seq: int
    head: str
    root: str


@dataclass(frozen=True, kw_only=True)
class AnchorReport(Paper):
    """台账锚定表: printed, signed for and kept on paper, it shows later that no entry up to it was rewritten."""

    kind = "D38"
    disclosure = Disclosure.CLOSED

    province: str
    day: datetime.date
    rows: tuple[AnchorRow, ...]

    @property
    def title(self) -> str:
        return f"{self.province}{chinese_date(self.day)}台账锚定表"

    def body(self) -> tuple[Block, ...]:
        columns = (
            Column("序号", 2), Column("地区", 5, "left"), Column("代码", 4), Column("末条序号", 4),
            Column("末条摘要", 10), Column("总根", 10),
        )  # fmt: skip
        rows = tuple(
            (str(order), row.place, row.code, str(row.seq), grouped(row.head), grouped(row.root))
            for order, row in enumerate(self.rows, 1)
        )
        told = Paragraph(
            f"以下为{chinese_date(self.day)}各条台账链的末条序号、末条摘要和总根，共{len(self.rows)}条链。请打印后存档；"
            "此后用本表核对，末条及以前的任何一条记录如被改动、删除、插入或者整链重写，摘要即不相符。摘要和总根各64个字符，输入时连写，不留空格。"
        )
        how = Fields(
            (
                Field("核对台账", "manage.py verify_ledger 代码 --anchor 代码:末条序号:末条摘要", is_wide=True),
                Field(
                    "核对导出的台账", "python3 verify_ledger_export.py 导出文件 代码:末条序号:末条摘要", is_wide=True
                ),
                Field("核对案卷归档包", "python3 verify_dossier_package.py 归档包 代码:末条序号:总根", is_wide=True),
            )
        )
        return told, Table(columns, rows), how


def grouped(digest: str) -> str:
    """A digest in groups, which a line may break between."""
    return " ".join(digest[n : n + GROUP] for n in range(0, len(digest), GROUP))
