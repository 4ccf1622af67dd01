"""Quantity by standard is the amount, parts are added up, each way of support asks for its own."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from core.errors import Invalid
from plans.rules import parts
from plans.rules.measures import measure_misfits, support_misfits
from plans.rules.payees import masked, payee_refusals
from tests.conftest import BEGINNING

NINETY = {"quantity": Decimal(90), "unit": "个", "unit_standard": Decimal(5000)}
"""温泉县: 90 at 5000元/个, 45万元 in all."""
TODAY = BEGINNING.date()


def fields(said: dict[str, Any], amount: str) -> list[str]:
    return [field for field, _refusal in measure_misfits(said, Decimal(amount))]


@pytest.mark.parametrize(
    ("amount", "wrong"),
    [("450000", []), ("450000.01", []), ("449999.99", []), ("450000.02", ["unit_standard"]), ("45", ["unit_standard"])],
)
def test_ninety_at_five_thousand_is_forty_five_wan_to_the_fen(amount: str, wrong: list[str]) -> None:
    assert fields(NINETY, amount) == wrong


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"unit_standard": None}, []),
        ({"quantity": None, "unit_standard": None, "unit": ""}, []),  # as every project before it was asked
        ({"unit": ""}, ["unit"]),
        ({"quantity": None}, ["quantity"]),
        ({"quantity": Decimal(0)}, ["quantity"]),
        ({"quantity": Decimal(10) ** 11, "unit_standard": None}, ["quantity"]),  # more than the register keeps
        ({"unit_standard": Decimal(-1)}, ["unit_standard"]),
    ],
)
def test_a_quantity_has_its_unit_and_a_standard_its_quantity(changed: dict[str, Any], wrong: list[str]) -> None:
    assert fields(NINETY | changed, "450000") == wrong


def test_the_refusal_names_both_figures() -> None:
    [(_field, refusal)] = measure_misfits(NINETY, Decimal(460_000))
    assert "数量90×补助标准5000元为45万元，与金额46万元不符" in refusal.message
    assert refusal.clause == "鄂政办发〔2015〕63号四（三）"


def test_parts_are_added_up_each_by_its_own_standard() -> None:
    kept = parts.read("机耕路｜3.2｜公里｜150000｜48\n水窖|5|座||1.5\n管网\t200\t米\t12.5")
    assert [part["amount"] for part in kept] == ["480000.00", "15000.00", "2500.00"]
    assert parts.read(parts.written(kept)) == kept
    said: dict[str, Any] = {"quantity": None, "unit": "", "unit_standard": None, "parts": kept}
    assert fields(said, "497500") == []
    assert fields(said, "497500.02") == ["parts"]
    assert fields({**said, **NINETY}, "497500") == ["unit_standard"]
    wrong = parts.read("机耕路｜3.2｜公里｜150000｜47")
    [(field, refusal)] = measure_misfits({"parts": wrong}, Decimal(470_000))
    assert (field, refusal.where) == ("parts", "分项第1行“机耕路”")


@pytest.mark.parametrize(
    "line",
    [
        "机耕路",
        "机耕路｜三｜公里｜150000",
        "机耕路｜0｜公里｜1",
        "｜1｜座｜1",
        "水窖｜5｜座｜｜",
        "甲｜1.0001｜个｜1",
        "甲｜nan｜个｜1",
    ],
)
def test_a_line_that_is_no_part_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="分项第1行"):
        parts.read(line)


LOAN = {"support_mode": "interest", "loan_amount": Decimal(100_000), "loan_rate": Decimal("4.35"), "linkage": ""}


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"loan_amount": None}, ["loan_amount"]),
        ({"loan_rate": None}, ["loan_rate"]),
        ({"loan_rate": Decimal(0)}, ["loan_rate"]),
        ({"loan_rate": Decimal(4350)}, ["loan_rate"]),
        ({"support_mode": "award"}, ["loan_amount", "loan_rate"]),
        ({"support_mode": "", "loan_amount": None, "loan_rate": None}, []),
        ({"support_mode": "shares", "loan_amount": None, "loan_rate": None}, ["linkage"]),
        ({"support_mode": "shares", "loan_amount": None, "loan_rate": None, "linkage": "折股量化到贫困户"}, []),
    ],
)
def test_each_way_of_support_asks_for_its_own(changed: dict[str, Any], wrong: list[str]) -> None:
    assert [field for field, _refusal in support_misfits(LOAN | changed)] == wrong


@pytest.mark.parametrize(("name", "shown"), [("王小明", "王**"), ("李四", "李*"), ("王", "王*"), (" 欧阳修 ", "欧**")])
def test_only_the_family_name_is_shown(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_two_people_of_whom_one_agreed_in_writing() -> None:
    asked: dict[str, Any] = {
        "beneficiary": "王小明", "payee": "李四", "relation": "寄养户", "consented_on": TODAY, "has_consent": True, "today": TODAY,
    }  # fmt: skip
    assert payee_refusals(**asked) == []
    for changed, field in (
        ({"has_consent": False}, "consent"),
        ({"payee": "王小明"}, "payee"),
        ({"payee": "李"}, "payee"),
        ({"relation": "寄养户（侄子李四）"}, "relation"),
        ({"beneficiary": ""}, "beneficiary"),
        ({"today": TODAY.replace(year=2025)}, "consented_on"),
    ):
        assert [name for name, _refusal in payee_refusals(**asked | changed)] == [field]
