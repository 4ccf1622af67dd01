"""The shapes of 批量领取 and 批量转办."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.pages.forms import PrintedTexts


class ClaimsForm(forms.Form):
    """The number of the page."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


class HandOverForm(PrintedTexts, forms.Form):
    """To whom of those who may take it, and one reason for all; the number of the page. Whoever may not any more since the page
    was read gets his answer from each item."""

    use_required_attribute = False
    receiver = forms.TypedChoiceField(
        label=_("转给"), coerce=int, empty_value=None, error_messages={"required": _("请选择接办人")}
    )
    reason = forms.CharField(
        label=_("转办原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("转办须写明原因")},
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[User], takers: Collection[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        self.offered = [(str(pk), person.name) for pk, person in self.people.items() if pk in takers]
        receiver = self.fields["receiver"]
        receiver.choices = [(str(pk), person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]
        receiver.widget.choices = [("", _("请选择")), *self.offered]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["receiver"]]
