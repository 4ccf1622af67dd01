"""What a keeper of the funds types about a plan's year end: the document, and what is carried over with its item and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.money import wan
from core.pages.forms import DateField, PrintedTexts, WanField
from funds.models import YearEndStatement
from funds.year_end import Kept
from funds.year_end_reading import Row


class YearEndForm(PrintedTexts, forms.Form):
    """A box for what is carried over and one for the reason at each row of the plan that has something left; an empty box
    lets all of it go back."""

    doc_no = forms.CharField(
        label=gettext_lazy("依据文号"), max_length=60, required=False, help_text=gettext_lazy("送请确认前须填写")
    )
    dated = DateField(label=gettext_lazy("文件日期"), required=False)

    def __init__(self, *args: Any, statement: YearEndStatement, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = [row for row in rows if row.left > 0]
        self.fields["doc_no"].initial = statement.doc_no
        self.fields["dated"].initial = statement.dated or clock.today()
        for row in self.left:
            name = row.funding.item.project.name
            self.fields[f"carried-{row.funding.pk}"] = WanField(label=name, required=False, initial=row.carried or None)
            self.fields[f"reason-{row.funding.pk}"] = forms.CharField(
                label=gettext_lazy("结转理由"), required=False, max_length=200, initial=row.reason
            )

    def clean(self) -> dict[str, Any]:
        """What is wrong with a row is said at its own box."""
        said = super().clean() or self.cleaned_data
        for row in self.left:
            carried = said.get(f"carried-{row.funding.pk}") or 0
            if carried > row.left:
                self.add_error(f"carried-{row.funding.pk}", _("最多结转%(left)s万元") % {"left": wan(row.left)})
            if carried and not said.get(f"reason-{row.funding.pk}"):
                self.add_error(f"reason-{row.funding.pk}", _("请写明结转理由"))
        return said

    def rows(self) -> list[tuple[Row, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"carried-{row.funding.pk}"], self[f"reason-{row.funding.pk}"]) for row in self.left]

    def kept(self) -> dict[int, Kept]:
        """As `year_end.write` takes it."""
        said = self.cleaned_data
        return {
            row.funding.pk: Kept(said[f"carried-{row.funding.pk}"], said[f"reason-{row.funding.pk}"])
            for row in self.left
            if said[f"carried-{row.funding.pk}"]
        }


class GiveBackForm(PrintedTexts, forms.Form):
    """Why the statement goes back to whoever drew it."""

    reason = forms.CharField(label=gettext_lazy("退回理由"), max_length=200)
