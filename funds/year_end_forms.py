"""What a keeper of the funds types about a plan's year end: the document, and what is carried over with its item and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.money import wan
from core.pages.forms import DateField, PrintedTexts, WanField
from funds.models import YearEndStatement
from funds.year_end import Kept
from funds.year_end_reading import Row, rows_of
from plans.models import PlanVersion


def key(row: Row) -> str:
    """Of the row in whatever version of the plan lists it, or of the row of a batch."""
    return f"batch-{row.allotment.pk}" if row.allotment else f"{row.funding.item.project_id}-{row.funding.source_id}"


class YearEndForm(PrintedTexts, forms.Form):
    """A box for what is carried over and one for the reason at each row of the plan, and of its batches, that has something
    left; an empty box lets all of it go back."""

    doc_no = forms.CharField(
        label=gettext_lazy("依据文号"), max_length=60, required=False, help_text=gettext_lazy("送请确认前须填写")
    )
    dated = DateField(label=gettext_lazy("文件日期"), required=False)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, statement: YearEndStatement, version: PlanVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = [row for row in rows_of(version, statement) if row.left > 0]
        self.in_force = self.fields["version"].initial = version.pk
        self.fields["doc_no"].initial = statement.doc_no
        self.fields["dated"].initial = statement.dated or clock.today()
        for row in self.left:
            name = row.funding.item.project.name
            self.fields[f"carried-{key(row)}"] = WanField(label=name, required=False, initial=row.carried or None)
            self.fields[f"reason-{key(row)}"] = forms.CharField(
                label=gettext_lazy("结转理由"), required=False, max_length=200, initial=row.reason
            )

    def clean(self) -> dict[str, Any]:
        """What is wrong with a row is said at its own box; what was typed on another version of the plan is shown on this one
        before it is kept."""
        said = super().clean() or self.cleaned_data
        if said.get("version") != self.in_force:
            self.add_error(None, _("填写期间方案已有变更，请按现行方案的未下达、未支付数核对后再保存"))
            self.data = dict(self.data.items()) | {"version": self.in_force}
        for row in self.left:
            carried = said.get(f"carried-{key(row)}") or 0
            if carried > row.left:
                self.add_error(f"carried-{key(row)}", _("最多结转%(left)s万元") % {"left": wan(row.left)})
            if carried and not said.get(f"reason-{key(row)}"):
                self.add_error(f"reason-{key(row)}", _("请写明结转理由"))
        return said

    def rows(self) -> list[tuple[Row, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"carried-{key(row)}"], self[f"reason-{key(row)}"]) for row in self.left]

    def kept(self) -> dict[int, Kept]:
        """Of what no batch allotted, as `year_end.write` takes it."""
        return {row.funding.pk: kept for row, kept in self._said() if row.allotment is None}

    def unpaid(self) -> dict[int, Kept]:
        """Of what batches allotted, as it takes that."""
        return {row.allotment.pk: kept for row, kept in self._said() if row.allotment}

    def _said(self) -> list[tuple[Row, Kept]]:
        said = self.cleaned_data
        return [
            (row, Kept(said[f"carried-{key(row)}"], said[f"reason-{key(row)}"]))
            for row in self.left
            if said[f"carried-{key(row)}"]
        ]


class GiveBackForm(PrintedTexts, forms.Form):
    """Why the statement goes back to whoever drew it."""

    reason = forms.CharField(label=gettext_lazy("退回理由"), max_length=200)
