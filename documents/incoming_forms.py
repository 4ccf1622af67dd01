"""What the keeper of an incoming register types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Organisation
from core.pages.forms import DateField, PrintedTexts
from documents.enums import Intake, Secrecy, Urgency
from documents.outside import Outside


class RegisterOutside(PrintedTexts, forms.Form):
    """A paper that came from outside the system."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("收文机关"))
    sender = forms.CharField(label=_("来文机关"), max_length=100, help_text=_("写全称或规范化简称"))
    number = forms.CharField(
        label=_("来文字号"),
        max_length=60,
        required=False,
        help_text=_("照来文写，如：鄂财农发〔2026〕12号；无文号的不填"),
    )
    title = forms.CharField(
        label=_("来文标题"), max_length=300, required=False,
        help_text=_("涉密文件不得录入标题和内容，只登记来文机关和文号；其他来文必填"),
    )  # fmt: skip
    dated = DateField(label=_("成文日期"), required=False)
    received_on = DateField(label=_("收到日期"))
    secrecy = forms.ChoiceField(label=_("密级"), required=False, choices=(("", _("非涉密")), *Secrecy.choices))
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False, choices=(("", _("平件")), *Urgency.choices))
    pages = forms.IntegerField(label=_("页数"), required=False, min_value=1, max_value=9999)
    assigned_to = forms.CharField(label=_("承办单位（人）"), max_length=100, required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = agencies  # type: ignore[attr-defined]

    def paper(self) -> Outside:
        """The paper as it was typed."""
        return Outside(**{name: value for name, value in self.cleaned_data.items() if name != "organisation"})


class SignFor(PrintedTexts, forms.Form):
    """Accepted, or returned with the reason."""

    intake = forms.ChoiceField(
        label=_("初审结果"), choices=[(kind.value, kind.label) for kind in (Intake.ACCEPTED, Intake.RETURNED)]
    )
    note = forms.CharField(label=_("备注"), max_length=300, required=False)


class Examine(SignFor):
    """The same, or struck off because it was registered by mistake."""

    intake = forms.ChoiceField(
        label=_("初审结果"),
        choices=[(kind.value, kind.label) for kind in (Intake.ACCEPTED, Intake.RETURNED, Intake.STRUCK)],
    )
