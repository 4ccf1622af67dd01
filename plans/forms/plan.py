"""The plan editor."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Organisation
from core.pages.forms import PrintedTexts
from core.working_days import add_working_days
from plans.compliance.picture import EVERY
from plans.compliance.records import VerdictRow
from plans.forms.fields import DayInput
from plans.forms.measures import PartsField
from plans.models import PlanItem, PlanVersion, Project
from plans.rules.measures import measure_misfits
from plans.services import row_reasons


class OpenPlanForm(forms.Form):
    """The start notice (D01) of one working group; several may stand on one page."""

    year = forms.IntegerField(label=_("方案年度"), min_value=2015, max_value=2100)
    reply_by = forms.DateField(label=_("项目申报截止"), widget=DayInput())

    def __init__(self, sent: QueryDict | None = None, *, group: Organisation) -> None:
        super().__init__(sent, auto_id=f"group-{group.pk}-%s")
        self.group = group
        today = clock.today()
        self.fields["year"].initial = today.year + 1 if today.month >= 7 else today.year
        self.fields["reply_by"].initial = add_working_days(today, 2 * settings.STEP_LIMITS["working_group_drafts"])

    def clean_reply_by(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["reply_by"]
        if day <= clock.today():
            raise forms.ValidationError(_("截止日期须晚于今天"))
        return day


class TextsForm(PrintedTexts, forms.ModelForm[PlanVersion]):
    """The chapters of a draft."""

    class Meta:
        model = PlanVersion
        fields = ("title", "goals", "management", "safeguards")


class ItemForm(PrintedTexts, forms.ModelForm[PlanItem]):
    """What a draft says of one item, and for each rule that warns of it (`warned`) why the warning stays."""

    parts = PartsField()

    class Meta:
        model = PlanItem
        fields = (
            "platform", "content", "quantity", "unit", "unit_standard", "parts", "schedule", "responsible_unit",
        )  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {"content": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, warned: Sequence[VerdictRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warned = warned
        for row in warned:
            self.fields[f"reason-{row.code}"] = forms.CharField(
                label=_("警示事项说明：%(code)s %(title)s") % {"code": row.code, "title": row.rule.title},
                required=False, max_length=row_reasons.LONGEST, widget=forms.Textarea(attrs={"rows": 2}),
                initial=row.hits[0].justification,
                help_text=_("%(found)s。写明理由方可保留，印入方案；清空即撤回") % {
                    "found": "；".join(f"{hit.words}（{hit.clause}）" if hit.clause else hit.words for hit in row.hits)
                },
            )  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What is changed; a reason that stood for every warning of the row gives way to those of the single rules."""
        fields = {name: self.cleaned_data[name] for name in self.Meta.fields}
        if not self.warned:
            return fields
        reasons = {row.code: self.cleaned_data[f"reason-{row.code}"] for row in self.warned}
        return {**fields, "justifications": {**reasons, EVERY: ""}}

    def clean(self) -> dict[str, Any]:
        """What no quantity or standard can be is marked at its field."""
        cleaned = super().clean() or self.cleaned_data
        for field, refusal in measure_misfits(cleaned, None):
            self.add_error(field, str(refusal))
        return cleaned


class YearForm(forms.Form):
    """For which year a round is opened."""

    year = forms.IntegerField(label=_("年度"), min_value=2015, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["year"].initial = today.year + 1 if today.month >= 7 else today.year

    def year_typed(self) -> int | None:
        """The year, where a lawful one was typed."""
        year: int | None = self.cleaned_data["year"] if self.is_valid() else None
        return year


class ReasonForm(PrintedTexts, forms.Form):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class ExitForm(PrintedTexts, forms.Form):
    """Why a project leaves the library, and the document that it rests on."""

    reason = forms.CharField(label=_("出库理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    ground = forms.CharField(
        label=_("依据文件"), max_length=200, help_text=_("文号或会议纪要，如“县领导小组〔2027〕5号纪要”")
    )


class ObjectionFindingForm(PrintedTexts, forms.Form):
    """What the investigation of an objection found."""

    upheld = forms.TypedChoiceField(
        label=_("结论"),
        choices=[("", _("请选择")), ("yes", _("异议成立")), ("no", _("异议不成立"))],
        coerce=lambda value: value == "yes",
    )
    projects = forms.TypedMultipleChoiceField(
        label=_("涉及的项目"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("异议成立的，勾选涉及的项目：更正或移出后方可再公示"),
    )  # fmt: skip
    finding = forms.CharField(label=_("调查情况和处理意见"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, listed: Iterable[Project], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(project.pk, f"{project.code} {project.name}") for project in listed]
        self.fields["projects"].choices = choices  # type: ignore[attr-defined]
