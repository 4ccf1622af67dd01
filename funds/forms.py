"""What people type about money; in 万元."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core.enums import OrganisationKind
from core.models import Organisation
from core.pages.forms import WanField
from funds.models import FundSource
from funds.rules import balance_refusals
from plans.forms.fields import DayInput
from plans.models import PlanItem


class SourceForm(forms.ModelForm[FundSource]):
    """One line of the fund table (附表1)."""

    amount = WanField(label=_("下达金额（万元）"))
    integrable = WanField(label=_("纳入整合金额（万元）"))

    class Meta:
        model = FundSource
        fields: ClassVar[tuple[str, ...]] = (
            "year", "name", "doc_no", "level", "nature", "received_on", "amount", "integrable",
            "not_integrated_reason", "competent", "earmark", "vintage", "note",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"received_on": DayInput()}

    def __init__(self, *args: Any, county: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        departments = Organisation.objects.filter(county=county, kind=OrganisationKind.DEPARTMENT)
        self.fields["competent"].queryset = departments.in_order()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The fields, as `funds.services.add_source` takes them; the year goes apart."""
        return {name: value for name, value in self.cleaned_data.items() if name != "year"}


class CorrectionForm(SourceForm):
    """A line mended, and why; the year stays."""

    reason = forms.CharField(label=_("更正理由"), max_length=200)

    class Meta(SourceForm.Meta):
        fields: ClassVar[tuple[str, ...]] = SourceForm.Meta.fields[1:]

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


class FundingForm(forms.Form):
    """What each source pays for one item; `sources` come from `FundSource.objects.with_used` of its version."""

    def __init__(self, *args: Any, item: PlanItem, sources: list[FundSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paid = {f.source_id: f.amount for f in item.fundings.all()}
        self.sources = sources
        for source in sources:
            self.fields[f"source-{source.pk}"] = WanField(
                label=str(source), required=False, initial=self.paid.get(source.pk)
            )

    def clean(self) -> dict[str, Any]:
        """What a source has not got is said at its own box, with the sum that it has."""
        cleaned = super().clean() or self.cleaned_data
        for source in self.sources:
            name = f"source-{source.pk}"
            used = source.used - self.paid.get(source.pk, Decimal()) + (cleaned.get(name) or Decimal())
            for refusal in balance_refusals([], [("", source.integrable, used)]):
                self.add_error(name, str(refusal))
        return cleaned

    def rows(self) -> list[tuple[FundSource, forms.BoundField]]:
        return [(source, self[f"source-{source.pk}"]) for source in self.sources]

    def amounts(self) -> dict[int, Any]:
        """Yuan by source; an emptied box takes the source away."""
        return {s.pk: self.cleaned_data[f"source-{s.pk}"] or 0 for s in self.sources}
