"""Quantity, 补助标准 and the ways of support, as the forms of a project and of a plan's row ask for them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock, printable
from core.errors import Invalid
from core.models import Organisation
from plans.models import SubsidyStandard
from plans.rules import parts

MEASURES = (
    "standard", "quantity", "unit", "unit_standard", "standard_reason", "parts", "support_mode", "loan_amount",
    "loan_rate", "implement_mode", "integration_mode",
)  # fmt: skip
"""What a project says of them, in the order of the form."""


class PartsField(forms.CharField):
    """A line for each kind of work; cleaned as the rows that the register keeps."""

    def __init__(self, **kwargs: Any) -> None:
        shown = _(
            "一个项目有几种建设内容的，一行一项：内容｜数量｜计量单位｜补助标准（元）｜金额（万元）；金额合计须等于项目金额"
        )
        super().__init__(
            label=_("分项数量"), required=False, help_text=shown, max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}), **kwargs,
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return parts.written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if found := printable.mistake(text):
            raise forms.ValidationError(found)
        try:
            return parts.read(text)
        except Invalid as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class StandardField(forms.ModelChoiceField[SubsidyStandard]):
    """One of the county's standards in force; what it says is filled in where the form leaves it empty."""

    def __init__(self, **kwargs: Any) -> None:
        shown = _("选定后，计量单位和补助标准留空的按县定标准填写；另填的须写明理由")
        super().__init__(
            SubsidyStandard.objects.none(), label=_("县定补助标准"), required=False, empty_label=_("未填"),
            help_text=shown, **kwargs,
        )  # fmt: skip

    def offer(self, proposer: Organisation, kept: SubsidyStandard | None) -> None:
        """Those of the proposer's county, of other villages only where he answers for them; and the one that is kept."""
        county = proposer.county or proposer
        found = SubsidyStandard.objects.filter(county=county).in_force(clock.today())
        own = found.filter(village=None) | found.filter(village__path__startswith=proposer.path)
        if kept:
            own |= SubsidyStandard.objects.filter(pk=kept.pk)
        self.queryset = own.select_related("village").in_order()

    def label_from_instance(self, obj: SubsidyStandard) -> str:
        return obj.described


def name_what_was_not_said(form: forms.BaseForm) -> None:
    """Empty choices read 未填 rather than a row of dashes."""
    for name in ("support_mode", "implement_mode", "integration_mode"):
        if name in form.fields:
            field: Any = form.fields[name]
            field.choices = [("", _("未填")), *(choice for choice in field.choices if choice[0])]


def fill_in(cleaned: dict[str, Any]) -> None:
    """Unit and standard as the county's standard has them, where the form says nothing."""
    picked = cleaned.get("standard")
    if picked is None or cleaned.get("parts"):
        return
    if not cleaned.get("unit"):
        cleaned["unit"] = picked.unit
    if cleaned.get("unit_standard") is None and cleaned.get("quantity") is not None:
        cleaned["unit_standard"] = picked.amount
