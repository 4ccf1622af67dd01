"""Fields of our own, and the phrase that is inserted without a script."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from core import money
from core.models import Organisation
from core.pages.forms import DateField, OrganisationsField, WanField, with_phrase_inserted


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("931.409198", "9314091.98"),
        ("1,234", "12340000"),
        ("９３．５", "935000"),
        (" 35 万元 ", "350000"),
        ("9314091.98元", "9314091.98"),
    ],
)
def test_amounts_are_typed_in_wan_and_kept_in_yuan(typed: str, yuan: str) -> None:
    assert WanField().clean(typed) == Decimal(yuan)


@pytest.mark.parametrize(
    ("typed", "code"), [("-3", "negative"), ("－3", "negative"), ("1.2345678", "too_fine"), ("三十", "invalid")]
)
def test_amounts_that_are_none(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WanField().clean(typed)
    assert refusal.value.code == code


@given(st.integers(min_value=0, max_value=10**15))
def test_an_amount_shown_and_sent_back_is_unchanged(fen: int) -> None:
    yuan = Decimal(fen) / 100
    assert WanField().clean(WanField().prepare_value(yuan)) == yuan == money.parse_amount(f"{yuan}元").yuan


@pytest.mark.parametrize("typed", ["2026-03-05", "2026年3月5日", "2026/3/5", " 2026.3.5 "])
def test_days_are_read_as_people_write_them(typed: str) -> None:
    assert DateField().clean(typed) == datetime.date(2026, 3, 5)


class Sample(forms.Form):
    amount = WanField(label="金额", help_text="以万元为单位")
    day = DateField(label="日期", required=False)


def test_a_plain_form_has_label_hint_error_and_summary() -> None:
    page = str(Sample({"amount": "三十", "day": "2026-03-05"}))
    assert '<a href="#id_amount">' in page
    assert page.index('class="mistakes"') < page.index('for="id_amount"') < page.index('value="三十"')
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in page
    assert 'id="id_amount_error"' in page
    assert 'value="2026-03-05"' in page
    assert "（选填）" in page


def test_organisations_are_found_by_name_and_initials(county: Organisation) -> None:
    county.pinyin = "zsx"

    class Seats(forms.Form):
        seats = OrganisationsField(label="会签单位", queryset=Organisation.objects.filter(pk=county.pk))

    Organisation.objects.filter(pk=county.pk).update(pinyin="zsx")
    page = str(Seats())
    assert 'data-search="竹山县 zsx"' in page
    assert f'type="checkbox" name="seats" value="{county.pk}"' in page


@pytest.mark.parametrize(
    ("posted", "opinion"),
    [
        ("opinion=&insert_phrase=同意。", "同意。"),
        ("opinion=已核&insert_phrase=同意。", "已核\n同意。"),
        ("opinion=已核&insert_phrase=", "已核"),
    ],
)
def test_a_phrase_is_inserted_without_a_script(posted: str, opinion: str) -> None:
    changed = with_phrase_inserted(QueryDict(posted))
    assert changed is not None
    assert changed["opinion"] == opinion


def test_another_button_inserts_nothing() -> None:
    assert with_phrase_inserted(QueryDict("opinion=已核&decision=approve")) is None
