"""The plan of several years: opening it, its chapters, a line of a table, the meeting behind it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import clock
from core.enums import OrganisationKind
from core.models import Organisation
from core.pages.forms import OrganisationsField, PrintedTexts, WanField
from core.working_days import add_working_days
from plans.forms.fields import DayInput, limit_texts
from plans.models import MasterPlanVersion, Need, Project, TownshipNeeds, VillageNeeds
from plans.services import needs
from plans.services.projects import misfits

PERIOD, TO_REPORT = 3, 40
"""Years that are offered, and working days until townships report."""


class OpenPlanningForm(forms.Form):
    """Which period is planned, and by when townships report; several may stand on one page."""

    first_year = forms.IntegerField(label=_("起始年度"), min_value=2015, max_value=2100)
    last_year = forms.IntegerField(label=_("终止年度"), min_value=2015, max_value=2100)
    needs_due = forms.DateField(label=_("乡镇上报期限"), widget=DayInput())
    townships = OrganisationsField(queryset=Organisation.objects.none(), label=_("参加编制的乡镇"))

    def __init__(self, sent: QueryDict | None = None, *, group: Organisation) -> None:
        super().__init__(sent, auto_id=f"planning-{group.pk}-%s")
        self.group = group
        today = clock.today()
        self.fields["first_year"].initial = today.year + 1
        self.fields["last_year"].initial = today.year + PERIOD
        self.fields["needs_due"].initial = min(add_working_days(today, TO_REPORT), datetime.date(today.year, 12, 31))
        found = Organisation.objects.filter(county=group.county, kind=OrganisationKind.TOWNSHIP, is_active=True)
        self.fields["townships"].queryset = found.in_order()  # type: ignore[attr-defined]
        self.fields["townships"].initial = list(found.order_by("path").values_list("pk", flat=True))

    def said(self) -> dict[str, Any]:
        """As `master_plans.open_planning` takes it."""
        chosen = self.cleaned_data["townships"]
        return {**self.cleaned_data, "townships": [township.pk for township in chosen]}


class MasterTextsForm(PrintedTexts, forms.ModelForm[MasterPlanVersion]):
    """The chapters."""

    class Meta:
        model = MasterPlanVersion
        fields = ("title", "goals", "tasks", "safeguards")


class NeedForm(PrintedTexts, forms.ModelForm[Need]):
    """One line of a village's or a township's table."""

    amount = WanField(label=_("需求资金（万元）"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    class Meta:
        model = Need
        fields = needs.FIELDS

    def __init__(self, *args: Any, part: TownshipNeeds, place: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year}") for year in part.version.plan.years]  # type: ignore[attr-defined]
        kept = Project.objects.filter(pk__in=[self.instance.project_id or 0])  # also once a plan took it
        self.fields["project"].queryset = needs.linkable(place) | kept  # type: ignore[attr-defined]
        limit_texts(self)

    def clean(self) -> dict[str, Any]:
        """What no line can have is marked at its field."""
        cleaned = super().clean() or self.cleaned_data
        for field, refusal in misfits(cleaned, None):
            self.add_error(field, str(refusal))
        return cleaned


class VillageMeetingForm(PrintedTexts, forms.ModelForm[VillageNeeds]):
    """The meeting of village representatives that the table went through."""

    class Meta:
        model = VillageNeeds
        fields = needs.MEETING
        widgets: ClassVar[dict[str, Any]] = {"held_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_held_on(self) -> datetime.date:
        held_on: datetime.date = self.cleaned_data["held_on"]
        if held_on > clock.today():
            raise forms.ValidationError(_("会议日期不得晚于今天（会议开过才登记）"))
        return held_on


class ArrangeForm(forms.Form):
    """What the county plans for one line."""

    planned = WanField(label=_("规划资金（万元）"))

    def amount(self) -> Decimal:
        found: Decimal = self.cleaned_data["planned"]
        return found
