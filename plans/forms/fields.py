"""Fields that several forms share."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core.errors import Invalid
from core.models import Organisation
from core.money import parse_amount, wan


class WanField(forms.CharField):
    """An amount typed in 万元, cleaned to Decimal yuan; figures with a unit or a note in the cell are read too."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "figure"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_amount(text, unit="万元").yuan
        except Invalid as error:
            raise ValidationError(error.message) from error

    def prepare_value(self, value: Any) -> Any:
        return wan(value) if isinstance(value, Decimal) else value


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OrganisationField(forms.ModelMultipleChoiceField[Organisation]):
    """A checklist of organisations."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)
