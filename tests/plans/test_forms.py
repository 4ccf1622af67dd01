"""Amounts are typed in 万元 and kept in yuan, to the fen."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.pages.forms import WanField
from funds.forms import SourceForm
from plans.forms.fields import LONGEST_TEXT, limit_texts
from plans.forms.rounds import DeliberationForm, ProjectForm


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [("48.500001", "485000.01"), ("1,234.5", "12345000"), ("１２", "120000"), ("485000.01元", "485000.01")],
)
def test_a_figure_without_unit_is_in_wan(typed: str, yuan: str) -> None:
    assert WanField().clean(typed) == Decimal(yuan)


@pytest.mark.parametrize("yuan", ["0.01", "485000.01", "120000.00"])
def test_what_is_shown_is_read_back(yuan: str) -> None:
    field = WanField()
    assert field.clean(field.prepare_value(Decimal(yuan))) == Decimal(yuan)


@pytest.mark.parametrize(("typed", "words"), [("-5", "不得为负"), ("12.1234567", "6位小数"), ("四十八", "无法识别")])
def test_a_figure_that_is_none_is_named_not_rounded(typed: str, words: str) -> None:
    for form in (ProjectForm, SourceForm):
        with pytest.raises(ValidationError, match=words):
            form.base_fields["amount"].clean(typed)


def test_a_remark_behind_a_figure_is_never_lost() -> None:
    with pytest.raises(ValidationError, match=r"灾情因素6万元.*备注"):
        SourceForm.base_fields["amount"].clean("10(其中,灾情因素6万元)")
    assert ProjectForm.base_fields["amount"].clean("10(其中,灾情因素6万元)") == Decimal(100_000)
    assert WanField.note("10(其中,灾情因素6万元)") == "其中,灾情因素6万元"


@pytest.mark.parametrize("typed", ["12.5万元（含配套）", "12.5（含配套1.234567890）", "12.5万元", "125000元（含配套）"])
def test_a_unit_and_a_remark_stand_together(typed: str) -> None:
    assert ProjectForm.base_fields["amount"].clean(typed) == Decimal(125_000)


def test_too_fine_is_still_too_fine_before_a_remark() -> None:
    with pytest.raises(ValidationError, match="6位小数"):
        ProjectForm.base_fields["amount"].clean("12.1234567万元（含配套）")


def test_the_framework_s_bounds_are_said_in_our_words() -> None:
    class Written(forms.Form):
        name = forms.CharField(max_length=3)
        count = forms.IntegerField(max_value=7, min_value=0)

    said = Written({"name": "四个字的", "count": 8}).errors
    assert said["name"] == ["最多3个字，现有4个字，请缩短。"]
    assert said["count"] == ["不得大于7，请核对数字。"]


def test_a_long_text_ends_where_a_cell_of_a_document_does() -> None:
    class Written(forms.Form):
        content = forms.CharField(widget=forms.Textarea)

        def __init__(self, text: str) -> None:
            super().__init__({"content": text})
            limit_texts(self)

    assert Written("长" * LONGEST_TEXT).is_valid()
    assert not Written("长" * (LONGEST_TEXT + 1)).is_valid()


def test_the_meeting_of_representatives_is_recorded_whole() -> None:
    form = DeliberationForm({"held_on": "2026-11-24", "resolution": "长" * 100_000})
    assert {"present", "votes_for", "resolution"} <= set(form.errors)
