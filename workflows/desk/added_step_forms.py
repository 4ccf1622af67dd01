"""The shape of 增加环节 and of taking one back; meaning is checked by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from core.pages.forms import PrintedTexts
from workflows.desk.added_steps import Adding


class AddStepForm(PrintedTexts, forms.Form):
    """What the step is called, who takes it, within how many working days, and what is asked."""

    use_required_attribute = False
    prefix = "step"
    name = forms.CharField(label=_("环节名称"), max_length=30, error_messages={"required": _("请填写环节名称")})
    organisation = forms.TypedChoiceField(
        label=_("由谁办理"), coerce=int, empty_value=None, error_messages={"required": _("请选择办理单位")}
    )
    days = forms.IntegerField(
        label=_("办理期限（工作日）"), min_value=1, error_messages={"required": _("请填写办理期限")}
    )
    words = forms.CharField(
        label=_("办理要求"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明办理要求")},
    )  # fmt: skip

    def __init__(self, *args: Any, adding: Adding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places: dict[int, Organisation] = {one.pk: one for one in adding.askable}
        offered = [("", _("请选择")), *((str(pk), one.name) for pk, one in self.places.items())]
        self.fields["organisation"].choices = offered  # type: ignore[attr-defined]
        days: Any = self.fields["days"]
        days.initial = adding.usual_days
        if adding.node:
            days.max_value = adding.node.longest
            days.widget.attrs["max"] = adding.node.longest
        self.fields["name"].help_text = _("例如：法制审核、资金来源复核")

    @property
    def chosen(self) -> Organisation:
        return self.places[self.cleaned_data["organisation"]]


class RecallStepForm(PrintedTexts, forms.Form):
    """Which of those that have not begun, and why."""

    use_required_attribute = False
    prefix = "unstep"
    step = forms.TypedChoiceField(
        label=_("收回哪个环节"), coerce=int, empty_value=None, error_messages={"required": _("请选择要收回的环节")}
    )
    reason = forms.CharField(
        label=_("收回理由"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, adding: Adding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(row.pk), f"{row.name}（{row.organisation.name}）") for row in adding.recallable]
        self.fields["step"].choices = offered if len(offered) == 1 else [("", _("请选择")), *offered]  # type: ignore[attr-defined]
        if not adding.item.is_open or adding.item.unplanned:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = _("请写明收回理由")
