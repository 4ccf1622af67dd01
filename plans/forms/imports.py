"""What is asked when a table is uploaded and when it is confirmed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from core import clock
from core.pages.forms import DateField, PrintedTexts
from plans.tables.grid import MAX_BYTES


class UploadForm(PrintedTexts, forms.Form):
    """A file, its year, and what counts where the table says nothing (`asks`)."""

    year = forms.IntegerField(label=_("年度"), min_value=2015, max_value=2100)
    file = forms.FileField(
        label=_("表格文件"), widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=_("xlsx 或 csv，不超过 10 MB、5 万行；不带宏，不引用其他工作簿"),
    )  # fmt: skip
    received_on = DateField(label=_("下达日期"), required=False, help_text=_("表中没有下达日期的行按此日期填"))
    starts_on = DateField(
        label=_("计划开工"), required=False, help_text=_("表中没有开工日期的行按此日期填；不填为当年3月1日")
    )
    ends_on = DateField(
        label=_("计划完工"), required=False, help_text=_("表中没有完工日期的行按此日期填；不填为当年11月30日")
    )
    ground = forms.CharField(
        label=_("直接申报的理由"), max_length=200,
        help_text=_("未经村级议事的项目须写明依据，如“原项目库转入，县领导小组〔2015〕3号纪要审定”"),
    )  # fmt: skip

    def __init__(self, *args: Any, asks: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks
        for name in ("received_on", "starts_on", "ends_on", "ground"):
            if name not in asks:
                del self.fields[name]
        self.fields["year"].initial = current_year()

    def clean_file(self) -> UploadedFile[Any]:
        """Asked before a byte of it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError(_("文件超过 10 MB，请按批次分开上传"))
        return file

    def asked(self) -> dict[str, str]:
        """What was answered, in plain spelling."""
        answers = {name: self.cleaned_data.get(name) for name in self.asks}
        return {
            name: answer.isoformat() if isinstance(answer, datetime.date) else str(answer)
            for name, answer in answers.items()
            if answer
        }


def current_year() -> int:
    """The year that is being prepared: from July on the next one."""
    today = clock.today()
    return today.year + 1 if today.month >= 7 else today.year


class ConfirmForm(PrintedTexts, forms.Form):
    """Why known rows are changed. Which rows are written is chosen beside it, so the service says whether they need it."""

    use_required_attribute = False  # new rows alone are saved, written and given up without it
    reason = forms.CharField(
        label=_("更正理由"), required=False, max_length=200, help_text=_("有改动的行必须写明，记入台账；只新增的不用写")
    )

    def ask(self) -> None:
        """Mark the reason as one that is asked for: rows would change what is known."""
        self.fields["reason"].required = True
