"""What the township says of each village's table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Invalid
from plans.models import VillageNeeds
from workflows.flows.forms import Payload, StepForm


class NeedsReviewForm(StepForm):
    """Which villages get their table back, each with the reason; the others stand. One that has not reported may be
    asked again."""

    panel_template = "flows/needs_review.html"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = VillageNeeds.objects.filter(needs__dossier=self.work_item.dossier_id).select_related("village")
        self.villages = list(rows.prefetch_related("lines").order_by("village__path"))
        for held in self.villages:
            self.fields[f"back-{held.pk}"] = forms.BooleanField(
                label=gettext_lazy("退回补正"), required=False, label_suffix=""
            )
            self.fields[f"reason-{held.pk}"] = forms.CharField(
                label=gettext_lazy("退回理由"), required=False, max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    def rows(self) -> list[tuple[VillageNeeds, forms.BoundField, forms.BoundField]]:
        """Each village with its two fields, for the panel."""
        return [(held, self[f"back-{held.pk}"], self[f"reason-{held.pk}"]) for held in self.villages]

    def clean(self) -> Payload:
        cleaned = super().clean() or self.cleaned_data
        for held in self.villages:
            if cleaned.get(f"back-{held.pk}") and not cleaned.get(f"reason-{held.pk}", "").strip():
                self.add_error(f"reason-{held.pk}", _("退回补正的，须写明理由"))
            if cleaned.get(f"reason-{held.pk}", "").strip() and not cleaned.get(f"back-{held.pk}"):
                self.add_error(f"back-{held.pk}", _("写了退回理由的，请勾选“退回补正”，或删去理由"))
        return cleaned

    def payload(self) -> Payload:
        said = self.cleaned_data
        return {
            "returned": {
                str(held.pk): said[f"reason-{held.pk}"] for held in self.villages if said.get(f"back-{held.pk}")
            }
        }

    @staticmethod
    def returned(data: Mapping[str, Any] | None) -> dict[int, str]:
        """The payload as the service takes it. Raises Invalid when it is not of that shape."""
        try:
            return {int(pk): str(reason) for pk, reason in ((data or {}).get("returned") or {}).items()}
        except (ValueError, AttributeError) as error:
            raise Invalid(_("请逐村填写审核意见")) from error
