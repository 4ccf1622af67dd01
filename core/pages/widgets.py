"""Inputs of our own: days, amounts in 万元, organisations."""

from __future__ import annotations

from typing import Any

from django import forms


class DateInput(forms.DateInput):
    """The browser's own calendar; a plain text box where it has none."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class WanInput(forms.TextInput):
    """A text box with 万元 behind it: a number box would refuse 1,234 and full-width digits."""

    template_name = "forms/wan_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class OrganisationChecklist(forms.CheckboxSelectMultiple):
    """Check boxes in a box of their own height; with a script a search line above, without one simply the list."""

    template_name = "forms/checklist.html"
    option_template_name = "forms/checklist_option.html"

    def create_option(
        self,
        name: str,
        value: Any,
        label: Any,
        selected: Any,
        index: int,
        subindex: int | None = None,
        attrs: Any = None,
    ) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        organisation = getattr(value, "instance", None)
        option["search"] = f"{label} {getattr(organisation, 'pinyin', '')}".lower()
        return option
