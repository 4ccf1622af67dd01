"""The finance bureau's table of sources comes in, closes to the fen, and is corrected with a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.errors import Invalid, Refused
from core.models import LedgerEntry, Organisation
from funds.imports import SOURCES as REGISTER
from funds.models import FundSource
from plans.imports import applying, preparing, report
from plans.imports.rows import Context
from plans.imports.sheets_out import template
from tests.factories import flows as make
from tests.plans.imports.tables import (
    SOURCES,
    confirmed,
    drafter,
    edited,
    finance,
    said,
    sources_sent,
    treasurer,
    verdicts,
)
from tests.plans.tables.sheets import as_xlsx


def test_sources_come_in_by_document_to_the_fen(county: Organisation) -> None:
    prepared = sources_sent(county)
    assert verdicts(prepared) == ["new", "new"]
    confirmed(prepared)
    water, left_over = FundSource.objects.order_by("-amount")
    assert (water.level, water.nature, water.integrable) == ("central", "current", Decimal("4960000.00"))
    assert (left_over.level, left_over.nature) == ("county", "carryover")
    assert left_over.amount == Decimal("1092291.98")
    assert LedgerEntry.objects.filter(action="source.added").count() == 2
    assert verdicts(sources_sent(county)) == ["unchanged", "unchanged"]


def test_a_day_is_asked_where_the_table_has_none(county: Organisation) -> None:
    prepared = sources_sent(county, received_on="")
    assert verdicts(prepared) == ["wrong", "wrong"]
    assert all(said(row, "请填写“下达日期”") for row in prepared.rows.all())


def test_a_difference_without_a_reason_is_wrong(county: Organisation) -> None:
    sheet = [
        ("资金名称", "指标文号", "资金级次", "下达日期", "下达金额（元）", "纳入整合金额（元）"),
        ("中央资金", "财农〔2027〕1号", "中央", "2027年1月15日", "1,000,000.10", "900000"),
        ("", "", "合计", "", "1,000,000.10", ""),
    ]
    prepared = sources_sent(county, as_xlsx(sheet))
    assert verdicts(prepared) == ["wrong", "left_out"]
    row = prepared.rows.in_order()[0]
    assert row.said["amount"] == "1000000.10"
    assert said(row, "未全部整合的，须写明原因")


def test_only_the_finance_bureau(county: Organisation) -> None:
    with pytest.raises(Refused):
        preparing.receive(
            actor=drafter(county), key="sources", organisation=finance(county), year=make.YEAR, name="a", content=b""
        )


def test_an_exported_sheet_edited_offline_corrects_with_a_reason(county: Organisation) -> None:
    confirmed(sources_sent(county))
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_rows=True)
    assert verdicts(sources_sent(county, sheet)) == ["unchanged", "unchanged"]
    back = sources_sent(county, edited(sheet, {"G4": 500, "H4": 500}))
    assert verdicts(back) == ["changed", "unchanged"]
    with pytest.raises(Invalid, match="更正理由"):
        confirmed(back)
    confirmed(back, "指标文调增")
    assert FundSource.objects.get(level="central").amount == 5_000_000
    assert LedgerEntry.objects.get(action="source.corrected").detail["reason"] == "指标文调增"
    assert report.workbook(back).startswith(b"PK")


def test_the_sample_sheet_can_be_imported_as_it_is(county: Organisation) -> None:
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_samples=True)
    prepared = sources_sent(county, sheet)
    assert verdicts(prepared) == ["new", "new", "left_out", "new"]
    assert said(prepared.rows.in_order()[1], "金额栏的说明“其中应急20”记入备注")
    confirmed(prepared)
    assert FundSource.objects.get(nature="carryover").amount == Decimal("1092291.98")


def test_the_fixed_use_and_the_first_year_come_in_and_go_out(county: Organisation) -> None:
    heads = ("资金名称", "指标文号", "资金级次", "资金性质", "下达金额（万元）", "限定用途", "最初下达年度")
    lines = [
        ("防汛资金", "1号", "省级", "", "20", "山洪灾害防治", ""),
        ("结转资金", "2号", "县级", "结转", "5", "", "2025年度"),
    ]
    confirmed(sources_sent(county, as_xlsx([heads, *lines])))
    fixed, old = FundSource.objects.order_by("doc_no")
    assert (fixed.earmark, fixed.vintage, old.earmark, old.vintage) == ("山洪灾害防治", None, "", 2025)
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_rows=True)
    assert verdicts(sources_sent(county, sheet)) == ["unchanged", "unchanged"]
    back = sources_sent(county, edited(sheet, {"K4": None, "L5": 2024}))
    assert verdicts(back) == ["changed", "changed"]
    confirmed(back, "按指标文更正")
    assert [(one.earmark, one.vintage) for one in FundSource.objects.order_by("doc_no")] == [("", None), ("", 2024)]
    late = [heads, (*lines[1][:6], "2099"), (*lines[1][:1], "3号", *lines[1][2:6], "去年")]
    wrong, unread = sources_sent(county, as_xlsx(late)).rows.in_order()
    assert said(wrong, "不得晚于本年度")
    assert said(unread, "不是年度")


HEADINGS = ("资金名称", "指标文号", "资金级次", "下达日期", "下达金额", "纳入整合金额", "未整合原因")


def _line(number: int, amount: str, integrable: str = "", reason: str = "") -> tuple[str, ...]:
    return (f"资金{number}", f"财农〔2027〕{number}号", "中央", "2027-01-15", amount, integrable, reason)


def test_a_unit_that_is_only_supposed_is_told(county: Organisation) -> None:
    """Millions without a unit are yuan, small figures 万元; either way somebody is asked to look."""
    for amounts, unit, first in ((("4960000", "3000000"), "元", "4960000.00"), (("496", "300"), "万元", "4960000.00")):
        prepared = sources_sent(county, as_xlsx([HEADINGS, *(_line(i, a) for i, a in enumerate(amounts))]))
        assert prepared.remarks == [f"金额没有注明单位，按{unit}计"]
        assert prepared.rows.in_order()[0].said["amount"] == first
    with_unit = [[*HEADINGS[:4], "下达金额(元)", *HEADINGS[5:]], _line(1, "4960000", "4960000")]
    prepared = sources_sent(county, as_xlsx(with_unit))
    assert prepared.remarks == []
    assert prepared.rows.get().said["integrable"] == "4960000.00"


def test_a_total_that_does_not_add_up_is_told(county: Organisation) -> None:
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_samples=True)
    prepared = sources_sent(county, edited(sheet, {"G6": 9999}))
    assert verdicts(prepared) == ["new", "new", "left_out", "new"]
    told = "合计9,999万元，各行相加1,796万元，相差8,203万元，请核对"
    assert said(prepared.rows.in_order()[2], told)
    assert any(told in remark for remark in prepared.remarks)
    assert prepared.rows.fit().tallied() == {
        "fit": 3, "fit_amount": Decimal("19052291.98"), "chosen": 3, "chosen_amount": Decimal("19052291.98"),
    }  # fmt: skip
    assert not any("相差" in remark for remark in sources_sent(county, sheet).remarks)


def test_subtotals_and_a_total_over_the_table_hold(county: Organisation) -> None:
    total = ("总计", "", "", "", "6万元", "", "")
    lines = [total, _line(1, "1"), _line(2, "2"), ("小计", "", "", "", "3", "", ""), _line(3, "3"), total]
    assert not any("相差" in remark for remark in sources_sent(county, as_xlsx([HEADINGS, *lines])).remarks)


def test_nothing_integrated_is_not_everything(county: Organisation) -> None:
    lines = [_line(1, "496"), _line(2, "496", "—", "专款专用"), _line(3, "496", "无")]
    empty, dash, without_reason = sources_sent(county, as_xlsx([HEADINGS, *lines])).rows.in_order()
    assert (empty.said["integrable"], said(empty, "按下达金额全部纳入")) == ("4960000.00", True)
    assert (dash.verdict, dash.said["integrable"]) == ("new", "0.00")
    assert (without_reason.verdict, without_reason.said["integrable"]) == ("wrong", "0.00")


def test_what_is_integrated_cannot_be_cleared(county: Organisation) -> None:
    confirmed(sources_sent(county))
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_rows=True)
    [row, _other] = sources_sent(county, edited(sheet, {"H4": None})).rows.in_order()
    assert row.verdict == "wrong"
    assert said(row, "不整合的请写0")


def test_a_new_line_of_a_known_document_is_a_line_of_its_own(county: Organisation) -> None:
    """In the sheet that was exported as in any other; and it can be confirmed."""
    confirmed(sources_sent(county))
    number = SOURCES[1][0]
    sheet = template(REGISTER, Context(finance(county), county, make.YEAR), with_rows=True)
    line: dict[str, str | int | None] = {
        "B6": "另一条水利资金",
        "C6": number,
        "D6": "中央",
        "F6": "2027-01-15",
        "G6": 20,
        "H6": 20,
    }
    back = sources_sent(county, edited(sheet, line))
    assert verdicts(back) == ["unchanged", "unchanged", "new"]
    confirmed(back)
    foreign = [*SOURCES[:2], (number, "第三条水利资金", "中央", "", "30")]
    sent = sources_sent(county, as_xlsx(foreign))
    assert verdicts(sent) == ["unchanged", "new"]
    confirmed(sent)
    assert FundSource.objects.filter(doc_no=number).count() == 3


def test_a_line_that_was_renamed_is_known_by_its_document(county: Organisation) -> None:
    confirmed(sources_sent(county))
    assert verdicts(sources_sent(county, as_xlsx([SOURCES[0], (SOURCES[1][0], "改了名", *SOURCES[1][2:])]))) == [
        "changed"
    ]


def test_what_was_not_ticked_can_be_written_later_from_the_same_file(county: Organisation) -> None:
    confirmed(sources_sent(county))
    file = as_xlsx(
        [SOURCES[0], (*SOURCES[1][:3], "其他", "496"), SOURCES[2], ("财农〔2027〕9号", "新增资金", "省级", "", "3")]
    )
    first = sources_sent(county, file)
    rows = list(first.rows.in_order())
    assert [row.verdict for row in rows] == ["changed", "unchanged", "new"]
    keys = [row.pk for row in rows]
    applying.choose(actor=treasurer(county), prepared=first.pk, listed=keys, chosen=keys[2:], kept={})
    applying.confirm(actor=treasurer(county), prepared=first.pk, everything=False)
    assert verdicts(sources_sent(county, file)) == ["changed", "unchanged", "unchanged"]
