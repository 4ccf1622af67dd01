"""The forms of chasing and of the demonstration clock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

FITTING = {
    "late": _("该事项已超过办理期限，请抓紧办理并说明原因。"),
    "soon": _("该事项即将到期，请按期办理。"),
    "calm": _("请抓紧办理。"),
}
"""What is said first, by how much time is left: the tone of the chip beside it."""
ALWAYS = _("该事项影响年度方案整体进度，请优先办理。")


def phrases(tone: str) -> tuple[StrOrPromise, ...]:
    """The stock phrases that are true of an item whose chip has this tone, the most fitting first."""
    return FITTING.get(tone, FITTING["calm"]), ALWAYS


class UrgeForm(forms.Form):
    """What is said to the organisation; the stock phrases are offered as they stand, own words go before them."""

    text = forms.CharField(label=_("催办内容"), max_length=300)
    own = forms.CharField(label=_("自拟催办内容"), required=False, max_length=300)
    back = forms.CharField(required=False, max_length=500)


class OneUrgeForm(forms.Form):
    """What is said to whoever has the step, on a page of its own; the fitting phrase stands there to be changed."""

    text = forms.CharField(label=_("催办内容"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class ClockForm(forms.Form):
    """How far to move; exactly one way of saying it."""

    DAYS, WORKING_DAYS, NOTICES = "days", "working_days", "notices"

    by = forms.ChoiceField(
        label=_("推进方式"),
        choices=((DAYS, _("自然日")), (WORKING_DAYS, _("工作日")), (NOTICES, _("至进行中的公示期满"))),
    )
    count = forms.IntegerField(label=_("天数"), min_value=1, max_value=366, required=False)

    def clean(self) -> dict[str, object]:
        given: dict[str, object] = super().clean() or {}
        if given.get("by") in (self.DAYS, self.WORKING_DAYS) and not given.get("count"):
            self.add_error("count", _("请填写天数"))
        return given
