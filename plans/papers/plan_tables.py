"""附表1 to 附表3 of a plan (domain a.5). 附表3 keeps every published field; related ones share a column so that a
landscape A4 page can be read."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from core.money import percent
from documents.papers import Annex, Column
from plans.papers.cells import UNIT, day_text, heads, money, period, sources
from plans.papers.rows import ArrangementRow, ProjectRow, SourceRow, total

SOURCE_COLUMNS = (
    Column("序号", 2.5), Column("资金名称", 10, "left"), Column("资金级次", 4), Column("指标文号", 8), Column("下达日期", 6),
    Column("下达金额", 6, "right"), Column("纳入整合金额", 6, "right"), Column("未整合原因", 6, "left"),
    Column("资金性质", 4), Column("主管部门", 6), Column("备注", 4, "left"),
)  # fmt: skip

ARRANGEMENT_COLUMNS = (
    Column("序号", 2.5), Column("项目类别", 8, "left"), Column("子类", 6, "left"), Column("项目个数", 4), Column("资金合计", 6, "right"),
    Column("中央", 5.5, "right"), Column("省", 5.5, "right"), Column("市", 5, "right"), Column("县", 5, "right"),
    Column("其他", 5, "right"), Column("占比", 4.5, "right"), Column("牵头部门", 6),
)  # fmt: skip

PROJECT_COLUMNS = (
    Column("序号", 2.2), Column("项目名称\n（库编号）", 8, "left"), Column("类别／建设性质", 4.6), Column("实施地点", 5.4, "left"),
    Column("建设任务及规模\n（数量、补助标准、支持和实施方式）", 10, "left"), Column("总投资", 6, "right"), Column("整合资金", 6, "right"),
    Column("资金来源", 6.4), Column("使用平台", 5, "left"), Column("主管部门／责任单位／责任人", 6),
    Column("时间进度", 5, "left"), Column("绩效目标", 7.6, "left"),
    Column("受益村", 4.6, "left"), Column("受益户／人", 3.8), Column("其中贫困户／人", 3.8),
    Column("群众参与和带贫减贫机制", 7.2, "left"), Column("备注", 2.4, "left"),
)  # fmt: skip


def source_annex(year: int, rows: Sequence[SourceRow]) -> Annex:
    """附表1 资金来源表"""
    body = tuple(
        (
            str(number), row.name, row.level, row.number, day_text(row.issued_on), money(row.amount),
            money(row.integrated), row.left_out_because, row.nature, row.competent, row.note,
        )
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    sums = (money(total(row.amount for row in rows)), money(total(row.integrated for row in rows)))
    closing = ("", "合计", "", "", "", *sums, "", "", "", "")
    return Annex("附表1", f"{year}年度统筹整合资金来源表", SOURCE_COLUMNS, (*body, closing), unit=UNIT, totals=1)


def arrangement_annex(year: int, rows: Sequence[ArrangementRow]) -> Annex:
    """附表2 资金分类安排表"""
    whole = total(row.amount for row in rows)
    body = tuple(
        (
            str(number), row.category, row.subcategory, str(row.projects), *_levels(row), share(row.amount, whole), row.lead,
        )
        for number, row in enumerate(rows, 1)
    )  # fmt: skip
    sums = ArrangementRow(
        category="合计", projects=sum(row.projects for row in rows), amount=whole,
        central=total(r.central for r in rows), provincial=total(r.provincial for r in rows),
        prefecture=total(r.prefecture for r in rows), county=total(r.county for r in rows),
        other=total(r.other for r in rows),
    )  # fmt: skip
    closing = ("", "合计", "", str(sums.projects), *_levels(sums), share(whole, whole), "")
    return Annex(
        "附表2", f"{year}年度统筹整合资金分类安排表", ARRANGEMENT_COLUMNS, (*body, closing), unit=UNIT, totals=1
    )


def _levels(row: ArrangementRow) -> tuple[str, ...]:
    return tuple(map(money, (row.amount, row.central, row.provincial, row.prefecture, row.county, row.other)))


def share(part: Decimal, whole: Decimal) -> str:
    """50.15%"""
    found = percent(part, whole)
    return "" if found is None else f"{found}%"


def project_annex(year: int, rows: Sequence[ProjectRow]) -> Annex:
    """附表3 项目明细表"""
    body = tuple(_project(number, row) for number, row in enumerate(rows, 1))
    amounts = (money(total(row.total or row.amount for row in rows)), money(total(row.amount for row in rows)))
    closing = ("", "合计", "", "", f"{len(rows)}个项目", *amounts, *[""] * 10)
    return Annex("附表3", f"{year}年度统筹整合资金项目明细表", PROJECT_COLUMNS, (*body, closing), unit=UNIT, totals=1)


def _project(number: int, row: ProjectRow) -> tuple[str, ...]:
    scale = "；".join(part for part in (row.quantity, row.standard, row.support, row.implementation) if part)
    return (
        str(number),
        f"{row.name}\n（{row.code}）" if row.code else row.name,
        f"{row.category}\n{row.nature}",
        row.place,
        f"{row.content}\n（{scale}）" if scale else row.content,
        money(row.total or row.amount),
        money(row.amount),
        sources(row),
        row.platform,
        "\n".join(part for part in (row.competent, row.responsible_unit, row.responsible_person) if part),
        row.schedule or period(row),
        row.target,
        row.villages,
        heads(row.households, row.people),
        heads(row.poor_households, row.poor_people),
        row.linkage,
        row.note,
    )
