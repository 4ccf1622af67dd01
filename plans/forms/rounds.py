"""The deliberation and the proposal."""

from __future__ import annotations

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from core.pages.forms import PrintedTexts, WanField
from plans.forms.fields import DayInput, OrganisationField, limit_texts
from plans.forms.measures import MEASURES, PartsField, StandardField, fill_in, name_what_was_not_said
from plans.models import Project, VillageRound
from plans.rules.bounds import meeting_misfits
from plans.services import corrections, projects


class DeliberationForm(PrintedTexts, forms.ModelForm[VillageRound]):
    """The meeting of village representatives (D03)."""

    class Meta:
        model = VillageRound
        fields = (
            "held_on", "place", "chair", "recorder", "representatives", "present", "votes_for", "votes_against",
            "votes_abstained", "resolution",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"held_on": DayInput(), "resolution": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True
        limit_texts(self)

    def clean_held_on(self) -> datetime.date:
        held_on: datetime.date = self.cleaned_data["held_on"]
        for _field, refusal in meeting_misfits(held_on, self.instance.year or held_on.year, clock.today()):
            raise forms.ValidationError(str(refusal))
        return held_on


class ProjectForm(PrintedTexts, forms.ModelForm[Project]):
    """The mandatory fields of a project; places and departments are of the proposer's own county."""

    amount = WanField(label=_("申请资金（万元）"), keeps_note=True)
    villages = OrganisationField(label=_("实施村"), required=False)
    cooperating = OrganisationField(label=_("配合部门"), required=False)
    ground = forms.CharField(label=_("直接申报的理由"), required=False, max_length=200)
    standard = StandardField()
    parts = PartsField()
    loan_amount = WanField(label=_("贴息贷款金额（万元）"), required=False)

    class Meta:
        model = Project
        fields = (
            "name", "category", "nature", "location", "villages", "content", "amount", "amount_note",
            *MEASURES, "funding_method", "platform", "competent", "cooperating", "responsible_unit", "responsible_person",
            "starts_on", "ends_on", "households", "people", "poor_households", "poor_people", "target", "linkage",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "content": forms.Textarea(attrs={"rows": 3}),
            "target": forms.Textarea(attrs={"rows": 2}),
            "linkage": forms.Textarea(attrs={"rows": 2}),
            "starts_on": DayInput(),
            "ends_on": DayInput(),
        }

    def __init__(self, *args: Any, proposer: Organisation, year: int | None = None, **kwargs: Any) -> None:
        """`year` of the round or the register; None where the page asks it beside."""
        super().__init__(*args, **kwargs)
        self.year = year or self.instance.year
        departments = Organisation.objects.filter(county=proposer.county, kind=OrganisationKind.DEPARTMENT)
        self.fields["competent"].queryset = departments.in_order()  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = departments.in_order()  # type: ignore[attr-defined]
        self.fields["villages"].queryset = _villages(proposer)  # type: ignore[attr-defined]
        self.fields["standard"].offer(proposer, self.instance.standard)  # type: ignore[attr-defined]
        name_what_was_not_said(self)
        if proposer.kind == OrganisationKind.VILLAGE or self.instance.pk:
            del self.fields["ground"]
        if proposer.kind == OrganisationKind.VILLAGE or proposer.kind == OrganisationKind.DEPARTMENT:
            del self.fields["villages"]
        limit_texts(self)

    def clean(self) -> dict[str, Any]:
        """What no project can have is marked at its field; a remark behind the figure goes to the note of the amount."""
        cleaned = super().clean() or self.cleaned_data
        fill_in(cleaned)
        for field, refusal in projects.misfits(cleaned, self.year):
            self.add_error(field, str(refusal))
        if "amount" not in cleaned or "amount_note" not in cleaned:
            return cleaned
        note, written = WanField.note(str(self["amount"].data)), cleaned["amount_note"]
        if note and note not in written:
            joined = f"{written}；{note}" if written else note
            longest = self.fields["amount_note"].max_length  # type: ignore[attr-defined]
            if len(joined) > longest:
                self.add_error("amount_note", _("连同金额后的说明超出%(longest)d字，请缩短") % {"longest": longest})
            cleaned["amount_note"] = joined
        return cleaned

    def values(self) -> dict[str, Any]:
        """The plain fields, as `plans.services.projects` takes them."""
        apart = {"villages", "cooperating", "ground"}
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


class CorrectionForm(PrintedTexts, forms.ModelForm[Project]):
    """What the keeper of the library may correct of a project in it, and why."""

    reason = forms.CharField(label=_("更正理由"), max_length=200)

    class Meta:
        model = Project
        fields = corrections.CORRECTABLE
        widgets: ClassVar[dict[str, Any]] = {
            name: widget for name, widget in ProjectForm.Meta.widgets.items() if name in corrections.CORRECTABLE
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_was_not_said(self)
        limit_texts(self)

    def clean(self) -> dict[str, Any]:
        """What no project can have is marked at its field."""
        cleaned = super().clean() or self.cleaned_data
        for field, refusal in projects.misfits(cleaned, self.instance.year):
            self.add_error(field, str(refusal))
        return cleaned

    def values(self) -> dict[str, Any]:
        """The plain fields, as `plans.services.corrections` takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "reason"}


def _villages(proposer: Organisation) -> Any:
    return Organisation.objects.filter(parent=proposer, kind=OrganisationKind.VILLAGE).in_order()
