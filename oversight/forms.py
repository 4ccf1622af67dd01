"""The forms of chasing and of the demonstration clock."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

PHRASES = (
    _("该事项已超过办理期限，请抓紧办理并说明原因。"),
    _("该事项即将到期，请按期办理。"),
    _("该事项影响年度方案整体进度，请优先办理。"),
)


class UrgeForm(forms.Form):
    """What is said to the organisation; the stock phrases are offered as they stand."""

    text = forms.CharField(label=_("催办内容"), max_length=300)
    back = forms.CharField(required=False, max_length=500)


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
