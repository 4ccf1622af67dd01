"""What is typed of an agency's code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import DateField
from documents.enums import CodeUse


class CorrectCode(forms.Form):
    """How the code is written."""

    code = forms.CharField(label=_("机关代字"), max_length=30, help_text=_("如：竹政发；不含年份、序号和括号"))


class RegisterCode(CorrectCode):
    """And what it numbers."""

    use = forms.ChoiceField(label=_("用途"), choices=CodeUse.choices)
    field_order = ("use", "code")


class EndCode(forms.Form):
    """The last day on which it may number."""

    ends_on = DateField(label=_("停用日期"))
