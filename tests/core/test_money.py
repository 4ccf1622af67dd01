"""Amounts as they stand in real tables (B15)."""

from __future__ import annotations

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Invalid
from core.money import Unit, parse_amount, wan


@pytest.mark.parametrize(
    ("text", "unit", "yuan", "note"),
    [
        ("931.409198万元", "元", "9314091.98", ""),
        ("931.409198", "万元", "9314091.98", ""),
        ("9314091.98", "元", "9314091.98", ""),
        ("9,314,091.98元", "万元", "9314091.98", ""),
        (" 35 万元 （其中省级20万元） ", "元", "350000.00", "其中省级20万元"),
        ("35(补助)", "元", "35.00", "补助"),
        ("１２３．４５元", "元", "123.45", ""),
        ("１，２３４", "元", "1234.00", ""),
        ("0", "元", "0.00", ""),
        ("0.000001万元", "元", "0.01", ""),
        ("0.005", "元", "0.01", ""),
        ("12元（）", "元", "12.00", ""),
    ],
)
def test_reads(text: str, unit: Unit, yuan: str, note: str) -> None:
    parsed = parse_amount(text, unit=unit)
    assert (str(parsed.yuan), parsed.note) == (yuan, note)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "约30万元",
        "-5",
        "1.2.3",
        "12,34",
        "1,2345",
        "30万",
        "30亿元",
        "三十万元",
        "1e6",
        "NaN",
        "30元/亩",
        "5 6",
        "9" * 18,
        "٣",
    ],
)
def test_refuses_and_names_the_text(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_amount(text)
    assert f"“{text}”" in refusal.value.message
    assert refusal.value.clause == "B15"


@pytest.mark.parametrize(
    ("yuan", "printed"),
    [
        ("9314091.98", "931.409198"),
        ("0", "0"),
        ("0.01", "0.000001"),
        ("10000", "1"),
        ("1000000", "100"),
        ("1234567890000", "123456789"),
        ("-10000", "-1"),
    ],
)
def test_wan(yuan: str, printed: str) -> None:
    assert wan(Decimal(yuan)) == printed


def test_wan_with_separators() -> None:
    assert wan(Decimal("123456789012.30"), separators=True) == "12,345,678.90123"


AMOUNTS = st.decimals(min_value=0, max_value=Decimal("9999999999999999.99"), places=2)


@given(AMOUNTS)
def test_what_is_printed_is_read_again_without_loss(yuan: Decimal) -> None:
    assert parse_amount(f"{wan(yuan)}万元").yuan == yuan
    assert parse_amount(wan(yuan, separators=True), unit="万元").yuan == yuan
    assert parse_amount(f"{yuan:,}元").yuan == yuan


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Invalid):
        assert parse_amount(text).yuan >= 0
