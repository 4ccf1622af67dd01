"""The shapes of 批量领取 and 批量转办."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.pages.forms import PrintedTexts


class ClaimsForm(forms.Form):
    """The number of the page."""

    request_id = forms.UUIDField(widget=forms.HiddenInput)


class HandOverForm(PrintedTexts, forms.Form):
    """To whom, and one reason for all; the number of the page."""

    use_required_attribute = False
    receiver = forms.TypedChoiceField(
        label=_("转给"), coerce=int, empty_value=None, error_messages={"required": _("请选择接办人")}
    )
    reason = forms.CharField(
        label=_("转办原因"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("转办须写明原因")},
    )  # fmt: skip
    request_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in people}
        offered = [("", _("请选择")), *((str(pk), person.name) for pk, person in self.people.items())]
        self.fields["receiver"].choices = offered  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User:
        return self.people[self.cleaned_data["receiver"]]
