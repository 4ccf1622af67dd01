"""Fields that several forms share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator

from core.models import Organisation

LONGEST_TEXT = 2000  # characters; more than this stands in an attachment


def limit_texts(form: forms.BaseForm) -> None:
    """Every long text of the form ends at `LONGEST_TEXT` characters: a table cell of a document has to hold it."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField) and isinstance(field.widget, forms.Textarea):
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
            field.widget.attrs["maxlength"] = LONGEST_TEXT


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OrganisationField(forms.ModelMultipleChoiceField[Organisation]):
    """A checklist of organisations."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)
