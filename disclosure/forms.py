"""What a citizen types; shape only."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from core.pages.forms import PrintedTexts


class ObjectionForm(PrintedTexts, forms.Form):
    """An objection to a notice; name and contact are optional and never published."""

    text = forms.CharField(label=_("异议内容"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
    name = forms.CharField(label=_("姓名"), max_length=50, required=False)
    contact = forms.CharField(label=_("联系方式（仅承办人可见）"), max_length=100, required=False)
