"""What is typed to draft a bulletin, and to act on one."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.errors import Invalid
from core.models import Organisation
from core.pages.forms import DateField, WanField
from oversight.bulletins import spending
from oversight.bulletins.spending import Fault
from oversight.bulletins.tables import SpendingTable
from oversight.counting import first_of
from plans.tables.grid import MAX_BYTES

MONTHS = 12
"""So many months may still be reported on."""
REQUIREMENTS = {
    "supervision": gettext_lazy(
        "各单位要对照督办事项逐项查找原因，明确责任和时限；有逾期未办结事项的，请于收到本通报之日起5个工作日内办结并书面反馈。"
    ),
    "spending": gettext_lazy(
        "支出进度低于全县平均水平的单位要查明原因，加快项目实施和报账，按规定时限完成支出；结余资金按规定收回，不得滞留。"
    ),
}
"""What is usually required; the drafter changes it."""


def months() -> list[tuple[str, str]]:
    """The present month and those before it, the last one that has ended first in the form."""
    present = clock.today()
    return [(f"{first:%Y-%m-%d}", f"{first:%Y-%m}") for back in range(MONTHS) for first in [first_of(present, back)]]


class DraftForm(forms.Form):
    """What both kinds ask: of which county, and what is required of the units."""

    county = forms.ModelChoiceField(label=gettext_lazy("县"), queryset=Organisation.objects.none(), empty_label=None)
    requirement = forms.CharField(
        label=gettext_lazy("工作要求"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("每行一段，印在通报末尾"),
    )  # fmt: skip

    def __init__(self, *args: Any, counties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["county"]
        field.queryset = counties
        if len(counties) == 1:
            field.initial, field.widget = counties[0].pk, forms.HiddenInput()


class SupervisionForm(DraftForm):
    """Of which month."""

    month = forms.TypedChoiceField(
        label=gettext_lazy("月份"), choices=months, coerce=datetime.date.fromisoformat,
        help_text=gettext_lazy("数据统计至月末；本月尚未结束的统计至今天"),
    )  # fmt: skip
    field_order = ("county", "month", "requirement")


class SpendingForm(DraftForm):
    """The table as a file, what it is of, and where it comes from; `faults` are what is wrong with its rows."""

    year = forms.IntegerField(label=gettext_lazy("资金年度"), min_value=2015, max_value=2099)
    as_of = DateField(label=gettext_lazy("数据截至"))
    source = forms.CharField(
        label=gettext_lazy("数据来源"), max_length=200, help_text=gettext_lazy("如：县财政局国库集中支付系统"),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("支出进度表"),
        help_text=gettext_lazy(
            ".xlsx 或 .csv，表头须有“类别”（部门或乡镇）、“单位”，以及“支出进度（%）”或者“下达（万元）”和“支出（万元）”"
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
    paid = WanField(label=gettext_lazy("全县已支出（万元）"), required=False)
    left = WanField(
        label=gettext_lazy("全县结余（万元）"), required=False,
        help_text=gettext_lazy("表中各单位都有下达和支出金额的，可不填，由表中合计"),
    )  # fmt: skip
    field_order = ("county", "year", "as_of", "source", "file", "paid", "left", "requirement")
    faults: tuple[Fault, ...] = ()

    def clean(self) -> dict[str, Any]:
        """With `table`, when the file holds one and the totals are known."""
        given: dict[str, Any] = super().clean() or {}
        file = given.get("file")
        if isinstance(file, UploadedFile):
            try:
                given["table"] = self._table(given, file)
            except Invalid as refusal:
                self.add_error(refusal.field or "file", refusal.message)
        return given

    def _table(self, given: dict[str, Any], file: UploadedFile[Any]) -> SpendingTable:
        if (file.size or 0) > MAX_BYTES:
            raise Invalid(_("文件超过10 MB，不是支出进度表"))
        found = spending.read(file.read(), file.name or "")
        self.faults = found.faults
        if found.faults:
            raise Invalid(_("表中有%(number)s行不能用，请按下表改正后重新上传") % {"number": len(found.faults)})
        paid, left = given.get("paid"), given.get("left")
        amounts = [(unit.allotted, unit.paid) for unit in found.units]
        if all(allotted is not None and spent is not None for allotted, spent in amounts):
            summed = sum(spent or 0 for _allotted, spent in amounts)
            rest = sum(allotted or 0 for allotted, _spent in amounts) - summed
            if (paid is not None and paid != summed) or (left is not None and left != rest):
                raise Invalid(_("填写的合计与表中各单位金额之和不符"), field="paid")
            paid, left = summed, rest
        if paid is None or left is None:
            raise Invalid(_("表中没有金额，请填写全县已支出和结余"), field="paid")
        return SpendingTable(year=given.get("year", 0), units=found.units, paid=paid, left=left)


class ActForm(forms.Form):
    """One act, and the words that go with it."""

    SUBMIT, FORWARD, GIVE_BACK, TAKE_OVER = "submit", "forward", "give_back", "take_over"

    act = forms.ChoiceField(choices=[(act, act) for act in (SUBMIT, FORWARD, GIVE_BACK, TAKE_OVER)])
    text = forms.CharField(required=False, max_length=300)
    requirement = forms.CharField(required=False, max_length=1000)
