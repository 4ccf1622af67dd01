"""What the finance bureau types about a batch: how much of each item a source allots now, and under which subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from core.money import wan
from core.pages.forms import PrintedTexts, WanField
from funds.allotting import Key
from funds.batches import USUAL_SUBJECT, Given, Offered
from funds.models import AllotmentBatch, BudgetSubject

Row = tuple[Offered, forms.BoundField, forms.BoundField]


class BatchForm(PrintedTexts, forms.Form):
    """A box for the amount and one for the subject at each item and source of the plan; an empty box allots nothing."""

    requirements = forms.CharField(
        label=gettext_lazy("有关要求"), widget=forms.Textarea(attrs={"rows": 5}), max_length=2000,
        help_text=gettext_lazy("每行一条，印在通知的“有关要求”一节"),
    )  # fmt: skip

    def __init__(self, *args: Any, batch: AllotmentBatch, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch, self.offered = batch, [one for one in offered if one.left > 0 or one.row]
        self.fields["requirements"].initial = batch.requirements
        choices = [(one.code, str(one)) for one in BudgetSubject.objects.on(clock.today())]
        self.usual = USUAL_SUBJECT if USUAL_SUBJECT in dict(choices) else ""
        if not self.usual:
            choices.insert(0, ("", _("请选择")))
        for one in self.offered:
            name = _name(one)
            self.fields[f"amount-{name}"] = WanField(
                label=str(one.funding.item.project), required=False, initial=one.row.amount if one.row else None
            )
            self.fields[f"subject-{name}"] = forms.ChoiceField(
                label=gettext_lazy("预算科目"), required=False, choices=choices,
                initial=one.row.budget_subject.code if one.row else self.usual,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """More than is left is said at its own box."""
        cleaned = super().clean() or self.cleaned_data
        for one in self.offered:
            name = f"amount-{_name(one)}"
            if (cleaned.get(name) or 0) > one.left:
                self.add_error(name, _("最多下达%(left)s万元") % {"left": wan(one.left)})
            chosen = f"subject-{_name(one)}"
            if cleaned.get(name) and not (cleaned.get(chosen) or self.usual or chosen in self.errors):
                self.add_error(chosen, _("请选择预算科目"))
        return cleaned

    def filled(self, posted: QueryDict) -> QueryDict | None:
        """Every empty box with what is left; None where that button was not pressed."""
        if "fill" not in posted:
            return None
        changed = posted.copy()
        for one in self.offered:
            name = f"amount-{_name(one)}"
            if not posted.get(name, "").strip():
                changed[name] = wan(one.left)
        return changed

    def rows(self) -> list[Row]:
        return [(one, self[f"amount-{_name(one)}"], self[f"subject-{_name(one)}"]) for one in self.offered]

    def given(self) -> dict[Key, Given]:
        """As `batches.write` takes them."""
        typed = self.cleaned_data
        found = {}
        for one in self.offered:
            if amount := typed[f"amount-{_name(one)}"]:
                subject = typed[f"subject-{_name(one)}"] or self.usual
                found[one.funding.item_id, one.funding.source_id] = Given(amount, subject)
        return found


def _name(one: Offered) -> str:
    return f"{one.funding.item_id}-{one.funding.source_id}"
